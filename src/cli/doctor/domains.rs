//! Whether an authority would find this box under its domains: where they lead, and whether it is this
//! program that answers at port 80; as far as one box can tell by itself.

use super::Looked;
use super::finding::Finding;
use super::names;
use crate::app::certificates::Facts;
use crate::host::addresses;
use crate::host::resolve::Resolved;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(3);
/// Served in the open, and of each box its own.
const ASKED: &str = "/trust/root.pem";
const ANSWER_MAX: u64 = 64 * 1024;
/// Addresses of a domain that are tried.
const TRIED_MAX: usize = 4;

pub fn all(looked: &Looked<'_>) -> Vec<Finding> {
    let domains = names::domains(looked);
    let own = addresses::own();
    let mut findings: Vec<Finding> = domains
        .iter()
        .map(|(domain, resolved)| names::domain_leads_here(domain, resolved, &own))
        .collect();
    let root = looked.told["certificate_sha256"].as_str().filter(|_| looked.runs);
    let asks = looked.told["certificate"]["source"] == "lets-encrypt";
    let (Some(root), true, Some((first, _))) = (root, asks, domains.first()) else {
        return findings;
    };
    let plain = looked.told["listening"][1]
        .as_str()
        .and_then(|address| address.parse().ok());
    findings.push(match plain {
        Some(plain) => plain_port(plain, first, root),
        None => Finding::attention(
            "plain_port_off",
            "Nothing is served at port 80, so the domain can only be proved at port 443.",
            "If port 443 gets here from outside that is enough. Else set http_listen = \"[::]:80\" in /etc/handyman-kpi/config.toml",
        ),
    });
    for (domain, resolved) in &domains {
        if let Resolved::To(found) = resolved {
            findings.extend(found.iter().take(TRIED_MAX).map(|ip| from_outside(domain, *ip, root)));
        }
    }
    findings
}

/// Whether this program answers where it listens in the open.
fn plain_port(listens: SocketAddr, domain: &str, root: &str) -> Finding {
    let port = listens.port();
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        ip => ip,
    };
    match who_answers(SocketAddr::new(ip, port), domain, root) {
        Answers::ThisBox if port == 80 => Finding::well("plain_port", "Port 80 answers an authority’s question."),
        Answers::ThisBox => Finding::attention(
            "plain_port_other",
            format!("An authority asks at port 80, and this program listens at port {port} instead."),
            format!("Let your router send its port 80 on to port {port} of this box, or set http_listen = \"[::]:80\""),
        ),
        Answers::Other => Finding::broken(
            "plain_port_taken",
            format!("At port {port} something else answers than this program."),
            format!("See what it is: ss -ltnp sport = :{port}"),
        ),
        Answers::Nobody(why) => Finding::broken(
            "plain_port_silent",
            format!("Port {port} does not answer on this box: {why}."),
            "Look for a firewall on this box: nft list ruleset",
        ),
    }
}

/// Whether the way over the domain's own address leads to this box.
fn from_outside(domain: &str, ip: IpAddr, root: &str) -> Finding {
    match who_answers(SocketAddr::new(ip, 80), domain, root) {
        Answers::ThisBox => Finding::well("domain_answers", format!("http://{domain} ({ip}) reaches this box.")),
        Answers::Other => Finding::attention(
            "domain_other_box",
            format!("Under http://{domain} ({ip}) something else answers than this box."),
            "Let your router send ports 80 and 443 on to this box, and check where the domain leads.",
        ),
        Answers::Nobody(why) => Finding::attention(
            "domain_silent",
            format!("From here nothing answers at http://{domain} ({ip}): {why}."),
            format!(
                "Many routers let nobody call themselves from inside: look from a phone without Wi-Fi at http://{domain}/trust. If that fails too, let your router send ports 80 and 443 on to this box."
            ),
        ),
    }
}

enum Answers {
    ThisBox,
    Other,
    /// In the network's words.
    Nobody(String),
}

fn who_answers(at: SocketAddr, host: &str, root: &str) -> Answers {
    match answer(at, host) {
        Ok(text) => match Facts::of_pem(&text).is_some_and(|facts| facts.fingerprint == root) {
            true => Answers::ThisBox,
            false => Answers::Other,
        },
        Err(error) => Answers::Nobody(match error.kind() {
            std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => "it takes too long".to_owned(),
            _ => error.to_string(),
        }),
    }
}

fn answer(at: SocketAddr, host: &str) -> std::io::Result<String> {
    let until = Instant::now() + PATIENCE;
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE)?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {ASKED} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    )?;
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    // Whoever sends a byte now and then is not waited for longer than one that sends nothing.
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece)? {
            0 => break,
            n => all.extend_from_slice(&piece[..n]),
        }
        if all.len() as u64 > ANSWER_MAX {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}
