//! Anonymising someone who has left: what is personal goes for good, the figures stay.
//!
//! The tombstone is written to the file beside the store before the change is committed. A program
//! that is killed in between finds it there at the next start and anonymises then: nothing personal
//! comes back, and an admin had asked for it. The other way round, a store put back from an older
//! copy in that moment would hold the person again, and nobody would know.

mod erase;
mod make_good;
mod proposal;

pub(super) use make_good::make_good;
pub use proposal::{Proposed, is_proposed, proposed};

use super::employees::about;
use super::{App, Change, Error};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Evaluation, Status};
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::leaving::{anonymise_employee, is_name_of};
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::domain::tombstone::Tombstone;
use crate::message;
use crate::store::{Order, Read, Span};

/// What an admin looks at before deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    pub employee: Employee,
    /// What the record is called afterwards.
    pub becomes: String,
    /// Evaluations of the person that will lose their words.
    pub evaluations: usize,
    /// Unfinished ones, which will be deleted.
    pub drafts: usize,
    /// The user who will be removed.
    pub signs_in_as: Option<String>,
    /// Why it cannot be done, if it cannot.
    pub refused: Option<Message>,
}

/// What anonymising this person would do.
pub fn consider(app: &App, actor: &Actor, id: EmployeeId) -> Result<Considered, Error> {
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    app.permit(actor, &Action::AnonymiseEmployee(person.about(app.today())))?;
    let employee = person.employee.clone();
    let unfinished = |status: Status, revision: u32| status == Status::Draft && revision == 1;
    let reader = app.store.read()?;
    let (mut evaluations, mut drafts) = (0, 0);
    for header in &person.evaluations {
        let revision = reader.get::<Evaluation>(header.id)?.map_or(1, |one| one.revision);
        match unfinished(header.status, revision) {
            true => drafts += 1,
            false => evaluations += 1,
        }
    }
    let mut after = employee.clone();
    anonymise_employee(&mut after, app.now());
    Ok(Considered {
        becomes: after.name(),
        evaluations,
        drafts,
        signs_in_as: super::users::of_employee(app, id)?.map(|user| user.name),
        refused: refused(&employee, app.today()),
        employee,
    })
}

/// Takes everything personal out of the record of a person who has left, for good. `typed` is the
/// person's name, typed to confirm it.
///
/// # Errors
/// `Conflict` while the person works here, or is the last active admin; `Invalid` when the name
/// differs.
pub fn anonymise(app: &App, actor: &Actor, id: EmployeeId, typed: &str) -> Result<(), Error> {
    let mut beside = None;
    let done = app.change(actor, |change| {
        let mut employee = permitted(app, actor, change, id)?;
        if let Some(why) = refused(&employee, change.today) {
            return Err(Error::Conflict(why));
        }
        if !is_name_of(typed, &employee) {
            let said = message!(
                "This is not the name in the record. Please type {name}.",
                name = employee.name()
            );
            return Err(Invalid::one("name", said).into());
        }
        let removed = erase::erase(change, &mut employee)?;
        if removed {
            super::users::keep_an_admin(change)?;
        }
        let tombstone = Tombstone {
            employee: id,
            at: change.now,
            by: change.by().clone(),
        };
        change.put(&tombstone)?;
        change.record::<Employee>("employee_anonymised", id, erase::FIELDS)?;
        change.store.want_rewriting()?;
        // Last of all, so that what is refused leaves none behind.
        let written = app.tombstones.load().add(&tombstone);
        written.map_err(|error| Error::CannotSave(error.message()))?;
        beside = Some(tombstone);
        Ok(())
    });
    if let (Err(_), Some(tombstone)) = (&done, beside)
        && let Err(error) = app.tombstones.load().take_back(&tombstone)
    {
        tracing::error!(%error, employee = %id, "could not take a tombstone back: the next start anonymises after all");
    }
    done?;
    rewrite(app);
    Ok(())
}

/// What was erased stands on freed pages of the store's file until that is written anew. It is gone
/// for every reader already: should it not work, the next start tries again.
fn rewrite(app: &App) {
    if let Err(error) = app.store.rewrite_if_wanted() {
        tracing::warn!(%error, "the store could not be written anew: freed pages may hold what was erased until the next start");
    }
}

fn permitted(app: &App, actor: &Actor, change: &Change<'_>, id: EmployeeId) -> Result<Employee, Error> {
    let employee = change.store.get::<Employee>(id)?.ok_or(Error::NotFound)?;
    app.permit(actor, &Action::AnonymiseEmployee(about(&employee, change.today)))?;
    Ok(employee)
}

fn refused(employee: &Employee, today: jiff::civil::Date) -> Option<Message> {
    if employee.anonymised_at.is_some() {
        return Some(message!("This record was anonymised already."));
    }
    (employee.active() || employee.employed_on(today)).then(|| {
        message!(
            "{name} still works here. Please deactivate {name} first, under Employment.",
            name = employee.name()
        )
    })
}

/// Why nothing more can be written into a record: it was anonymised.
pub(super) fn still_a_person(employee: &Employee) -> Result<(), Error> {
    match employee.anonymised_at {
        None => Ok(()),
        Some(_) => Err(Error::Conflict(message!(
            "This record was anonymised, so nothing can be changed or added any more."
        ))),
    }
}

/// The evaluations of a person, by date.
fn evaluations_of(store: &impl Read, id: EmployeeId) -> Result<Vec<crate::domain::id::EvaluationId>, Error> {
    Ok(store.ids::<Evaluation>("by_employee", Span::of(id), Order::Ascending, usize::MAX)?)
}
