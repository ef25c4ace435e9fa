//! `backup`, with a running service and without, and the way into an empty box.

use super::{Said, command, run};
use crate::support::Process;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

fn sample(folder: &Path) {
    run(folder, &["demo", "--no-serve", "--employees", "6", "--years", "1"]).well();
}

#[test]
fn the_same_words_with_a_running_service_and_without_and_the_company_in_an_empty_box() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(old.path());
    let said = run(old.path(), &["backup", "create"]).well().out;
    assert!(
        said.contains("6 employees") && said.contains("everything was there"),
        "{said}"
    );
    let process = Process::start(old.path());
    let made = run(old.path(), &["backup", "create", "--json"]).well().json();
    assert_eq!((&made["good"], &made["employees"]), (&true.into(), &6.into()), "{made}");
    let listed = run(old.path(), &["backup", "list"]).well().out;
    assert!(listed.contains(made["name"].as_str().unwrap()), "{listed}");
    assert!(listed.contains("verified "), "{listed}");
    process.running.kill();
    let verified = run(old.path(), &["backup", "verify", "--json"]).well().json();
    assert!(verified["items"].as_array().unwrap().len() >= 2);
    assert!(
        run(old.path(), &["backup", "prune"])
            .well()
            .out
            .contains("No backup is old enough")
    );
    let status = run(old.path(), &["status"]).out;
    assert!(status.contains("Newest proven backup"), "{status}");

    let file = made["path"].as_str().unwrap();
    let said = run(new.path(), &["import", "all", file]).well().out;
    assert!(said.contains("6 employees"), "{said}");
    // The figures come along: what is exported from both is the same.
    let figures = |folder: &Path| {
        let out = folder.join("levels.csv");
        run(folder, &["export", "evaluations", "-o", out.to_str().unwrap()]).well();
        fs::read(out).unwrap()
    };
    assert_eq!(figures(old.path()), figures(new.path()));
}

#[test]
fn a_backup_that_is_not_what_was_written_is_said_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let made = run(folder.path(), &["backup", "create", "--json"]).well().json();
    let file = Path::new(made["path"].as_str().unwrap()).to_owned();
    let mut content = fs::read(&file).unwrap();
    content[100] ^= 1;
    fs::write(&file, &content).unwrap();
    let said = run(folder.path(), &["backup", "verify", "1"]);
    assert_eq!(said.code, 2);
    assert!(
        said.out.contains("NOT GOOD: Its file is not what was written."),
        "{}",
        said.out
    );
    let said = run(folder.path(), &["import", "all", file.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    let empty = tempfile::tempdir().unwrap();
    let said = run(empty.path(), &["import", "all", file.to_str().unwrap()]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.err.contains("was changed"), "{}", said.err);
    let said = run(folder.path(), &["backup", "verify", "77"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("There is no backup 77"), "{}", said.err);
}

/// With something in stdin.
fn told(folder: &Path, args: &[&str], typed: &str) -> Said {
    let mut child = command(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    Said {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

#[test]
fn a_key_is_made_typed_back_checked_and_opens_what_is_brought_into_an_empty_box() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(old.path());
    let key = ["backup", "key"];
    let key = |what: &'static str| [key[0], key[1], what];
    assert!(run(old.path(), &key("list")).well().out.contains("not encrypted"));
    let process = Process::start(old.path());
    let sheet = run(old.path(), &key("new")).well().out;
    assert!(
        sheet.contains("RECOVERY SHEET") && sheet.contains("not in force yet"),
        "{sheet}"
    );
    let secret = sheet
        .lines()
        .find_map(|line| line.trim().strip_prefix("AGE-SECRET-KEY-1"));
    let secret = format!("AGE-SECRET-KEY-1{}", secret.unwrap());
    assert!(
        run(old.path(), &key("list"))
            .well()
            .out
            .contains("waits to be confirmed")
    );
    let said = told(old.path(), &key("confirm"), "hunter2");
    assert!(
        said.code == 1 && said.err.contains("That is a password"),
        "{}",
        said.err
    );
    assert!(
        told(old.path(), &key("confirm"), &secret.to_lowercase())
            .well()
            .out
            .contains("In force")
    );
    // Also while nothing runs.
    process.running.kill();
    let made = run(old.path(), &["backup", "create", "--json"]).well().json();
    assert_eq!(
        (&made["good"], &made["only_file_checked"]),
        (&true.into(), &true.into()),
        "{made}"
    );
    let listed = run(old.path(), &["backup", "verify"]).well().out;
    assert!(
        listed.contains("content checked before encryption, file checked ") && listed.contains("needs the key of age1"),
        "{listed}"
    );
    let checked = told(old.path(), &key("check"), &secret).well().out;
    assert!(checked.contains("It opens 1:"), "{checked}");
    let said = run(old.path(), &key("off"));
    assert!(said.code == 1 && said.err.contains("--yes"));

    let file = made["path"].as_str().unwrap();
    let key_file = new.path().join("key.txt");
    let named = key_file.to_str().unwrap().to_owned();
    let bring = |more: &[&str]| run(new.path(), &[&["import", "all", file], more].concat());
    for (content, says) in [
        (None, "it needs its key"),
        (Some("hunter2"), "That is a password"),
        (Some(&secret[..70]), "cut short: 4 characters"),
        (
            Some("AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33"),
            "This key does not open it",
        ),
    ] {
        let said = match content {
            None => bring(&[]),
            Some(content) => {
                fs::write(&key_file, content).unwrap();
                bring(&["--key-file", &named])
            }
        };
        assert!(said.code == 1 && said.err.contains(says), "{}", said.err);
    }
    fs::write(&key_file, &secret).unwrap();
    let whole = fs::read(file).unwrap();
    let mut changed = whole.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(file, changed).unwrap();
    let said = bring(&["--key-file", &named]);
    assert!(
        said.code == 1 && said.err.contains("cut short or was changed"),
        "{}",
        said.err
    );
    fs::write(file, whole).unwrap();
    assert!(bring(&["--key-file", &named]).well().out.contains("6 employees"));
    assert!(
        run(old.path(), &["backup", "key", "off", "--yes"])
            .well()
            .out
            .contains("not encrypted from now on")
    );
}
