//! The last finalised evaluations within the filter, found from each person's end: no cost grows
//! with how many there are.

use crate::app::figures::Filter;
use crate::app::projection::Person;
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::kpi::exact::Exact;
use jiff::civil::Date;

/// Most rows.
const LISTED: usize = 8;

/// A finalised manager evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Recent {
    pub evaluation: EvaluationId,
    pub date: Date,
    pub employee: EmployeeId,
    pub name: String,
    pub rater: UserId,
    pub rater_name: String,
    /// Skills given a level, and the plain mean of these levels.
    pub rated: u32,
    pub mean: Option<Exact>,
}

/// Newest first. `category` is a slot: only evaluations that gave a level in it.
pub(super) fn recent(people: &[&Person], filter: &Filter, category: Option<usize>) -> Vec<Recent> {
    let mut newest: Vec<((Date, EvaluationId), &Person)> = Vec::with_capacity(LISTED + 1);
    for person in people {
        for (from, to) in filter.stretches(&person.employee) {
            for key in backwards(person, from, to, category).take(LISTED) {
                if newest.len() == LISTED && newest.last().is_some_and(|(last, _)| *last > key) {
                    break;
                }
                let at = newest.partition_point(|(other, _)| *other > key);
                newest.insert(at, (key, person));
                newest.truncate(LISTED);
            }
        }
    }
    newest
        .into_iter()
        .filter_map(|((date, id), person)| row(person, date, id))
        .collect()
}

fn row(person: &Person, date: Date, id: EvaluationId) -> Option<Recent> {
    let header = person.evaluation(date, id)?;
    Some(Recent {
        evaluation: id,
        date,
        employee: person.id(),
        name: person.employee.name(),
        rater: header.rater,
        rater_name: String::new(),
        rated: header.rated.into(),
        mean: header.mean(),
    })
}

/// A person's counted evaluations from `to` back to `from`.
fn backwards(
    person: &Person,
    from: Date,
    to: Date,
    category: Option<usize>,
) -> impl Iterator<Item = (Date, EvaluationId)> {
    let counted = person.counted();
    let first = from.yesterday().map_or(0, |day| person.as_of(day).made());
    let made = person.as_of(to).made();
    // With a category: from one evaluation that rated it to the one before, by its running count.
    let mut at = made;
    std::iter::from_fn(move || {
        at = match category {
            None => at.checked_sub(1)?,
            Some(slot) => person.history.rated_before(slot, at)?,
        };
        (at >= first).then(|| counted[at])
    })
}
