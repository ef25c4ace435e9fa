//! `export` and `import all`, with a running service and without.

use super::{Running, run};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn sample(folder: &Path) {
    run(folder, &["demo", "--no-serve", "--employees", "6", "--years", "1"]).well();
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

fn nothing_half_done(folder: &Path) {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().ends_with(".part")));
}

#[test]
fn lists_are_the_same_from_a_running_service_and_without_one() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(folder.path());
    let lists: [&[&str]; 7] = [
        &["employees"],
        &["employees", "--status", "all", "--format", "xlsx"],
        &["employees", "--tier", "2", "--search", "a", "--format", "json"],
        &["evaluations", "--kind", "manager", "--from", "2020-01-01"],
        &[
            "evaluations",
            "--form",
            "wide",
            "--format",
            "xlsx",
            "--status",
            "finalised",
        ],
        &["catalogue", "--show", "all"],
        &["evaluations", "--form", "tools", "--search", "a"],
    ];
    let write = |list: &[&str], name: &str| {
        let file = out.path().join(name);
        let args = [&["export"], list, &["-o", file.to_str().unwrap()]].concat();
        let said = run(folder.path(), &args).well();
        let bytes = fs::read(&file).unwrap();
        assert!(said.out.contains(&format!("({} bytes)", bytes.len())), "{}", said.out);
        assert_eq!(mode(&file), 0o600);
        bytes
    };
    let alone: Vec<_> = lists
        .iter()
        .enumerate()
        .map(|(n, list)| write(list, &format!("a{n}")))
        .collect();
    let running = Running::start(folder.path());
    for (n, list) in lists.iter().enumerate() {
        assert!(write(list, &format!("b{n}")) == alone[n], "{list:?}");
        assert!(alone[n].len() > 200, "{list:?}");
    }
    drop(running);
    nothing_half_done(out.path());
}

#[test]
fn a_file_that_is_there_is_not_touched_unless_told() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(folder.path());
    let file = out.path().join("people.csv");
    fs::write(&file, "mine").unwrap();
    let args = ["export", "employees", "-o", file.to_str().unwrap()];
    let said = run(folder.path(), &args);
    assert_eq!((said.code, fs::read_to_string(&file).unwrap().as_str()), (1, "mine"));
    assert!(
        said.err.contains("is there already") && said.err.contains("--overwrite"),
        "{}",
        said.err
    );
    run(folder.path(), &[&args[..], &["--overwrite"]].concat()).well();
    assert!(fs::read(&file).unwrap().starts_with(b"\xEF\xBB\xBFNumber,"));
    assert_eq!(mode(&file), 0o600);
    let folder_named = run(
        folder.path(),
        &["export", "employees", "-o", out.path().to_str().unwrap()],
    );
    assert!(folder_named.err.contains("is a folder"), "{}", folder_named.err);
    let nowhere = out.path().join("no/such/place.csv");
    assert_eq!(
        run(folder.path(), &["export", "employees", "-o", nowhere.to_str().unwrap()]).code,
        1
    );
    nothing_half_done(out.path());
}

#[test]
fn a_filter_that_is_none_is_a_mistake_in_the_command() {
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        &["employees", "--tier", "9"][..],
        &["employees", "--status", "gone"],
        &["employees", "--format", "pdf"],
        &["evaluations", "--from", "2026-02-30"],
        &["evaluations", "--form", "round"],
        &["all", "--format", "csv"],
        &["employees"],
    ] {
        let args = match wrong.len() {
            1 => vec!["export", "employees"],
            _ => [&["export"], wrong, &["-o", "/dev/null/x"]].concat(),
        };
        assert_eq!(run(folder.path(), &args).code, 2, "{wrong:?}");
    }
}

#[test]
fn nothing_is_exported_of_a_box_that_has_no_company() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = out.path().join("all.json");
    let said = run(folder.path(), &["export", "all", "-o", file.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("no company on this box yet"), "{}", said.err);
    assert!(!file.exists());
    nothing_half_done(out.path());
}

#[test]
fn a_company_moves_to_an_empty_box_with_a_running_service_and_without() {
    let (old, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    sample(old.path());
    let running = Running::start(old.path());
    let all = out.path().join("all.json");
    let said = run(old.path(), &["export", "all", "-o", all.to_str().unwrap(), "--json"]).well();
    assert_eq!(said.json()["bytes"], fs::metadata(&all).unwrap().len());
    assert_eq!(mode(&all), 0o600);
    let list = |folder: &Path, name: &str| {
        let file = out.path().join(name);
        run(folder, &["export", "evaluations", "-o", file.to_str().unwrap()]).well();
        fs::read(file).unwrap()
    };
    let before = list(old.path(), "before.csv");
    drop(running);
    for (name, serves) in [("served.csv", true), ("alone.csv", false)] {
        let new = tempfile::tempdir().unwrap();
        let running = serves.then(|| Running::start(new.path()));
        let said = run(new.path(), &["import", "all", all.to_str().unwrap()]).well();
        assert!(said.out.contains("is here now: 6 employees"), "{}", said.out);
        assert!(list(new.path(), name) == before, "{name}");
        let names = |folder: &Path| -> Vec<Value> {
            let users = run(folder, &["user", "list", "--json"]).well().json();
            users["items"].as_array().unwrap().clone()
        };
        assert_eq!(names(new.path()), names(old.path()));
        let again = run(new.path(), &["import", "all", all.to_str().unwrap()]);
        assert_eq!(again.code, 1);
        assert!(again.err.contains("a company on this box already"), "{}", again.err);
        drop(running);
    }
}

#[test]
fn a_file_that_is_no_archive_is_refused_with_what_to_do() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = out.path().join("x.json");
    fs::write(&file, "PK\u{3}\u{4} this is something else").unwrap();
    for serves in [true, false] {
        let running = serves.then(|| Running::start(folder.path()));
        let said = run(folder.path(), &["import", "all", file.to_str().unwrap()]);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("not an archive of Handyman KPI"), "{}", said.err);
        drop(running);
    }
    let said = run(folder.path(), &["import", "all", "/no/such/file.json"]);
    assert!(said.err.contains("/no/such/file.json cannot be read"), "{}", said.err);
    assert_eq!(run(folder.path(), &["status"]).code, 1, "not set up, and not broken");
}
