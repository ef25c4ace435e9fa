//! One evaluation, with the names of what is rated.

use super::super::Error;
use super::Asked;
use super::person::named;
use crate::domain::evaluation::{
    self as domain, AcknowledgedHow, Acknowledgement, Content, Holding, Kind, Source, SpecialSkill, Statement, Status,
    WithdrawnRevision,
};
use crate::domain::id::{EvaluationId, SkillId, ToolId};
use crate::domain::level::Mark;
use crate::domain::policy::{Action, EvaluationFacts};
use crate::store::{Order, Read, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Evaluation {
    id: EvaluationId,
    kind: Kind,
    date: Date,
    status: Status,
    revision: u32,
    rater: String,
    source: Source,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Timestamp>,
    /// When this revision became a draft again, and why; never for the person a manager rated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    returned: Vec<Returned>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finalised: Option<Finalised>,
    ratings: Vec<Rating>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes_without_rating: Vec<NoteOnly>,
    tools: Vec<Tool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    special_skills: Vec<SpecialSkill>,
    #[serde(skip_serializing_if = "String::is_empty")]
    shared_notes: String,
    /// Never for the person.
    #[serde(skip_serializing_if = "String::is_empty")]
    private_note: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    acknowledgements: Vec<Acknowledged>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<Stated>,
}

#[derive(Serialize)]
struct Returned {
    at: Timestamp,
    by: String,
    reason: String,
}

#[derive(Serialize)]
struct Finalised {
    at: Timestamp,
    by: String,
    tier: u8,
}

#[derive(Serialize)]
struct Rating {
    skill: SkillId,
    name: String,
    /// 1 to 5, or `n/a`.
    level: Value,
    /// What stood on the paper card, on the card's own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_paper: Option<u8>,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Level(u8),
    NotApplicable(&'static str),
}

#[derive(Serialize)]
struct NoteOnly {
    skill: SkillId,
    name: String,
    note: String,
}

#[derive(Serialize)]
struct Tool {
    tool: ToolId,
    name: String,
    /// `null`: not asked.
    can_operate: Option<bool>,
    holding: Holding,
}

#[derive(Serialize)]
struct Acknowledged {
    revision: u32,
    at: Timestamp,
    by: String,
    how: AcknowledgedHow,
    #[serde(skip_serializing_if = "String::is_empty")]
    comment: String,
}

#[derive(Serialize)]
struct Stated {
    revision: u32,
    at: Timestamp,
    by: String,
    text: String,
}

#[derive(Serialize)]
pub(super) struct Withdrawn {
    withdrawn_at: Timestamp,
    withdrawn_by: String,
    reason: String,
    evaluation: Evaluation,
}

pub(super) fn withdrawn(
    asked: &Asked<'_>,
    revision: WithdrawnRevision,
    facts: EvaluationFacts,
) -> Result<Withdrawn, Error> {
    Ok(Withdrawn {
        withdrawn_at: revision.withdrawn_at,
        withdrawn_by: named(asked, revision.withdrawn_by)?,
        reason: revision.reason,
        evaluation: evaluation(asked, revision.evaluation, facts)?,
    })
}

/// The evaluation as the reader may see it, with what hangs on this revision of it.
pub(super) fn evaluation(
    asked: &Asked<'_>,
    one: domain::Evaluation,
    facts: EvaluationFacts,
) -> Result<Evaluation, Error> {
    // Without `..`: what is added to the record later has to be decided on here.
    let domain::Evaluation {
        id,
        employee: _,
        kind,
        rater,
        date,
        status,
        revision,
        client_uuid: _,
        content,
        source,
        edit: _,
        field_edits: _,
        devices: _,
        created_at,
        updated_at,
        submitted_at,
        returned,
        finalised,
        released_by: _,
        import: _,
    } = one;
    let catalogue = &asked.projection.catalogue;
    let skill = |id| catalogue.skill(id).map(|skill| skill.name.clone()).unwrap_or_default();
    let tool = |id| catalogue.tool(id).map(|tool| tool.name.clone()).unwrap_or_default();
    let Content {
        ratings,
        unrated_notes,
        tools,
        special_skills,
        shared_notes,
        private_note,
        paper_marks,
    } = content;
    let (mut acknowledgements, mut statements) = (Vec::new(), Vec::new());
    let span = || Span::of((id, u64::from(revision)));
    let reader = asked.reader;
    for one in reader.list::<Acknowledgement>("by_evaluation", span(), Order::Ascending, usize::MAX)? {
        acknowledgements.push(Acknowledged {
            revision: one.revision,
            at: one.at,
            by: named(asked, one.by)?,
            how: one.how,
            comment: one.comment,
        });
    }
    for one in reader.list::<Statement>("by_evaluation", span(), Order::Ascending, usize::MAX)? {
        statements.push(Stated {
            revision: one.revision,
            at: one.at,
            by: named(asked, one.by)?,
            text: one.text,
        });
    }
    let mut ways_back = Vec::new();
    // The person a manager rated saw none of them, and whoever wrote the reason was told so.
    if kind != Kind::Manager || !asked.is_subject() {
        for again in returned {
            ways_back.push(Returned {
                at: again.at,
                by: named(asked, again.by)?,
                reason: again.reason,
            });
        }
    }
    Ok(Evaluation {
        id,
        kind,
        date,
        status,
        revision,
        rater: named(asked, rater)?,
        source,
        created_at,
        updated_at,
        submitted_at,
        returned: ways_back,
        finalised: match finalised {
            Some(finalised) => Some(Finalised {
                at: finalised.at,
                by: named(asked, finalised.by)?,
                tier: finalised.tier.get(),
            }),
            None => None,
        },
        ratings: ratings
            .into_iter()
            .map(|(id, rating)| Rating {
                skill: id,
                name: skill(id),
                on_paper: paper_marks.get(&id).copied(),
                level: match rating.mark {
                    Mark::Level(level) => Value::Level(level.get()),
                    Mark::NotApplicable => Value::NotApplicable("n/a"),
                },
                note: rating.note,
            })
            .collect(),
        notes_without_rating: unrated_notes
            .into_iter()
            .map(|(id, note)| NoteOnly {
                skill: id,
                name: skill(id),
                note,
            })
            .collect(),
        tools: tools
            .into_iter()
            .map(|(id, mark)| Tool {
                tool: id,
                name: tool(id),
                can_operate: mark.can_operate,
                holding: mark.holding,
            })
            .collect(),
        special_skills,
        shared_notes,
        private_note: match asked.allowed(Action::SeePrivateNote(facts)) {
            true => private_note,
            false => String::new(),
        },
        acknowledgements,
        statements,
    })
}
