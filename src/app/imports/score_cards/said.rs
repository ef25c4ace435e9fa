//! What is said about all cards at once by whoever does not look at a page: the shell, and programs.

use super::super::super::score_card::filled::{Card, WrittenDate};
use super::super::super::{App, Error};
use super::{Choice, Entry, Person, suggested};
use crate::domain::policy::Actor;
use jiff::civil::Date;

/// What goes before what the cards say themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub person: Option<Person>,
    pub date: Option<Date>,
    /// What stands first in a date that can be read two ways; `None`: nobody knows.
    pub month_first: Option<bool>,
    /// Imported without the marks that could not be read for sure.
    pub without_problems: bool,
}

/// What is decided about each card by that.
pub fn choices(app: &App, actor: &Actor, entries: &[Entry], said: &Said) -> Result<Vec<Choice>, Error> {
    let mut choices = suggested(app, actor, entries)?;
    for (choice, entry) in choices.iter_mut().zip(entries) {
        let Ok(card) = &entry.read else { continue };
        choice.without_problems = said.without_problems;
        if let (
            Some(month),
            Card {
                date: WrittenDate::Either { month_first, day_first },
                ..
            },
        ) = (said.month_first, card)
        {
            choice.date = Some(if month { *month_first } else { *day_first });
        }
        choice.date = said.date.or(choice.date);
        choice.person = said.person.unwrap_or(choice.person);
    }
    Ok(choices)
}
