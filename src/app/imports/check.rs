//! What a dry run finds: what would be written, what is wrong and where, what has to be decided.

use crate::domain::employee::Employee;
use crate::domain::evaluation;
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What someone decided about rows, by line.
pub type Answers = BTreeMap<u32, Answer>;

/// What to do with such a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Somebody else of that name; another evaluation of that day.
    New,
    /// It is about this person.
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
    /// Rows that somebody decided to leave out, or that are about what is there already.
    pub skipped: usize,
    /// Evaluations that rate nothing, which are left out.
    pub unrated: usize,
    /// Evaluations that are not finished, which are left out.
    pub unfinished: usize,
    /// Columns of evaluations that are left out, as they are called.
    pub left_out: Vec<String>,
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

/// A row somebody has to decide about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub line: u32,
    pub name: String,
    pub why: Why,
    pub others: Vec<Other>,
    /// The line above that has the name as well.
    pub twin: Option<u32>,
    pub answer: Option<Answer>,
}

/// Why it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Someone of that name is there already, or stands in a line above.
    SameName,
    /// More than one person has the name of the one who was evaluated.
    WhichPerson,
    /// That person has an evaluation of that day already. Unless somebody decides otherwise, the row
    /// is left out.
    Recorded {
        date: Date,
        kind: evaluation::Kind,
        /// Whether another one of that day may be written: of managers only one counts.
        another: bool,
    },
}

/// Someone of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub id: EmployeeId,
    pub number: Option<String>,
    pub hired: Date,
}

impl Other {
    pub(super) fn of(employee: &Employee) -> Self {
        Self {
            id: employee.id,
            number: employee.number.clone(),
            hired: employee.hire_date,
        }
    }
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
