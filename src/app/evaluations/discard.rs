//! Discards a draft that its writer cannot go on with: it would lie there for good. Nobody reads it.

use super::super::leaving::still_a_person;
use super::super::{App, Error};
use super::{access, back, writer};
use crate::domain::evaluation::Evaluation;
use crate::domain::id::EvaluationId;
use crate::domain::lifecycle;
use crate::domain::policy::Actor;
use crate::store::Read;
use jiff::civil::Date;

/// What became of a discarded draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discarded {
    /// It was never finalised: it is deleted.
    Deleted { employee: String, date: Date },
    /// It began again with what the withdrawn revision says, for the one who discarded it.
    BegunAgain { revision: u32 },
}

/// Discards it. Of an evaluation that was finalised before, only what was written since.
pub fn discard(app: &App, actor: &Actor, id: EvaluationId) -> Result<Discarded, Error> {
    app.change(actor, |change| {
        let evaluation = change.store.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
        let projection = app.projection();
        let (person, facts) = access::of(&projection, actor, &evaluation, change.today)?;
        app.permit(actor, &writer::discarding(app, change.store, facts)?)?;
        if evaluation.revision == 1 {
            change.delete::<Evaluation>(id)?;
            change.record::<Evaluation>("draft_discarded", id, &[])?;
            return Ok(Discarded::Deleted {
                employee: person.employee.name(),
                date: evaluation.date,
            });
        }
        still_a_person(&person.employee)?;
        let revision = evaluation.revision;
        let missing = || Error::Failed(format!("revision {} of evaluation {id} is not there", revision - 1));
        let withdrawn = back::withdrawn(change.store, id, revision - 1)?.ok_or_else(missing)?;
        let by = access::account(actor)?.user;
        let again = lifecycle::begin_again(evaluation, withdrawn.evaluation, by, change.now);
        change.put(&again)?;
        change.record::<Evaluation>("draft_discarded", id, &["rater"])?;
        Ok(Discarded::BegunAgain { revision })
    })
}
