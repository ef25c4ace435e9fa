//! The pages: one module each, and the rows they bring to the table.

mod account;
mod assets;
mod backups;
mod catalogue;
mod certificates;
mod counted;
mod dashboard;
mod employees;
mod errors;
mod evaluations;
pub(super) mod exports;
mod figures;
mod handover;
mod health;
mod help;
mod help_api;
pub(super) mod imports;
mod leaving;
mod mine;
mod offsite;
mod profile;
mod qr;
mod reset;
pub(super) mod restore;
mod session;
mod settings;
mod setup;
mod targets;
mod tokens;
mod trust;
mod users;
mod worker;

pub use exports::list;

use super::routes::Route;

/// Every page and act there is.
pub const ROUTES: &[&[Route]] = &[
    account::ROUTES,
    assets::ROUTES,
    catalogue::ROUTES,
    certificates::ROUTES,
    dashboard::ROUTES,
    employees::ROUTES,
    evaluations::ROUTES,
    exports::ROUTES,
    handover::ROUTES,
    health::ROUTES,
    help::ROUTES,
    imports::ROUTES,
    help_api::ROUTES,
    mine::ROUTES,
    leaving::ROUTES,
    profile::ROUTES,
    reset::ROUTES,
    restore::ROUTES,
    session::ROUTES,
    settings::ROUTES,
    setup::ROUTES,
    targets::ROUTES,
    backups::ROUTES,
    offsite::ROUTES,
    tokens::ROUTES,
    trust::ROUTES,
    users::ROUTES,
    worker::ROUTES,
];
