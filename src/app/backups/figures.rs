//! What three people look like, to tell whether a restored store would show the same.

use crate::app::projection::Projection;
use crate::store::{self, Read};
use jiff::civil::Date;

/// The levels and figures of up to three people: those with the first, the middle and the last id.
pub(super) fn of_three(store: &impl Read, today: Date) -> store::Result<Vec<String>> {
    let projection = Projection::build(store)?;
    let mut people: Vec<_> = projection.people().collect();
    people.sort_by_key(|person| person.id());
    let mut picked = vec![0, people.len() / 2, people.len().saturating_sub(1)];
    picked.dedup();
    let figures = picked.into_iter().filter_map(|at| people.get(at)).map(|person| {
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
