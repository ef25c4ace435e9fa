//! What happens to an evaluation after it was submitted: back to draft, opened again, answered. Each
//! is a small form on the evaluation's page, about the revision that page showed.

use super::{late, view};
use crate::app::{self, evaluations};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::message::Message;
use crate::message;
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

/// A form of that page that was sent and not accepted: it stands open again with what was typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Again {
    /// The last part of the form's address; empty: none.
    pub act: &'static str,
    pub text: String,
    pub day: String,
}

/// A revision that was withdrawn, to read.
pub fn revision(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let number: u64 = request.id("revision")?;
    let revision = u32::try_from(number).map_err(|_| Failure::NotFound)?;
    match evaluations::view_withdrawn(&ctx.app, &request.actor, id, revision) {
        Ok(seen) => ctx.page(request, &view::page(ctx, request, &seen)),
        Err(app::Error::NotFound) => match evaluations::view(&ctx.app, &request.actor, id)? {
            // Not withdrawn: its address is the evaluation's own.
            evaluations::Sight::Whole(seen) if seen.evaluation.revision == revision => {
                Ok(Reply::see_other(format!("/evaluations/{id}")))
            }
            _ => Err(Failure::NotFound),
        },
        Err(other) => Err(other.into()),
    }
}

pub fn return_to_draft(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (id, revision) = shown(request)?;
    let reason = request.form.text("reason");
    match evaluations::return_to_draft(&ctx.app, &request.actor, id, revision, reason) {
        Ok(draft) => Ok(opened(
            request,
            id,
            draft.rater,
            message!("It is a draft again, and you can go on rating."),
            message!(
                "It is a draft again, and {rater} can go on rating.",
                rater = draft.rater_name
            ),
        )),
        Err(error) => not_done(ctx, request, id, error, &message!("Why?"), again("return", reason, "")),
    }
}

pub fn reopen(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (id, revision) = shown(request)?;
    let reason = request.form.text("reason");
    match evaluations::reopen(&ctx.app, &request.actor, id, revision, reason) {
        Ok(draft) => Ok(opened(
            request,
            id,
            draft.rater,
            message!(
                "Revision {old} is withdrawn and counts no more. This is revision {new}: it counts once you have finalised it.",
                old = revision,
                new = revision + 1
            ),
            message!(
                "Revision {old} is withdrawn and counts no more. {rater} can now write revision {new}.",
                old = revision,
                new = revision + 1,
                rater = draft.rater_name
            ),
        )),
        Err(error) => not_done(
            ctx,
            request,
            id,
            error,
            &message!("Why?"),
            again("reopening", reason, ""),
        ),
    }
}

pub fn acknowledge(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (id, revision) = shown(request)?;
    let comment = request.form.text("comment");
    let (done, said) = match request.form.text("how") {
        "refused" => (
            evaluations::refuse(&ctx.app, &request.actor, id, revision, comment),
            message!("It is recorded that you refuse to acknowledge this evaluation."),
        ),
        _ => (
            evaluations::acknowledge(&ctx.app, &request.actor, id, revision, comment),
            message!("It is recorded that you have read this evaluation."),
        ),
    };
    match done {
        Ok(()) => Ok(back_to(id, Flash::done(said))),
        Err(error) => not_done(
            ctx,
            request,
            id,
            error,
            &message!("Your comment"),
            again("acknowledgement", comment, ""),
        ),
    }
}

pub fn record_read_out(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (id, revision) = shown(request)?;
    let (day, comment) = (request.form.text("read_out"), request.form.text("comment"));
    match evaluations::record_read_out(&ctx.app, &request.actor, id, revision, day, comment) {
        Ok(()) => Ok(back_to(
            id,
            Flash::done(message!("It is recorded that this evaluation was read out.")),
        )),
        Err(error) => not_done(
            ctx,
            request,
            id,
            error,
            &message!("What was said to it"),
            again("reading-out", comment, day),
        ),
    }
}

pub fn attach_statement(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (id, revision) = shown(request)?;
    let text = request.form.text("statement");
    match evaluations::attach_statement(&ctx.app, &request.actor, id, revision, text) {
        Ok(()) => Ok(back_to(id, Flash::done(message!("Your statement is attached.")))),
        Err(error) => not_done(
            ctx,
            request,
            id,
            error,
            &message!("Your statement"),
            again("statements", text, ""),
        ),
    }
}

/// The evaluation, and the revision of it that the page showed; 0 when it did not say.
fn shown(request: &Request) -> Result<(EvaluationId, u32), Failure> {
    Ok((request.id("id")?, request.form.parse("revision").unwrap_or(0)))
}

fn again(act: &'static str, text: &str, day: &str) -> Again {
    Again {
        act,
        text: text.to_owned(),
        day: day.to_owned(),
    }
}

/// A draft was made: its rater goes on there, anyone else sees what is theirs to see.
fn opened(request: &Request, id: EvaluationId, rater: UserId, yours: Message, theirs: Message) -> Reply {
    let own = request.user().is_ok_and(|user| user.id == rater);
    match own {
        true => Reply::see_other(format!("/evaluations/{id}/rate")).with_flash(Flash::done(yours)),
        false => back_to(id, Flash::done(theirs)),
    }
}

fn back_to(id: EvaluationId, flash: Flash) -> Reply {
    Reply::see_other(format!("/evaluations/{id}")).with_flash(flash)
}

/// What does not fit what is there now is said on the page as it is now, and what was typed is
/// handed back; everything else comes back in its form.
fn not_done(
    ctx: &Ctx,
    request: &Request,
    id: EvaluationId,
    error: app::Error,
    label: &Message,
    again: Again,
) -> Result<Reply, Failure> {
    match error {
        app::Error::Conflict(why) if again.text.trim().is_empty() => Ok(back_to(id, Flash::problem(why))),
        app::Error::Conflict(why) => late::hand_back(ctx, request, id, why, ctx.say(request, label), again.text),
        other => ctx.again(request, other, |errors| {
            let seen = match evaluations::view(&ctx.app, &request.actor, id)? {
                evaluations::Sight::Whole(seen) => seen,
                _ => return Err(Failure::NotFound),
            };
            Ok(view::page_with(ctx, request, &seen, again, errors))
        }),
    }
}
