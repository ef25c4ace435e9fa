//! What three people look like, to tell whether a restored store would show the same.

use crate::app::projection::Projection;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::store::{self, Read};
use jiff::civil::Date;

/// The levels and figures of up to three people: those with the first, the middle and the last id.
pub(super) fn of_three(store: &impl Read, today: Date) -> store::Result<Vec<String>> {
    let mut all: Vec<EmployeeId> = Vec::new();
    store.each(|employee: Employee| all.push(employee.id))?;
    all.sort_unstable();
    let picked = [0, all.len() / 2, all.len().saturating_sub(1)].map(|at| all.get(at).copied());
    // In memory for these alone, however long the history of all is.
    let projection = Projection::build_of(store, |id| picked.contains(&Some(id)))?;
    let mut people: Vec<_> = projection.people().collect();
    people.sort_by_key(|person| person.id());
    let figures = people.into_iter().map(|person| {
        let as_of = person.as_of(today);
        format!(
            "{} {:?} {:?} {:?} {:?}",
            person.id(),
            as_of.cells(),
            as_of.tool_cells(),
            as_of.overall(),
            as_of.last_evaluated()
        )
    });
    Ok(figures.collect())
}
