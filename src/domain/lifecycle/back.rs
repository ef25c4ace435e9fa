//! The ways back: a submitted evaluation becomes a draft again, a finalised one is reopened.

use crate::domain::evaluation::{Evaluation, Kind, Returned, Status, WithdrawnRevision};
use crate::domain::id::{UserId, WithdrawnRevisionId};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::text;
use crate::message;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// The reason for a way back, which must be given.
pub fn reason(typed: &str) -> Result<String, Invalid> {
    let reason = text::lines("reason", typed, REASON_MAX)?;
    match reason.is_empty() {
        true => Err(Invalid::one("reason", message!("Please say why."))),
        false => Ok(reason),
    }
}

/// Whether it can become a draft of the same revision again; else why not.
///
/// `shown`: a rater may have read this self evaluation. From then on it stays as it is: it is worth
/// something because it was written before its writer knew what others say, and they before they
/// knew what it says.
pub fn returnable(evaluation: &Evaluation, shown: bool) -> Result<(), Message> {
    match (evaluation.status, evaluation.kind) {
        (Status::Draft, _) => Err(message!("This evaluation is a draft already.")),
        (Status::Finalised, _) => Err(message!(
            "This evaluation is finalised, so it cannot be returned. It can be opened again as a new revision."
        )),
        (Status::Submitted, Kind::SelfRating) if shown => Err(message!(
            "A manager may have read this self evaluation by now, so it stays as it is. You can write a new one any time."
        )),
        (Status::Submitted, _) => Ok(()),
    }
}

/// Makes a submitted evaluation a draft of the same revision again. Its edits go on counting, and
/// the devices that wrote it are still known: what was saved elsewhere meanwhile still clashes.
pub fn return_to_draft(
    evaluation: &mut Evaluation,
    shown: bool,
    by: UserId,
    reason: String,
    now: Timestamp,
) -> Result<(), Message> {
    returnable(evaluation, shown)?;
    evaluation.status = Status::Draft;
    evaluation.submitted_at = None;
    evaluation.returned.push(Returned { at: now, by, reason });
    evaluation.updated_at = now;
    Ok(())
}

/// Whether it can be opened again as a new revision; else why not.
pub fn reopenable(evaluation: &Evaluation) -> Result<(), Message> {
    match (evaluation.kind, evaluation.status) {
        (Kind::SelfRating, _) => Err(message!(
            "A self evaluation is not opened again. A new one can be written any time."
        )),
        (_, Status::Draft) => Err(message!("This evaluation is open already.")),
        (_, Status::Submitted) => Err(message!(
            "This evaluation is not finalised yet. It can be returned to draft."
        )),
        (_, Status::Finalised) => Ok(()),
    }
}

/// Opens a finalised evaluation again: what it was is withdrawn, what it becomes is a draft of the
/// next revision that begins with the same content.
pub fn reopen(
    evaluation: &mut Evaluation,
    withdrawn: WithdrawnRevisionId,
    by: UserId,
    reason: String,
    now: Timestamp,
) -> Result<WithdrawnRevision, Message> {
    reopenable(evaluation)?;
    let withdrawn = WithdrawnRevision {
        id: withdrawn,
        withdrawn_at: now,
        withdrawn_by: by,
        reason,
        evaluation: evaluation.clone(),
    };
    evaluation.status = Status::Draft;
    evaluation.revision += 1;
    evaluation.submitted_at = None;
    evaluation.finalised = None;
    evaluation.returned.clear();
    evaluation.updated_at = now;
    Ok(withdrawn)
}

/// Begins a reopened draft again, as `by`: what was written since it was withdrawn is gone, and no
/// browser that wrote it is known any more. Its edits go on counting.
pub fn begin_again(draft: Evaluation, withdrawn: Evaluation, by: UserId, now: Timestamp) -> Evaluation {
    Evaluation {
        rater: by,
        date: withdrawn.date,
        content: withdrawn.content,
        edit: draft.edit + 1,
        field_edits: BTreeMap::new(),
        devices: BTreeMap::new(),
        updated_at: now,
        ..draft
    }
}
