//! `/api/v1`: the same as the pages, for programs. JSON in and out, an API token and no session.
//!
//! Each row stands in the one route table and says what it takes and gives; the description at
//! `/api/v1/openapi.json` is made from that.

mod answering;
mod conditions;
mod cursor;
mod dashboard;
mod described;
mod employees;
mod evaluations;
mod exports;
mod figures;
mod imports;
mod levels;
mod me;
mod openapi;
mod patch;
mod problem;
mod query;
mod rated;
mod reading;
mod settings;
mod targets;
mod users;

pub use described::{Described, Does, Gives, Param, ParamKind, Takes};
pub use openapi::description;
pub use problem::problem;
pub(super) use problem::problem_in_words;

/// Where all of it is.
pub const BASE: &str = "/api/v1";

/// Every row of the API.
pub const ROUTES: &[&[Described]] = &[
    dashboard::ROUTES,
    employees::ROUTES,
    evaluations::ROUTES,
    evaluations::acts::ROUTES,
    exports::ROUTES,
    imports::ROUTES,
    imports::bringing::ROUTES,
    me::ROUTES,
    openapi::ROUTES,
    rated::ROUTES,
    settings::ROUTES,
    targets::ROUTES,
    users::ROUTES,
];

/// All of them.
pub fn rows() -> impl Iterator<Item = &'static Described> {
    ROUTES.iter().flat_map(|rows| rows.iter())
}

/// Whether a path belongs to programs, be there something or not.
pub fn is_below(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
