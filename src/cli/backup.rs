//! `backup`: everything recorded in one file of its own, proven by restoring it.

pub mod key;
pub mod offsite;

use super::command::{Answer, Command};
use crate::app::{App, Error, backups};
use crate::domain::backup::{Backup, Why};
use crate::domain::id::BackupId;
use crate::domain::policy::Actor;
use crate::message;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What can be typed.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommands {
    #[command(flatten)]
    Backups(Asked),
    /// The key that backups are encrypted to: new, confirm, check, list, off
    #[command(subcommand)]
    Key(key::Subcommands),
}

impl Subcommands {
    /// With what is read from stdin.
    pub(super) fn command(self) -> anyhow::Result<Command> {
        match self {
            Subcommands::Backups(asked) => Ok(Command::Backup(asked.read()?)),
            Subcommands::Key(asked) => asked.command(),
        }
    }
}

/// What is to be done, as it is typed and as it is sent over the socket.
#[derive(Clone, Debug, Serialize, Deserialize, clap::Subcommand)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Make a backup now, and prove it by restoring it into a store that is thrown away
    Create,
    /// List the backups, newest first, and when each was last proven
    List,
    /// Prove backups again: read from the disk, restored, compared
    Verify {
        /// Its number, from the list; without: all of them
        id: Option<u64>,
    },
    /// Remove old backups: one stays for each of 14 days, 8 weeks and 12 months, unless set otherwise
    Prune,
    /// Copies off this box: in a mounted folder, or in storage that speaks S3
    #[command(subcommand)]
    Offsite(offsite::Asked),
}

impl Asked {
    /// With what the shell reads for it.
    fn read(mut self) -> anyhow::Result<Self> {
        if let Asked::Offsite(asked) = &mut self {
            asked.read()?;
        }
        Ok(self)
    }
}

pub(super) fn run(app: &App, actor: &Actor, asked: Asked) -> Result<Answer, Error> {
    match asked {
        Asked::Create => create(app, actor),
        Asked::List => list(app, actor),
        Asked::Verify { id } => verify(app, actor, id),
        Asked::Prune => prune(app, actor),
        Asked::Offsite(asked) => offsite::run(app, actor, asked),
    }
}

fn create(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let backup = backups::create(app, actor, Why::Asked)?;
    let place = backups::folder(app).join(&backup.name).display().to_string();
    let mut json = as_json(&backup);
    json["path"] = json!(place);
    let text = match &backup.problem {
        None => format!(
            "{place}\n{} employees, {} evaluations, {} KB. {}",
            backup.employees,
            backup.evaluations,
            kb(backup.bytes),
            match backup.only_file_checked() {
                true =>
                    "Restored for a test before it was encrypted, everything was there; the file is what was written.",
                false => "Restored for a test, everything was there.",
            }
        ),
        Some(problem) => format!("{place} was written, but it is not good. {}", problem.sentence()),
    };
    Ok(judged(text, json, [&backup]))
}

fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let all = backups::list(app, actor)?;
    let text = match all.is_empty() {
        true => "There is no backup yet. Make one with: handyman-kpi backup create".to_owned(),
        false => all.iter().map(|one| line(app, one)).collect::<Vec<_>>().join("\n"),
    };
    let items: Vec<Value> = all.iter().map(as_json).collect();
    let folder = backups::folder(app).display().to_string();
    Ok(Answer::done(
        text,
        json!({ "folder": folder, "items": items, "next_at": backups::next(app)? }),
    ))
}

fn verify(app: &App, actor: &Actor, id: Option<u64>) -> Result<Answer, Error> {
    let ids = match id {
        Some(id) => vec![BackupId(id)],
        None => backups::list(app, actor)?.iter().map(|backup| backup.id).collect(),
    };
    let mut looked_at = Vec::new();
    for id in ids {
        looked_at.push(backups::verify(app, actor, id).map_err(|error| match error {
            Error::NotFound => Error::Conflict(message!(
                "There is no backup {id}. See all with: handyman-kpi backup list",
                id = id
            )),
            other => other,
        })?);
    }
    let text = match looked_at.is_empty() {
        true => "There is no backup yet. Make one with: handyman-kpi backup create".to_owned(),
        false => looked_at
            .iter()
            .map(|one| line(app, one))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let items: Vec<Value> = looked_at.iter().map(as_json).collect();
    Ok(judged(text, json!({ "items": items }), &looked_at))
}

fn prune(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let gone = backups::prune(app, actor)?;
    let text = match gone.len() {
        0 => "No backup is old enough to go.".to_owned(),
        n => format!(
            "{n} went:\n{}",
            gone.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("\n")
        ),
    };
    let items: Vec<Value> = gone.iter().map(as_json).collect();
    Ok(Answer::done(text, json!({ "removed": items })))
}

/// Broken as soon as one of them is.
fn judged<'a>(text: String, json: Value, looked_at: impl IntoIterator<Item = &'a Backup>) -> Answer {
    let good = looked_at.into_iter().all(Backup::is_good);
    Answer {
        code: if good { 0 } else { 2 },
        ..Answer::done(text, json)
    }
}

fn line(app: &App, backup: &Backup) -> String {
    let zone = app.zoned_now().time_zone().clone();
    let moment = |at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let state = match (&backup.problem, backup.verified_at) {
        (Some(problem), _) => format!("NOT GOOD: {}", problem.sentence()),
        (None, Some(at)) if backup.only_file_checked() => {
            format!("content checked before encryption, file checked {}", moment(at))
        }
        (None, Some(at)) => format!("verified {}", moment(at)),
        (None, None) => "not verified".to_owned(),
    };
    let key = match backup.sealed_to.as_slice() {
        [] => String::new(),
        keys => format!("  needs the key of {}", keys.join(", ")),
    };
    format!(
        "{}  {}  {}  {} KB  {} employees, {} evaluations  {state}{key}",
        backup.id,
        moment(backup.made_at),
        backup.name,
        kb(backup.bytes),
        backup.employees,
        backup.evaluations
    )
}

fn kb(bytes: u64) -> u64 {
    bytes.div_ceil(1000)
}

fn as_json(backup: &Backup) -> Value {
    json!({
        "id": backup.id, "name": backup.name, "made_at": backup.made_at, "why": backup.why, "bytes": backup.bytes,
        "sha256": backup.sha256, "records": backup.records, "employees": backup.employees,
        "evaluations": backup.evaluations, "verified_at": backup.verified_at,
        "encrypted_to": backup.sealed_to, "only_file_checked": backup.only_file_checked(),
        "problem": backup.problem.as_ref().map(|problem| problem.sentence().to_string()), "good": backup.is_good(),
    })
}
