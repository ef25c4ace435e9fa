//! The ports: free or ours, or whose.

use super::Looked;
use super::finding::Finding;
use crate::config::Config;
use crate::host::ports::{self, Holder};

/// The units whose ports are ours.
const OURS: [&str; 2] = ["handyman-kpi.service", "handyman-kpi.socket"];

pub fn all(looked: &Looked<'_>) -> Vec<Finding> {
    let listening = looked.told["listening"].as_array().filter(|_| looked.runs);
    if let Some(all) = listening {
        let all: Vec<&str> = all.iter().filter_map(serde_json::Value::as_str).collect();
        return vec![Finding::well("ports", format!("Listens on {}.", all.join(" and ")))];
    }
    wanted(looked.config)
        .into_iter()
        .map(|port| free(port, false))
        .collect()
}

/// The ports of the configuration.
pub fn wanted(config: &Config) -> Vec<u16> {
    let http = config.http_listen.map(|address| address.port());
    [Some(config.listen.port()), http].into_iter().flatten().collect()
}

/// Whether the program could have this port; `socket`: systemd holds it for the program.
pub fn free(port: u16, socket: bool) -> Finding {
    let others: Vec<Holder> = ports::listening(port)
        .into_iter()
        .filter(|holder| !is_ours(holder, socket))
        .collect();
    match others.first() {
        None => Finding::well("port_free", format!("Port {port} is free.")),
        Some(holder) => Finding::broken(
            "port_taken",
            format!("Port {port} is taken by {}.", named(holder)),
            match &holder.unit {
                Some(unit) => format!(
                    "If it is not needed: systemctl disable --now {unit}. Else choose another port: listen in /etc/handyman-kpi/config.toml, and install --own-ports."
                ),
                None => "Stop it if it is not needed. Else choose another port: listen in /etc/handyman-kpi/config.toml, and install --own-ports.".to_owned(),
            },
        ),
    }
}

fn is_ours(holder: &Holder, socket: bool) -> bool {
    let unit = holder.unit.as_deref().unwrap_or_default();
    OURS.contains(&unit) || (socket && holder.process == 1)
}

fn named(holder: &Holder) -> String {
    match (&holder.unit, holder.process) {
        (_, 0) => "another program (ask as root to see which)".to_owned(),
        (Some(unit), process) => format!("{} (process {process}, {unit})", holder.name),
        (None, process) => format!("{} (process {process})", holder.name),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::finding::Grade;
    use super::*;

    #[test]
    fn whoever_has_a_port_is_named() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let found = free(port, true);
        assert_eq!((found.code.as_ref(), found.grade), ("port_taken", Grade::Broken));
        let process = format!("process {}", std::process::id());
        assert!(found.sentence.contains(&process), "{}", found.sentence);
        drop(taken);
        assert_eq!(free(port, true).code, "port_free");
    }

    #[test]
    fn what_systemd_holds_for_us_is_ours() {
        let holder = |process, unit: Option<&str>| Holder {
            process,
            name: "x".into(),
            unit: unit.map(str::to_owned),
        };
        assert!(is_ours(&holder(1, None), true));
        assert!(!is_ours(&holder(1, None), false));
        assert!(is_ours(&holder(70, Some("handyman-kpi.service")), false));
        assert!(!is_ours(&holder(70, Some("nginx.service")), true));
    }
}
