//! An evaluation as it is read: its row, and what it says to who may read that.

use super::KindName;
use super::marks::HoldingName;
use crate::app::evaluations::{self as app, Answer, Said, Viewed};
use crate::domain::evaluation::{self as domain, AcknowledgedHow, Status};
use crate::domain::level::Mark;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Where in its life an evaluation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StatusName {
    Draft,
    Submitted,
    Finalised,
}

impl From<Status> for StatusName {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Submitted => Self::Submitted,
            Status::Finalised => Self::Finalised,
        }
    }
}

/// An evaluation in a list.
#[derive(Serialize, JsonSchema)]
pub struct Row {
    id: u64,
    employee_id: u64,
    kind: KindName,
    /// The effective date.
    date: Date,
    status: StatusName,
    /// 1, and one more each time it was reopened.
    revision: u32,
    /// The rater's name.
    rater: String,
    updated_at: Timestamp,
    /// False: only that it is there may be known.
    readable: bool,
}

/// An evaluation. Everything behind `readable` is there only if it is true.
#[derive(Serialize, JsonSchema)]
pub struct Evaluation {
    #[serde(flatten)]
    row: Row,
    #[serde(flatten)]
    content: Option<Content>,
}

/// What an evaluation says.
#[derive(Serialize, JsonSchema)]
struct Content {
    /// For both sides.
    notes: String,
    /// Only for who may read it, never the person it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    private_note: Option<String>,
    ratings: Vec<Rating>,
    tools: Vec<MarkedTool>,
    special_skills: Vec<SpecialSkill>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finalised_at: Option<Timestamp>,
    /// The person's tier on the effective date, 1 to 5.
    tier: u8,
    /// Set on a revision that was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn: Option<Withdrawn>,
    answers: Vec<AnswerOut>,
}

/// One skill: a level, that it is not applicable, or only a note.
#[derive(Serialize, JsonSchema)]
struct Rating {
    skill_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_applicable: Option<bool>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

/// One tool.
#[derive(Serialize, JsonSchema)]
struct MarkedTool {
    tool_id: u64,
    /// Absent: not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    can_operate: Option<bool>,
    holding: HoldingName,
}

/// Something the catalogue does not list.
#[derive(Serialize, JsonSchema)]
struct SpecialSkill {
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    acquired_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certification_type_id: Option<u64>,
}

/// How a revision came to be withdrawn.
#[derive(Serialize, JsonSchema)]
struct Withdrawn {
    at: Timestamp,
    by: String,
    reason: String,
}

/// What was answered to it.
#[derive(Serialize, JsonSchema)]
struct AnswerOut {
    revision: u32,
    at: Timestamp,
    by: String,
    kind: AnswerKind,
    /// The day it was read out.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Date>,
    text: String,
}

/// What kind of answer.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum AnswerKind {
    Acknowledged,
    Refused,
    ReadOut,
    Statement,
}

impl Row {
    pub fn of(row: &app::Row) -> Self {
        Self {
            id: row.id.0,
            employee_id: row.employee.0,
            kind: row.kind.into(),
            date: row.date,
            status: row.status.into(),
            revision: row.revision,
            rater: row.rater.clone(),
            updated_at: row.updated_at,
            readable: row.readable,
        }
    }
}

impl Evaluation {
    /// With what it says.
    pub fn of(seen: Viewed) -> Self {
        let withdrawn = seen.withdrawn.map(|one| Withdrawn {
            at: one.at,
            by: one.by,
            reason: one.reason,
        });
        let evaluation = seen.evaluation;
        let row = Row {
            id: evaluation.id.0,
            employee_id: evaluation.employee.0,
            kind: evaluation.kind.into(),
            date: evaluation.date,
            status: evaluation.status.into(),
            revision: evaluation.revision,
            rater: seen.rater,
            updated_at: evaluation.updated_at,
            readable: true,
        };
        let said = evaluation.content;
        let content = Content {
            ratings: ratings(&said),
            tools: said
                .tools
                .iter()
                .map(|(tool, mark)| MarkedTool {
                    tool_id: tool.0,
                    can_operate: mark.can_operate,
                    holding: mark.holding.into(),
                })
                .collect(),
            special_skills: said
                .special_skills
                .into_iter()
                .map(|one| SpecialSkill {
                    name: one.name,
                    description: one.description,
                    acquired_on: one.acquired_on,
                    valid_until: one.valid_until,
                    certification_type_id: one.certification.map(u64::from),
                })
                .collect(),
            notes: said.shared_notes,
            private_note: seen.may.see_private_note.then_some(said.private_note),
            created_at: evaluation.created_at,
            submitted_at: evaluation.submitted_at,
            finalised_at: evaluation.finalised.as_ref().map(|finalised| finalised.at),
            tier: seen.basis.tier.get(),
            withdrawn,
            answers: seen.answers.into_iter().map(AnswerOut::of).collect(),
        };
        Self {
            row,
            content: Some(content),
        }
    }

    /// That it is there.
    pub fn known_of(row: app::Row) -> Self {
        Self {
            row: Row {
                readable: false,
                ..Row::of(&row)
            },
            content: None,
        }
    }

    pub fn revision(&self) -> u32 {
        self.row.revision
    }

    pub fn is_draft(&self) -> bool {
        self.row.status == StatusName::Draft
    }
}

fn ratings(said: &domain::Content) -> Vec<Rating> {
    let rated = said.ratings.iter().map(|(skill, rating)| Rating {
        skill_id: skill.0,
        level: rating.mark.level().map(|level| level.get()),
        not_applicable: (rating.mark == Mark::NotApplicable).then_some(true),
        note: rating.note.clone(),
    });
    let noted = said.unrated_notes.iter().map(|(skill, note)| Rating {
        skill_id: skill.0,
        level: None,
        not_applicable: None,
        note: note.clone(),
    });
    rated.chain(noted).collect()
}

impl AnswerOut {
    fn of(answer: Answer) -> Self {
        let (kind, on) = match answer.said {
            Said::Acknowledged(AcknowledgedHow::Seen | AcknowledgedHow::Pin) => (AnswerKind::Acknowledged, None),
            Said::Acknowledged(AcknowledgedHow::Refused) => (AnswerKind::Refused, None),
            Said::Acknowledged(AcknowledgedHow::ReadOut(day)) => (AnswerKind::ReadOut, Some(day)),
            Said::Statement => (AnswerKind::Statement, None),
        };
        Self {
            revision: answer.revision,
            at: answer.at,
            by: answer.by,
            kind,
            on,
            text: answer.text,
        }
    }
}
