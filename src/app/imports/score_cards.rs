//! Filled paper score cards become self evaluations: looked at, decided about, and written in one
//! change. Never a manager's evaluation, and never a level that the card does not say for sure.

mod matching;
pub mod said;
pub mod waiting;
mod write;

pub use matching::{Matched, Scale};
pub use write::{ready, run};

use super::super::score_card::FILE_MAX;
use super::super::score_card::filled::{self, Card, WrittenDate};
use super::super::{App, Error};
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::import::Kind;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor, Decision};
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most cards of one import.
pub const CARDS_MAX: usize = 100;

/// A card of a file, or what the file is instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file's name, with the sheet when there is more than one card in it.
    pub file: String,
    pub read: Result<Card, Message>,
}

/// Whose card it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    #[default]
    NotChosen,
    Employee(EmployeeId),
    /// Someone who is to be added, under the name on the card and hired by its day.
    New,
    /// The card is left out.
    Nobody,
}

/// What was decided about one card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub person: Person,
    pub date: Option<Date>,
    /// Imported although some marks could not be read: without those.
    pub without_problems: bool,
}

/// What was decided about all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisions {
    pub scale: Scale,
    /// Of people who are added.
    pub tier: Tier,
    /// One a card, in the order of the cards.
    pub choices: Vec<Choice>,
    /// Who enters the cards of people without an account; `None`: the user who asks.
    pub entered_by: Option<UserId>,
}

/// Reads the files. A file that is no card is an entry that says so.
pub fn entries<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<Entry>, Message> {
    let mut entries = Vec::new();
    for (name, content) in files {
        let name: String = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .take(120)
            .collect();
        match filled::cards(content) {
            Ok(cards) => entries.extend(cards.into_iter().map(|card| Entry {
                file: match card.sheet.as_str() {
                    "" => name.clone(),
                    sheet => format!("{name}: {sheet}"),
                },
                read: Ok(card),
            })),
            Err(why) => entries.push(Entry {
                file: name,
                read: Err(why),
            }),
        }
        if entries.len() > CARDS_MAX {
            return Err(message!(
                "These are more than {max} cards. Please import them in parts.",
                max = CARDS_MAX
            ));
        }
    }
    Ok(entries)
}

/// What can be decided without asking: whose name it is, and a date that can be only one day.
pub fn suggested(app: &App, actor: &Actor, entries: &[Entry]) -> Result<Vec<Choice>, Error> {
    let people = people(app, actor)?;
    let choice = |entry: &Entry| {
        let Ok(card) = &entry.read else {
            return Choice {
                person: Person::Nobody,
                ..Choice::default()
            };
        };
        Choice {
            person: guess(&people, &card.name).map_or(Person::NotChosen, Person::Employee),
            date: match card.date {
                WrittenDate::Day(day) => Some(day),
                _ => None,
            },
            without_problems: false,
        }
    };
    Ok(entries.iter().map(choice).collect())
}

/// Whose cards the actor may import, by name.
pub fn people(app: &App, actor: &Actor) -> Result<Vec<(EmployeeId, String)>, Error> {
    app.permit(actor, &Action::Import(Kind::ScoreCards))?;
    let (projection, today) = (app.projection(), app.today());
    let mut people: Vec<_> = projection
        .people()
        .filter(|person| person.employee.anonymised_at.is_none())
        .filter(|person| app.allows(actor, &Action::SeeEmployee(person.about(today))) == Decision::Allowed)
        .map(|person| (person.id(), person.employee.name()))
        .collect();
    people.sort_by_cached_key(|(id, name)| (folded(name), *id));
    Ok(people)
}

/// The one person of that name, written either way round.
fn guess(people: &[(EmployeeId, String)], written: &str) -> Option<EmployeeId> {
    let words = |name: &str| {
        let plain: String = folded(name)
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        let mut words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
        words.sort();
        words
    };
    let wanted = words(written);
    if wanted.is_empty() {
        return None;
    }
    let mut found = people.iter().filter(|(_, name)| words(name) == wanted);
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Some(*id),
        _ => None,
    }
}

/// What each card would become; nothing is written.
pub fn check(app: &App, actor: &Actor, entries: &[Entry], decisions: &Decisions) -> Result<Vec<Matched>, Error> {
    app.permit(actor, &Action::Import(Kind::ScoreCards))?;
    let projection = app.projection();
    let today = app.today();
    Ok(entries
        .iter()
        .enumerate()
        .map(|(at, entry)| match &entry.read {
            Ok(card) => {
                let date = decisions
                    .choices
                    .get(at)
                    .and_then(|choice| choice.date)
                    .unwrap_or(today);
                matching::matched(card, &projection.catalogue, date, &decisions.scale)
            }
            Err(_) => Matched::default(),
        })
        .collect())
}

/// Largest file, in bytes.
pub const BYTES_MAX: usize = FILE_MAX;
