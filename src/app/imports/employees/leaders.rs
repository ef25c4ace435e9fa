//! Whom people report to, by number or name: someone recorded, or of the same table.

use super::super::super::{App, Error};
use super::super::check::Problem;
use super::super::people::{Found, People};
use super::super::source::Source;
use super::{Plan, about};
use crate::domain::employee::{Employee, ManagerEntry};
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::domain::policy::{Actor, Scope};
use crate::domain::text::folded;
use crate::message;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Sets the reporting lines of everyone in the plan.
pub(super) fn set(
    plan: &mut Plan,
    source: &Source<'_>,
    app: &App,
    actor: &Actor,
    people: &People<'_>,
) -> Result<(), Error> {
    let today = app.today();
    let now = app.projection();
    let mut all: BTreeMap<EmployeeId, Employee> = BTreeMap::new();
    let (mut by_number, mut by_name) = (HashMap::new(), HashMap::<String, Vec<EmployeeId>>::new());
    for step in &plan.steps {
        all.insert(step.after.id, step.after.clone());
        if let Some(number) = &step.after.number {
            by_number.insert(folded(number), step.after.id);
        }
        by_name
            .entry(folded(&step.after.name()))
            .or_default()
            .push(step.after.id);
    }
    let found = |text: &str| -> Result<EmployeeId, Message> {
        let wanted = folded(text);
        let numbered = by_number.get(&wanted).copied().or(match people.by_number(&wanted) {
            Some(Found::Seen(employee)) => Some(employee.id),
            _ => None,
        });
        if let Some(id) = numbered {
            return Ok(id);
        }
        let mut named: Vec<EmployeeId> = by_name.get(&wanted).cloned().unwrap_or_default();
        named.extend(people.by_name(&wanted).iter().map(|one| one.id));
        named.sort();
        named.dedup();
        match named.as_slice() {
            [one] => Ok(*one),
            [] => Err(message!(
                "Nobody here is called {name}, and nobody has that number.",
                name = text
            )),
            _ => Err(message!(
                "More than one person is called {name}. Please write the employee number.",
                name = text
            )),
        }
    };
    for step in &mut plan.steps {
        let leader = match (&step.leader, app.scope(actor), &step.before) {
            (Some(text), _, _) => Some(found(text)),
            // Whoever sees only their own reports adds only those.
            (None, Scope::ReportsOf(me), None) => Some(Ok(me)),
            _ => None,
        };
        let Some(leader) = leader else { continue };
        let from = today.max(step.after.hire_date);
        let reported = leader.and_then(|leader| reports(&mut step.after, leader, from, &all, &now));
        let out_of_sight = || {
            let hidden = step.before.is_none() && !app.scope(actor).holds(about(&step.after, from));
            hidden.then(|| message!("You see only the people who report to you, so please choose yourself here."))
        };
        if let Some(said) = reported.err().or_else(out_of_sight) {
            plan.check.problems.push(Problem {
                line: step.line,
                column: source.mapping.column("manager").map(|at| source.table.column(at)),
                said,
            });
        }
        all.insert(step.after.id, step.after.clone());
    }
    Ok(())
}

fn reports(
    employee: &mut Employee,
    leader: EmployeeId,
    from: Date,
    all: &BTreeMap<EmployeeId, Employee>,
    now: &super::Projection,
) -> Result<(), Message> {
    if employee.manager_on(from) == Some(leader) {
        return Ok(());
    }
    let entry = ManagerEntry {
        from,
        manager: Some(leader),
    };
    let of = |id| all.get(&id).or_else(|| now.person(id).map(|person| &person.employee));
    employee.report_to(entry, of).map_err(|invalid| {
        let first = invalid.fields.into_iter().next().map(|(_, said)| said);
        first.unwrap_or_else(|| message!("This cannot be."))
    })
}
