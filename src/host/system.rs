//! What the box has: processors, memory, disks, and which distribution it runs; as the kernel says. What
//! the kernel does not say is absent, never 0.

use std::fs;
use std::io;
use std::path::Path;

/// Bytes of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    pub total: u64,
    /// What programs could still get.
    pub available: u64,
}

/// `None` where it is hidden, as a sandbox may.
pub fn memory() -> Option<Memory> {
    memory_in(&fs::read_to_string("/proc/meminfo").ok()?)
}

fn memory_in(meminfo: &str) -> Option<Memory> {
    let kibibytes = |name: &str| -> Option<u64> {
        let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    };
    let memory = Memory {
        total: kibibytes("MemTotal:")? * 1024,
        available: kibibytes("MemAvailable:")? * 1024,
    };
    (memory.total > 0).then_some(memory)
}

/// Always the same on this machine, and another on each: for comparing, it names nothing. `None` where the
/// system has no id.
pub fn machine() -> Option<String> {
    machine_of(&fs::read_to_string("/etc/machine-id").ok()?)
}

/// A digest, as machine-id(5) asks for: the id itself is confidential.
fn machine_of(id: &str) -> Option<String> {
    let id = id.trim();
    let known = !id.is_empty() && id != "uninitialized";
    known.then(|| {
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("handyman-kpi {id}").as_bytes());
        data_encoding::HEXLOWER.encode(&digest.as_ref()[..16])
    })
}

/// Processors this program may use.
pub fn cores() -> Option<usize> {
    std::thread::available_parallelism().ok().map(usize::from)
}

/// The share of the processors' time that was used since the box started, 0 to 1.
pub fn busy() -> Option<f64> {
    busy_in(&fs::read_to_string("/proc/stat").ok()?)
}

fn busy_in(stat: &str) -> Option<f64> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let ticks: Vec<f64> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal; what follows is counted in user already.
    let all: f64 = ticks.iter().take(8).sum();
    let idle = ticks.get(3)? + ticks.get(4)?;
    (all > 0.0).then(|| (all - idle) / all)
}

/// Bytes and files a file system can hold, and how many more it can take from a user who is not root.
#[derive(Clone, Copy, Debug)]
pub struct Disk {
    pub total: u64,
    pub free: u64,
    /// 0: this file system does not count files.
    pub files: u64,
    pub files_free: u64,
    pub read_only: bool,
}

/// The file system on which `path`, or the nearest folder above it that exists, lies.
pub fn disk(path: &Path) -> io::Result<Disk> {
    let there = path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let found = rustix::fs::statvfs(there)?;
    Ok(Disk {
        total: found.f_blocks.saturating_mul(found.f_frsize),
        free: found.f_bavail.saturating_mul(found.f_frsize),
        files: found.f_files,
        files_free: found.f_favail,
        read_only: found.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
    })
}

/// What `os-release` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// `debian`, `ubuntu`, `fedora`, `rhel`, `almalinux`, …
    pub id: String,
    /// What it descends from.
    pub like: Vec<String>,
    /// `12`, `20.04`
    pub version: String,
    /// For people.
    pub name: String,
}

/// The distribution below `root`; `None` where nothing says it.
pub fn distribution(root: &Path) -> Option<Distribution> {
    let read = |path: &str| fs::read_to_string(root.join(path)).ok();
    Some(distribution_in(
        &read("etc/os-release").or_else(|| read("usr/lib/os-release"))?,
    ))
}

fn distribution_in(os_release: &str) -> Distribution {
    let value = |name: &str| -> String {
        let line = os_release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()
    };
    Distribution {
        id: value("ID"),
        like: value("ID_LIKE").split_whitespace().map(str::to_owned).collect(),
        version: value("VERSION_ID"),
        name: value("PRETTY_NAME"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn memory_that_is_hidden_is_absent() {
        let said = "MemTotal:        2000 kB\nMemFree:          100 kB\nMemAvailable:     500 kB\n";
        let memory = Memory {
            total: 2_048_000,
            available: 512_000,
        };
        assert_eq!(memory_in(said), Some(memory));
        assert_eq!(memory_in(""), None);
        assert_eq!(memory_in("MemTotal: 0 kB\nMemAvailable: 0 kB"), None);
    }

    #[test]
    fn a_machine_is_told_from_another_and_its_id_is_not_told() {
        let id = "8b3f1c2d4e5f60718293a4b5c6d7e8f9";
        let one = machine_of(&format!("{id}\n")).unwrap();
        assert_eq!(one.len(), 32);
        assert!(machine_of(id).unwrap() == one && one != id && machine_of("0").unwrap() != one);
        assert_eq!((machine_of("\n"), machine_of("uninitialized\n")), (None, None));
    }

    #[test]
    fn what_processors_wait_for_is_not_work() {
        assert_eq!(busy_in("cpu  10 0 10 60 20 0 0 0 5 0\ncpu0 1 1"), Some(0.2));
        assert_eq!(busy_in(""), None);
    }

    #[test]
    fn the_distribution_is_read_with_and_without_quotes() {
        let said =
            "PRETTY_NAME=\"AlmaLinux 9.4\"\nID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n";
        let read = distribution_in(said);
        assert_eq!((read.id.as_str(), read.version.as_str()), ("almalinux", "9.4"));
        assert_eq!(read.like, ["rhel", "centos", "fedora"]);
        assert_eq!(distribution_in("ID=debian").id, "debian");
    }

    #[test]
    fn a_folder_that_is_not_there_yet_lies_where_the_one_above_it_does() {
        let folder = tempfile::tempdir().unwrap();
        assert!(disk(&folder.path().join("not/there")).unwrap().total > 0);
    }
}
