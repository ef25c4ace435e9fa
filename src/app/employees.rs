//! The people who are rated: find, add, change, let go and take back.
//!
//! Their levels and figures are not here; those come from the projection.

mod changes;
mod list;
mod record;
mod seen;

pub use changes::{change_tier, deactivate, reactivate, remove_tier, report_to};
pub use list::{Activity, Filter, Listed, ManagerFilter, PAGE, Row, Sort, Talk, leads, list};
pub use record::{Editable, New, about, create, edit, editable};
pub use seen::{Seen, by_number, see};

#[cfg(test)]
mod tests;
