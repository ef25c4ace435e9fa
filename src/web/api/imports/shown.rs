//! An import as programs get it.

use super::cards::Card;
use super::checked::Checked;
use crate::app::imports::{self, Becomes, Fate};
use crate::domain::import as domain;
use crate::domain::import::{Kind, Of};
use crate::web::{Ctx, Failure, Request};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// An import, and what became of it.
#[derive(Serialize, JsonSchema)]
pub struct Import {
    id: u64,
    kind: ImportKind,
    /// What the file was called; empty once it may name someone who was anonymised.
    file: String,
    at: Timestamp,
    /// Who imported: a user's name, or in words what it was instead.
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_user_id: Option<u64>,
    /// Records that were not there before.
    added: u32,
    /// Records that were there.
    changed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    undone: Option<Undone>,
    /// What it wrote and undoing has not taken back, in the order of the file. Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Record>>,
    /// What is gone, or as it was before. Only in the answer that undid it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<Vec<Record>>,
    /// What was found in the table. Only in the answer that imported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<Checked>,
    /// What was found on the cards. Only in the answer that imported them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cards: Option<Vec<Card>>,
}

/// What can be imported.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum ImportKind {
    Employees,
    Catalogue,
    Evaluations,
    ScoreCards,
}

/// When it was undone, and what came of it.
#[derive(Serialize, JsonSchema)]
struct Undone {
    at: Timestamp,
    by: String,
    /// Records that are gone.
    removed: u32,
    /// Records that are as they were before.
    restored: u32,
}

/// A record that an import wrote.
#[derive(Serialize, JsonSchema)]
pub struct Record {
    kind: RecordKind,
    id: u64,
    /// Absent: not for this user, or no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Where it stood: the line, or the file among many.
    place: String,
    /// It was there before the import.
    changed: bool,
    on_undo: OnUndo,
    /// Why undoing leaves it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RecordKind {
    Employee,
    Evaluation,
    SkillCategory,
    Skill,
    ToolCategory,
    Tool,
}

/// What undoing makes, or made, of a record.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OnUndo {
    /// It is no longer there as it is.
    Gone,
    Removed,
    Restored,
    Kept,
}

impl Import {
    /// Without what it wrote.
    pub fn of(ctx: &Ctx, request: &Request, import: domain::Import) -> Result<Self, Failure> {
        let undone = match &import.undone {
            None => None,
            Some(undone) => Some(Undone {
                at: undone.at,
                by: ctx.say(request, &imports::imported_by(&ctx.app, &undone.by)?),
                removed: undone.removed,
                restored: undone.restored,
            }),
        };
        Ok(Self {
            id: import.id.0,
            kind: match import.kind {
                Kind::Employees => ImportKind::Employees,
                Kind::Catalogue => ImportKind::Catalogue,
                Kind::Evaluations => ImportKind::Evaluations,
                Kind::ScoreCards => ImportKind::ScoreCards,
            },
            at: import.at,
            by: ctx.say(request, &imports::imported_by(&ctx.app, &import.by)?),
            by_user_id: import.user().map(u64::from),
            file: import.file,
            added: import.created,
            changed: import.changed,
            undone,
            records: None,
            taken_back: None,
            check: None,
            cards: None,
        })
    }
}

impl Record {
    pub fn all(ctx: &Ctx, request: &Request, fates: Vec<Fate>) -> Vec<Self> {
        fates.into_iter().map(|fate| Self::of(ctx, request, fate)).collect()
    }

    fn of(ctx: &Ctx, request: &Request, fate: Fate) -> Self {
        let (kind, id) = match fate.record {
            Of::Employee(id) => (RecordKind::Employee, id.0),
            Of::Evaluation(id) => (RecordKind::Evaluation, id.0),
            Of::SkillCategory(id) => (RecordKind::SkillCategory, id.0),
            Of::Skill(id) => (RecordKind::Skill, id.0),
            Of::ToolCategory(id) => (RecordKind::ToolCategory, id.0),
            Of::Tool(id) => (RecordKind::Tool, id.0),
        };
        let (on_undo, because) = match fate.becomes {
            Becomes::Gone => (OnUndo::Gone, None),
            Becomes::Removed => (OnUndo::Removed, None),
            Becomes::Restored => (OnUndo::Restored, None),
            Becomes::Kept(why) => (OnUndo::Kept, why),
        };
        Self {
            kind,
            id,
            name: fate.name.map(|name| ctx.say(request, &name)),
            place: fate.place,
            changed: fate.changed,
            on_undo,
            because: because.map(|why| ctx.say(request, &why)),
        }
    }
}
