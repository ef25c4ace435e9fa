//! What was given in a period: how many evaluations, and the plain mean of their ratings. It is
//! another figure than the average of official levels, and keeps its own name.

use crate::app::projection::{Cell, Person};
use crate::domain::kpi::average::Ratings;
use jiff::civil::Date;

/// Finalised manager evaluations of a period and the levels given in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub evaluations: u32,
    /// The "average of ratings given in the period".
    pub ratings: Ratings,
}

/// A period and, if only one is looked at, a category's slot.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: Date,
    /// Included.
    pub to: Date,
    pub category: Option<usize>,
}

impl Period {
    /// Adds what a person was given. With a category, evaluations without a level in it do not count.
    pub fn add(&self, person: &Person, given: &mut Given) {
        let until = person.as_of(self.to);
        let before = self.from.yesterday().map(|day| person.as_of(day)).ok();
        let after = until.cells().unwrap_or_default();
        let earlier = before.as_ref().and_then(|as_of| as_of.cells()).unwrap_or_default();
        match self.category {
            Some(category) => {
                let (after, earlier) = (cell(after, category), cell(earlier, category));
                given.evaluations += after.evaluations - earlier.evaluations;
                given
                    .ratings
                    .add(after.given - earlier.given, after.given_n - earlier.given_n);
            }
            None => {
                let made = until.made() - before.as_ref().map_or(0, |as_of| as_of.made());
                given.evaluations += u32::try_from(made).unwrap_or(u32::MAX);
                for (i, after) in after.iter().enumerate() {
                    let earlier = cell(earlier, i);
                    given
                        .ratings
                        .add(after.given - earlier.given, after.given_n - earlier.given_n);
                }
            }
        }
    }
}

fn cell(cells: &[Cell], at: usize) -> Cell {
    cells.get(at).copied().unwrap_or_default()
}
