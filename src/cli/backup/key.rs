//! `backup key`: the key that backups are encrypted to. It is shown once, on a sheet to keep away from the
//! box.

use super::super::command::{Answer, Command};
use super::super::secret;
use crate::app::backups::keys::{self, Sheet};
use crate::app::{App, Error};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::policy::Actor;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

#[derive(Debug, clap::Subcommand)]
pub enum Subcommands {
    /// Make a key and print its sheet, once; a second key takes the place of the first when it is confirmed
    New,
    /// Put the new key in force: asks for it, or reads it from stdin
    Confirm,
    /// Say which of the backups a key opens: asks for it, or reads it from stdin
    Check,
    /// List the keys, the newest first, without the secret half, which is not here
    List,
    /// Make backups that are not encrypted again
    Off {
        /// Do it
        #[arg(long)]
        yes: bool,
    },
}

/// What is asked, as it goes over the socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    New,
    Confirm(Typed),
    Check(Typed),
    List,
    Off { yes: bool },
}

/// A key as somebody typed it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(String);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(a key)")
    }
}

impl Subcommands {
    /// With the key read.
    pub fn command(self) -> anyhow::Result<Command> {
        let typed = || secret::read("The key, which is not shown:").map(Typed);
        Ok(Command::BackupKey(match self {
            Subcommands::New => Asked::New,
            Subcommands::Confirm => Asked::Confirm(typed()?),
            Subcommands::Check => Asked::Check(typed()?),
            Subcommands::List => Asked::List,
            Subcommands::Off { yes } => Asked::Off { yes },
        }))
    }
}

pub fn run(app: &App, actor: &Actor, asked: &Asked) -> Result<Answer, Error> {
    match asked {
        Asked::New => new(app, actor),
        Asked::Confirm(Typed(key)) => confirm(app, actor, key),
        Asked::Check(Typed(key)) => check(app, actor, key),
        Asked::List => list(app, actor),
        Asked::Off { yes } => off(app, actor, *yes),
    }
}

fn new(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let Sheet {
        recipient,
        company,
        key,
    } = keys::make(app, actor)?;
    let text = format!(
        "RECOVERY SHEET: key of the encrypted backups of {company}, made on {}\n\n  {key}\n\n\
         It opens backups that are encrypted to\n  {recipient}\n\n\
         Write it down or print it, and keep it away from this box. Whoever has it can read every backup that is\n\
         encrypted to it. Without it no encrypted backup can be opened by anyone, also not by us.\n\n\
         It is not in force yet, and it is not shown again. Type it back with: handyman-kpi backup key confirm",
        app.today()
    );
    Ok(Answer::done(
        text,
        json!({ "key": key, "recipient": recipient, "company": company, "in_force": false }),
    ))
}

fn confirm(app: &App, actor: &Actor, typed: &str) -> Result<Answer, Error> {
    let key = keys::confirm(app, actor, typed)?;
    let text = format!(
        "In force from now on: backups are encrypted to {}\nEarlier backups are as they were; handyman-kpi backup list says which key each needs.",
        key.recipient
    );
    Ok(Answer::done(text, as_json(&key)))
}

fn check(app: &App, actor: &Actor, typed: &str) -> Result<Answer, Error> {
    let checked = keys::check(app, actor, typed)?;
    let names = |all: &[Backup]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let (opens, others) = (names(&checked.opens), names(&checked.others));
    let mut lines = vec![format!("This is the key of {}.", checked.recipient)];
    match opens.len() {
        0 => lines.push("It opens none of the backups that are kept.".to_owned()),
        n => {
            lines.push(format!("It opens {n}:"));
            lines.extend(opens.iter().map(|name| format!("  {name}")));
        }
    }
    if !others.is_empty() {
        lines.push(format!(
            "{} are encrypted to other keys, or cannot be read:",
            others.len()
        ));
        lines.extend(others.iter().map(|name| format!("  {name}")));
    }
    let json = json!({ "recipient": checked.recipient, "opens": opens, "others": others });
    Ok(Answer::done(lines.join("\n"), json))
}

fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let all = keys::list(app, actor)?;
    let mut lines: Vec<String> = all.iter().map(|key| line(app, key)).collect();
    if !all.iter().any(BackupKey::is_armed) {
        lines.push("Backups are not encrypted. Make a key with: handyman-kpi backup key new".to_owned());
    }
    let items: Vec<Value> = all.iter().map(as_json).collect();
    Ok(Answer::done(lines.join("\n"), json!({ "items": items })))
}

fn line(app: &App, key: &BackupKey) -> String {
    let zone = app.zoned_now().time_zone().clone();
    let day = |at: jiff::Timestamp| at.to_zoned(zone.clone()).date();
    let state = match (key.armed_at, key.retired_at) {
        (_, Some(at)) => format!("until {}", day(at)),
        (Some(at), None) => format!("in force since {}", day(at)),
        (None, None) => "waits to be confirmed".to_owned(),
    };
    format!("{}  {}  {state}", day(key.made_at), key.recipient)
}

fn off(app: &App, actor: &Actor, yes: bool) -> Result<Answer, Error> {
    if !yes {
        return Ok(Answer::failed(
            "Whoever gets hold of a backup that is not encrypted has everything about your people. Those that are encrypted stay so and need their key. To make plain ones from now on: handyman-kpi backup key off --yes",
        ));
    }
    keys::off(app, actor)?;
    Ok(Answer::done(
        "Backups are not encrypted from now on. Keep the key as long as there are backups that need it.",
        json!({ "in_force": Value::Null }),
    ))
}

fn as_json(key: &BackupKey) -> Value {
    json!({
        "id": key.id, "recipient": key.recipient, "made_at": key.made_at, "armed_at": key.armed_at,
        "retired_at": key.retired_at, "in_force": key.is_armed(),
    })
}
