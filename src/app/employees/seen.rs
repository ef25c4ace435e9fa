//! The facts of people, one by one or by number, as the actor may see them.

use super::super::projection::{Person, Projection};
use super::super::{App, Error};
use super::list::{Filter, fits, named};
use super::record::about;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::policy::{Action, Actor, Decision};

/// An employee as the actor may see it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Without the notes when they are not for this reader.
    pub employee: Employee,
    pub notes_shown: bool,
    /// Whom the person reports to today; `None` also when the actor may not see that one.
    pub manager: Option<EmployeeId>,
}

/// One of them.
pub fn see(app: &App, actor: &Actor, id: EmployeeId) -> Result<Seen, Error> {
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    app.permit(actor, &Action::SeeEmployee(person.about(app.today())))?;
    Ok(seen(app, actor, &projection, person))
}

/// Those in sight who fit, by number, behind `after`; at most `limit`. Order and pages of the filter
/// are not looked at.
pub fn by_number(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<EmployeeId>,
    limit: usize,
) -> Result<Vec<Seen>, Error> {
    app.permit(actor, &Action::ListEmployees)?;
    let projection = app.projection();
    let (today, scope) = (app.today(), app.scope(actor));
    let named = named(filter);
    Ok(projection
        .people()
        .filter(|person| after.is_none_or(|after| person.id() > after))
        .filter(|person| scope.holds(person.about(today)))
        .filter(|person| named(&person.employee) && fits(&person.employee, filter, today))
        .take(limit)
        .map(|person| seen(app, actor, &projection, person))
        .collect())
}

fn seen(app: &App, actor: &Actor, projection: &Projection, person: &Person) -> Seen {
    let today = app.today();
    let mut employee = person.employee.clone();
    let notes_shown = app.allows(actor, &Action::SeeEmployeeNotes(about(&employee, today))) == Decision::Allowed;
    if !notes_shown {
        employee.notes.clear();
    }
    let own = matches!(actor, Actor::User(account) if account.employee == Some(employee.id));
    let scope = app.scope(actor);
    let manager = employee.manager_on(today).filter(|manager| {
        own || projection
            .person(*manager)
            .is_some_and(|manager| scope.holds(manager.about(today)))
    });
    Seen {
        employee,
        notes_shown,
        manager,
    }
}
