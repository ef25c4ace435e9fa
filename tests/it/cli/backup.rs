//! `backup`, with a running service and without, and the way into an empty box.

use super::run;
use crate::support::Process;
use std::fs;
use std::path::Path;

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
