//! What was typed into a draft that is no draft any more: nothing of it is saved, nothing of it lost.

use crate::app::evaluations::{self, Sight, Typed};
use crate::domain::draft::Field;
use crate::domain::id::EvaluationId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct LatePage {
    why: Message,
    back: String,
    employee: String,
    /// What differs from what is saved.
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    label: String,
    typed: String,
}

impl view::Page for LatePage {
    const TEMPLATE: &'static str = "evaluations/late.html";
    fn title(&self) -> Message {
        message!("This was not saved")
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
}

/// The page: 409.
pub fn page(ctx: &Ctx, request: &Request, id: EvaluationId, why: Message, typed: &Typed) -> Result<Reply, Failure> {
    let Sight::Whole(seen) = evaluations::view(&ctx.app, &request.actor, id)? else {
        return Err(Failure::NotFound);
    };
    let projection = ctx.app.projection();
    let name = |field: Field| match field {
        Field::Rating(skill) | Field::RatingNote(skill) => {
            projection.catalogue.skill(skill).map(|skill| skill.name.clone())
        }
        Field::CanOperate(tool) | Field::Holding(tool) => projection.catalogue.tool(tool).map(|tool| tool.name.clone()),
        Field::SharedNotes => Some(ctx.say(request, &message!("Notes for both"))),
        Field::PrivateNote => Some(ctx.say(request, &message!("Private note"))),
        Field::SpecialSkills => Some(ctx.say(request, &message!("Special skills"))),
        Field::Date => Some(ctx.say(request, &message!("Date"))),
    };
    let lines = typed
        .changes
        .iter()
        .filter_map(|change| {
            let field = Field::parse(&change.field)?;
            let differs = match field.value(&change.value) {
                Ok(value) => value != field.of(&seen.evaluation),
                Err(_) => true,
            };
            differs.then(|| Line {
                label: name(field).unwrap_or_else(|| change.field.clone()),
                typed: change.value.clone(),
            })
        })
        .collect();
    reply(ctx, request, id, why, seen.employee, lines)
}

/// One text that came too late for an evaluation as it is now: 409.
pub fn hand_back(
    ctx: &Ctx,
    request: &Request,
    id: EvaluationId,
    why: Message,
    label: String,
    typed: String,
) -> Result<Reply, Failure> {
    let employee = match evaluations::view(&ctx.app, &request.actor, id)? {
        Sight::Whole(seen) => seen.employee,
        Sight::Exists { employee, .. } => employee,
        Sight::Reopened { revision } => evaluations::view_withdrawn(&ctx.app, &request.actor, id, revision)?.employee,
    };
    reply(ctx, request, id, why, employee, vec![Line { label, typed }])
}

fn reply(
    ctx: &Ctx,
    request: &Request,
    id: EvaluationId,
    why: Message,
    employee: String,
    lines: Vec<Line>,
) -> Result<Reply, Failure> {
    let page = LatePage {
        why,
        back: format!("/evaluations/{id}"),
        employee,
        lines,
    };
    Ok(ctx.page(request, &page)?.with_status(StatusCode::CONFLICT))
}
