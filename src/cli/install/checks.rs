//! What is looked at before anything is installed: what `doctor` looks at, as far as it is there yet, and
//! whether this can be done at all.

use super::place::Place;
use super::plan::{DATA, PROGRAMS, UNITS};
use crate::cli::doctor::finding::{Finding, Grade};
use crate::cli::doctor::{machine, ports};
use crate::config::{Config, Error};
use crate::host::{system, systemd};
use std::fs;
use std::path::Path;

/// systemd of Ubuntu 20.04.
const SYSTEMD_SINCE: u32 = 245;
/// How every file begins that `install` writes for systemd.
const OURS: &str = "# Written by handyman-kpi install";

/// What was found; nothing is installed if something is broken.
pub fn all(place: &Place, own_ports: bool, config: &Result<Config, Error>) -> Vec<Finding> {
    let mut findings = vec![machine::distribution_of(place.root())];
    findings.extend(units(place));
    findings.extend(selinux(place));
    if place.is_live() {
        findings.extend(machine::disk_of(Path::new(PROGRAMS)));
        findings.extend(machine::disk_of(Path::new(DATA)));
        findings.push(root());
        findings.extend(systemd());
        findings.push(machine::memory_of(system::memory()));
        match config {
            Ok(config) if own_ports => {
                findings.extend(ports::wanted(config).into_iter().map(|port| ports::free(port, true)));
            }
            Ok(_) => findings.extend([443, 80].map(|port| ports::free(port, true))),
            Err(error) => findings.push(Finding::broken(
                "configuration_wrong",
                error.to_string(),
                "Correct it, then run this again.",
            )),
        }
    }
    findings.retain(|finding| finding.grade != Grade::Well);
    findings
}

fn root() -> Finding {
    if rustix::process::geteuid().is_root() {
        Finding::well("root", "This is run by root.")
    } else {
        Finding::broken(
            "not_root",
            "Only root can install a service.",
            "Run it as: sudo handyman-kpi install",
        )
    }
}

fn systemd() -> Vec<Finding> {
    if !systemd::runs() {
        return vec![Finding::broken(
            "no_systemd",
            "systemd does not run this box, and nothing else is supported as its service manager.",
            "Use Debian, Ubuntu, Fedora or the like; or start it yourself: handyman-kpi serve",
        )];
    }
    match systemd::version() {
        Some(version) if version < SYSTEMD_SINCE => vec![Finding::broken(
            "systemd_old",
            format!("systemd {version} is too old: it would not keep the sandbox of the service."),
            "Upgrade the system to Debian 11, Ubuntu 20.04, RHEL 9 or newer.",
        )],
        _ => Vec::new(),
    }
}

/// Units of our names that are somebody else's are left alone.
pub fn units(place: &Place) -> Vec<Finding> {
    let foreign = |path: String| {
        let text = fs::read_to_string(place.at(&path)).ok()?;
        (!text.starts_with(OURS)).then(|| {
            Finding::broken(
                "foreign_unit",
                format!("{path} is there and was not written by this program."),
                format!("If it is not needed, move it away and run this again: mv {path} /root/"),
            )
        })
    };
    let folders = [UNITS, "/usr/lib/systemd/system", "/lib/systemd/system"];
    let names = ["handyman-kpi.service", "handyman-kpi.socket"];
    let mut findings: Vec<Finding> = folders
        .iter()
        .flat_map(|folder| names.map(|name| format!("{folder}/{name}")))
        .filter_map(foreign)
        .collect();
    // On most distributions /lib is /usr/lib.
    findings.truncate(1);
    findings
}

fn selinux(place: &Place) -> Option<Finding> {
    let enforces = fs::read_to_string(place.at("/sys/fs/selinux/enforce")).ok()?.trim() == "1";
    enforces.then(|| {
        Finding::attention(
            "selinux",
            "SELinux is enforcing on this box.",
            "Should the service not start: restorecon -R /opt/handyman-kpi /etc/systemd/system /var/lib/handyman-kpi; what it forbids says: ausearch -m avc -ts recent",
        )
    })
}
