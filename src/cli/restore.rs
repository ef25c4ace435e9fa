//! `restore`: a backup takes the place of what is on this box, through the running service or here.

use super::bringing::{self, Bringing};
use super::command::{Answer, sentence};
use super::given::Given;
use super::output::Output;
use super::{Common, load};
use crate::app::App;
use crate::app::archive::Brought;
use crate::app::restore::{self, Done, Names, Preview, Source, Stage};
use crate::config::Config;
use crate::domain::policy::{Action, Actor};
use anyhow::bail;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub(super) struct Flags {
    /// A backup, or what `export all` wrote; or the name of one in the folder of backups
    file: PathBuf,
    /// A file with the key of an encrypted backup; without it the key is asked for
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Only say what it would bring and what would be lost
    #[arg(long)]
    preview: bool,
    /// Do it without asking
    #[arg(long, conflicts_with = "preview")]
    yes: bool,
}

pub(super) fn run(common: &Common, flags: &Flags, output: &Output) -> anyhow::Result<u8> {
    let config = load(common, Vec::new())?;
    let path = found(&flags.file, &config);
    let given = Given::find(&path, flags.key_file.as_deref())?;
    let preview = bringing::bring(&config, Bringing::Preview, &given, output)?;
    if preview.failed || flags.preview {
        output.answer(&preview)?;
        return Ok(preview.code);
    }
    // Into an empty box nothing is lost.
    if !flags.yes && !preview.json["here"].is_null() {
        output.note(&preview.text);
        ask()?;
    }
    let done = bringing::bring(&config, Bringing::Restore, &given, output)?;
    output.answer(&done)?;
    Ok(done.code)
}

/// As it was given, or in the folder of backups.
fn found(given: &Path, config: &Config) -> PathBuf {
    let kept = config.data_dir.join("backups").join(given);
    match !given.exists() && given.components().count() == 1 && kept.exists() {
        true => kept,
        false => given.to_owned(),
    }
}

fn ask() -> anyhow::Result<()> {
    if !std::io::stdin().is_terminal() {
        bail!("Nothing was changed. To put this backup in the place of what is here, say so with --yes.");
    }
    let mut out = std::io::stderr();
    std::io::Write::write_all(&mut out, b"\nType yes to put it in the place of what is here: ")?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() != "yes" {
        bail!("Nothing was changed.");
    }
    Ok(())
}

/// What it would do.
pub(super) fn preview(app: &App, actor: &Actor, source: &Source) -> Answer {
    match restore::look(app, actor, source) {
        Ok(preview) => Answer::done(in_words(&preview, app.now()), as_json(&preview)),
        Err(error) => Answer::failed(sentence(&error)),
    }
}

/// Does it.
pub(super) fn restore(app: &App, actor: &Actor, source: &Source, told: &dyn Fn(Stage)) -> Answer {
    let allowed = |app: &App| app.permit(actor, &Action::ManageBox);
    match restore::run(app, actor, source, &allowed, told) {
        Ok(done) => done_answer(&done),
        Err(error) => Answer::failed(sentence(&error)),
    }
}

pub(super) fn done_answer(done: &Done) -> Answer {
    let mut text = done.told().to_string();
    if done.holds_outgoing {
        text.push_str(
            "\nThis backup was made on another machine. Until an admin says, under Backups, that this box takes that one's place, nothing goes out in the company's name.",
        );
    }
    let mut json = brought(&done.brought);
    json["before"] = json!(done.before.as_ref().map(|backup| backup.name.clone()));
    json["holds_outgoing"] = json!(done.holds_outgoing);
    Answer::done(text, json)
}

/// What is here could not be opened, and what is in the file is in its place.
pub(super) fn unreadable_answer(done: &Done, kept: Option<&Path>) -> Answer {
    let mut answer = done_answer(done);
    if let Some(kept) = kept {
        let kept = kept.display();
        answer.text.push_str(&format!(
            "\nWhat was here could not be opened, so it was not backed up; its file is kept as {kept}."
        ));
        answer.json["kept"] = json!(kept.to_string());
    }
    answer
}

/// What would be done where what is here cannot be opened.
pub(super) fn unreadable_preview(brings: &Brought, why: &str, now: Timestamp) -> Answer {
    let text = format!(
        "{}\nWhat is on this box cannot be opened. {why}\nIts file is kept under another name.",
        holds(brings, now)
    );
    let mut json = brought(brings);
    json["here"] = json!({ "unreadable": why });
    Answer::done(text, json)
}

fn holds(brings: &Brought, now: Timestamp) -> String {
    format!(
        "{}, as of {} ({} ago){}.\nIn it: {}, {}, {}. Admins: {}.",
        brings.company,
        brings.made_at.strftime("%Y-%m-%d %H:%M UTC"),
        age(now, brings.made_at),
        match &brings.written_by {
            Some(version) => format!(", written by version {version}"),
            None => String::new(),
        },
        counted(brings.employees, "employee"),
        counted(brings.evaluations, "evaluation"),
        counted(brings.users, "user"),
        brings.admins.join(", ")
    )
}

fn age(now: Timestamp, made_at: Timestamp) -> String {
    let hours = now.duration_since(made_at).as_hours().max(0).unsigned_abs();
    match hours {
        0 => "less than an hour".to_owned(),
        1..48 => counted(hours, "hour"),
        _ => counted(hours / 24, "day"),
    }
}

fn counted(n: u64, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

fn in_words(preview: &Preview, now: Timestamp) -> String {
    let mut lines = vec![holds(&preview.brings, now)];
    match &preview.here {
        None => lines.push("There is no company on this box yet, so nothing is lost.".to_owned()),
        Some(here) => {
            lines.push(format!(
                "It takes the place of {}: {}, {}, {}.",
                here.company,
                counted(here.employees, "employee"),
                counted(here.evaluations, "evaluation"),
                counted(here.users, "user")
            ));
            if !preview.same_company {
                lines.push("THIS IS A BACKUP OF ANOTHER COMPANY. Everything that is here would go.".to_owned());
            }
            lines.extend(lost(preview));
            lines.push("What is here now is backed up first.".to_owned());
        }
    }
    if preview.sessions + preview.tokens > 0 {
        lines.push(format!(
            "Everybody signs in again ({} now), and API keys have to be made anew ({} now).",
            counted(preview.sessions, "browser"),
            counted(preview.tokens, "key")
        ));
    }
    if preview.from_elsewhere {
        lines.push("It was made on another machine: nothing goes out in the company's name until an admin says that this box takes that one's place.".to_owned());
    }
    lines.join("\n")
}

fn lost(preview: &Preview) -> Vec<String> {
    if !preview.loses_something() {
        return vec!["Nothing was recorded here since.".to_owned()];
    }
    let mut lines = vec!["Would be lost, for it was recorded since:".to_owned()];
    let mut line = |names: &Names<String>, what: &str| {
        if names.count() > 0 {
            let more = match names.more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let count = counted(names.count(), what);
            lines.push(format!("  {count}: {}{more}", names.named.join(", ")));
        }
    };
    line(&preview.employees, "employee");
    let named = preview.evaluations.named.iter();
    let evaluations = Names {
        named: named.map(|(of, date)| format!("{of} of {date}")).collect(),
        more: preview.evaluations.more,
    };
    line(&evaluations, "evaluation");
    line(&preview.users, "user");
    if preview.evaluations_changed > 0 {
        lines.push(format!(
            "  changes of {}",
            counted(preview.evaluations_changed, "evaluation")
        ));
    }
    if preview.others_changed > 0 {
        lines.push(format!(
            "  {} of people, catalogue, targets or settings",
            counted(preview.others_changed, "change")
        ));
    }
    if preview.anonymised > 0 {
        lines.push(format!(
            "Whoever was anonymised since stays so: {}.",
            counted(preview.anonymised, "person")
        ));
    }
    lines
}

fn as_json(preview: &Preview) -> Value {
    let mut json = brought(&preview.brings);
    json["same_company"] = json!(preview.same_company);
    json["from_elsewhere"] = json!(preview.from_elsewhere);
    json["here"] = json!(preview.here.as_ref().map(|here| json!({
        "company": here.company, "employees": here.employees, "evaluations": here.evaluations, "users": here.users,
    })));
    let names = |names: &Names<String>| json!({ "count": names.count(), "named": names.named });
    let evaluations: Vec<Value> = preview
        .evaluations
        .named
        .iter()
        .map(|(of, date)| json!({ "employee": of, "date": date }))
        .collect();
    json["lost"] = json!({
        "employees": names(&preview.employees), "users": names(&preview.users),
        "evaluations": { "count": preview.evaluations.count(), "named": evaluations },
        "evaluations_changed": preview.evaluations_changed, "others_changed": preview.others_changed,
    });
    json["anonymised_since"] = json!(preview.anonymised);
    json["sessions"] = json!(preview.sessions);
    json["api_keys"] = json!(preview.tokens);
    json
}

pub(super) fn brought(brought: &Brought) -> Value {
    json!({
        "company": brought.company, "made_at": brought.made_at, "written_by": brought.written_by,
        "employees": brought.employees, "evaluations": brought.evaluations, "users": brought.users,
        "admins": brought.admins,
    })
}
