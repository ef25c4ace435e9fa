//! What of the catalogue a page shows: search and archived, from the query.

use crate::domain::text::folded;
use crate::web::Request;

/// What of the catalogue is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Show {
    InUse,
    Archived,
    All,
}

impl Show {
    /// What is no such word is the default: an address typed by hand never fails.
    pub fn of(request: &Request) -> Self {
        match request.query.text("show") {
            "archived" => Show::Archived,
            "all" => Show::All,
            _ => Show::InUse,
        }
    }

    pub fn holds(self, archived: bool) -> bool {
        match self {
            Show::InUse => !archived,
            Show::Archived => archived,
            Show::All => true,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Show::InUse => "",
            Show::Archived => "archived",
            Show::All => "all",
        }
    }
}

/// What the query asks for.
pub struct Filter {
    pub show: Show,
    /// As typed.
    pub search: String,
    pub folded: String,
}

impl Filter {
    pub fn of(request: &Request) -> Self {
        let search: String = request.query.text("q").chars().take(200).collect();
        Self {
            show: Show::of(request),
            folded: folded(&search),
            search,
        }
    }

    pub fn finds(&self, name: &str, description: &str) -> bool {
        self.folded.is_empty() || folded(name).contains(&self.folded) || folded(description).contains(&self.folded)
    }

    /// Skills and tools are listed on their own only when some of them are looked for.
    pub fn looks_inside(&self) -> bool {
        !self.folded.is_empty() || self.show == Show::Archived
    }
}
