//! What came at once from a file: the import, and for each record it wrote what undoing needs to
//! know. Undoing takes back exactly what nobody touched since.

pub mod columns;
pub mod dates;

use super::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use super::employee::Employee;
use super::event::By;
use super::id::{
    EmployeeId, EvaluationId, ImportId, ImportedId, SkillCategoryId, SkillId, ToolCategoryId, ToolId, UserId,
};
use super::message::Message;
use crate::message;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest file name that is kept, in characters.
pub const FILE_NAME_MAX: usize = 120;

/// What is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Employees,
    Catalogue,
    Evaluations,
    /// Filled paper score cards.
    ScoreCards,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Employees, Kind::Catalogue, Kind::Evaluations, Kind::ScoreCards];

    /// The word for it in addresses and at the shell.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Employees => "employees",
            Kind::Catalogue => "catalogue",
            Kind::Evaluations => "evaluations",
            Kind::ScoreCards => "score-cards",
        }
    }

    /// The kind of that [word](Self::word).
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What it is called.
    pub fn name(self) -> Message {
        match self {
            Kind::Employees => message!("Employees"),
            Kind::Catalogue => message!("Catalogue"),
            Kind::Evaluations => message!("Past evaluations"),
            Kind::ScoreCards => message!("Paper score cards"),
        }
    }

    /// The name of the event that tells of it.
    pub const fn event(self) -> &'static str {
        match self {
            Kind::Employees => "employees_imported",
            Kind::Catalogue => "catalogue_imported",
            Kind::Evaluations => "evaluations_imported",
            Kind::ScoreCards => "score_cards_imported",
        }
    }
}

/// One import. What it wrote stands in [`Imported`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub kind: Kind,
    pub at: Timestamp,
    pub by: By,
    /// The file's name, or what the files were called together. Empty once someone it may name was anonymised.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    pub created: u32,
    pub changed: u32,
    /// What the columns were taken for, by heading in lower case, for the next import.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Undone>,
}

/// When an import was undone, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub at: Timestamp,
    pub by: By,
    /// Records that are gone.
    pub removed: u32,
    /// Records that are as they were before.
    pub restored: u32,
}

/// One record that an import wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub id: ImportedId,
    pub import: ImportId,
    pub record: Of,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<EmployeeId>,
    /// Where it stood: the row, or the file among many. Empty once the person was anonymised.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Of the record as it was written: whoever changes it changes this.
    pub hash: String,
    /// The record before, when there was one; gone once the person was anonymised or it was put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Former>,
    /// The record was there before the import.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
}

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Employee(EmployeeId),
    Evaluation(EvaluationId),
    SkillCategory(SkillCategoryId),
    Skill(SkillId),
    ToolCategory(ToolCategoryId),
    Tool(ToolId),
}

/// A record as it was before an import changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Former {
    Employee(Box<Employee>),
    SkillCategory(Box<SkillCategory>),
    Skill(Box<Skill>),
    ToolCategory(Box<ToolCategory>),
    Tool(Box<Tool>),
}

impl Import {
    /// The user who imported, on a page or by a program; `None`: it was none.
    pub fn user(&self) -> Option<UserId> {
        match self.by {
            By::User(user) | By::Token { user, .. } => Some(user),
            By::Shell { .. } | By::Visitor | By::Program => None,
        }
    }
}
