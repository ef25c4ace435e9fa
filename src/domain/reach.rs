//! How browsers reach this box: its names, where its certificate comes from, and what it calls
//! itself on the local network. What belongs to the box and not to the company.

use super::invalid::Invalid;
use crate::message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

/// What the box calls itself on the local network unless somebody chose another name.
pub const MDNS_NAME: &str = "handyman-kpi";
/// Names of one kind, at most: each costs room in every handshake.
pub const NAMES_MAX: usize = 20;

/// Where the certificate comes from that browsers are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// This box's own authority, which devices are told to trust once.
    #[default]
    Local,
    /// Let's Encrypt, or another authority that speaks ACME.
    Acme,
    /// Files that somebody gets elsewhere.
    Own,
}

impl Source {
    /// As it is written in the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Source::Local => "local",
            Source::Acme => "lets-encrypt",
            Source::Own => "own",
        }
    }

    /// What `text` names.
    pub fn parse(text: &str) -> Option<Self> {
        [Source::Local, Source::Acme, Source::Own]
            .into_iter()
            .find(|source| source.word() == text)
    }
}

/// How browsers reach this box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Names on the own network, besides those the box has by itself.
    pub names: Vec<String>,
    pub source: Source,
    /// Names that lead here from everywhere, for a publicly trusted certificate.
    pub domains: Vec<String>,
    /// Whom the authority writes to; empty: nobody.
    pub acme_email: String,
    /// `NAME` in `NAME.local`; `None`: the box does not announce itself.
    pub mdns: Option<String>,
}

/// The keys of [`Reach`] that can be set in the browser, by their names in the configuration.
pub const FIELDS: [&str; 5] = ["names", "certificate", "domains", "acme_email", "mdns"];

impl Reach {
    /// From what is set for each of [`FIELDS`], or everything that is wrong with it.
    pub fn parse(value: impl Fn(&str) -> String) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let reach = Self {
            names: invalid.take(names("names", &value("names"))),
            source: invalid.take(source("certificate", &value("certificate"))),
            domains: invalid.take(domains("domains", &value("domains"))),
            acme_email: invalid.take(email("acme_email", &value("acme_email"))),
            mdns: invalid.take(mdns("mdns", &value("mdns"))),
        };
        if reach.source == Source::Acme && reach.domains.is_empty() && invalid.of("domains").is_none() {
            invalid.add(
                "domains",
                message!("Let’s Encrypt needs a domain that leads to this box, such as kpi.example.com."),
            );
        }
        invalid.into_result(reach)
    }

    /// Every name somebody chose.
    pub fn chosen(&self) -> Vec<String> {
        let mut all = self.names.clone();
        all.extend(self.domains.iter().cloned());
        all.extend(self.mdns.iter().map(|name| format!("{name}.local")));
        all
    }
}

/// The authority that is asked for certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    pub directory: String,
    /// Tried first while it fails.
    pub staging: Option<String>,
    /// A root that is trusted besides the public ones.
    pub root: Option<PathBuf>,
}

/// What was set for the box in the browser, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxSettings {
    pub values: BTreeMap<String, String>,
}

/// Whether it is a name that a host can have.
pub fn is_host_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

/// Names separated by commas, spaces or lines, in lower case, each once.
pub fn list(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in text
        .split([',', ';', ' ', '\t', '\n', '\r'])
        .filter(|name| !name.is_empty())
    {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn names(field: &str, text: &str) -> Result<Vec<String>, Invalid> {
    let all = list(text);
    match all.iter().find(|name| !is_host_name(name)) {
        Some(wrong) => Err(Invalid::one(
            field,
            message!(
                "“{name}” is no name a box can have. Please give names such as kpi.lan.",
                name = wrong
            ),
        )),
        None => few(field, all),
    }
}

/// What authorities issue for: a name with a dot that is no address and not only local.
fn domains(field: &str, text: &str) -> Result<Vec<String>, Invalid> {
    let all = list(text);
    let local = |name: &str| ["local", "lan", "internal", "localhost", "test", "arpa"].contains(&last(name));
    let public =
        |name: &str| name.contains('.') && is_host_name(name) && name.parse::<IpAddr>().is_err() && !local(name);
    match all.iter().find(|name| !public(name)) {
        Some(wrong) => Err(Invalid::one(
            field,
            message!(
                "“{name}” is no domain of the internet. Please give one that you own, such as kpi.example.com.",
                name = wrong
            ),
        )),
        None => few(field, all),
    }
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn few(field: &str, all: Vec<String>) -> Result<Vec<String>, Invalid> {
    if all.len() > NAMES_MAX {
        return Err(Invalid::one(
            field,
            message!("Please give at most {most} names.", most = NAMES_MAX),
        ));
    }
    Ok(all)
}

fn source(field: &str, text: &str) -> Result<Source, Invalid> {
    match text.trim() {
        "" => Ok(Source::default()),
        text => Source::parse(text)
            .ok_or_else(|| Invalid::one(field, message!("Please choose local, lets-encrypt or own."))),
    }
}

fn email(field: &str, text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let plain = text.len() <= 254
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
        && text
            .split_once('@')
            .is_some_and(|(before, after)| !before.is_empty() && is_host_name(after));
    if text.is_empty() || plain {
        return Ok(text.to_owned());
    }
    Err(Invalid::one(
        field,
        message!("This is no mail address. Please give one such as office@example.com, or none."),
    ))
}

fn mdns(field: &str, text: &str) -> Result<Option<String>, Invalid> {
    let text = text.trim().to_ascii_lowercase();
    let name = text.strip_suffix(".local").unwrap_or(&text);
    match name {
        // In a configuration file yes and no come without quotes.
        "" | "on" | "true" => Ok(Some(MDNS_NAME.to_owned())),
        "off" | "false" => Ok(None),
        name if is_host_name(name) && !name.contains('.') => Ok(Some(name.to_owned())),
        _ => Err(Invalid::one(
            field,
            message!("Please give a name of letters, digits and hyphens, such as handyman-kpi, or off."),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(values: &[(&str, &str)]) -> Result<Reach, Invalid> {
        Reach::parse(|field| {
            let found = values.iter().find(|(name, _)| *name == field);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn nothing_set_is_a_box_that_helps_itself() {
        let reach = parsed(&[]).unwrap();
        assert_eq!(reach.source, Source::Local);
        assert_eq!(reach.chosen(), ["handyman-kpi.local"]);
    }

    #[test]
    fn names_come_in_any_shape_and_each_counts_once() {
        let reach = parsed(&[("names", "KPI.lan, kpi.lan.\nbox"), ("mdns", "Crew.local")]).unwrap();
        assert_eq!(reach.names, ["kpi.lan", "box"]);
        assert_eq!(reach.mdns.as_deref(), Some("crew"));
        for off in ["off", "false"] {
            assert_eq!(parsed(&[("mdns", off)]).unwrap().mdns, None);
        }
        assert_eq!(parsed(&[("mdns", "true")]).unwrap().mdns.as_deref(), Some(MDNS_NAME));
    }

    #[test]
    fn what_cannot_be_is_said_at_its_field() {
        for (field, value) in [
            ("names", "a b_c"),
            ("names", "-x.lan"),
            ("domains", "box"),
            ("domains", "192.168.1.2"),
            ("domains", "kpi.local"),
            ("domains", "https://kpi.example.com"),
            ("acme_email", "nobody"),
            ("acme_email", "a@b c"),
            ("mdns", "two.labels"),
            ("mdns", "ü"),
            ("certificate", "other"),
        ] {
            let invalid = parsed(&[(field, value)]).unwrap_err();
            assert!(invalid.of(field).is_some(), "{field}: {value}");
        }
        let without = parsed(&[("certificate", "lets-encrypt")]).unwrap_err();
        assert!(without.of("domains").is_some());
        let many = (0..21).map(|n| format!("n{n}.lan")).collect::<Vec<_>>().join(",");
        assert!(parsed(&[("names", &many)]).is_err());
    }
}
