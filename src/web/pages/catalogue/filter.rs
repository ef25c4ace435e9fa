//! What of the catalogue a page shows: search and archived, from the query.

use crate::domain::text::folded;
use crate::report;
use crate::web::Pairs;

pub use crate::report::Show;

/// In the address. What is no such word is the default: an address typed by hand never fails.
pub fn show_of(query: &Pairs) -> Show {
    match query.text("show") {
        "archived" => Show::Archived,
        "all" => Show::All,
        _ => Show::InUse,
    }
}

pub fn word(show: Show) -> &'static str {
    match show {
        Show::InUse => "",
        Show::Archived => "archived",
        Show::All => "all",
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
    pub fn of(query: &Pairs) -> Self {
        let search: String = query.text("q").chars().take(200).collect();
        Self {
            show: show_of(query),
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

    /// For who takes it along.
    pub fn search(self) -> report::Search {
        report::Search {
            folded: self.folded,
            show: self.show,
        }
    }
}
