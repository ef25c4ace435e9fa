//! `status`: how the system is doing, in sentences, each finding with its remedy.

use super::command::{Answer, Command};
use super::open::Addresses;
use super::output::Output;
use super::{control, open};
use crate::app::{App, Error};
use crate::config::Config;
use crate::store::State;
use serde_json::json;

/// Asks the running service, or says that none runs and looks at the data itself.
pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<u8> {
    if let Some(answer) = control::ask(config, &Command::Status)? {
        output.answer(&answer)?;
        return Ok(answer.code);
    }
    let mut answer = if config.data_dir.join("kpi.redb").exists() {
        match open::app(config) {
            Ok(app) => super::command::run(&app, &open::shell_actor(), &Addresses::of(config), Command::Status),
            Err(error) => Answer {
                code: 2,
                ..Answer::failed(format!("{error:#}"))
            },
        }
    } else {
        Answer::failed(format!(
            "Nothing has been recorded in {} yet.",
            config.data_dir.display()
        ))
    };
    answer.text = format!(
        "The service is not running. Start it with: handyman-kpi serve\n{}",
        answer.text
    );
    answer.json["running"] = json!(false);
    answer.code = answer.code.max(1);
    answer.failed = false;
    output.answer(&answer)?;
    Ok(answer.code)
}

/// What the program says of itself.
pub(super) fn of(app: &App, at: &Addresses) -> Result<Answer, Error> {
    let projection = app.projection();
    let today = app.today();
    let employees = projection
        .people()
        .filter(|person| person.employee.employed_on(today))
        .count();
    let mut lines = vec![format!("Handyman KPI {}", crate::VERSION)];
    let mut findings = Vec::new();
    let mut code = 0;
    let set_up = app.is_set_up();
    if set_up {
        lines.push(format!("{}: {employees} active employees", projection.settings.company));
    } else {
        findings.push("The company is not set up yet. Make the link for it with: handyman-kpi setup-link".to_owned());
        code = 1;
    }
    lines.extend(at.urls("/").iter().map(|url| format!("  {url}")));
    if let Some(fingerprint) = at.fingerprint() {
        lines.push(format!("Certificate SHA-256 {fingerprint}"));
    }
    if at.were_passed() {
        lines.push(format!(
            "Ports opened by handyman-kpi.socket: {}",
            addresses(at).join(", ")
        ));
    }
    if let State::CannotSave(sentence) = app.store.state() {
        findings.push(sentence.to_string());
        code = 2;
    }
    let state = ["well", "attention", "broken"][usize::from(code)];
    lines.extend(findings.iter().cloned());
    if findings.is_empty() {
        lines.push("All is well.".to_owned());
    }
    let json = json!({
        "running": true, "version": crate::VERSION, "state": state, "set_up": set_up, "findings": findings,
        "active_employees": employees, "urls": at.urls("/"), "certificate_sha256": at.fingerprint(),
        "company": set_up.then(|| projection.settings.company.clone()),
        "listening": addresses(at), "passed_sockets": at.were_passed(),
    });
    Ok(Answer {
        text: lines.join("\n"),
        json,
        code,
        failed: false,
    })
}

fn addresses(at: &Addresses) -> Vec<String> {
    at.sockets().iter().map(ToString::to_string).collect()
}
