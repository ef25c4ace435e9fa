//! Flag > environment > file > default, read once into an immutable value.
//!
//! [`KEYS`] is the one table of what can be set and where. These are the box's keys; what the
//! company decides (name, time zone, interval, …) lives in the store and is changed in the browser.

use crate::domain::backup_schedule::{self, Schedule};
use crate::domain::invalid::Invalid;
use crate::domain::reach::{Authority, FIELDS, MDNS_NAME, Reach};
use crate::message;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Flag,
    Environment,
    File,
    Default,
}

impl Origin {
    /// As `config show` prints it.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Flag => "flag",
            Origin::Environment => "environment",
            Origin::File => "file",
            Origin::Default => "default",
        }
    }
}

/// One thing that can be set.
#[derive(Debug)]
pub struct Key {
    /// In the file.
    pub name: &'static str,
    /// In the environment.
    pub environment: &'static str,
    /// The value when nothing sets it.
    pub default: &'static str,
    /// What it is, for people.
    pub about: &'static str,
    /// Whether it can be set in the browser as well, where nothing above it sets it.
    pub in_browser: bool,
}

/// Everything that can be set for the box, in the order it is shown.
pub const KEYS: &[Key] = &[
    Key {
        name: "data_dir",
        environment: "HANDYMAN_KPI_DATA_DIR",
        default: "/var/lib/handyman-kpi",
        about: "the folder that holds everything recorded",
        in_browser: false,
    },
    Key {
        name: "listen",
        environment: "HANDYMAN_KPI_LISTEN",
        default: "[::]:443",
        about: "address and port of the pages (HTTPS)",
        in_browser: false,
    },
    Key {
        name: "http_listen",
        environment: "HANDYMAN_KPI_HTTP_LISTEN",
        default: "[::]:80",
        about: "address and port that sends browsers on to HTTPS; off: none",
        in_browser: false,
    },
    Key {
        name: "names",
        environment: "HANDYMAN_KPI_NAMES",
        default: "",
        about: "more names browsers reach this box by, separated by commas",
        in_browser: true,
    },
    Key {
        name: "certificate",
        environment: "HANDYMAN_KPI_CERTIFICATE",
        default: "local",
        about: "where the certificate comes from: local, lets-encrypt or own",
        in_browser: true,
    },
    Key {
        name: "domains",
        environment: "HANDYMAN_KPI_DOMAINS",
        default: "",
        about: "domains of the internet that lead to this box, for Let's Encrypt",
        in_browser: true,
    },
    Key {
        name: "acme_email",
        environment: "HANDYMAN_KPI_ACME_EMAIL",
        default: "",
        about: "whom the authority writes to",
        in_browser: true,
    },
    Key {
        name: "mdns",
        environment: "HANDYMAN_KPI_MDNS",
        default: MDNS_NAME,
        about: "NAME in NAME.local, which the box announces on its network; off or false: it does not",
        in_browser: true,
    },
    Key {
        name: "acme_directory",
        environment: "HANDYMAN_KPI_ACME_DIRECTORY",
        default: "https://acme-v02.api.letsencrypt.org/directory",
        about: "where the authority is asked",
        in_browser: false,
    },
    Key {
        name: "acme_staging",
        environment: "HANDYMAN_KPI_ACME_STAGING",
        default: "https://acme-staging-v02.api.letsencrypt.org/directory",
        about: "where it is tried first while it fails; off: nowhere",
        in_browser: false,
    },
    Key {
        name: "acme_root",
        environment: "HANDYMAN_KPI_ACME_ROOT",
        default: "",
        about: "PEM file with the root of an authority that is not publicly trusted",
        in_browser: false,
    },
    Key {
        name: "certificate_file",
        environment: "HANDYMAN_KPI_CERTIFICATE_FILE",
        default: "",
        about: "PEM file with an own certificate and those behind it",
        in_browser: false,
    },
    Key {
        name: "key_file",
        environment: "HANDYMAN_KPI_KEY_FILE",
        default: "",
        about: "PEM file with its key, where that is not in the same file; a name without a folder: a file in /etc/handyman-kpi/credentials, which only root reads",
        in_browser: false,
    },
    Key {
        name: "backup_time",
        environment: "HANDYMAN_KPI_BACKUP_TIME",
        default: "03:00",
        about: "when the backup of the night is made, by the company's clock",
        in_browser: true,
    },
    Key {
        name: "backup_days",
        environment: "BACKUP_RETENTION_DAYS",
        default: "14",
        about: "for how many of the last days a backup is kept",
        in_browser: true,
    },
    Key {
        name: "backup_weeks",
        environment: "HANDYMAN_KPI_BACKUP_WEEKS",
        default: "8",
        about: "for how many of the last weeks one is kept",
        in_browser: true,
    },
    Key {
        name: "backup_months",
        environment: "HANDYMAN_KPI_BACKUP_MONTHS",
        default: "12",
        about: "for how many of the last months one is kept",
        in_browser: true,
    },
    Key {
        name: "backup_space",
        environment: "HANDYMAN_KPI_BACKUP_SPACE",
        default: "",
        about: "room that all backups together may take, in MB; none: as much as they need",
        in_browser: true,
    },
    Key {
        name: "backup_folder",
        environment: "HANDYMAN_KPI_BACKUP_FOLDER",
        default: "",
        about: "a folder that is there already, for the backups; none: backups in the data folder. The service may write only where its unit allows: see ReadWritePaths in the README",
        in_browser: false,
    },
    Key {
        name: "backup_key_file",
        environment: "HANDYMAN_KPI_BACKUP_KEY_FILE",
        default: "",
        about: "file with the key of encrypted backups, to open and prove them here; a name without a folder: a file in /etc/handyman-kpi/credentials, which only root reads",
        in_browser: false,
    },
    Key {
        name: "log_level",
        environment: "HANDYMAN_KPI_LOG_LEVEL",
        default: "info",
        about: "error, warn, info, debug or trace",
        in_browser: false,
    },
];

/// Where the file is looked for when no flag names one.
pub const DEFAULT_FILE: &str = "/etc/handyman-kpi/config.toml";

/// The box's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    values: BTreeMap<&'static str, (String, Origin)>,
    /// Holds everything recorded.
    pub data_dir: PathBuf,
    /// HTTPS.
    pub listen: SocketAddr,
    /// Redirects to HTTPS; `None`: off.
    pub http_listen: Option<SocketAddr>,
    /// More names browsers reach this box by.
    pub names: Vec<String>,
    /// Domains of the internet that lead to it.
    pub domains: Vec<String>,
    pub acme: Authority,
    /// An own certificate, and its key where that is in a file of its own.
    pub certificate_file: Option<PathBuf>,
    pub key_file: Option<PathBuf>,
    /// Where backups go, if not into the data folder.
    pub backup_folder: Option<PathBuf>,
    /// Keys that open encrypted backups.
    pub backup_key_file: Option<PathBuf>,
    pub log_level: tracing::Level,
}

/// Why the configuration cannot be used: what, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The configuration file {0} cannot be read: {1}. Check that it exists and that you may read it.")]
    Unreadable(PathBuf, std::io::Error),
    #[error("The configuration file {0} is not valid TOML: {1}")]
    NotToml(PathBuf, String),
    #[error("{0} has the key \"{1}\", which does not exist. The keys are: {2}.")]
    UnknownKey(PathBuf, String, String),
    #[error("{name} is \"{value}\" (from {origin}): {wanted}.", origin = .origin.word())]
    Wrong {
        name: &'static str,
        value: String,
        origin: Origin,
        wanted: &'static str,
    },
    #[error("{name} is \"{value}\" (from {origin}): {why}", origin = .origin.word())]
    NotAccepted {
        name: &'static str,
        value: String,
        origin: Origin,
        why: String,
    },
}

impl Config {
    /// Reads the layers. `flags` are the values given on the command line by key name; `file` is a
    /// file that must exist, else [`DEFAULT_FILE`] is read if it is there; `environment` looks a
    /// variable up.
    pub fn load(
        flags: &[(&'static str, Option<String>)],
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let in_file = read_file(file)?;
        let mut values = BTreeMap::new();
        for key in KEYS {
            let flag = flags
                .iter()
                .find(|(name, _)| *name == key.name)
                .and_then(|(_, value)| value.clone());
            let value = flag
                .map(|value| (value, Origin::Flag))
                .or_else(|| environment(key.environment).map(|value| (value, Origin::Environment)))
                .or_else(|| in_file.get(key.name).map(|value| (value.clone(), Origin::File)))
                .unwrap_or_else(|| (key.default.to_owned(), Origin::Default));
            values.insert(key.name, value);
        }
        Self::parse(values)
    }

    /// A key's value and where it came from.
    pub fn effective(&self, key: &Key) -> (&str, Origin) {
        self.values
            .get(key.name)
            .map_or((key.default, Origin::Default), |(value, origin)| (value, *origin))
    }

    /// The values that nobody can change in the browser, since something above it sets them: key →
    /// value and what sets it.
    pub fn above_browser(&self) -> BTreeMap<&'static str, (String, &'static str)> {
        KEYS.iter()
            .filter(|key| key.in_browser)
            .filter_map(|key| match self.effective(key) {
                (_, Origin::Default) => None,
                (value, origin) => Some((key.name, (value.to_owned(), origin.word()))),
            })
            .collect()
    }

    fn parse(values: BTreeMap<&'static str, (String, Origin)>) -> Result<Self, Error> {
        let of = |name: &str| values.get(name).cloned().unwrap_or((String::new(), Origin::Default));
        let wrong = |name: &'static str, wanted: &'static str| {
            let (value, origin) = of(name);
            Error::Wrong {
                name,
                value,
                origin,
                wanted,
            }
        };
        let address = "please give an address and a port, such as [::]:443 or 192.168.1.10:443";
        let http_listen = match of("http_listen").0.as_str() {
            "off" => None,
            text => Some(text.parse().map_err(|_| wrong("http_listen", address))?),
        };
        let not_accepted = |invalid: Invalid| {
            let (field, message) = invalid
                .fields
                .into_iter()
                .next()
                .unwrap_or_else(|| ("names".into(), message!("")));
            let mut fields = FIELDS.into_iter().chain(backup_schedule::FIELDS);
            let name = fields.find(|name| *name == field).unwrap_or("names");
            let (value, origin) = of(name);
            Error::NotAccepted {
                name,
                value,
                origin,
                why: message.to_string(),
            }
        };
        let reach = Reach::parse(|name| of(name).0).map_err(not_accepted)?;
        // What is in force besides is set in the browser.
        Schedule::parse(|name| of(name).0).map_err(not_accepted)?;
        let url = |name: &'static str| match of(name).0 {
            text if text.starts_with("https://") && text.len() > 8 => Ok(text),
            _ => Err(wrong(name, "please give an address that begins with https://")),
        };
        let path = |name: &'static str| Some(of(name).0).filter(|path| !path.is_empty()).map(PathBuf::from);
        // The public authority has a place to try things out; another one has it only if it is named.
        let staging = match (of("acme_staging"), of("acme_directory").1) {
            ((text, _), _) if text == "off" => None,
            ((_, Origin::Default), directory) if directory != Origin::Default => None,
            _ => Some(url("acme_staging")?),
        };
        if of("certificate_file").0.is_empty() && !of("key_file").0.is_empty() {
            return Err(wrong("key_file", "please give certificate_file as well"));
        }
        Ok(Self {
            data_dir: match of("data_dir").0 {
                dir if dir.is_empty() => return Err(wrong("data_dir", "please name a folder")),
                dir => dir.into(),
            },
            listen: of("listen").0.parse().map_err(|_| wrong("listen", address))?,
            http_listen,
            names: reach.names,
            domains: reach.domains,
            acme: Authority {
                directory: url("acme_directory")?,
                staging,
                root: path("acme_root"),
            },
            certificate_file: path("certificate_file"),
            key_file: path("key_file"),
            backup_folder: match path("backup_folder") {
                Some(folder) if folder.is_relative() => {
                    return Err(wrong(
                        "backup_folder",
                        "please give a folder from the root on, such as /mnt/disk/backups",
                    ));
                }
                folder => folder,
            },
            backup_key_file: path("backup_key_file"),
            log_level: of("log_level")
                .0
                .parse()
                .map_err(|_| wrong("log_level", "please choose error, warn, info, debug or trace"))?,
            values,
        })
    }
}

fn read_file(named: Option<&Path>) -> Result<BTreeMap<String, String>, Error> {
    let path = named.unwrap_or(Path::new(DEFAULT_FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Error::Unreadable(path.to_owned(), error)),
    };
    let table: toml::Table =
        toml::from_str(&text).map_err(|error| Error::NotToml(path.to_owned(), error.to_string()))?;
    let mut values = BTreeMap::new();
    for (name, value) in table {
        if !KEYS.iter().any(|key| key.name == name) {
            let known = KEYS.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownKey(path.to_owned(), name, known));
        }
        values.insert(name, as_text(value));
    }
    Ok(values)
}

/// A list of names may be written as a list.
fn as_text(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(items) => items.into_iter().map(as_text).collect::<Vec<_>>().join(","),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(yes) => yes.to_string(),
        // Nothing is set to a date or a table; as text it is refused like any other wrong value.
        toml::Value::Datetime(_) | toml::Value::Table(_) => "a date or a table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn load(flags: &[(&'static str, Option<String>)], file: &str, variables: &[(&str, &str)]) -> Result<Config, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, file).unwrap();
        Config::load(flags, Some(&path), |name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn origin(config: &Config, name: &str) -> Origin {
        config.effective(KEYS.iter().find(|key| key.name == name).unwrap()).1
    }

    #[test]
    fn a_flag_beats_the_environment_beats_the_file_beats_the_default() {
        let file = "listen = \"127.0.0.1:1\"\nhttp_listen = \"127.0.0.1:2\"\nlog_level = \"debug\"";
        let variables = [
            ("HANDYMAN_KPI_LISTEN", "127.0.0.1:3"),
            ("HANDYMAN_KPI_HTTP_LISTEN", "off"),
        ];
        let config = load(&[("listen", Some("127.0.0.1:4".into()))], file, &variables).unwrap();
        assert_eq!((config.listen.port(), origin(&config, "listen")), (4, Origin::Flag));
        assert_eq!(
            (config.http_listen, origin(&config, "http_listen")),
            (None, Origin::Environment)
        );
        assert_eq!(
            (config.log_level, origin(&config, "log_level")),
            (tracing::Level::DEBUG, Origin::File)
        );
        assert_eq!(origin(&config, "data_dir"), Origin::Default);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_origin_and_what_to_do() {
        let said = |file: &str| load(&[], file, &[]).unwrap_err().to_string();
        assert!(said("listen = \"everywhere\"").contains("listen is \"everywhere\" (from file)"));
        assert!(said("lisen = \"[::]:1\"").contains("does not exist. The keys are: data_dir, listen"));
        assert!(said("listen = ").contains("not valid TOML"));
        assert!(said("names = \"a b_c\"").contains("no name a box can have"));
        assert!(said("log_level = \"loud\"").contains("error, warn, info"));
        assert!(said("backup_time = \"25:00\"").contains("backup_time is \"25:00\" (from file)"));
        assert!(said("backup_days = 0").contains("from 1 to 3650"));
        assert!(said("backup_space = -1").contains("a number of MB"));
        assert!(said("backup_folder = \"mnt\"").contains("from the root on"));
    }

    #[test]
    fn a_named_file_must_exist() {
        let missing = Config::load(&[], Some(Path::new("/nonexistent/config.toml")), |_| None);
        assert!(missing.unwrap_err().to_string().contains("cannot be read"));
    }

    #[test]
    fn names_may_be_a_list() {
        let config = load(&[], "names = [\"Kpi.lan\", \"kpi.example.com\"]", &[]).unwrap();
        assert_eq!(config.names, ["kpi.lan", "kpi.example.com"]);
    }
}
