//! The examples that Help gives to programs, run as they stand there.

use super::token;
use crate::support::{Site, plain};
use std::process::Command;

/// What a shell needs beside the examples: the box's certificate is its own, and not all have uuidgen.
const AROUND: &str = "set -e\n\
    curl() { command curl --silent --show-error --fail --insecure --max-time 20 \"$@\"; echo; }\n\
    uuidgen() { cat /proc/sys/kernel/random/uuid; }\n";

#[test]
fn the_examples_in_help_do_what_it_says() {
    let site = Site::start();
    site.add_employee("Dana", "Whitfield");
    let page = site.sign_in("anna").get("/help/api").text();
    let parts = page.split("<pre").skip(1);
    let examples: Vec<String> = parts
        .map(|part| part.split_once("<code>").unwrap().1.split("</code>").next().unwrap())
        .filter(|text| text.contains("curl"))
        .map(plain)
        .collect();
    assert_eq!(examples.len(), 5, "{examples:?}");
    let script = examples
        .join("\n")
        .replace("hkpi_…", &token(&site, "anna", false, None).1)
        .replace("--cacert box.pem ", "");
    let folder = tempfile::tempdir().unwrap();
    let people = "Name,Hired\nPat Doe,2024-01-01\n";
    std::fs::write(folder.path().join("people.csv"), people).unwrap();
    let done = Command::new("bash")
        .current_dir(folder.path())
        .arg("-c")
        .arg(format!("{AROUND}{script}"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{script}\n{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let lines = said.lines().filter(|line| !line.is_empty());
    let answers: Vec<serde_json::Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[1]["items"][1]["first_name"], "Dana");
    assert_eq!(answers[2]["employee_id"], 1);
    assert_eq!(answers[3]["first_name"], "Ann");
    assert_eq!((&answers[4]["added"], &answers[4]["ready"]), (&1.into(), &true.into()));
    let ratings = std::fs::read(folder.path().join("ratings.json")).unwrap();
    let ratings: serde_json::Value = serde_json::from_slice(&ratings).unwrap();
    assert_eq!(ratings["table"], "Ratings");
}
