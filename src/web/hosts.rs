//! Which names this server answers to: its own. A page of another name that resolves here (DNS
//! rebinding) gets nothing.

use crate::app::App;
use crate::app::reach::Names;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

/// The names of this box; they change while it runs.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Arc<Names>,
}

/// `host` or `host:port` as a browser sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Lower case, without the brackets of an IPv6 address.
    pub host: String,
    pub port: Option<u16>,
}

impl Authority {
    /// Reads a `Host` header or an `:authority`.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, after) = rest.split_once(']')?;
                host.parse::<Ipv6Addr>().ok()?;
                (
                    host,
                    if after.is_empty() {
                        None
                    } else {
                        Some(after.strip_prefix(':')?)
                    },
                )
            }
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || host.len() > 253 || !host.chars().all(known) {
            return None;
        }
        let port = match port {
            Some(port) => Some(port.parse().ok()?),
            None => None,
        };
        Some(Self {
            host: host.trim_end_matches('.').to_ascii_lowercase(),
            port,
        })
    }

    /// `https://host:port`, without the port where it goes without saying.
    pub fn origin(&self) -> String {
        format!("https://{}", self.with_port(self.port))
    }

    /// The same host at another port.
    pub fn with_port(&self, port: Option<u16>) -> String {
        let host = match self.host.contains(':') {
            true => format!("[{}]", self.host),
            false => self.host.clone(),
        };
        match port {
            None | Some(443) => host,
            Some(port) => format!("{host}:{port}"),
        }
    }
}

impl Hosts {
    /// Answers to these names and addresses, besides `localhost` and the address called.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let fixed = Names::default();
        fixed.set(names);
        Self { names: Arc::new(fixed) }
    }

    /// Answers to the names the box has at the time.
    pub fn of(app: &App) -> Self {
        Self {
            names: Arc::clone(app.names()),
        }
    }

    /// Whether `authority` is one of ours, on a connection made to the address `local`.
    pub fn answers_to(&self, authority: &Authority, local: IpAddr) -> bool {
        match authority.host.parse::<IpAddr>() {
            Ok(address) => {
                let address = address.to_canonical();
                address == local.to_canonical() || address.is_loopback() || self.has(&address.to_string())
            }
            Err(_) => self.has(&authority.host),
        }
    }

    fn has(&self, name: &str) -> bool {
        name == "localhost" || self.names.has(name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn asked(host: &str) -> bool {
        let hosts = Hosts::new(["Box.local".to_owned(), "192.0.2.9".to_owned()]);
        Authority::parse(host).is_some_and(|authority| hosts.answers_to(&authority, "10.0.0.5".parse().unwrap()))
    }

    #[test]
    fn answers_to_its_names_with_any_port_and_case() {
        for host in [
            "localhost",
            "LOCALHOST:8443",
            "box.local",
            "BOX.local.:1",
            "192.0.2.9",
            "10.0.0.5:443",
        ] {
            assert!(asked(host), "{host}");
        }
        for host in ["127.0.0.1", "[::1]:8443", "[::ffff:10.0.0.5]"] {
            assert!(asked(host), "{host}");
        }
    }

    #[test]
    fn answers_to_nothing_else() {
        for host in [
            "example.com",
            "localhost.example.com",
            "10.0.0.6",
            "[2001:db8::1]",
            "",
            ":443",
            "a b",
            "[::1",
            "localhost:x",
        ] {
            assert!(!asked(host), "{host}");
        }
    }

    #[test]
    fn an_origin_leaves_out_the_port_that_goes_without_saying() {
        let origin = |host| Authority::parse(host).unwrap().origin();
        assert_eq!(origin("box.local:443"), "https://box.local");
        assert_eq!(origin("[::1]:8443"), "https://[::1]:8443");
    }
}
