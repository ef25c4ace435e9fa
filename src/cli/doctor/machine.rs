//! The box itself: distribution, processors, memory, disk, clock.

use super::Looked;
use super::finding::Finding;
use crate::host::system;
use crate::host::systemd;
use std::path::Path;

const MEGABYTE: u64 = 1_000_000;
/// Below it reports and imports may not fit beside the system.
const MEMORY_WANTED: u64 = 400 * MEGABYTE;
const MEMORY_FREE_WANTED: u64 = 100 * MEGABYTE;
const DISK_WANTED: u64 = 1_000 * MEGABYTE;
/// Below it nothing can be saved for long.
const DISK_NEEDED: u64 = 100 * MEGABYTE;
const FILES_WANTED: u64 = 1_000;

/// The distributions that are tried out, and since which version.
const KNOWN: &[(&str, u32)] = &[
    ("debian", 11),
    ("ubuntu", 20),
    ("fedora", 38),
    ("rhel", 9),
    ("almalinux", 9),
    ("rocky", 9),
    ("centos", 9),
];

pub fn distribution(_: &Looked<'_>) -> Vec<Finding> {
    vec![distribution_of(Path::new("/"))]
}

/// The one below `root`; an unknown one is tried with a note.
pub fn distribution_of(root: &Path) -> Finding {
    let found = system::distribution(root).unwrap_or_default();
    let name = if found.name.is_empty() {
        "An unknown distribution"
    } else {
        found.name.as_str()
    };
    let major = found.version.split('.').next().and_then(|n| n.parse::<u32>().ok());
    match KNOWN.iter().find(|(id, _)| *id == found.id) {
        Some((_, since)) if major.is_none_or(|major| major >= *since) => {
            Finding::well("distribution", format!("{name}."))
        }
        Some((_, since)) => Finding::attention(
            "distribution_old",
            format!("{name} is older than what is tried out (since {since})."),
            "It may work. Upgrade the system when you can.",
        ),
        None => Finding::attention(
            "distribution_unknown",
            format!("{name}: nobody has tried this program on it."),
            "It needs systemd 245 or newer and should work; please say so if it does not.",
        ),
    }
}

pub fn cores(_: &Looked<'_>) -> Vec<Finding> {
    vec![match system::cores() {
        Some(1) => Finding::well("cores", "1 processor: enough for a crew of about 50."),
        Some(cores) => Finding::well("cores", format!("{cores} processors.")),
        None => Finding::attention(
            "cores_unknown",
            "How many processors there are cannot be told.",
            "Look at what hides /proc and /sys from this program.",
        ),
    }]
}

pub fn memory(_: &Looked<'_>) -> Vec<Finding> {
    vec![memory_of(system::memory())]
}

/// How it stands with memory.
pub fn memory_of(memory: Option<system::Memory>) -> Finding {
    let Some(memory) = memory else {
        return Finding::attention(
            "memory_unknown",
            "How much memory there is cannot be told.",
            "Look at what hides /proc/meminfo from this program.",
        );
    };
    let said = format!("{} of {} memory free.", size(memory.available), size(memory.total));
    if memory.total < MEMORY_WANTED {
        let remedy = "It runs, but a large import or report may not fit. Give the box 1 GB.";
        Finding::attention("memory_small", said, remedy)
    } else if memory.available < MEMORY_FREE_WANTED {
        Finding::attention("memory_low", said, "See what needs so much: ps aux --sort=-rss | head")
    } else {
        Finding::well("memory", said)
    }
}

pub fn disk(looked: &Looked<'_>) -> Vec<Finding> {
    disk_of(&looked.config.data_dir)
}

/// How it stands with the disk that holds this folder.
pub fn disk_of(folder: &Path) -> Vec<Finding> {
    let at = folder.display();
    let disk = match system::disk(folder) {
        Ok(disk) => disk,
        Err(error) => {
            let remedy = "Check that the disk is mounted: findmnt";
            return vec![Finding::broken(
                "disk_unknown",
                format!("The disk of {at} cannot be looked at: {error}."),
                remedy,
            )];
        }
    };
    if disk.read_only {
        return vec![Finding::broken(
            "disk_read_only",
            format!("The disk of {at} is mounted read-only."),
            "Look for the reason: dmesg | tail. A disk that fails is often switched to read-only.",
        )];
    }
    let said = format!("{} of {} disk free at {at}.", size(disk.free), size(disk.total));
    let remedy = "See what takes the space: du -xh / | sort -h | tail";
    let mut found = vec![if disk.free < DISK_NEEDED {
        Finding::broken("disk_full", said, remedy)
    } else if disk.free < DISK_WANTED {
        Finding::attention("disk_low", said, remedy)
    } else {
        Finding::well("disk", said)
    }];
    if disk.files > 0 && disk.files_free < FILES_WANTED {
        found.push(Finding::attention(
            "files_low",
            format!("Only {} more files fit on the disk of {at}.", disk.files_free),
            "Something makes very many small files; find it with: du --inodes -x / | sort -n | tail",
        ));
    }
    found
}

pub fn clock(_: &Looked<'_>) -> Vec<Finding> {
    let told = systemd::run("timedatectl", &["show", "--property=NTPSynchronized", "--value"]);
    let synchronised = match told.as_deref().map(str::trim) {
        Ok("yes") => Some(true),
        Ok("no") => Some(false),
        // systemd's own service leaves this behind; others do not.
        _ => Path::new("/run/systemd/timesync/synchronized").exists().then_some(true),
    };
    vec![match synchronised {
        Some(true) => Finding::well("clock", "The clock is synchronised."),
        Some(false) => Finding::attention(
            "clock_not_synchronised",
            "The clock is not synchronised: certificates and sign-in codes go by it.",
            "Switch it on: timedatectl set-ntp true (needs systemd-timesyncd or chrony)",
        ),
        None => Finding::attention(
            "clock_unknown",
            "Whether the clock is synchronised cannot be told.",
            "Compare it with your phone: date",
        ),
    }]
}

/// 3.1 GB, 250 MB
pub fn size(bytes: u64) -> String {
    let megabytes = bytes / MEGABYTE;
    if megabytes < 1_000 {
        format!("{megabytes} MB")
    } else {
        format!("{}.{} GB", megabytes / 1_000, megabytes % 1_000 / 100)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::finding::Grade;
    use super::*;

    fn os(release: &str) -> Finding {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("etc")).unwrap();
        std::fs::write(root.path().join("etc/os-release"), release).unwrap();
        distribution_of(root.path())
    }

    #[test]
    fn an_unknown_or_old_distribution_is_noted_and_a_rolling_one_is_not_too_old() {
        assert_eq!(
            os("ID=debian\nVERSION_ID=\"12\"\nPRETTY_NAME=\"Debian 12\"").grade,
            Grade::Well
        );
        assert_eq!(os("ID=debian\nPRETTY_NAME=\"Debian sid\"").grade, Grade::Well);
        assert_eq!(os("ID=ubuntu\nVERSION_ID=\"18.04\"").code, "distribution_old");
        assert_eq!(os("ID=gentoo\nPRETTY_NAME=Gentoo").code, "distribution_unknown");
        assert!(os("").sentence.starts_with("An unknown distribution"));
    }

    #[test]
    fn memory_that_cannot_be_read_is_not_no_memory() {
        assert_eq!(memory_of(None).code, "memory_unknown");
        let memory = |total, available| {
            memory_of(Some(system::Memory {
                total: total * MEGABYTE,
                available: available * MEGABYTE,
            }))
        };
        assert_eq!(memory(300, 200).code, "memory_small");
        assert_eq!(memory(4_000, 50).code, "memory_low");
        let well = memory(4_100, 3_150);
        assert_eq!(
            (well.code.as_ref(), well.sentence.as_str()),
            ("memory", "3.1 GB of 4.1 GB memory free.")
        );
    }
}
