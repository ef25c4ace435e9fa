//! A table as a typed value: named columns of one kind each, and rows that are made as they are taken.

use super::{Result, Voice};
use crate::domain::level::{Level, Mark};
use crate::domain::message::Message;
use jiff::civil::Date;
use std::borrow::Cow;

/// Columns and rows. Every row has one cell a column.
pub struct Table<'a> {
    /// What is in it, for the file's name and the sheet's.
    pub title: Message,
    pub columns: Vec<Column>,
    pub rows: Rows<'a>,
}

/// One row after the other; one is in memory at a time.
pub type Rows<'a> = Box<dyn Iterator<Item = Result<Vec<Cell>>> + 'a>;

/// What stands in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs: the same in every language and version.
    pub key: Cow<'static, str>,
    /// Its head for people.
    pub head: Head,
    pub kind: Kind,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    Said(Message),
    /// The company's own word: a skill, a tier.
    Own(String),
}

/// What the cells of a column are, unless they are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Counts.
    Number,
    /// A number that is not rounded; shown with two decimals.
    Figure,
    Date,
    /// 1 to 5, or the word `n/a`.
    Level,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    /// A word of ours: for programs, and for people.
    Word(&'static str, Message),
    Number(u64),
    Figure(f64),
    Date(Date),
    Level(Level),
    NotApplicable,
}

impl Column {
    pub fn new(key: &'static str, head: Message, kind: Kind) -> Self {
        Self {
            key: key.into(),
            head: Head::Said(head),
            kind,
        }
    }

    pub fn text(key: &'static str, head: Message) -> Self {
        Self::new(key, head, Kind::Text)
    }

    pub fn date(key: &'static str, head: Message) -> Self {
        Self::new(key, head, Kind::Date)
    }

    pub fn number(key: &'static str, head: Message) -> Self {
        Self::new(key, head, Kind::Number)
    }

    /// Headed by what the company calls it.
    pub fn own(key: String, head: String, kind: Kind) -> Self {
        Self {
            key: key.into(),
            head: Head::Own(head),
            kind,
        }
    }

    pub fn said(&self, voice: &Voice<'_>) -> String {
        match &self.head {
            Head::Said(message) => (voice.say)(message),
            Head::Own(name) => name.clone(),
        }
    }
}

/// How `n/a` is written, for people and programs alike.
pub const NOT_APPLICABLE: &str = "n/a";

impl Cell {
    /// Empty text is an empty cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        match text.is_empty() {
            true => Cell::Empty,
            false => Cell::Text(text),
        }
    }

    pub fn date(date: Option<Date>) -> Self {
        date.map_or(Cell::Empty, Cell::Date)
    }

    pub fn count(n: impl TryInto<u64>) -> Self {
        n.try_into().map_or(Cell::Empty, Cell::Number)
    }
}

impl From<Mark> for Cell {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Level(level) => Cell::Level(level),
            Mark::NotApplicable => Cell::NotApplicable,
        }
    }
}
