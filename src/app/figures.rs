//! What pages of figures share: the filter, the trend as of each month end, and what was given in
//! a period. Pure, over the projection; who may see what is decided before.

pub mod filter;
pub mod period;
pub mod targets;
pub mod trend;

pub use filter::Filter;
pub use period::{Given, Period};

use super::projection::{AsOf, Projection};
use crate::domain::kpi::average::{Overall, Tally};
use jiff::civil::Date;

/// The categories and the overall average of people as of one day, also of those who were never
/// rated by then.
pub(super) struct Day {
    pub on: Date,
    blank: Vec<Tally>,
    blank_overall: Overall,
}

impl Day {
    pub fn new(projection: &Projection, on: Date) -> Self {
        let blank = projection.blank(on);
        let blank_overall = projection.blank_overall(&blank);
        Self {
            on,
            blank,
            blank_overall,
        }
    }

    /// Of a person as of this day, by category slot.
    pub fn tally(&self, as_of: &AsOf<'_>, category: usize) -> Tally {
        match as_of.cells() {
            Some(cells) => cells[category].tally,
            None => self.blank[category],
        }
    }

    /// Of a person as of this day.
    pub fn overall<'a>(&'a self, as_of: &AsOf<'a>) -> &'a Overall {
        as_of.overall().unwrap_or(&self.blank_overall)
    }
}
