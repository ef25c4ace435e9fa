//! `doctor`, and the findings of `status`.

use super::{Running, run};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;

pub(super) fn finding<'a>(said: &'a Value, code: &str) -> Option<&'a Value> {
    said["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["code"] == code)
}

#[test]
fn every_finding_has_a_code_a_sentence_and_a_remedy_and_the_worst_is_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["doctor", "--json"]);
    let json = said.json();
    let all = json["findings"].as_array().unwrap();
    assert!(all.len() >= 8, "{json}");
    for one in all {
        assert!(
            one["code"]
                .as_str()
                .unwrap()
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_')
        );
        assert!(one["sentence"].as_str().unwrap().len() > 5, "{one}");
        let well = one["grade"] == "well";
        assert_eq!(one["remedy"].as_str().unwrap().is_empty(), well, "{one}");
    }
    let grades = ["well", "attention", "broken"];
    let worst = all
        .iter()
        .map(|one| grades.iter().position(|grade| one["grade"] == *grade).unwrap());
    let worst = worst.max().unwrap();
    assert_eq!(said.code as usize, worst);
    assert_eq!(json["state"], grades[worst]);
    let text = run(folder.path(), &["doctor"]).out;
    assert!(text.contains("  ok  Version") && text.contains("attention."), "{text}");
}

#[test]
fn files_others_can_read_and_a_service_that_runs_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let key = folder.path().join("tls/key.pem");
    fs::write(&key, "key").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let said = run(folder.path(), &["doctor", "--json"]);
    assert_eq!(said.code, 2);
    let json = said.json();
    let mode = finding(&json, "data_mode").unwrap();
    assert!(mode["remedy"].as_str().unwrap().starts_with("chmod 700"), "{mode}");
    let key = finding(&json, "key_mode").unwrap();
    assert!(key["sentence"].as_str().unwrap().contains("key.pem"), "{key}");
    assert!(finding(&json, "not_set_up").is_some());
    let ports = finding(&json, "ports").unwrap()["sentence"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(ports, format!("Listens on 127.0.0.1:{}.", running.port()));
}

#[test]
fn a_name_nobody_knows_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(&file, "names = \"kpi.invalid\"").unwrap();
    let said = run(folder.path(), &["doctor", "--json", "--config", file.to_str().unwrap()]).json();
    // Without a name server nobody can tell whether it is known.
    let name = finding(&said, "name_unknown").or_else(|| finding(&said, "resolver_silent"));
    let sentence = name.unwrap()["sentence"].as_str().unwrap();
    assert!(sentence.contains("kpi.invalid"), "{sentence}");
}

#[test]
fn status_shows_what_the_box_has() {
    let folder = tempfile::tempdir().unwrap();
    let _running = Running::start(folder.path());
    let said = run(folder.path(), &["status", "--json"]).json();
    for what in [
        "processors",
        "processors_busy",
        "memory_bytes",
        "memory_free_bytes",
        "disk_bytes",
        "disk_free_bytes",
    ] {
        assert!(said[what].as_f64().is_some_and(|n| n > 0.0), "{what}: {said}");
    }
    let not_set_up = finding(&said, "not_set_up").unwrap();
    assert_eq!(not_set_up["grade"], "attention");
}
