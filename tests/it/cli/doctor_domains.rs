//! `doctor` on what an authority would find: the domain, port 80, the certificate, the jobs.

use super::doctor::finding;
use super::{Running, run, said};
use crate::support::{OwnNet, company};
use handyman_kpi::app::runs;
use handyman_kpi::domain::job::JobRun;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const ASKS: &str = "certificate = \"lets-encrypt\"\ndomains = \"kpi.example.com\"\nmdns = \"off\"\n\
                    acme_directory = \"https://localhost:1/directory\"\n";
const SERVE: [&str; 5] = ["serve", "--listen", "0.0.0.0:443", "--http-listen", "0.0.0.0:80"];

/// A configuration file beside the data.
fn configured(folder: &Path, text: &str) -> String {
    let file = folder.join("config.toml");
    fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

fn doctor(net: &OwnNet, data: &Path, file: &str) -> Value {
    said(&mut net.command(data, &["doctor", "--json", "--config", file])).json()
}

fn serve(net: &OwnNet, data: &Path, file: &str, args: &[&str]) -> Running {
    Running::of(net.command(data, args).args(["--config", file]))
}

/// It is there with this grade; gives its sentence and remedy.
#[track_caller]
fn found(told: &Value, code: &str, grade: &str) -> String {
    let one = finding(told, code).unwrap_or_else(|| panic!("{code} is missing: {told:#}"));
    assert_eq!(one["grade"], grade, "{one}");
    format!(
        "{} {}",
        one["sentence"].as_str().unwrap(),
        one["remedy"].as_str().unwrap()
    )
}

#[test]
fn a_domain_that_leads_elsewhere_is_said_whether_or_not_the_service_runs() {
    let Some(net) = OwnNet::with_hosts("203.0.113.7 kpi.example.com") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (configured(folder.path(), ASKS), folder.path().join("data"));
    let elsewhere = found(&doctor(&net, &data, &file), "domain_elsewhere", "attention");
    assert!(
        elsewhere.starts_with("kpi.example.com leads to 203.0.113.7, which is no address of this box."),
        "{elsewhere}"
    );
    assert!(elsewhere.contains("router"), "{elsewhere}");
    let running = serve(&net, &data, &file, &SERVE);
    let told = doctor(&net, &data, &file);
    assert_eq!(found(&told, "domain_elsewhere", "attention"), elsewhere);
    found(&told, "plain_port", "well");
    let silent = found(&told, "domain_silent", "attention");
    assert!(
        silent.contains("it takes too long") && silent.contains("phone"),
        "{silent}"
    );
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_domain_that_leads_here_is_followed_to_the_answer_of_this_very_box() {
    let Some(net) = OwnNet::with_hosts("127.0.0.1 kpi.example.com") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (configured(folder.path(), ASKS), folder.path().join("data"));
    let running = serve(&net, &data, &file, &SERVE);
    let told = doctor(&net, &data, &file);
    for code in ["domain", "plain_port", "domain_answers"] {
        found(&told, code, "well");
    }
    assert_eq!(running.stop(), 0);
    // Another box of the same make at port 80 is another box.
    let other = folder.path().join("other");
    let _other = serve(
        &net,
        &other,
        &file,
        &["serve", "--listen", "0.0.0.0:8443", "--http-listen", "0.0.0.0:80"],
    );
    let running = serve(
        &net,
        &data,
        &file,
        &["serve", "--listen", "0.0.0.0:443", "--http-listen", "off"],
    );
    let told = doctor(&net, &data, &file);
    assert!(found(&told, "plain_port_off", "attention").contains("http_listen"));
    let other = found(&told, "domain_other_box", "attention");
    assert!(other.contains("something else answers than this box"), "{other}");
    assert_eq!(running.stop(), 0);
    let running = serve(
        &net,
        &data,
        &file,
        &["serve", "--listen", "0.0.0.0:443", "--http-listen", "0.0.0.0:8080"],
    );
    let moved = found(&doctor(&net, &data, &file), "plain_port_other", "attention");
    assert!(moved.contains("port 8080"), "{moved}");
    drop(running);
}

#[test]
fn a_name_server_that_says_nothing_holds_nobody_up() {
    let Some(net) = OwnNet::with_hosts("") else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{ASKS}names = \"kpi.lan box.lan\"\n");
    let (file, data) = (configured(folder.path(), &text), folder.path().join("data"));
    let began = Instant::now();
    let told = doctor(&net, &data, &file);
    // Two rounds of six seconds, where the system's resolver would take ten for each name.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let silent = found(&told, "resolver_silent", "attention");
    assert!(silent.contains("/etc/resolv.conf"), "{silent}");
    let all = told["findings"].as_array().unwrap().iter();
    assert_eq!(all.filter(|one| one["code"] == "resolver_silent").count(), 3);
}

#[test]
fn certificate_and_jobs_are_told_in_the_words_of_status() {
    let folder = tempfile::tempdir().unwrap();
    let file = configured(folder.path(), "mdns = \"off\"\n");
    let data = folder.path().join("data");
    let mut command = super::command(&data, &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"]);
    let running = Running::of(command.args(["--config", &file]));
    let until = Instant::now() + Duration::from_secs(30);
    let doctor = || run(&data, &["doctor", "--json", "--config", &file]).json();
    while finding(&doctor(), "job").is_none() {
        assert!(Instant::now() < until, "no job ran");
        std::thread::sleep(Duration::from_millis(200));
    }
    let told = doctor();
    let certificate = found(&told, "certificate", "well");
    assert!(certificate.starts_with("Certificate issued by "), "{certificate}");
    assert!(
        run(&data, &["status", "--config", &file])
            .out
            .contains(certificate.trim())
    );
    assert_eq!(running.stop(), 0);
    assert_eq!(
        found(&doctor(), "certificate", "well"),
        certificate,
        "and while none runs"
    );
    let failed = |failures, error: &str| JobRun {
        id: 2,
        name: "renewal".into(),
        started_at: "2026-05-04T12:00:00Z".parse().unwrap(),
        ended_at: None,
        failures,
        error: Some(error.into()),
    };
    runs::keep(&company::open(&data), &failed(1, "the first")).unwrap();
    let once = found(&doctor(), "job_failed", "attention");
    assert!(
        once.starts_with("“renewal” failed, noted at 2026-05-04 12:00 UTC: the first."),
        "{once}"
    );
    // The third time in a row is told, though the one before was written down a moment ago.
    runs::keep(&company::open(&data), &failed(3, "the first")).unwrap();
    let told = doctor();
    assert!(finding(&told, "job_failed").is_none(), "{told:#}");
    let failing = found(&told, "job_failing", "attention");
    assert!(failing.contains("“renewal” keeps failing: the first"), "{failing}");
}

#[test]
fn why_no_certificate_came_is_told_running_and_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (configured(folder.path(), ASKS), folder.path().join("data"));
    let mut command = super::command(&data, &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"]);
    let running = Running::of(command.args(["--config", &file]));
    let until = Instant::now() + Duration::from_secs(30);
    let status = || run(&data, &["status", "--json", "--config", &file]).json();
    while finding(&status(), "certificate_refused").is_none() {
        assert!(Instant::now() < until, "nobody was asked");
        std::thread::sleep(Duration::from_millis(200));
    }
    let said = found(&status(), "certificate_refused", "attention");
    let doctor = || run(&data, &["doctor", "--json", "--config", &file]).json();
    assert_eq!(found(&doctor(), "certificate_refused", "attention"), said);
    assert_eq!(running.stop(), 0);
    let told = doctor();
    assert_eq!(found(&told, "certificate_refused", "attention"), said);
    found(&told, "certificate_missing", "attention");
    fs::write(data.join("tls/authority.pem"), "cut off").unwrap();
    let unusable = found(&doctor(), "authority_unusable", "attention");
    assert!(unusable.contains("tls/authority.pem"), "{unusable}");
}
