//! What root does in the data folder of somebody else leaves nothing of root's there.

use super::run;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

/// Nobody, on every Linux.
const SOMEBODY: u32 = 65_534;

/// A data folder that is not root's; `None`, and a word, where that takes root.
fn somebodys() -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    if chown(folder.path(), Some(SOMEBODY), Some(SOMEBODY)).is_err() {
        eprintln!("SKIPPED: giving a folder away takes root");
        return None;
    }
    Some(folder)
}

fn all_theirs(folder: &Path) {
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let found = entry.metadata().unwrap();
        assert_eq!(found.uid(), SOMEBODY, "{:?}", entry.path());
        assert_eq!(found.gid(), SOMEBODY, "{:?}", entry.path());
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn commands_of_root_leave_files_of_the_owner_only() {
    let Some(folder) = somebodys() else { return };
    let data = folder.path();
    // Made by root, given away, as a first start before the installation would.
    chown(data, Some(0), Some(0)).unwrap();
    run(data, &["demo", "--no-serve", "--employees", "6", "--years", "1"]).well();
    for entry in fs::read_dir(data).unwrap() {
        chown(entry.unwrap().path(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    }
    chown(data, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    run(data, &["user", "add", "zoe", "--role", "admin"]).well();
    all_theirs(data);
    assert!(run(data, &["user", "list"]).well().out.contains("zoe"));
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("all.json");
    run(data, &["export", "all", "-o", file.to_str().unwrap()]).well();
    let written = fs::metadata(&file).unwrap();
    assert!(written.uid() == 0 && written.len() > 100, "root's file, and whole");
    let status = run(data, &["status", "--json"]).json();
    assert_eq!(status["running"], false);
    all_theirs(data);
    // A backup in its place, from a file only root can read; also where what is there cannot be opened.
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let restored = run(data, &["restore", file.to_str().unwrap(), "--yes"]).well();
    assert!(restored.out.contains("is kept as"), "{}", restored.out);
    all_theirs(data);
    fs::write(data.join("kpi.redb"), "broken").unwrap();
    let restored = run(data, &["restore", file.to_str().unwrap(), "--yes"]).well();
    assert!(restored.out.contains("could not be opened"), "{}", restored.out);
    assert!(run(data, &["user", "list"]).well().out.contains("zoe"));
    all_theirs(data);
    // Another box: the same the other way.
    let Some(other) = somebodys() else { return };
    let brought = run(other.path(), &["import", "all", file.to_str().unwrap()]);
    assert!(
        brought.code == 0 || brought.err.contains("not set up"),
        "{}",
        brought.err
    );
    all_theirs(other.path());
}

#[test]
fn serving_it_as_root_is_refused_with_what_to_do() {
    let Some(folder) = somebodys() else { return };
    let said = run(
        folder.path(),
        &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
    );
    assert_eq!(said.code, 1);
    assert!(said.err.contains("systemctl start handyman-kpi"), "{}", said.err);
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn what_the_owner_cannot_do_is_said_by_root() {
    let Some(folder) = somebodys() else { return };
    fs::write(folder.path().join("kpi.redb"), "not a store").unwrap();
    let said = run(folder.path(), &["user", "list"]);
    assert_ne!(said.code, 0);
    assert!(said.err.contains("kpi.redb"), "{}", said.err);
    let status = run(folder.path(), &["status"]);
    assert_eq!(status.code, 2, "{}", status.out);
}
