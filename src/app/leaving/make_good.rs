//! At the start, before anything is served: whoever has a tombstone is anonymised in this store too,
//! which may be an older copy that was put back.

use super::super::{App, Change, Error};
use super::erase::{self, erase};
use crate::domain::employee::Employee;
use crate::domain::policy::Actor;
use crate::domain::tombstone::Tombstone;
use crate::store::Read;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Brings the store and the file beside it in line.
///
/// # Errors
/// When someone should be anonymised and it cannot be saved: nothing is served then.
pub fn make_good(app: &App) -> Result<(), Error> {
    let beside = app.tombstones.load().read()?;
    let kept: Vec<Tombstone> = app.store.read()?.all()?;
    let known: BTreeSet<_> = kept.iter().map(|one| one.employee).collect();
    let mut done = BTreeSet::new();
    for tombstone in &beside {
        if !known.contains(&tombstone.employee) && done.insert(tombstone.employee) {
            app.change(&Actor::Program, |change| once_more(app, change, tombstone))?;
            tracing::warn!(employee = %tombstone.employee, "anonymised again: the store was an older copy");
        }
    }
    let lying_there: BTreeSet<_> = beside.iter().map(|one| one.employee).collect();
    for tombstone in kept.iter().filter(|one| !lying_there.contains(&one.employee)) {
        // The record says it as well: only an older copy would miss it.
        if let Err(error) = app.tombstones.load().add(tombstone) {
            tracing::warn!(%error, "a tombstone could not be written beside the data");
        }
    }
    super::rewrite(app);
    Ok(())
}

fn once_more(app: &App, change: &mut Change<'_>, tombstone: &Tombstone) -> Result<(), Error> {
    let id = tombstone.employee;
    match change.store.get::<Employee>(id)? {
        // Hired after the copy was made: nobody else may ever get this number.
        None => change.store.skip_to::<Employee>(id)?,
        Some(mut employee) => {
            let zone = app.zoned_now().time_zone().clone();
            end_employment(&mut employee, tombstone.at.to_zoned(zone).date());
            erase(change, &mut employee)?;
            change.store.want_rewriting()?;
            change.record::<Employee>("employee_anonymised", id, erase::FIELDS)?;
        }
    }
    change.put(tombstone)
}

/// The older copy may have the person at work still: the last day was before the day of the tombstone.
fn end_employment(employee: &mut Employee, on: Date) {
    if let Some(last) = employee.employment.last_mut().filter(|last| last.to.is_none()) {
        let never = last.from.saturating_sub(1.day());
        last.to = Some(on.saturating_sub(1.day()).max(never));
    }
}
