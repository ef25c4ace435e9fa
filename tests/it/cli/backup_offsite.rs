//! `backup offsite`, with a running service and without, and what no log may show.

use super::{Said, command, run};
use crate::support::Process;
use crate::support::storage::{BUCKET, KEY, Liar, Reply, SECRET, Storage};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn sample(folder: &Path) {
    run(folder, &["demo", "--no-serve", "--employees", "6", "--years", "1"]).well();
}

/// With something on standard input.
fn told(folder: &Path, args: &[&str], input: &str) -> Said {
    let mut command = command(folder, args);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    Said {
        code: out.status.code().unwrap(),
        out: String::from_utf8(out.stdout).unwrap(),
        err: String::from_utf8(out.stderr).unwrap(),
    }
}

fn add_s3(endpoint: &str) -> Vec<&str> {
    let mut args = vec!["backup", "offsite", "add-s3", "Storage", "--endpoint", endpoint];
    args.extend(["--bucket", BUCKET, "--key-id", KEY, "--path-style"]);
    args.extend(["--unencrypted", "I decline encryption"]);
    args
}

#[test]
fn a_place_is_added_tested_and_sent_to_with_a_running_service_and_without() {
    let Some(storage) = Storage::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    sample(path);
    let listed = run(path, &["backup", "offsite", "list"]).well().out;
    assert!(listed.contains("No copy goes off this box"), "{listed}");
    let added = told(path, &add_s3(&storage.endpoint()), &format!("{SECRET}\n"))
        .well()
        .out;
    assert!(added.contains("backup offsite test 1"), "{added}");
    let made = run(path, &["backup", "create", "--json"]).well().json();
    let status = run(path, &["status"]).out;
    assert!(status.contains("No copy of the backups lies off this box"), "{status}");
    let tested = run(path, &["backup", "offsite", "test", "1"]).well().out;
    assert!(tested.contains(" ok  A small file was written."), "{tested}");
    let sent = run(path, &["backup", "offsite", "send"]).well().out;
    assert!(sent.contains("Storage: 1 sent and read back."), "{sent}");
    assert!(storage.bucket().join(made["name"].as_str().unwrap()).exists());
    let sent = run(path, &["backup", "offsite", "send"]).well().out;
    assert!(sent.contains("Nothing was missing"), "{sent}");
    let process = Process::start(path);
    run(path, &["backup", "create"]).well();
    let sent = run(path, &["backup", "offsite", "send", "--json"]);
    // The service may have sent it by itself just now.
    assert_eq!(sent.code, 0, "{}", sent.out);
    let tested = run(path, &["backup", "offsite", "test", "1", "--json"]).well().json();
    assert_eq!(tested["well"], true);
    let listed = run(path, &["backup", "offsite", "list", "--json"]).well().json();
    assert!(listed["items"][0]["newest"]["verified_at"].is_string(), "{listed}");
    let status = run(path, &["status"]).out;
    assert!(status.contains("Newest backup off this box"), "{status}");
    run(path, &["backup", "offsite", "remove", "1"]).well();
    let gone = run(path, &["backup", "offsite", "test", "1"]);
    assert_eq!(gone.code, 1);
    assert!(gone.err.contains("There is no place 1"), "{}", gone.err);
    drop(process);
}

#[test]
fn what_is_wrong_is_said_by_the_flags_names_and_a_place_that_does_not_work_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let wrong = told(folder.path(), &add_s3("http://s3.example.com"), "two words");
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("endpoint: Over the internet"), "{}", wrong.err);
    assert!(wrong.err.contains("secret: This is no secret"), "{}", wrong.err);
    assert!(!wrong.err.contains("two words"));
    told(folder.path(), &add_s3("http://127.0.0.1:1"), SECRET).well();
    let tested = run(folder.path(), &["backup", "offsite", "test", "1"]);
    assert_eq!(tested.code, 2);
    assert!(tested.out.contains("It cannot be reached"), "{}", tested.out);
    let added = run(
        folder.path(),
        &["backup", "offsite", "add-folder", "Stick", "/mnt/none-there"],
    );
    added.well();
    let tested = run(folder.path(), &["backup", "offsite", "test", "2"]);
    assert!(tested.out.contains("There is no such folder"), "{}", tested.out);
}

#[test]
fn the_secret_stands_in_no_log_no_answer_no_export_and_no_backup() {
    let ill = Arc::new(AtomicBool::new(false));
    let is_ill = Arc::clone(&ill);
    let liar = Liar::but(move |_, _, _, _| {
        let refused = Reply::Refusal(403, "SignatureDoesNotMatch");
        is_ill.load(Ordering::SeqCst).then_some(refused)
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    sample(path);
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut serve = command(path, &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"]);
    serve
        .args(["--log-level", "trace"])
        .stdout(Stdio::piped())
        .stderr(log.reopen().unwrap());
    let mut service = serve.spawn().unwrap();
    let mut ready = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(service.stdout.take().unwrap()), &mut ready).unwrap();
    assert!(ready.starts_with("Serving https://"), "{ready}");
    let mut answers = Vec::new();
    answers.push(told(path, &add_s3(&liar.endpoint()), SECRET).well());
    answers.push(run(path, &["backup", "offsite", "test", "1"]).well());
    ill.store(true, Ordering::SeqCst);
    answers.push(run(path, &["backup", "create", "--json"]).well());
    answers.push(run(path, &["backup", "offsite", "test", "1"]));
    answers.push(run(path, &["backup", "offsite", "send"]));
    answers.push(run(path, &["backup", "offsite", "list", "--json"]));
    answers.push(run(path, &["status", "--json"]));
    let out = path.join("all.json");
    answers.push(run(path, &["export", "all", "-o", out.to_str().unwrap()]).well());
    let found = answers[6].json()["findings"].clone();
    let is_copies = |one: &serde_json::Value| one["code"] == "backup_offsite";
    assert!(found.as_array().unwrap().iter().any(is_copies), "{found}");
    let doctor = run(path, &["doctor"]);
    assert!(
        doctor.out.contains("No copy of the backups gets to Storage"),
        "{}",
        doctor.out
    );
    answers.push(doctor);
    service.kill().unwrap();
    service.wait().unwrap();
    for said in &answers {
        assert!(!format!("{}{}", said.out, said.err).contains(SECRET), "{}", said.out);
    }
    let refused = &answers[3].out;
    assert!(refused.contains("It refuses the access key"), "{refused}");
    let logged = fs::read_to_string(log.path()).unwrap();
    assert!(logged.contains("no copy could be sent"), "{logged}");
    let made = answers[2].json();
    let backup = zstd::decode_all(fs::File::open(made["path"].as_str().unwrap()).unwrap()).unwrap();
    let mut all = vec![
        ("the log", logged.into_bytes()),
        ("the export", fs::read(&out).unwrap()),
        ("the backup", backup),
    ];
    for file in crate::support::storage::files_below(path) {
        all.push(("the data folder", fs::read(path.join(&file)).unwrap()));
    }
    for (what, bytes) in &all {
        let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!found, "{what}");
        assert!(!String::from_utf8_lossy(bytes).contains("X-Amz-Signature"), "{what}");
    }
    // Nor what it is sealed in, where that goes along with the company.
    let sealed = all
        .iter()
        .filter(|(what, _)| ["the export", "the backup"].contains(what))
        .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("\"sealed\""));
    assert!(!sealed);
}
