//! What is typed about a place, and what is wrong with it.

use super::TypedSecret;
use crate::domain::backup::Retention;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::message;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What has to be typed before a place takes backups that anyone can read.
pub const DECLINE: &str = "I decline encryption";

/// A secret typed so is the name of a credential.
const CREDENTIAL: &str = "credential:";
const NAME_MAX: usize = 60;
const PATH_MAX: usize = 500;
const SECRET_MAX: usize = 1_000;
const AUTHORITY_MAX: usize = 32 * 1024;
/// Where a storage has only one region, it is called so.
const REGION: &str = "us-east-1";

/// What was typed, whatever kind it is of; what a kind does not have is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub name: String,
    pub is_s3: bool,
    pub path: String,
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    pub prefix: String,
    pub path_style: bool,
    pub key_id: String,
    pub secret: TypedSecret,
    pub authority: String,
    pub days: String,
    pub weeks: String,
    pub months: String,
    pub declined: String,
}

/// A place to be added, or what one is to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub kind: DraftKind,
    pub retention: Retention,
    pub declined_encryption: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftKind {
    Folder {
        path: String,
    },
    S3 {
        endpoint: String,
        region: String,
        bucket: String,
        prefix: String,
        path_style: bool,
        key_id: String,
        secret: DraftSecret,
        authority: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftSecret {
    /// Nothing was typed: the one there is stays.
    Kept,
    Typed(TypedSecret),
    Credential(String),
}

impl Draft {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let name = invalid.take(text::required("name", &typed.name, NAME_MAX));
        let kind = match typed.is_s3 {
            false => DraftKind::Folder {
                path: invalid.take(path(&typed.path)),
            },
            true => DraftKind::S3 {
                endpoint: invalid.take(endpoint(&typed.endpoint)),
                region: invalid.take(region(&typed.region)),
                bucket: invalid.take(bucket(&typed.bucket)),
                prefix: invalid.take(prefix(&typed.prefix)),
                path_style: typed.path_style,
                key_id: invalid.take(key_id(&typed.key_id)),
                secret: secret(&typed.secret).unwrap_or_else(|wrong| {
                    invalid.fields.extend(wrong.fields);
                    DraftSecret::Kept
                }),
                authority: invalid.take(authority(&typed.authority)),
            },
        };
        let retention = Retention {
            days: invalid.take(count("days", &typed.days, 1, 366)),
            weeks: invalid.take(count("weeks", &typed.weeks, 0, 520)),
            months: invalid.take(count("months", &typed.months, 0, 240)),
            bytes: None,
        };
        let declined_encryption = invalid.take(declined(&typed.declined));
        invalid.into_result(Self {
            name,
            kind,
            retention,
            declined_encryption,
        })
    }
}

fn path(typed: &str) -> Result<String, Invalid> {
    let wrong = |sentence| Err(Invalid::one("path", sentence));
    let path = typed.trim().trim_end_matches('/');
    if typed.trim().is_empty() {
        return wrong(message!("Please fill this in."));
    }
    if !path.starts_with('/') || path.split('/').any(|part| part == ".." || part == ".") {
        return wrong(message!(
            "Please give the whole path of the folder, from the root on, such as /mnt/backups."
        ));
    }
    if path.len() > PATH_MAX || path.chars().any(char::is_control) {
        return wrong(message!(
            "This path cannot be used. Please choose a shorter, plain one."
        ));
    }
    Ok(path.to_owned())
}

/// With its scheme. What is not encrypted on the way may not leave the own network.
fn endpoint(typed: &str) -> Result<String, Invalid> {
    let wrong = |sentence| Err(Invalid::one("endpoint", sentence));
    let typed = typed.trim().trim_end_matches('/');
    if typed.is_empty() {
        return wrong(message!("Please fill this in."));
    }
    let (scheme, rest) = typed.split_once("://").unwrap_or(("https", typed));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host_of(rest));
    let plain = rest.len() <= 300 && rest.bytes().all(|b| b.is_ascii_graphic() && !b"@?#\\\"<>".contains(&b));
    let Some(host) = host.filter(|_| plain && ["https", "http"].contains(&scheme.as_str())) else {
        return wrong(message!(
            "This is no address of a storage. It looks like https://s3.eu-central-1.amazonaws.com."
        ));
    };
    if scheme == "http" && !is_local(host) {
        return wrong(message!(
            "Over the internet only https:// is good enough. http:// is for storage on your own network."
        ));
    }
    Ok(format!("{scheme}://{rest}"))
}

/// Of `host:port/path`.
fn host_of(rest: &str) -> Option<&str> {
    let authority = rest.split('/').next()?;
    let (host, port) = match authority.strip_prefix('[') {
        Some(six) => six.split_once(']').map(|(host, port)| (host, port.strip_prefix(':')))?,
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let port_is_one = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (!host.is_empty() && port_is_one).then_some(host)
}

fn is_local(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => {
            let host = host.to_ascii_lowercase();
            let endings = [".local", ".lan", ".home.arpa", ".internal", ".localhost"];
            !host.contains('.') || endings.iter().any(|ending| host.ends_with(ending))
        }
    }
}

fn region(typed: &str) -> Result<String, Invalid> {
    match typed.trim() {
        "" => Ok(REGION.to_owned()),
        one if one.len() <= 40 && one.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') => {
            Ok(one.to_owned())
        }
        _ => Err(Invalid::one(
            "region",
            message!("A region looks like eu-central-1. Please ask your storage, or leave it empty."),
        )),
    }
}

fn bucket(typed: &str) -> Result<String, Invalid> {
    let name = typed.trim();
    let good = (3..=63).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !name.contains("..");
    good.then(|| name.to_owned()).ok_or_else(|| {
        Invalid::one(
            "bucket",
            message!("A bucket’s name has 3 to 63 small letters, digits, hyphens and dots."),
        )
    })
}

/// Empty, or with one stroke at its end.
fn prefix(typed: &str) -> Result<String, Invalid> {
    let given = typed.trim().trim_matches('/');
    if given.is_empty() {
        return Ok(String::new());
    }
    let plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.')
    };
    if given.len() > 200 || !given.split('/').all(plain) {
        return Err(Invalid::one(
            "prefix",
            message!("Please use letters, digits, dots, hyphens and strokes only, such as crew/kpi."),
        ));
    }
    Ok(format!("{given}/"))
}

fn key_id(typed: &str) -> Result<String, Invalid> {
    match typed.trim() {
        "" => Err(Invalid::one("key_id", message!("Please fill this in."))),
        one if one.len() <= 200 && one.bytes().all(|b| b.is_ascii_graphic()) => Ok(one.to_owned()),
        _ => Err(Invalid::one(
            "key_id",
            message!("This is no access key. Please copy it from your storage once more."),
        )),
    }
}

fn secret(typed: &TypedSecret) -> Result<DraftSecret, Invalid> {
    let text = typed.text();
    if let Some(name) = text.strip_prefix(CREDENTIAL) {
        let good = !name.is_empty()
            && name.len() <= 100
            && !name.starts_with('.')
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.');
        return good.then(|| DraftSecret::Credential(name.to_owned())).ok_or_else(|| {
            Invalid::one(
                "secret",
                message!(
                    "A credential is named by its file in /etc/handyman-kpi/credentials, such as credential:storage."
                ),
            )
        });
    }
    match text {
        "" => Ok(DraftSecret::Kept),
        one if one.len() <= SECRET_MAX && one.bytes().all(|b| b.is_ascii_graphic()) => {
            Ok(DraftSecret::Typed(typed.clone()))
        }
        _ => Err(Invalid::one(
            "secret",
            message!("This is no secret of an access key. Please copy it from your storage once more."),
        )),
    }
}

fn authority(typed: &str) -> Result<String, Invalid> {
    let pem = typed.replace("\r\n", "\n").trim().to_owned();
    if pem.is_empty() || (pem.len() <= AUTHORITY_MAX && pem.contains("-----BEGIN CERTIFICATE-----")) {
        return Ok(pem);
    }
    Err(Invalid::one(
        "authority",
        message!("A certificate in PEM form begins with -----BEGIN CERTIFICATE-----."),
    ))
}

fn count(field: &str, typed: &str, least: usize, most: usize) -> Result<usize, Invalid> {
    match typed.trim().parse::<usize>() {
        Ok(count) if (least..=most).contains(&count) => Ok(count),
        _ => Err(Invalid::one(
            field,
            message!(
                "Please give a number from {least} to {most}.",
                least = least,
                most = most
            ),
        )),
    }
}

fn declined(typed: &str) -> Result<Option<String>, Invalid> {
    match typed.trim().trim_end_matches('.') {
        "" => Ok(None),
        sentence if sentence.eq_ignore_ascii_case(DECLINE) => Ok(Some(DECLINE.to_owned())),
        _ => Err(Invalid::one(
            "declined",
            message!("Please type the sentence as it stands above the field, or leave the field empty."),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn storage() -> Typed {
        Typed {
            name: "Storage".into(),
            is_s3: true,
            endpoint: "https://s3.example.com".into(),
            bucket: "crew-backups".into(),
            key_id: "AKIA".into(),
            secret: "hush".into(),
            days: "14".into(),
            weeks: "8".into(),
            months: "12".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn addresses_are_https_or_on_the_own_network() {
        for (typed, kept) in [
            ("s3.example.com", "https://s3.example.com"),
            ("HTTPS://s3.example.com/", "https://s3.example.com"),
            ("http://192.168.1.9:9000", "http://192.168.1.9:9000"),
            ("http://[fd00::1]:9000", "http://[fd00::1]:9000"),
            ("http://nas.local", "http://nas.local"),
            ("http://nas", "http://nas"),
        ] {
            assert_eq!(endpoint(typed).unwrap(), kept);
        }
        for wrong in [
            "",
            "http://s3.example.com",
            "http://8.8.8.8",
            "ftp://nas",
            "https://",
            "https://me:hush@s3.example.com",
            "https://s3.example.com?x=1",
            "https://s3.example.com#x",
            "https://s3 example.com",
            "https://s3.example.com:0",
            "https://s3.example.com:x",
            "https://[fd00::1",
        ] {
            assert!(endpoint(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = Typed {
            bucket: "No Bucket".into(),
            region: "../".into(),
            prefix: "a/../b".into(),
            key_id: String::new(),
            secret: "two words".into(),
            authority: "no pem".into(),
            days: "0".into(),
            weeks: "x".into(),
            months: "-1".into(),
            declined: "whatever".into(),
            ..storage()
        };
        let invalid = Draft::parse(&wrong).unwrap_err();
        let fields: Vec<&str> = invalid.fields.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "region",
                "bucket",
                "prefix",
                "key_id",
                "secret",
                "authority",
                "days",
                "weeks",
                "months",
                "declined"
            ]
        );
    }

    #[test]
    fn a_secret_is_kept_typed_or_a_credential() {
        assert_eq!(secret(&"".into()).unwrap(), DraftSecret::Kept);
        assert_eq!(secret(&" hush ".into()).unwrap(), DraftSecret::Typed(" hush ".into()));
        assert_eq!(
            secret(&"credential:storage".into()).unwrap(),
            DraftSecret::Credential("storage".into())
        );
        for wrong in [
            "credential:",
            "credential:../key",
            "credential:.x",
            "credential:/etc/shadow",
        ] {
            assert!(secret(&wrong.into()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_folder_is_a_whole_path() {
        assert_eq!(path("/mnt/usb/").unwrap(), "/mnt/usb");
        for wrong in ["", "mnt", "/", "/mnt/../etc", "/mnt/./x", "/a\nb"] {
            assert!(path(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn encryption_is_declined_by_the_sentence_alone() {
        assert_eq!(declined(" i decline encryption. ").unwrap().as_deref(), Some(DECLINE));
        assert_eq!(declined("").unwrap(), None);
        assert!(declined("yes").is_err());
    }
}
