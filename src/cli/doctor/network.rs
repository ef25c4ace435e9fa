//! Whether browsers get here: the ports answer, no firewall is in between; as far as one box can tell by
//! itself.

use super::Looked;
use super::finding::Finding;
use crate::host::{addresses, systemd};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

/// From this box to its own addresses: what comes from outside may still be kept out on the way.
pub fn reachable(looked: &Looked<'_>) -> Vec<Finding> {
    let listening = looked.told["listening"].as_array().filter(|_| looked.runs);
    let all: Vec<SocketAddr> = listening
        .into_iter()
        .flatten()
        .filter_map(|address| address.as_str()?.parse().ok())
        .collect();
    let own: Vec<IpAddr> = addresses::own().into_iter().filter(|ip| !ip.is_loopback()).collect();
    let everywhere: Vec<&SocketAddr> = all.iter().filter(|address| address.ip().is_unspecified()).collect();
    if everywhere.is_empty() {
        return Vec::new();
    }
    if own.is_empty() {
        let remedy = "Check the cable or the wireless connection: ip addr";
        return vec![Finding::attention(
            "no_network",
            "This box has no address on a network.",
            remedy,
        )];
    }
    let mut findings = Vec::new();
    for address in everywhere {
        let port = address.port();
        let v4 = own.iter().find(|ip| ip.is_ipv4()).or_else(|| own.first());
        let Some(ip) = v4 else { continue };
        findings.push(
            match TcpStream::connect_timeout(&SocketAddr::new(*ip, port), PATIENCE) {
                Ok(_) => Finding::well("port_answers", format!("Port {port} answers on {ip}.")),
                Err(error) => Finding::broken(
                    "port_silent",
                    format!("Port {port} does not answer on {ip}: {error}."),
                    "Look for a firewall on this box: nft list ruleset",
                ),
            },
        );
    }
    findings
}

/// The two firewalls that distributions bring.
pub fn firewall(_: &Looked<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if systemd::ctl(&["is-active", "--quiet", "firewalld.service"]).is_ok() {
        let open = |name: &str| systemd::run("firewall-cmd", &["--quiet", &format!("--query-service={name}")]).is_ok();
        findings.push(if open("https") && open("http") {
            Finding::well("firewall", "firewalld lets http and https through.")
        } else {
            Finding::attention(
                "firewall_closed",
                "firewalld runs and keeps browsers out.",
                "firewall-cmd --permanent --add-service=http --add-service=https && firewall-cmd --reload",
            )
        });
    }
    let rules = std::fs::read_to_string("/etc/ufw/ufw.conf").unwrap_or_default();
    if rules.lines().any(|line| line.trim() == "ENABLED=yes") {
        let allowed = std::fs::read_to_string("/etc/ufw/user.rules").unwrap_or_default();
        let open = |port: &str| {
            let words = |line: &str| {
                line.starts_with("### tuple ### allow")
                    && line
                        .split_whitespace()
                        .any(|word| word.split(',').any(|one| one == port))
            };
            allowed.lines().any(words)
        };
        findings.push(if open("443") && open("80") {
            Finding::well("firewall", "ufw lets http and https through.")
        } else {
            Finding::attention(
                "firewall_closed",
                "ufw runs and keeps browsers out.",
                "ufw allow 80,443/tcp",
            )
        });
    }
    findings
}
