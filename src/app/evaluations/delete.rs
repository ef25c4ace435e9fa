//! Deletes one's own draft.

use super::super::{App, Error};
use super::access;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::EvaluationId;
use crate::domain::lifecycle;
use crate::domain::policy::Actor;
use crate::message;

/// Deletes a draft that was never finalised.
pub fn delete(app: &App, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
    app.change(actor, |change| {
        let found = access::load_draft(app, actor, change, id, lifecycle::still_a_draft)?;
        if found.evaluation.revision > 1 {
            // Its earlier revisions, which others have seen, hang on it.
            return Err(Error::Conflict(message!(
                "This evaluation was finalised before and opened again, so it cannot be deleted. You can finalise it again."
            )));
        }
        change.delete::<Evaluation>(id)?;
        change.record::<Evaluation>("draft_deleted", id, &[])
    })
}
