//! Shows a submitted self evaluation to raters before they have submitted their own.

use super::super::{App, Error};
use super::access;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::EvaluationId;
use crate::domain::policy::{Action, Actor};

/// Releases it; once released it stays so, and again is no change.
pub fn release(app: &App, actor: &Actor, id: EvaluationId) -> Result<(), Error> {
    app.change(actor, |change| {
        let mut evaluation = access::load(app, actor, change, id, Action::Release)?.evaluation;
        if evaluation.released_by.is_some() {
            return Ok(());
        }
        evaluation.released_by = Some(access::account(actor)?.user);
        evaluation.updated_at = change.now;
        change.put(&evaluation)?;
        change.record::<Evaluation>("evaluation_released", id, &["released_by"])
    })
}
