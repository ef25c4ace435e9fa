//! The people who are rated: find, add, change, let go and take back.
//!
//! Their levels and figures are not here; those come from the projection.

mod changes;
mod list;
mod record;
mod seen;

pub use changes::{change_tier, deactivate, reactivate, remove_tier, report_to};
pub use list::{Activity, Filter, Full, Listed, ManagerFilter, PAGE, Row, Sort, Talk, all, leads, list};
pub(super) use record::draft as new_record;
pub use record::{Editable, New, about, create, edit, editable};
pub(super) use record::{decider, differing};
pub use seen::{Seen, by_number, see};

#[cfg(test)]
mod tests;
