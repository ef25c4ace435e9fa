//! `install` and `uninstall`: this program as a service of the box. What is done is listed in [`plan`];
//! [`step`] does it, or undoes it.

mod before;
mod checks;
mod files;
mod gone;
mod live;
mod place;
mod plan;
mod step;
pub(super) mod uninstall;

use super::command::Command;
use super::doctor::finding::{self, Finding, Grade};
use super::output::Output;
use super::{Common, control, load, qr};
use crate::config::Config;
use crate::host::systemd;
use anyhow::{Context, bail};
use place::Place;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub(super) struct Flags {
    /// Only list what would be done
    #[arg(long)]
    dry_run: bool,
    /// Install this program instead of the one that runs
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Write below this folder, as for an image of another box, and start nothing
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Let the program open its ports itself, on the addresses of its configuration, instead of systemd
    #[arg(long)]
    own_ports: bool,
}

pub(super) fn run(common: &Common, flags: &Flags, output: &Output) -> anyhow::Result<u8> {
    if let Some(root) = &flags.root {
        anyhow::ensure!(root.is_dir(), "{} is no folder. Make it first.", root.display());
    }
    let place = Place::new(flags.root.as_deref());
    let config = load(common, Vec::new());
    let findings = checks::all(&place, flags.own_ports, &config);
    if finding::worst(&findings) == Grade::Broken {
        return refuse(&findings, output);
    }
    let (from, version) = program(flags.from.as_deref())?;
    let wanted = plan::Wanted {
        from,
        version,
        own_ports: flags.own_ports,
    };
    let mut steps = plan::install(&place, &wanted)?;
    if flags.dry_run {
        let would = step::would(&steps)?;
        let text = match would.as_slice() {
            [] => "Nothing would change.".to_owned(),
            would => format!("This would be done:\n  {}", would.join("\n  ")),
        };
        output.either(
            &with_notes(text, &findings),
            &json!({ "would": would, "findings": findings }),
        )?;
        return Ok(0);
    }
    let before = place.is_live().then(live::Ran::now).transpose()?;
    let settle = || before.map_or(Ok(()), live::Ran::again);
    let done = step::run(&mut steps, |what| output.note(what), settle)?;
    let mut text = match (done.is_empty(), place.is_live()) {
        (true, _) => format!("Nothing changed: version {} is installed.", wanted.version),
        (false, true) => format!(
            "Version {} is installed, runs, and starts with the box.",
            wanted.version
        ),
        (false, false) => format!(
            "Version {} is in {}. It starts with that box once it is enabled there: systemctl --root={1} enable {}",
            wanted.version,
            place.root().display(),
            if wanted.own_ports {
                live::SERVICE
            } else {
                "handyman-kpi.socket handyman-kpi.service"
            }
        ),
    };
    let mut json = json!({ "version": wanted.version, "changed": done, "findings": findings });
    let mut told = Value::Null;
    if place.is_live() {
        let config = config.context("The configuration cannot be used")?;
        told = tell_where(&config, &mut text)?;
        json["urls"] = told["urls"].clone();
    }
    output.either(&with_notes(text, &findings), &json)?;
    if told["set_up"] == false {
        offer_setup(common, output)?;
    }
    Ok(0)
}

/// Adds the addresses browsers on this network can use.
fn tell_where(config: &Config, text: &mut String) -> anyhow::Result<Value> {
    let answer = control::ask(config, &Command::Status)?
        .map(|answer| answer.json)
        .unwrap_or_default();
    for url in qr::from_elsewhere(&answer["urls"]) {
        *text += "\n  ";
        *text += url;
    }
    Ok(answer)
}

/// The link is a secret: only a person at a terminal sees it.
fn offer_setup(common: &Common, output: &Output) -> anyhow::Result<()> {
    if output.is_for_a_person() {
        super::tell(common, Command::SetupLink { reset: None }, output)?;
    } else {
        output.note("Make the link to set your company up with: sudo handyman-kpi setup-link");
    }
    Ok(())
}

fn refuse(findings: &[Finding], output: &Output) -> anyhow::Result<u8> {
    let marked: Vec<String> = findings.iter().map(Finding::marked).collect();
    let text = format!("Nothing was changed:\n{}", marked.join("\n"));
    output.failed(&text, &json!({ "error": "Nothing was changed.", "findings": findings }))?;
    Ok(Grade::Broken.code())
}

fn with_notes(text: String, findings: &[Finding]) -> String {
    findings
        .iter()
        .fold(text, |text, finding| text + "\n" + &finding.marked())
}

/// The program to install, and its version.
fn program(from: Option<&Path>) -> anyhow::Result<(PathBuf, String)> {
    let Some(from) = from else {
        return Ok(("/proc/self/exe".into(), crate::VERSION.to_owned()));
    };
    let path = std::fs::canonicalize(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let said = systemd::run(&path.display().to_string(), &["--version"])
        .with_context(|| format!("{} is no program that runs on this box", from.display()))?;
    let version = said.trim().strip_prefix("handyman-kpi ").unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    if version.is_empty() || version.len() > 60 || !version.chars().all(plain) || version.starts_with('.') {
        bail!(
            "{} is not Handyman KPI: it says that it is {:?}.",
            from.display(),
            said.trim()
        );
    }
    Ok((path, version.to_owned()))
}
