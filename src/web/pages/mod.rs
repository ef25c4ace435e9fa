//! The pages: one module each, and the rows they bring to the table.

mod assets;
mod catalogue;
mod dashboard;
mod errors;
mod evaluations;
mod health;
mod profile;
mod targets;

use super::routes::Route;

/// Every page and act there is.
pub const ROUTES: &[&[Route]] = &[assets::ROUTES, catalogue::ROUTES, health::ROUTES, targets::ROUTES];
