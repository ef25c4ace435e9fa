//! `doctor`: looks at everything around the program that can go wrong on a box, and says for each what is
//! wrong and what to do. A check is a function in [`CHECKS`]; whatever comes with new moving parts
//! adds its own.

mod backups;
mod certificate;
mod data;
mod domains;
mod files;
pub(super) mod finding;
pub(super) mod machine;
mod names;
mod network;
pub(super) mod ports;
mod unit;

use super::output::Output;
use super::{open, status};
use crate::config::Config;
use crate::host::systemd::{self, Unit};
use finding::{Finding, Grade};
use serde_json::{Value, json};

/// What the checks look at.
pub(super) struct Looked<'a> {
    pub config: &'a Config,
    /// Whether the service answers.
    pub runs: bool,
    /// What it, or else the data itself, says of itself; nothing where there is no data yet.
    pub told: Value,
    /// The service's unit; `None`: no systemd here.
    pub unit: Option<Unit>,
}

impl<'a> Looked<'a> {
    pub fn at(config: &'a Config) -> Self {
        let runs = open::is_running(config);
        // What keeps it from answering is found by the checks.
        let told = status::asked(config).ok().flatten();
        Self {
            config,
            runs,
            told: told.map(|answer| answer.json).unwrap_or_default(),
            unit: systemd::runs().then(|| Unit::show("handyman-kpi.service").unwrap_or_default()),
        }
    }

    /// What is in force of a key that holds names, or else what the configuration says.
    pub fn list(&self, key: &str, configured: &[String]) -> Vec<String> {
        let told = self.told[key].as_array();
        let told = told.map(|all| {
            let all = all.iter().filter_map(Value::as_str);
            all.map(str::to_owned).collect()
        });
        told.unwrap_or_else(|| configured.to_owned())
    }

    pub fn is_installed(&self) -> bool {
        self.unit.as_ref().is_some_and(Unit::is_there)
    }
}

/// Looks at one thing; finds at least that it is well.
type Check = fn(&Looked<'_>) -> Vec<Finding>;

/// Everything that is looked at, in the order it is shown.
const CHECKS: &[Check] = &[
    machine::distribution,
    machine::cores,
    machine::memory,
    machine::disk,
    machine::clock,
    unit::state,
    unit::version,
    ports::all,
    files::data,
    files::configuration,
    data::well,
    certificate::all,
    certificate::jobs,
    backups::proven,
    names::local,
    network::reachable,
    network::firewall,
    domains::all,
];

pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<u8> {
    let looked = Looked::at(config);
    if looked.is_installed() && !rustix::process::geteuid().is_root() {
        anyhow::bail!("Only root can look at everything of the installed service. Run it as: sudo handyman-kpi doctor");
    }
    let findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&looked)).collect();
    let worst = finding::worst(&findings);
    let json = json!({ "version": crate::VERSION, "state": worst.word(), "findings": findings });
    let mut lines: Vec<String> = findings.iter().map(Finding::marked).collect();
    let open = findings.iter().filter(|finding| finding.grade != Grade::Well).count();
    lines.push(match open {
        0 => "\nAll is well.".to_owned(),
        1 => "\n1 thing needs attention.".to_owned(),
        n => format!("\n{n} things need attention."),
    });
    output.either(&lines.join("\n"), &json)?;
    Ok(worst.code())
}
