//! `restore`, with a running service and without, on an empty box, and where what is there cannot be
//! opened any more.

use super::{Said, run};
use crate::support::Process;
use std::fs;
use std::path::{Path, PathBuf};

/// A company in a folder, with a backup of it; then somebody is added.
fn company() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    run(
        folder.path(),
        &["demo", "--no-serve", "--employees", "6", "--years", "1"],
    )
    .well();
    let made = run(folder.path(), &["backup", "create", "--json"]).well().json();
    run(folder.path(), &["user", "add", "zoe", "--role", "admin"]).well();
    (folder, PathBuf::from(made["path"].as_str().unwrap()))
}

fn restore(folder: &Path, file: &Path, more: &[&str]) -> Said {
    let mut args = vec!["restore", file.to_str().unwrap()];
    args.extend(more);
    run(folder, &args)
}

fn users(folder: &Path) -> String {
    run(folder, &["user", "list"]).well().out
}

/// Without what is another each time: moments, and names made of them.
fn words(said: &str) -> String {
    let digits_out = said.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
    digits_out.collect::<String>().replace("00", "0").replace("00", "0")
}

#[test]
fn the_same_words_and_the_same_result_with_a_running_service_and_without() {
    let (stopped, file) = company();
    let (running, its_file) = company();
    let process = Process::start(running.path());
    let both = [(stopped.path(), &file), (running.path(), &its_file)];
    let previews = both.map(|(folder, file)| restore(folder, file, &["--preview"]).well().out);
    assert!(
        previews[0].contains("1 user: zoe") && previews[0].contains("backed up first"),
        "{}",
        previews[0]
    );
    assert_eq!(words(&previews[0]), words(&previews[1]));
    for (folder, file) in both {
        // Nobody is there to ask.
        let said = restore(folder, file, &[]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("--yes"), "{}", said.err);
        assert!(users(folder).contains("zoe"), "nothing was changed");
    }
    let done = both.map(|(folder, file)| restore(folder, file, &["--yes"]).well().out);
    assert!(
        done[0].contains("is here now: 6 employees") && done[0].contains("is kept as handyman-kpi-"),
        "{}",
        done[0]
    );
    assert_eq!(words(&done[0]), words(&done[1]));
    for (folder, _) in both {
        assert!(!users(folder).contains("zoe"));
        assert!(run(folder, &["backup", "list"]).well().out.lines().count() >= 2);
    }
    // The name of one in the folder of backups is enough.
    let name = file.file_name().unwrap();
    restore(stopped.path(), Path::new(name), &["--yes"]).well();
    process.running.kill();
}

#[test]
fn an_empty_box_has_nothing_to_ask_about() {
    let (_old, file) = company();
    let new = tempfile::tempdir().unwrap();
    let preview = restore(new.path(), &file, &["--preview"]).well().out;
    assert!(preview.contains("no company on this box yet"), "{preview}");
    let done = restore(new.path(), &file, &["--json"]).well().json();
    assert_eq!(
        (&done["employees"], &done["before"]),
        (&6.into(), &serde_json::Value::Null)
    );
    assert!(!users(new.path()).contains("zoe"));
}

#[test]
fn what_cannot_be_opened_any_more_is_kept_and_makes_room() {
    let (folder, file) = company();
    let store = folder.path().join("kpi.redb");
    let backup = tempfile::tempdir().unwrap().keep();
    let copy = backup.join("a.backup");
    fs::copy(&file, &copy).unwrap();
    for broken in [&b""[..], b"not a store at all, but some text", &[0; 200_000]] {
        fs::write(&store, broken).unwrap();
        let said = run(folder.path(), &["user", "list"]);
        assert_ne!(said.code, 0);
        let preview = restore(folder.path(), &copy, &["--preview"]).well().out;
        assert!(
            preview.contains("cannot be opened") && preview.contains("6 employees"),
            "{preview}"
        );
        assert_eq!(fs::read(&store).unwrap(), broken, "only looked at");
        assert_eq!(restore(folder.path(), &copy, &[]).code, 1, "it asks here too");
        let done = restore(folder.path(), &copy, &["--yes", "--json"]).well().json();
        let kept = Path::new(done["kept"].as_str().unwrap()).to_owned();
        assert_eq!(fs::read(&kept).unwrap(), broken);
        assert!(users(folder.path()).contains("owner"));
        fs::remove_file(kept).unwrap();
    }
    // Damaged in the middle, found while it is open: the service goes on, for reading; this helps it too.
    fs::remove_dir_all(backup).unwrap();
}

#[test]
fn what_is_no_backup_is_refused_in_words_and_nothing_changes() {
    let (folder, file) = company();
    let bad = folder.path().join("bad.backup");
    let content = fs::read(&file).unwrap();
    fs::write(&bad, &content[..content.len() / 2]).unwrap();
    for args in [&["--preview"][..], &["--yes"]] {
        let said = restore(folder.path(), &bad, args);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("Use another backup"), "{}", said.err);
    }
    let said = restore(folder.path(), Path::new("/no/such.backup"), &["--yes"]);
    assert!(said.err.contains("cannot be read"), "{}", said.err);
    assert_eq!(run(folder.path(), &["restore", "a", "--yes", "--preview"]).code, 2);
    assert!(users(folder.path()).contains("zoe"));
    // A folder, and a device without end.
    assert_eq!(restore(folder.path(), folder.path(), &["--yes"]).code, 1);
    assert_eq!(restore(folder.path(), Path::new("/dev/zero"), &["--yes"]).code, 1);
}
