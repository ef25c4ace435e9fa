//! What a dry run finds: what would be written, what is wrong and where, what has to be decided.

use super::super::tables::Table;
use crate::domain::id::EmployeeId;
use crate::domain::import::Kind;
use crate::domain::import::columns::{self, Field};
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the columns are, and what holds for every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// By column; `None`: not looked at.
    pub columns: Vec<Option<&'static str>>,
    /// For days whose column does not tell.
    pub order: Option<Order>,
    /// For new people without one.
    pub tier: Option<Tier>,
    /// For new people without one.
    pub hire_date: Option<Date>,
}

/// What someone decided about rows, by line.
pub type Answers = BTreeMap<u32, Answer>;

/// What to do with a row about someone of a name that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    New,
    Update(EmployeeId),
    Skip,
}

/// A dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    pub rows: usize,
    pub new: usize,
    pub changed: usize,
    /// Rows that say what is recorded already.
    pub same: usize,
    /// Rows that somebody decided to leave out.
    pub skipped: usize,
    /// People who would get another name, in the order of lines.
    pub renamed: Vec<Renamed>,
    /// In the order of lines.
    pub problems: Vec<Problem>,
    /// In the order of lines.
    pub questions: Vec<Question>,
}

/// Someone who would get another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    pub line: u32,
    pub from: String,
    pub to: String,
}

/// Something wrong in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub line: u32,
    /// `C (Hire date)`; `None`: the whole row.
    pub column: Option<String>,
    pub said: Message,
}

/// A row about someone of a name that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub line: u32,
    pub name: String,
    pub others: Vec<Other>,
    /// The line above that has the name as well.
    pub twin: Option<u32>,
    pub answer: Option<Answer>,
}

/// Someone of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub id: EmployeeId,
    pub number: Option<String>,
    pub hired: Date,
}

impl Check {
    /// Whether it can be imported as it is.
    pub fn is_ready(&self) -> bool {
        self.problems.is_empty() && self.open() == 0 && self.new + self.changed > 0
    }

    /// Questions without an answer.
    pub fn open(&self) -> usize {
        self.questions.iter().filter(|one| one.answer.is_none()).count()
    }
}

impl Mapping {
    /// The first column that is this field.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(key))
    }

    /// What headings suggest: first what they were taken for before, then their words.
    pub fn suggested(kind: Kind, table: &Table, before: &BTreeMap<String, String>) -> Self {
        let fields = columns::fields(kind);
        let mut mapping = Self {
            columns: vec![None; table.headings.len()],
            ..Self::default()
        };
        for (at, heading) in table.plain_headings() {
            let known = before.get(&heading).map(String::as_str);
            let key = match known {
                Some(key) => fields.iter().find(|field| field.key == key).map(|field| field.key),
                None => columns::suggested(&fields, &heading),
            };
            let Some(field) = fields.iter().find(|field| Some(field.key) == key) else {
                continue;
            };
            if field.many || mapping.column(field.key).is_none() {
                mapping.columns[at] = Some(field.key);
            }
        }
        // Both halves of a name say more than a whole one.
        if mapping.column("first_name").is_some() && mapping.column("last_name").is_some() {
            mapping
                .columns
                .iter_mut()
                .filter(|column| **column == Some("name"))
                .for_each(|column| *column = None);
        }
        // A single column of names, whatever it is called.
        if kind == Kind::Employees
            && mapping.column("name").is_none()
            && mapping.column("last_name").is_none()
            && let Some(at) = mapping.column("first_name")
        {
            mapping.columns[at] = Some("name");
        }
        mapping
    }

    /// Whether what is needed is there, and nothing twice.
    pub fn checked(&self, kind: Kind, table: &Table) -> Result<(), Invalid> {
        let mut invalid = Invalid::new();
        for Field { key, label, many, .. } in columns::fields(kind) {
            let mut found = self
                .columns
                .iter()
                .enumerate()
                .filter(|(_, column)| **column == Some(key));
            if let (false, Some((first, _)), Some((second, _))) = (many, found.next(), found.next()) {
                invalid.add(
                    format!("column_{second}"),
                    message!(
                        "{field} is chosen for the columns {first} and {second}. Please choose one of them.",
                        field = label,
                        first = table.column(first),
                        second = table.column(second)
                    ),
                );
            }
        }
        if kind == Kind::Employees {
            let named = match (self.column("name"), self.column("first_name"), self.column("last_name")) {
                (Some(_), None, None) | (None, Some(_), Some(_)) => None,
                // People who are there already are known by their number.
                (None, _, _) if self.column("number").is_some() => None,
                (Some(_), _, _) => Some(message!("Please choose either the whole name, or first and last name.")),
                _ => Some(message!(
                    "Please say which column holds the name, or which two hold first and last name."
                )),
            };
            if let Some(said) = named {
                invalid.add("", said);
            }
            if self.column("tier").is_none() && self.tier.is_none() && self.column("number").is_none() {
                invalid.add("tier", message!("Please choose the tier of people whose row has none."));
            }
        }
        if kind == Kind::Catalogue && (self.column("category").is_none() || self.column("name").is_none()) {
            let said = message!("Please say which column holds the category, and which the skill or tool.");
            invalid.add("", said);
        }
        invalid.into_result(())
    }

    /// The columns of days whose texts do not tell which of two numbers is the day.
    pub fn unclear_days(&self, table: &Table) -> Vec<usize> {
        let unclear = |at: &usize| crate::domain::import::dates::order(table.texts(*at)).is_none();
        self.days().filter(unclear).collect()
    }

    /// The order a column of days is read in.
    pub fn order_of(&self, table: &Table, column: usize) -> Option<Order> {
        crate::domain::import::dates::order(table.texts(column)).or(self.order)
    }

    fn days(&self) -> impl Iterator<Item = usize> {
        let is_day = |key: &Option<&str>| matches!(key, Some("hire_date" | "last_day" | "date"));
        self.columns
            .iter()
            .enumerate()
            .filter(move |(_, key)| is_day(key))
            .map(|(at, _)| at)
    }

    /// What the columns were taken for, by heading.
    pub fn by_heading(&self, table: &Table) -> BTreeMap<String, String> {
        let named = table.plain_headings().filter(|(_, heading)| !heading.is_empty());
        named
            .map(|(at, heading)| {
                let key = self.columns.get(at).copied().flatten().unwrap_or_default();
                (heading.chars().take(100).collect(), key.to_owned())
            })
            .collect()
    }
}
