//! The embedded `web/` folder: templates, assets, words, charts. Turns a page's typed value into
//! HTML; knows nothing of requests and decides nothing.

mod apple_profile;
pub mod assets;
pub mod charts;
mod filters;
mod form;
mod frame;
#[cfg(test)]
pub(crate) mod gallery;
mod icons;
mod list;
mod pages;
mod parts;
mod render;
mod words;

pub use apple_profile::apple_profile;
pub use form::{Choice, Errors};
pub use frame::{Attention, Flash, FlashKind, Frame, NavItem, Section, SignedIn};
pub use list::{Chip, Column, ListUrl, Paging};
pub use pages::{ErrorPage, SignInPage, WayOn};
pub use render::{Error, View};
pub use words::{Moment, Words};

use crate::domain::message::Message;

/// A page: a plain value with words ready to show, named after its template.
pub trait Page: serde::Serialize {
    /// Path below `web/templates`, `employees/list.html`.
    const TEMPLATE: &'static str;
    /// Stands in the tab and in the list of open windows.
    fn title(&self) -> Message;
    /// Which entry of the navigation is the current one.
    fn section(&self) -> Section {
        Section::None
    }
    /// Pages that show ratings say here who else can see them.
    fn seen_by(&self) -> Option<Message> {
        None
    }
}
