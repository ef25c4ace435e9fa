//! A report is one typed value; its faces write it as CSV, XLSX or JSON. So far the values are
//! tables: the lists of the pages with the same filters, and the figures of the dashboard. Who may
//! see what is decided by `app`, of which only the reading side is used.

mod blank;
mod catalogue;
mod csv;
mod employees;
mod evaluations;
mod figures;
mod file;
mod json;
mod list;
mod ratings;
pub mod table;
mod targets;
mod tool_marks;
mod users;
mod xlsx;

pub use file::{Format, Made, archive, make, name};
pub use list::{List, Search, Show};

use crate::domain::message::Message;
use crate::domain::settings::Settings;

/// In whose language a report is.
pub struct Voice<'a> {
    /// A sentence of ours.
    pub say: &'a dyn Fn(&Message) -> String,
    /// With the names of tiers and levels in that language.
    pub settings: Settings,
}

/// A result of this module.
pub type Result<T> = std::result::Result<T, crate::app::Error>;
