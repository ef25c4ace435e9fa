//! What becomes of an evaluation: each act is a noun below it.

use super::super::answering::{changes, renamed, write};
use super::super::described::{Described, act, shape};
use super::super::reading;
use super::shown::Evaluation;
use super::{seen, show};
use crate::app::evaluations;
use crate::domain::id::EvaluationId;
use crate::domain::policy::Actor;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

pub const ROUTES: &[Described] = &[
    act(
        "/api/v1/evaluations/{id}/submission",
        "submit_evaluation",
        message!("Submit one's own draft"),
        None,
        shape::<Evaluation>,
        submit,
    ),
    act(
        "/api/v1/evaluations/{id}/finalisation",
        "finalise_evaluation",
        message!("Finalise it, and submit it before if it is a draft"),
        None,
        shape::<Evaluation>,
        finalise,
    ),
    act(
        "/api/v1/evaluations/{id}/return",
        "return_evaluation",
        message!("Make a draft again of what was submitted"),
        Some(shape::<Why>),
        shape::<Evaluation>,
        return_to_draft,
    ),
    act(
        "/api/v1/evaluations/{id}/reopening",
        "reopen_evaluation",
        message!("Open a finalised one again, as the draft of the next revision"),
        Some(shape::<Why>),
        shape::<Evaluation>,
        reopen,
    ),
    act(
        "/api/v1/evaluations/{id}/release",
        "release_evaluation",
        message!("Show a submitted self evaluation to raters"),
        None,
        shape::<Evaluation>,
        release,
    ),
    act(
        "/api/v1/evaluations/{id}/acknowledgement",
        "acknowledge_evaluation",
        message!("Say that one has read it, or that one does not acknowledge it"),
        Some(shape::<Acknowledgement>),
        shape::<Evaluation>,
        acknowledge,
    ),
    act(
        "/api/v1/evaluations/{id}/reading-out",
        "record_reading_out",
        message!("Record that it was read out to a person without an account"),
        Some(shape::<ReadingOut>),
        shape::<Evaluation>,
        read_out,
    ),
    act(
        "/api/v1/evaluations/{id}/statements",
        "attach_statement",
        message!("Attach a statement of one's own"),
        Some(shape::<Statement>),
        shape::<Evaluation>,
        attach,
    ),
];

/// Why something is undone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

/// That one has read an evaluation about oneself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Acknowledgement {
    /// True: one does not acknowledge it. It counts all the same.
    #[serde(default)]
    refused: bool,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    comment: String,
    /// The revision one has read; the last one when not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    revision: Option<u32>,
}

/// That an evaluation was read out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadingOut {
    #[schemars(with = "Date")]
    date: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    comment: String,
}

/// A statement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Statement {
    #[schemars(length(min = 1, max = 4000))]
    text: String,
    /// The revision it is about; the last one when not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    revision: Option<u32>,
}

/// An act on the evaluation in the path, on the revision that stands now.
fn acting(
    ctx: &Ctx,
    request: &Request,
    act: impl Fn(&Actor, EvaluationId, &Evaluation) -> Result<(), Failure>,
) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EvaluationId = request.id("id")?;
        let before = seen(ctx, actor, id, None)?;
        act(actor, id, &before).map_err(|failure| renamed(failure, in_acts))?;
        Ok((id.0, None))
    })
}

fn submit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, _| {
        Ok(evaluations::submit(&ctx.app, actor, id)?)
    })
}

fn finalise(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let done = match before.is_draft() {
            true => evaluations::submit_and_finalise(&ctx.app, actor, id),
            false => evaluations::finalise(&ctx.app, actor, id),
        };
        Ok(done?)
    })
}

fn return_to_draft(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Why = reading::body(request)?;
        evaluations::return_to_draft(&ctx.app, actor, id, before.revision(), &sent.reason)?;
        Ok(())
    })
}

fn reopen(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Why = reading::body(request)?;
        evaluations::reopen(&ctx.app, actor, id, before.revision(), &sent.reason)?;
        Ok(())
    })
}

fn release(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, _| {
        Ok(evaluations::release(&ctx.app, actor, id)?)
    })
}

fn acknowledge(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Acknowledgement = reading::body(request)?;
        let revision = sent.revision.unwrap_or(before.revision());
        let done = match sent.refused {
            true => evaluations::refuse(&ctx.app, actor, id, revision, &sent.comment),
            false => evaluations::acknowledge(&ctx.app, actor, id, revision, &sent.comment),
        };
        Ok(done?)
    })
}

fn read_out(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: ReadingOut = reading::body(request)?;
        let revision = before.revision();
        Ok(evaluations::record_read_out(
            &ctx.app,
            actor,
            id,
            revision,
            &sent.date,
            &sent.comment,
        )?)
    })
}

fn attach(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Statement = reading::body(request)?;
        let revision = sent.revision.unwrap_or(before.revision());
        Ok(evaluations::attach_statement(
            &ctx.app, actor, id, revision, &sent.text,
        )?)
    })
}

/// What the fields of these acts are called here.
fn in_acts(field: &str) -> String {
    match field {
        "read_out" => "date".to_owned(),
        "statement" => "text".to_owned(),
        other => other.to_owned(),
    }
}
