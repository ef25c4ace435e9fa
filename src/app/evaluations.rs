//! Evaluations: begin, save as one goes, submit, finalise, delete or discard a draft, return to draft, reopen,
//! answer, read, list; or write down a whole one at once.
//!
//! Each save of a draft is a transaction of its own but no event: the draft says when it was last
//! saved, and a tap is nothing to audit.

pub(super) mod access;
mod answers;
mod back;
mod begin;
mod contents;
mod create;
mod delete;
mod discard;
mod list;
mod release;
mod revised;
mod save;
mod sheet;
mod submit;
mod view;
mod writer;

pub(super) use access::{Dated, Loaded, asking, name_of as name_of_user, rater_name};
pub use answers::{Answer, MayAnswer, Said, acknowledge, attach_statement, record_read_out, refuse};
pub use back::{Opened, reopen, return_to_draft};
pub use begin::{New, begin, ratable_people};
pub use contents::{Contents, Read};
pub use create::{Then, Whole, create};
pub(super) use create::{accepted, create_in};
pub use delete::delete;
pub use discard::{Discarded, discard};
pub use list::{Filter, Listed, PAGE, Raters, Row, Sort, all, list, name_of_employee, newest, raters, row};
pub use release::release;
pub use revised::{BeingRevised, being_revised};
pub use save::{Clash, Saved, Typed, TypedChange, change, save};
pub use sheet::{Sheet, SheetCategory, SheetSkill, SheetTool, SheetToolCategory, sheet};
pub use submit::{finalise, submit, submit_and_finalise};
pub use view::{May, ReturnedBy, Sight, Viewed, Withdrawal, view, view_withdrawn};

#[cfg(test)]
mod tests;
