//! What changes over time: tier, employment, whom one reports to.

use super::super::{App, Error};
use super::record::{decider, of, visible};
use crate::domain::employee::history::TierChange;
use crate::domain::employee::{Employee, ManagerEntry, TierEntry};
use crate::domain::id::EmployeeId;
use crate::domain::policy::Actor;
use jiff::civil::Date;

/// Gives a tier from a day on; an entry of the same day is replaced.
pub fn change_tier(app: &App, actor: &Actor, id: EmployeeId, to: &TierChange) -> Result<(), Error> {
    app.change(actor, |change| {
        let (mut employee, _) = of(app, actor, change, id)?;
        let entry = TierEntry {
            from: to.from,
            tier: to.tier,
            decided_by: decider(actor),
            reason: to.reason.clone(),
        };
        employee.change_tier(entry, change.today)?;
        change.put(&employee)?;
        change.record::<Employee>("tier_changed", id, &["tiers"])
    })
}

/// Takes the tier entry of a day away again, as if it had never been decided.
pub fn remove_tier(app: &App, actor: &Actor, id: EmployeeId, from: Date) -> Result<(), Error> {
    app.change(actor, |change| {
        let (mut employee, _) = of(app, actor, change, id)?;
        employee.remove_tier(from)?;
        change.put(&employee)?;
        change.record::<Employee>("tier_change_removed", id, &["tiers"])
    })
}

/// Ends the employment: out of every figure of today at once, in history for ever.
pub fn deactivate(app: &App, actor: &Actor, id: EmployeeId, last_day: Date) -> Result<(), Error> {
    app.change(actor, |change| {
        let (mut employee, _) = of(app, actor, change, id)?;
        employee.deactivate(last_day, change.today)?;
        change.put(&employee)?;
        change.record::<Employee>("employee_deactivated", id, &["employment"])
    })
}

/// Begins a new employment.
pub fn reactivate(app: &App, actor: &Actor, id: EmployeeId, from: Date) -> Result<(), Error> {
    app.change(actor, |change| {
        let (mut employee, _) = of(app, actor, change, id)?;
        employee.reactivate(from, change.today)?;
        change.put(&employee)?;
        change.record::<Employee>("employee_reactivated", id, &["employment"])
    })
}

/// Lets the employee report to someone, or to nobody, from a day on.
pub fn report_to(app: &App, actor: &Actor, id: EmployeeId, to: ManagerEntry) -> Result<(), Error> {
    app.change(actor, |change| {
        let (mut employee, _) = of(app, actor, change, id)?;
        let people = app.projection();
        // Only who is in sight can be chosen; the lines upwards are followed through everyone.
        let seen = visible(app, actor, &people, change.today);
        if to
            .manager
            .is_some_and(|manager| manager != id && seen(manager).is_none())
        {
            return Err(Error::NotFound);
        }
        employee.report_to(to, |id| people.person(id).map(|person| &person.employee))?;
        change.put(&employee)?;
        change.record::<Employee>("manager_changed", id, &["managers"])
    })
}
