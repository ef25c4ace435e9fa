//! One employee's record: read it for a form, add it, change its facts.

use super::super::leaving::still_a_person;
use super::super::projection::Projection;
use super::super::{App, Change, Error};
use crate::domain::employee::facts::Facts;
use crate::domain::employee::{Employee, Employment, ManagerEntry};
use crate::domain::evaluation::Evaluation;
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::policy::{About, Action, Actor, Decision, Scope};
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use crate::message;
use crate::store::{Order, Read, Span};
use jiff::civil::Date;

/// A new employee, accepted from what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub facts: Facts,
    pub tier: Tier,
    pub manager: Option<EmployeeId>,
}

/// An employee as a form may show it.
#[derive(Clone, Debug)]
pub struct Editable {
    /// Without the notes when they are not to be shown.
    pub employee: Employee,
    /// The notes on oneself are never shown.
    pub notes_shown: bool,
}

/// What the permission table looks at of an employee.
pub fn about(employee: &Employee, today: Date) -> About {
    About {
        employee: employee.id,
        manager: employee.manager_on(today),
    }
}

/// The employee, for someone who may change the record.
pub fn editable(app: &App, actor: &Actor, id: EmployeeId) -> Result<Editable, Error> {
    let projection = app.projection();
    let mut employee = projection.person(id).ok_or(Error::NotFound)?.employee.clone();
    let about = about(&employee, app.today());
    app.permit(actor, &Action::EditEmployee(about))?;
    let notes_shown = app.allows(actor, &Action::SeeEmployeeNotes(about)) == Decision::Allowed;
    if !notes_shown {
        employee.notes.clear();
    }
    Ok(Editable { employee, notes_shown })
}

/// Adds an employee, who begins on the hire date with the tier given.
pub fn create(app: &App, actor: &Actor, new: &New) -> Result<EmployeeId, Error> {
    app.permit(actor, &Action::CreateEmployee)?;
    app.change(actor, |change| {
        let employee = draft(app, actor, change, new)?;
        change.put(&employee)?;
        change.record::<Employee>("employee_created", employee.id, &[])?;
        Ok(employee.id)
    })
}

/// The record of a new employee, checked and not yet written.
pub(in crate::app) fn draft(app: &App, actor: &Actor, change: &mut Change<'_>, new: &New) -> Result<Employee, Error> {
    app.permit(actor, &Action::CreateEmployee)?;
    let facts = &new.facts;
    let people = app.projection();
    number_is_free(&people, app.scope(actor), facts.number.as_deref(), None, change.today)?;
    let mut employee = Employee {
        id: change.next_id::<Employee>()?,
        first_name: facts.first_name.clone(),
        last_name: facts.last_name.clone(),
        number: facts.number.clone(),
        phone: facts.phone.clone(),
        email: facts.email.clone(),
        hire_date: facts.hire_date,
        notes: facts.notes.clone(),
        tiers: vec![Employee::first_tier(facts.hire_date, new.tier, decider(actor))],
        employment: vec![Employment {
            from: facts.hire_date,
            to: None,
        }],
        managers: Vec::new(),
        import: None,
        anonymised_at: None,
    };
    if let Some(manager) = new.manager {
        // Whoever leads today is named, also for someone who was hired before them.
        let from = facts.hire_date.max(change.today);
        let seen = visible(app, actor, &people, change.today);
        let entry = ManagerEntry {
            from,
            manager: Some(manager),
        };
        employee.report_to(entry, seen)?;
    }
    stays_in_sight(app, actor, &employee, change.today)?;
    Ok(employee)
}

/// Changes the facts. Notes that were not shown stay as they are.
pub fn edit(app: &App, actor: &Actor, id: EmployeeId, facts: &Facts) -> Result<(), Error> {
    app.change(actor, |change| {
        let (before, about) = of(app, actor, change, id)?;
        let mut after = before.clone();
        after.first_name.clone_from(&facts.first_name);
        after.last_name.clone_from(&facts.last_name);
        after.number.clone_from(&facts.number);
        after.phone.clone_from(&facts.phone);
        after.email.clone_from(&facts.email);
        if app.allows(actor, &Action::SeeEmployeeNotes(about)) == Decision::Allowed {
            after.notes.clone_from(&facts.notes);
        }
        let people = app.projection();
        number_is_free(
            &people,
            app.scope(actor),
            after.number.as_deref(),
            Some(id),
            change.today,
        )?;
        if facts.hire_date != before.hire_date {
            after.hired_on(facts.hire_date, first_evaluation(change, id)?)?;
        }
        if after == before {
            return Ok(());
        }
        let fields = differing(&before, &after);
        change.put(&after)?;
        change.record::<Employee>("employee_changed", id, &fields)
    })
}

/// The employee inside a change, when the actor may change the record.
pub(super) fn of(app: &App, actor: &Actor, change: &Change<'_>, id: EmployeeId) -> Result<(Employee, About), Error> {
    let employee = change.store.get::<Employee>(id)?.ok_or(Error::NotFound)?;
    let about = about(&employee, change.today);
    app.permit(actor, &Action::EditEmployee(about))?;
    still_a_person(&employee)?;
    Ok((employee, about))
}

/// Finds employees the actor may see, active or not.
pub(super) fn visible<'a>(
    app: &App,
    actor: &Actor,
    people: &'a Projection,
    today: Date,
) -> impl Fn(EmployeeId) -> Option<&'a Employee> + use<'a> {
    let scope = app.scope(actor);
    move |id| {
        let employee = &people.person(id)?.employee;
        scope.holds(about(employee, today)).then_some(employee)
    }
}

/// The user who decides, if it is one.
pub(in crate::app) fn decider(actor: &Actor) -> Option<crate::domain::id::UserId> {
    match actor {
        Actor::User(account) => Some(account.user),
        _ => None,
    }
}

fn first_evaluation(change: &Change<'_>, id: EmployeeId) -> Result<Option<Date>, Error> {
    let first = change
        .store
        .list::<Evaluation>("by_employee", Span::of(id), Order::Ascending, 1)?;
    Ok(first.first().map(|evaluation| evaluation.date))
}

/// Numbers are compared without regard to case: nobody tells A-17 from a-17 on a phone.
fn number_is_free(
    people: &Projection,
    scope: Scope,
    number: Option<&str>,
    own: Option<EmployeeId>,
    today: Date,
) -> Result<(), Error> {
    let Some(number) = number.map(folded) else {
        return Ok(());
    };
    let same = |employee: &Employee| employee.number.as_deref().map(folded).as_ref() == Some(&number);
    let Some(other) = people
        .people()
        .map(|person| &person.employee)
        .find(|employee| Some(employee.id) != own && same(employee))
    else {
        return Ok(());
    };
    let sentence = match scope.holds(about(other, today)) {
        true => message!(
            "{name} already has this number. Please choose another.",
            name = other.name()
        ),
        false => message!("Someone already has this number. Please choose another."),
    };
    Err(Invalid::one("number", sentence).into())
}

/// Whoever sees only their own reports adds only those: nobody creates what they cannot see.
fn stays_in_sight(app: &App, actor: &Actor, employee: &Employee, today: Date) -> Result<(), Error> {
    let at_start = about(employee, employee.hire_date.max(today));
    if app.scope(actor).holds(at_start) {
        return Ok(());
    }
    Err(Invalid::one(
        "manager",
        message!("You see only the people who report to you, so please choose yourself here."),
    )
    .into())
}

/// Names of the fields in which two records differ.
pub(in crate::app) fn differing(before: &Employee, after: &Employee) -> Vec<&'static str> {
    [
        (before.first_name != after.first_name, "first_name"),
        (before.last_name != after.last_name, "last_name"),
        (before.number != after.number, "number"),
        (before.phone != after.phone, "phone"),
        (before.email != after.email, "email"),
        (before.hire_date != after.hire_date, "hire_date"),
        (before.notes != after.notes, "notes"),
        (before.tiers != after.tiers, "tiers"),
        (before.managers != after.managers, "managers"),
    ]
    .into_iter()
    .filter_map(|(differs, field)| differs.then_some(field))
    .collect()
}
