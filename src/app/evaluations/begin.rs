//! Begins a draft.

use super::super::leaving::still_a_person;
use super::super::{App, Change, Error};
use super::access::account;
use crate::domain::day;
use crate::domain::evaluation::{Beginning, Evaluation, Kind, Source};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::invalid::Invalid;
use crate::domain::lifecycle;
use crate::domain::policy::{Account, Action, Actor, Decision};
use crate::domain::text::folded;
use crate::message;
use crate::store::Read;
use jiff::civil::Date;

/// A draft to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub employee: EmployeeId,
    pub kind: Kind,
    /// The effective date.
    pub date: Date,
    /// Made by the client, so that asking twice gives one draft: 8 to 64 letters, digits and dashes.
    pub client_uuid: Option<String>,
    pub source: Source,
}

/// Begins it, or finds the one this client began before.
pub fn begin(app: &App, actor: &Actor, new: &New) -> Result<EvaluationId, Error> {
    app.change(actor, |change| {
        Ok(match draft(app, actor, change, new)? {
            Begun::Before(evaluation) => evaluation.id,
            Begun::Now(evaluation) => {
                change.put(&*evaluation)?;
                change.record::<Evaluation>("evaluation_begun", evaluation.id, &[])?;
                evaluation.id
            }
        })
    })
}

/// The people whom `actor` may rate as a manager, by name.
pub fn ratable_people(app: &App, actor: &Actor) -> Vec<(EmployeeId, String)> {
    let (projection, today) = (app.projection(), app.today());
    let may = |about| app.allows(actor, &Action::EvaluateAsManager(about)) == Decision::Allowed;
    let mut people: Vec<_> = projection
        .people()
        .filter(|person| person.employee.employed_on(today) && may(person.about(today)))
        .map(|person| (person.id(), person.employee.name()))
        .collect();
    people.sort_by_cached_key(|(id, name)| (folded(name), *id));
    people
}

/// A draft that is there already, or one not yet written.
pub(super) enum Begun {
    Before(Box<Evaluation>),
    Now(Box<Evaluation>),
}

/// Checks everything that must hold of a new draft and makes it.
pub(super) fn draft(app: &App, actor: &Actor, change: &mut Change<'_>, new: &New) -> Result<Begun, Error> {
    let rater = account(actor)?;
    let projection = app.projection();
    let person = projection.person(new.employee).ok_or(Error::NotFound)?;
    let employee = &person.employee;
    permit(app, actor, rater, new, person.about(change.today))?;
    still_a_person(employee)?;
    if let Some(uuid) = &new.client_uuid {
        known_form(uuid)?;
        if let Some(known) = change.store.unique::<Evaluation>("client_uuid", uuid)? {
            // Only its rater knows of it; for anybody else this is a name that cannot be used.
            let own = known.rater == rater.user && known.employee == new.employee && known.kind == new.kind;
            return match own {
                true => Ok(Begun::Before(Box::new(known))),
                false => Err(Invalid::one(
                    "client_uuid",
                    message!("This page was used before. Please begin the evaluation again."),
                )
                .into()),
            };
        }
    }
    lifecycle::datable(new.date, employee, change.today)?;
    if !employee.employed_on(change.today) {
        return Err(Invalid::one(
            "employee",
            message!(
                "{name} is not employed today ({today}), so there is nobody to rate.",
                name = employee.name(),
                today = day::in_words(change.today)
            ),
        )
        .into());
    }
    let beginning = Beginning {
        id: change.next_id::<Evaluation>()?,
        employee: new.employee,
        kind: new.kind,
        rater: rater.user,
        date: new.date,
        source: new.source,
        at: change.now,
    };
    Ok(Begun::Now(Box::new(Evaluation {
        client_uuid: new.client_uuid.clone(),
        ..Evaluation::begun(beginning)
    })))
}

fn permit(
    app: &App,
    actor: &Actor,
    rater: &Account,
    new: &New,
    about: crate::domain::policy::About,
) -> Result<(), Error> {
    let action = match new.kind {
        Kind::Manager => Action::EvaluateAsManager(about),
        Kind::SelfRating => Action::EvaluateSelf(about),
    };
    match app.permit(actor, &action) {
        Err(Error::Denied) => {
            lifecycle::ratable(new.kind, rater.employee, new.employee)
                .map_err(|why| Error::from(Invalid::one("employee", why)))?;
            Err(Error::Denied)
        }
        other => other,
    }
}

fn known_form(uuid: &str) -> Result<(), Invalid> {
    let plain = uuid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match plain && (8..=64).contains(&uuid.len()) {
        true => Ok(()),
        false => Err(Invalid::one(
            "client_uuid",
            message!("This page did not arrive whole. Please begin the evaluation again."),
        )),
    }
}
