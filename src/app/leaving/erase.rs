//! What is erased, inside a change.

use super::super::{Change, Error, once, one_time_links, sessions, tokens};
use super::evaluations_of;
use crate::domain::account::User;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Evaluation, Statement, Status, WithdrawnRevision};
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::import::{Import, Imported};
use crate::domain::leaving;
use crate::store::{Order, Read, Record, Span};

/// What the event names.
pub(super) const FIELDS: &[&str] = &[
    "first_name",
    "last_name",
    "number",
    "phone",
    "email",
    "notes",
    "tiers",
    "evaluations",
];

/// Takes everything personal out of the record, the evaluations of the person and what hangs on
/// them, and removes the user: true when there was one. What that user wrote as the rater of others
/// stays.
pub(super) fn erase(change: &mut Change<'_>, employee: &mut Employee) -> Result<bool, Error> {
    for id in evaluations_of(change.store, employee.id)? {
        erase_evaluation(change, id)?;
    }
    erase_imports(change, employee.id)?;
    once::drop_answers(change)?;
    leaving::anonymise_employee(employee, change.now);
    change.put(employee)?;
    match change.store.unique::<User>("employee", employee.id)? {
        Some(user) => remove(change, user.id).map(|()| true),
        None => Ok(false),
    }
}

fn erase_evaluation(change: &mut Change<'_>, id: EvaluationId) -> Result<(), Error> {
    let Some(mut evaluation) = change.store.get::<Evaluation>(id)? else {
        return Ok(());
    };
    // What was never finished is nobody's any more: it counts nowhere and cannot be submitted.
    if evaluation.status == Status::Draft && evaluation.revision == 1 {
        change.delete::<Evaluation>(id)?;
        return change.record::<Evaluation>("draft_deleted", id, &[]);
    }
    if leaving::anonymise_evaluation(&mut evaluation) {
        change.put(&evaluation)?;
    }
    for mut one in hanging_on::<WithdrawnRevision>(change, id)? {
        leaving::anonymise_revision(&mut one);
        change.put(&one)?;
    }
    for mut one in hanging_on::<Acknowledgement>(change, id)? {
        leaving::anonymise_acknowledgement(&mut one);
        change.put(&one)?;
    }
    // A statement is nothing but its words.
    for one in hanging_on::<Statement>(change, id)? {
        change.delete::<Statement>(one.id)?;
    }
    Ok(())
}

/// What imports noted about the person.
fn erase_imports(change: &mut Change<'_>, id: EmployeeId) -> Result<(), Error> {
    let noted = change
        .store
        .list::<Imported>("by_person", Span::of(id), Order::Ascending, usize::MAX)?;
    for mut one in noted {
        if let Some(mut import) = change.store.get::<Import>(one.import)? {
            leaving::anonymise_import(&mut import);
            change.put(&import)?;
        }
        leaving::anonymise_imported(&mut one);
        change.put(&one)?;
    }
    Ok(())
}

fn hanging_on<R: Record>(change: &Change<'_>, id: EvaluationId) -> Result<Vec<R>, Error> {
    Ok(change
        .store
        .list::<R>("by_evaluation", Span::of(id), Order::Ascending, usize::MAX)?)
}

fn remove(change: &mut Change<'_>, user: UserId) -> Result<(), Error> {
    sessions::end_all(change, user, None)?;
    one_time_links::remove_of(change, user)?;
    tokens::remove_all(change, user)?;
    change.delete::<User>(user)?;
    change.record::<User>("user_removed", user, &[])
}
