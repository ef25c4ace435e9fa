//! Whose the files are, and who may read them.

use super::Looked;
use super::finding::Finding;
use crate::config::DEFAULT_FILE;
use crate::host::accounts;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// So many files are looked at; a data folder has a few dozen.
const FILES_MAX: usize = 10_000;
/// Keys lie in here: for their owner alone.
const KEYS: [&str; 3] = ["tls", "acme", "keys"];

pub fn data(looked: &Looked<'_>) -> Vec<Finding> {
    let folder = &looked.config.data_dir;
    let at = folder.display();
    let found = match fs::symlink_metadata(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return vec![Finding::well(
                "data_none",
                format!("Nothing has been recorded in {at} yet."),
            )];
        }
        Err(error) => {
            return vec![Finding::broken(
                "data_unreadable",
                format!("{at} cannot be looked at: {error}."),
                "Look as root: sudo handyman-kpi doctor",
            )];
        }
    };
    let mut findings = Vec::new();
    let owner = service_owner(looked).unwrap_or(found.uid());
    let all = below(folder);
    let strangers: Vec<&(PathBuf, Metadata)> = all.iter().filter(|(_, of)| of.uid() != owner).collect();
    let user = accounts::name_of(owner);
    if found.uid() != owner {
        let is = accounts::name_of(found.uid());
        let sentence = format!("{at} belongs to {is}, not to {user}.");
        findings.push(Finding::broken("data_owner", sentence, give_back(&user, folder)));
    } else if let Some((first, of)) = strangers.first() {
        let sentence = format!(
            "{} in the data folder belongs to {}, not to {user}: the service cannot change it.",
            first.display(),
            accounts::name_of(of.uid())
        );
        findings.push(Finding::broken("data_owner", sentence, give_back(&user, folder)));
    }
    if found.mode() & 0o077 != 0 {
        let sentence = format!(
            "Others on this box can look into {at} (mode {:o}).",
            found.mode() & 0o777
        );
        findings.push(Finding::attention("data_mode", sentence, format!("chmod 700 {at}")));
    }
    let open = all.iter().find(|(path, of)| {
        let key = path
            .strip_prefix(folder)
            .is_ok_and(|path| KEYS.iter().any(|keys| path.starts_with(keys)));
        key && of.mode() & 0o077 != 0
    });
    if let Some((path, _)) = open {
        let sentence = format!("{} holds a key and others may read it.", path.display());
        findings.push(Finding::broken(
            "key_mode",
            sentence,
            format!("chmod go= {}", path.display()),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::well("data_files", format!("{at} is for {user} alone.")));
    }
    findings
}

pub fn configuration(looked: &Looked<'_>) -> Vec<Finding> {
    let file = Path::new(DEFAULT_FILE);
    let Ok(found) = fs::metadata(file) else {
        return if looked.is_installed() {
            let remedy = "The defaults are in force. To get a commented file again: sudo handyman-kpi install";
            vec![Finding::attention(
                "configuration_none",
                format!("There is no {DEFAULT_FILE}."),
                remedy,
            )]
        } else {
            Vec::new()
        };
    };
    let mode = found.mode() & 0o777;
    vec![if found.uid() != 0 || mode & 0o027 != 0 {
        let sentence = format!("Others than root may change or read {DEFAULT_FILE} (mode {mode:o}).");
        let remedy = format!("chown root:handyman-kpi {DEFAULT_FILE} && chmod 640 {DEFAULT_FILE}");
        Finding::attention("configuration_mode", sentence, remedy)
    } else {
        Finding::well("configuration", format!("{DEFAULT_FILE} is root's."))
    }]
}

/// Who the installed service is; only its own data folder is expected to be theirs.
fn service_owner(looked: &Looked<'_>) -> Option<u32> {
    let installed = looked.is_installed() && looked.config.data_dir == Path::new("/var/lib/handyman-kpi");
    installed.then(|| accounts::user(Path::new("/"), "handyman-kpi").map(|owner| owner.user))?
}

fn give_back(user: &str, folder: &Path) -> String {
    format!("chown -R {user}: {}", folder.display())
}

fn below(folder: &Path) -> Vec<(PathBuf, Metadata)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(of) = entry.metadata() else { continue };
            if of.is_dir() {
                folders.push(path.clone());
            }
            found.push((path, of));
            if found.len() >= FILES_MAX {
                return found;
            }
        }
    }
    found
}
