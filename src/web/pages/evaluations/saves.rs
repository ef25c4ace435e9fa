//! `POST /evaluations/{id}/saves`: what the Rate page's script sends as one goes.
//!
//! 200 with what became of each field; 409 and 422 the same with conflicts or refused fields in it.
//! Another failure has only a `message`, and nothing of the save was taken.

use crate::app::evaluations::{self, Saved, Typed, TypedChange};
use crate::domain::id::EvaluationId;
use crate::message;
use crate::view::Moment;
use crate::web::{Ctx, Failure, Reply, Request};
use http::StatusCode;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Save {
    device: String,
    number: u64,
    revision: u32,
    seen: u64,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    field: String,
    value: String,
    base: u64,
}

#[derive(Serialize)]
struct Answer {
    edit: u64,
    saved_at: String,
    taken: Vec<String>,
    conflicts: Vec<Conflict>,
    news: Vec<(String, String)>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Conflict {
    field: String,
    yours: String,
    theirs: String,
}

#[derive(Serialize)]
struct Refused {
    field: String,
    message: String,
}

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let save: Save = serde_json::from_slice(&request.body)
        .map_err(|_| Failure::Bad(message!("This save did not arrive whole. Please load the page again.")))?;
    let typed = Typed {
        device: save.device,
        number: save.number,
        revision: save.revision,
        seen: save.seen,
        changes: save
            .changes
            .into_iter()
            .map(|change| TypedChange {
                field: change.field,
                value: change.value,
                base: change.base,
            })
            .collect(),
    };
    let saved = evaluations::save(&ctx.app, &request.actor, id, &typed)?;
    let status = match (saved.refused.fields.is_empty(), saved.clashes.is_empty()) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, false) => StatusCode::CONFLICT,
        (true, true) => StatusCode::OK,
    };
    Ok(Reply::json(&answer(ctx, request, saved))?.with_status(status))
}

fn answer(ctx: &Ctx, request: &Request, saved: Saved) -> Answer {
    Answer {
        edit: saved.edit,
        saved_at: Moment::new(saved.at, ctx.app.zoned_now().time_zone()).clock,
        taken: saved.taken,
        conflicts: saved
            .clashes
            .into_iter()
            .map(|clash| Conflict {
                field: clash.field,
                yours: clash.yours,
                theirs: clash.theirs,
            })
            .collect(),
        news: saved.news,
        refused: saved
            .refused
            .fields
            .iter()
            .map(|(field, why)| Refused {
                field: field.clone(),
                message: ctx.say(request, why),
            })
            .collect(),
    }
}
