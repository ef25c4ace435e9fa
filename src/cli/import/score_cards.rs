//! `import score-card FILE|FOLDER`: one filled card, or all of a folder at once.

use super::super::command::{Answer, named};
use crate::app::imports::score_cards::said::{self, Said};
use crate::app::imports::score_cards::{self, Choice, Decisions, Entry, Matched, Person, Scale};
use crate::app::score_card::filled::Card;
use crate::app::{App, Error};
use crate::domain::id::EmployeeId;
use crate::domain::level::Level;
use crate::domain::policy::Actor;
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use crate::domain::{day, invalid::Invalid};
use crate::message;
use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Flags {
    /// Filled cards (.xlsx), or a folder of them
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// Whose card it is, by employee number or name; for one card
    #[arg(long, value_name = "NUMBER|NAME")]
    employee: Option<String>,
    /// The day of the card, as 2024-05-31; for one card
    #[arg(long)]
    date: Option<String>,
    /// What stands first in a date that can be read two ways: day or month
    #[arg(long, value_parser = ["day", "month"])]
    date_order: Option<String>,
    /// What the marks 1 to 5 of the card are taken for
    #[arg(long, value_name = "LEVELS", default_value = "1,2,2,3,4")]
    scale: String,
    /// Import without the marks that could not be read for sure
    #[arg(long)]
    without_unclear: bool,
    /// The user who enters the cards of people without an account
    #[arg(long, value_name = "USER")]
    entered_by: Option<String>,
    /// Only say what would be imported
    #[arg(long)]
    dry_run: bool,
}

/// What is asked, as it goes over the socket; the cards as read follow behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// File names and cards, as JSON.
    #[serde(skip)]
    pub content: Vec<u8>,
    employee: Option<String>,
    date: Option<Date>,
    month_first: Option<bool>,
    scale: [Level; 5],
    without_unclear: bool,
    entered_by: Option<String>,
    dry_run: bool,
}

impl Flags {
    /// Reads the files. The first that is no card is an error: all or nothing.
    pub fn read(self) -> anyhow::Result<Asked> {
        let mut cards = Vec::new();
        for path in paths(&self.files)? {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let size = std::fs::metadata(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?
                .len();
            if size > score_cards::BYTES_MAX as u64 {
                bail!(
                    "{} is larger than {} MB.",
                    path.display(),
                    score_cards::BYTES_MAX / 1_000_000
                );
            }
            let content = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            let entries = score_cards::entries([(name.as_str(), content.as_slice())]);
            for entry in entries.map_err(|said| anyhow::anyhow!("{said}"))? {
                match entry.read {
                    Ok(card) => cards.push((entry.file, card)),
                    Err(why) => bail!("{}: {why}", path.display()),
                }
            }
            if cards.len() > score_cards::CARDS_MAX {
                bail!(
                    "These are more than {} cards. Please import them in parts.",
                    score_cards::CARDS_MAX
                );
            }
        }
        let date = match &self.date {
            Some(typed) => Some(day::required("date", typed).map_err(|invalid| anyhow::anyhow!("{invalid}"))?),
            None => None,
        };
        let one = cards.len() == 1;
        if !one && (self.employee.is_some() || date.is_some()) {
            bail!("--employee and --date go with one card, and these are {}.", cards.len());
        }
        Ok(Asked {
            content: serde_json::to_vec(&cards)?,
            employee: self.employee,
            date,
            month_first: self.date_order.map(|order| order == "month"),
            scale: scale(&self.scale)?,
            without_unclear: self.without_unclear,
            entered_by: self.entered_by,
            dry_run: self.dry_run,
        })
    }
}

/// The files, and those of the folders by name.
fn paths(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for path in given {
        if !path.is_dir() {
            paths.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))? {
            let file = entry?.path();
            let name = file
                .file_name()
                .map(|name| name.to_string_lossy().to_lowercase())
                .unwrap_or_default();
            // Excel leaves "~$card.xlsx" beside a card that is open.
            if name.ends_with(".xlsx") && !name.starts_with("~$") {
                inside.push(file);
            }
        }
        inside.sort();
        if inside.is_empty() {
            bail!("There is no Excel workbook (.xlsx) in {}.", path.display());
        }
        paths.extend(inside);
    }
    Ok(paths)
}

fn scale(typed: &str) -> anyhow::Result<[Level; 5]> {
    let scale = Scale::parse(typed);
    let scale = scale.context("--scale takes five levels from 1 to 5, for the marks 1 to 5: 1,2,2,3,4")?;
    Ok(scale.0)
}

/// Imports them, or says what it would.
pub fn run(app: &App, actor: &Actor, asked: Asked) -> Result<Answer, Error> {
    let cards: Vec<(String, Card)> =
        serde_json::from_slice(&asked.content).map_err(|error| Error::Failed(error.to_string()))?;
    let entries: Vec<Entry> = cards
        .into_iter()
        .map(|(file, card)| Entry { file, read: Ok(card) })
        .collect();
    let said = Said {
        person: match &asked.employee {
            Some(employee) => Some(Person::Employee(found(app, actor, employee)?)),
            None => None,
        },
        date: asked.date,
        month_first: asked.month_first,
        without_problems: asked.without_unclear,
    };
    let choices = said::choices(app, actor, &entries, &said)?;
    let entered_by = match &asked.entered_by {
        Some(name) => Some(named(app, name)?.id),
        None => None,
    };
    let decisions = Decisions {
        scale: Scale(asked.scale),
        tier: Tier::ALL[0],
        choices,
        entered_by,
    };
    let matched = score_cards::check(app, actor, &entries, &decisions)?;
    let people = score_cards::people(app, actor)?;
    let (lines, items): (Vec<String>, Vec<serde_json::Value>) = entries
        .iter()
        .zip(&decisions.choices)
        .zip(&matched)
        .map(|((entry, choice), matched)| told(entry, choice, matched, &people))
        .unzip();
    let text = lines.join("\n");
    if asked.dry_run {
        let ready = score_cards::ready(app, actor, &entries, &decisions).is_ok();
        return Ok(Answer::done(
            format!("{text}\n\nNothing was imported: this was a dry run."),
            json!({ "cards": items, "ready": ready, "import": null }),
        ));
    }
    match score_cards::run(app, actor, &entries, &decisions) {
        Ok(import) => Ok(Answer::done(
            format!("{text}\n\nImported as self evaluations. The Imports page shows them and can undo it."),
            json!({ "cards": items, "ready": true, "import": import.id }),
        )),
        Err(Error::Invalid(invalid)) => Ok(Answer::failed(refused(&text, &entries, &invalid))),
        Err(other) => Err(other),
    }
}

/// One card in words and for machines. The ratings themselves stay hidden.
fn told(
    entry: &Entry,
    choice: &Choice,
    matched: &Matched,
    people: &[(EmployeeId, String)],
) -> (String, serde_json::Value) {
    let Ok(card) = &entry.read else {
        return (entry.file.clone(), json!({ "file": entry.file }));
    };
    let (skills, tools) = (matched.content.ratings.len(), matched.content.tools.len());
    let employee = match choice.person {
        Person::Employee(id) => Some(id),
        _ => None,
    };
    let known = people
        .iter()
        .find(|(id, _)| Some(*id) == employee)
        .map(|(_, name)| name.as_str());
    let date = choice.date.map_or("day not known".into(), |day| day.to_string());
    let mut text = format!(
        "{}: {}, {date}, {skills} skills and {tools} tools marked",
        entry.file,
        known.unwrap_or("person not known")
    );
    for problem in &matched.problems {
        text += &format!("\n  {}", problem.message());
    }
    let problems: Vec<_> = matched
        .problems
        .iter()
        .map(|problem| json!({ "cells": problem.cells, "said": problem.message().to_string() }))
        .collect();
    let json = json!({
        "file": entry.file, "name": card.name, "employee_id": employee, "date": choice.date,
        "skills": skills, "tools": tools, "problems": problems,
    });
    (text, json)
}

fn refused(text: &str, entries: &[Entry], invalid: &Invalid) -> String {
    let mut lines = vec![text.to_owned(), String::new(), "Nothing was imported:".to_owned()];
    for (field, said) in &invalid.fields {
        let at = field.rsplit('_').next().and_then(|at| at.parse::<usize>().ok());
        let file = at
            .and_then(|at| entries.get(at))
            .map_or("", |entry| entry.file.as_str());
        lines.push(format!("  {file}: {said}"));
    }
    lines.push("Flags that help: --employee, --date, --date-order, --without-unclear, --entered-by.".to_owned());
    lines.join("\n")
}

/// The employee of that number or name.
fn found(app: &App, actor: &Actor, wanted: &str) -> Result<EmployeeId, Error> {
    let people = score_cards::people(app, actor)?;
    let projection = app.projection();
    let by_number = projection.people().find(|person| {
        person
            .employee
            .number
            .as_deref()
            .is_some_and(|number| folded(number) == folded(wanted))
    });
    if let Some(person) = by_number {
        return Ok(person.id());
    }
    let mut found = people.iter().filter(|(_, name)| folded(name) == folded(wanted));
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Ok(*id),
        (Some(_), Some(_)) => Err(Error::Conflict(message!(
            "There are several people called {name}. Please give the employee number.",
            name = wanted
        ))),
        (None, _) => Err(Error::Conflict(message!(
            "There is nobody called {name}.",
            name = wanted
        ))),
    }
}
