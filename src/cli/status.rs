//! `status`: how the system is doing, in sentences, each finding with its remedy.

use super::command::{Answer, Command};
use super::doctor::finding::{self, Finding, Grade};
use super::doctor::machine;
use super::open::Addresses;
use super::output::Output;
use super::{control, open};
use crate::app::backups::{self, offsite};
use crate::app::certificates::{self, Facts};
use crate::app::{App, Error, reach, restore, runs, store_check};
use crate::config::Config;
use crate::domain::backup::Backup;
use crate::domain::offsite::Copied;
use crate::host::system;
use crate::store::State;
use serde_json::{Value, json};

/// Asks the running service, or says that none runs and looks at the data itself.
pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<u8> {
    let runs = open::is_running(config);
    let asked = asked(config)?;
    if let Some(answer) = asked.as_ref().filter(|_| runs) {
        output.answer(answer)?;
        return Ok(answer.code);
    }
    let mut answer = asked.unwrap_or_else(|| {
        Answer::failed(format!(
            "Nothing has been recorded in {} yet.",
            config.data_dir.display()
        ))
    });
    let start = if std::path::Path::new("/etc/systemd/system/handyman-kpi.service").exists() {
        "systemctl start handyman-kpi"
    } else {
        "handyman-kpi serve"
    };
    answer.text = format!("The service is not running. Start it with: {start}\n{}", answer.text);
    answer.json["running"] = json!(false);
    answer.code = answer.code.max(1);
    answer.failed = false;
    output.answer(&answer)?;
    Ok(answer.code)
}

/// What the running service says of itself, or the data while none runs; `None`: there is no data yet.
pub(super) fn asked(config: &Config) -> anyhow::Result<Option<Answer>> {
    let asked = control::ask(config, &Command::Status)?;
    if asked.is_some() || !config.data_dir.join("kpi.redb").exists() {
        return Ok(asked);
    }
    Ok(Some(match open::app(config) {
        Ok(app) => super::command::run(&app, &open::shell_actor(), &Addresses::of(config), Command::Status),
        Err(error) => Answer {
            code: 2,
            ..Answer::failed(format!("{error:#}"))
        },
    }))
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
    let set_up = app.is_set_up();
    if set_up {
        lines.push(format!("{}: {employees} active employees", projection.settings.company));
    } else {
        findings.push(Finding::attention(
            "not_set_up",
            "The company is not set up yet.",
            "Make the link for it with: handyman-kpi setup-link",
        ));
    }
    lines.extend(at.urls("/").iter().map(|url| format!("  {url}")));
    if let Some(fingerprint) = at.fingerprint() {
        lines.push(format!("Certificate SHA-256 {fingerprint}"));
    }
    let shown = certificates::shown(app)?;
    lines.extend(shown.as_ref().map(certificate));
    let reach = reach::effective(app)?;
    let network_name = reach::network_name(app);
    lines.extend(network_name.iter().map(|name| format!("On the network as {name}")));
    if at.were_passed() {
        lines.push(format!(
            "Ports opened by handyman-kpi.socket: {}",
            addresses(at).join(", ")
        ));
    }
    if let State::CannotSave(sentence) = app.store.state() {
        let remedy = "See what the program said: journalctl -u handyman-kpi -n 50";
        findings.push(Finding::broken("cannot_save", sentence.to_string(), remedy));
    }
    findings.extend(certificates::findings(app)?.into_iter().map(|found| {
        let remedy = "Address and certificate, under Settings, shows more.";
        match found.broken {
            true => Finding::broken(found.code, found.sentence.to_string(), remedy),
            false => Finding::attention(found.code, found.sentence.to_string(), remedy),
        }
    }));
    findings.extend(store_check::trouble(app)?.map(|sentence| {
        let remedy = "Make a backup: handyman-kpi backup create; or restore one: handyman-kpi restore FILE";
        Finding::broken("store_check", sentence.to_string(), remedy)
    }));
    findings.extend(restore::undecided(app)?.map(|sentence| {
        let remedy = "Sign in as an admin, open Backups, and press: This box takes its place";
        Finding::attention("restored_elsewhere", sentence.to_string(), remedy)
    }));
    findings.extend(backups::trouble(app)?.map(|sentence| {
        let remedy = "Make one now: handyman-kpi backup create";
        Finding::attention("backup_trouble", sentence.to_string(), remedy)
    }));
    findings.extend(offsite::trouble(app)?.map(|sentence| {
        let remedy = "See more with: handyman-kpi backup offsite list";
        Finding::attention("backup_offsite", sentence.to_string(), remedy)
    }));
    let proven = backups::newest_good(app)?;
    lines.extend(proven.as_ref().map(|backup| backup_line(app, backup)));
    let copy = offsite::newest_copy(app)?;
    lines.extend(proven.as_ref().map(|_| copy_line(app, copy.as_ref())));
    let (memory, disk) = (system::memory(), system::disk(app.store.folder()).ok());
    findings.extend(std::iter::once(machine::memory_of(memory)));
    findings.extend(machine::disk_of(app.store.folder()));
    lines.push(format!("{}{}", busy(), said_well(&findings)));
    findings.retain(|finding| finding.grade != Grade::Well);
    let worst = finding::worst(&findings);
    lines.extend(findings.iter().map(Finding::text));
    if findings.is_empty() {
        lines.push("All is well.".to_owned());
    }
    let json = json!({
        "running": true, "version": crate::VERSION, "state": worst.word(), "set_up": set_up, "findings": findings,
        "active_employees": employees, "urls": at.urls("/"), "certificate_sha256": at.fingerprint(),
        "company": set_up.then(|| projection.settings.company.clone()),
        "certificate": shown.as_ref().map(|facts| json!({
            "source": reach.source.word(), "issuer": facts.issuer, "names": facts.names,
            "until": facts.until.to_string(), "sentence": certificate(facts),
        })),
        "names": reach.names, "domains": reach.domains, "network_name": network_name, "jobs": jobs(app)?,
        "backup": proven.as_ref().map(|backup| json!({
            "name": backup.name, "made_at": backup.made_at, "verified_at": backup.verified_at,
            "sentence": backup_line(app, backup),
            "copy": copy.as_ref().map(|copy| json!({
                "name": copy.name, "made_at": copy.made_at, "verified_at": copy.verified_at(),
            })),
        })),
        "listening": addresses(at), "passed_sockets": at.were_passed(),
        "processors": system::cores(), "processors_busy": system::busy(),
        "memory_bytes": memory.map(|memory| memory.total), "memory_free_bytes": memory.map(|memory| memory.available),
        "disk_bytes": disk.map(|disk| disk.total), "disk_free_bytes": disk.map(|disk| disk.free),
    });
    let code = worst.code();
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

fn backup_line(app: &App, backup: &Backup) -> String {
    let made_at = backup.made_at.to_zoned(app.zoned_now().time_zone().clone());
    format!("Newest proven backup {}", made_at.strftime("%Y-%m-%d %H:%M"))
}

fn copy_line(app: &App, copy: Option<&Copied>) -> String {
    let Some(copy) = copy else {
        return "No copy of the backups lies off this box".to_owned();
    };
    let made_at = copy.made_at.to_zoned(app.zoned_now().time_zone().clone());
    format!("Newest backup off this box {}", made_at.strftime("%Y-%m-%d %H:%M"))
}

fn certificate(facts: &Facts) -> String {
    let until = facts.until.to_zoned(jiff::tz::TimeZone::UTC).date();
    format!("Certificate issued by {}, good until {until}", facts.issuer)
}

/// The last run of each job that is written down.
fn jobs(app: &App) -> Result<Vec<Value>, Error> {
    let all = runs::all(app)?.into_iter();
    Ok(all
        .map(|run| {
            json!({
                "name": run.name, "started_at": run.started_at.to_string(),
                "failures": run.failures, "error": run.error,
            })
        })
        .collect())
}

/// "2 processors, 4 % used. "
fn busy() -> String {
    match (system::cores(), system::busy()) {
        (Some(cores), Some(busy)) => format!("{cores} processors, {:.0} % used since the box started. ", 100.0 * busy),
        _ => String::new(),
    }
}

fn said_well(findings: &[Finding]) -> String {
    let well = findings.iter().filter(|finding| finding.grade == Grade::Well);
    well.map(|finding| finding.sentence.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
