//! What of a person's evaluations is being revised: in no list, as a draft is its rater's alone, but
//! the withdrawn revision is there to be read, and has to be found.

use super::super::{App, Error};
use super::access::{account, asking};
use super::back;
use crate::domain::evaluation::Status;
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::policy::{Action, Actor, Decision};
use jiff::civil::Date;

/// An evaluation that was opened again and is not finalised yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeingRevised {
    pub id: EvaluationId,
    pub employee: String,
    /// The effective date of the withdrawn revision.
    pub date: Date,
    /// The withdrawn revision.
    pub revision: u32,
}

/// Those of `employee`, or of the asking user as an employee, of which the actor sees no more than
/// the withdrawn revision.
pub fn being_revised(app: &App, actor: &Actor, employee: Option<EmployeeId>) -> Result<Vec<BeingRevised>, Error> {
    let own = || account(actor).ok().and_then(|account| account.employee);
    let (projection, today) = (app.projection(), app.today());
    let Some(person) = employee.or_else(own).and_then(|id| projection.person(id)) else {
        return Ok(Vec::new());
    };
    let allowed = |action: Action| app.allows(actor, &action) == Decision::Allowed;
    let reader = app.store.read()?;
    let mut found = Vec::new();
    let open = |status: Status| status != Status::Finalised;
    for header in person
        .evaluations
        .iter()
        .rev()
        .filter(|h| h.revision > 1 && open(h.status))
    {
        if allowed(Action::SeeEvaluation(person.facts(header, asking(actor), today))) {
            continue;
        }
        let Some(last) = back::withdrawn(&reader, header.id, header.revision - 1)? else {
            continue;
        };
        if allowed(Action::SeeEvaluation(back::facts_of_withdrawn(
            &projection,
            &last,
            today,
        )?)) {
            found.push(BeingRevised {
                id: header.id,
                employee: person.employee.name(),
                date: last.evaluation.date,
                revision: last.evaluation.revision,
            });
        }
    }
    Ok(found)
}
