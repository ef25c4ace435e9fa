//! Which list of the pages, with which filters.

use super::table::Table;
use super::{Result, Voice, blank, catalogue, employees, evaluations, figures, ratings, targets, tool_marks, users};
use crate::app::App;
use crate::app::employees::Filter as People;
use crate::app::evaluations::Filter as Evaluations;
use crate::app::figures::Filter as Figures;
use crate::domain::id::TargetSetId;
use crate::domain::import::columns::Shape;
use crate::domain::policy::Actor;

/// A list that can be taken along.
#[derive(Clone, Debug)]
pub enum List {
    Employees(People),
    /// One row an evaluation, a column a skill.
    Evaluations(Evaluations),
    /// One row a rating.
    Ratings(Evaluations),
    /// One row a tool mark.
    ToolMarks(Evaluations),
    /// A table of past evaluations to fill in.
    Blank(Shape),
    Skills(Search),
    Tools(Search),
    /// Skills and tools, one below the other.
    Catalogue(Search),
    /// One set, or the one of today.
    Targets(Option<TargetSetId>),
    Users,
    /// The dashboard's figure of each category.
    Categories(Figures),
    /// The dashboard's figure of each month.
    Trend(Figures),
}

/// What of the catalogue is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Folded; stands in the name or the description.
    pub folded: String,
    pub show: Show,
}

/// In use or archived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    #[default]
    InUse,
    Archived,
    All,
}

impl Show {
    pub fn holds(self, archived: bool) -> bool {
        match self {
            Show::InUse => !archived,
            Show::Archived => archived,
            Show::All => true,
        }
    }
}

impl List {
    /// The table as this actor may see it, and only if the actor may see it at all.
    pub fn table<'a>(&self, app: &'a App, actor: &'a Actor, voice: &'a Voice<'a>) -> Result<Table<'a>> {
        match self {
            List::Employees(filter) => employees::table(app, actor, voice, filter),
            List::Evaluations(filter) => evaluations::table(app, actor, filter),
            List::Ratings(filter) => ratings::table(app, actor, filter),
            List::ToolMarks(filter) => tool_marks::table(app, actor, filter),
            List::Blank(shape) => blank::table(app, actor, *shape),
            List::Skills(search) => catalogue::table(app, actor, search, catalogue::What::Skills),
            List::Tools(search) => catalogue::table(app, actor, search, catalogue::What::Tools),
            List::Catalogue(search) => catalogue::table(app, actor, search, catalogue::What::Both),
            List::Targets(set) => targets::table(app, actor, voice, *set),
            List::Users => users::table(app, actor),
            List::Categories(filter) => figures::categories(app, actor, filter),
            List::Trend(filter) => figures::trend(app, actor, filter),
        }
    }
}
