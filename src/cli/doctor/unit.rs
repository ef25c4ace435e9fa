//! The service as systemd sees it, and which version is where.

use super::Looked;
use super::finding::Finding;
use std::path::Path;

const JOURNAL: &str = "Read why: journalctl -u handyman-kpi -n 50";

pub fn state(looked: &Looked<'_>) -> Vec<Finding> {
    let Some(unit) = &looked.unit else {
        return vec![Finding::attention(
            "no_systemd",
            "systemd does not run this box: nothing starts the program again.",
            "Use a distribution with systemd, or start it yourself: handyman-kpi serve",
        )];
    };
    if !unit.is_there() {
        return vec![Finding::attention(
            "not_installed",
            "It is not installed as a service: it does not start with the box.",
            "Install it: sudo handyman-kpi install",
        )];
    }
    let mut findings = Vec::new();
    match (unit.get("ActiveState"), unit.get("SubState")) {
        ("active", _) => findings.push(Finding::well("unit", "The service runs.")),
        ("activating", "auto-restart") => findings.push(Finding::broken(
            "unit_restarts",
            format!(
                "The service keeps failing and is started again ({}).",
                unit.get("Result")
            ),
            JOURNAL,
        )),
        ("activating", _) => findings.push(Finding::attention(
            "unit_starts",
            "The service is starting.",
            "Wait a minute and look again.",
        )),
        ("failed", _) => findings.push(Finding::broken(
            "unit_failed",
            format!("The service has failed ({}).", unit.get("Result")),
            format!("{JOURNAL}; then: systemctl reset-failed handyman-kpi && systemctl restart handyman-kpi"),
        )),
        _ => findings.push(Finding::broken(
            "unit_stopped",
            "The service has been stopped.",
            "Start it: systemctl start handyman-kpi",
        )),
    }
    if !unit.is_enabled() {
        findings.push(Finding::attention(
            "unit_not_enabled",
            "The service does not start with the box.",
            "Switch that on: systemctl enable handyman-kpi",
        ));
    }
    let again: u32 = unit.get("NRestarts").parse().unwrap_or(0);
    if again > 0 && unit.is_active() {
        let sentence = format!("The service had to be started again {again} times by itself.");
        findings.push(Finding::attention("unit_restarted", sentence, JOURNAL));
    }
    findings
}

pub fn version(looked: &Looked<'_>) -> Vec<Finding> {
    let running = looked.told["version"].as_str().filter(|_| looked.runs);
    let current = std::fs::read_link("/opt/handyman-kpi/current").ok();
    let installed = current
        .as_deref()
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    vec![match (running, installed) {
        (Some(running), Some(installed)) if running != installed => Finding::attention(
            "version_not_restarted",
            format!("Version {installed} is installed, but {running} still runs."),
            "Restart it: systemctl restart handyman-kpi",
        ),
        (_, Some(installed)) if installed != crate::VERSION => Finding::attention(
            "version_other",
            format!("This is version {}, but {installed} is installed.", crate::VERSION),
            "Use the installed one: /usr/local/bin/handyman-kpi; or install this one: sudo handyman-kpi install",
        ),
        _ => Finding::well("version", format!("Version {}.", crate::VERSION)),
    }]
}
