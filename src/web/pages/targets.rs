//! `/targets`: what each tier asks for, in sets that begin on a day.

mod fields;
mod form;
mod show;

use crate::domain::message::Message;
use crate::domain::settings::Settings;
use crate::domain::tier::Tier;
use crate::message;
use crate::web::{Access, Body, Route, get, post};
use jiff::civil::Date;

pub const ROUTES: &[Route] = &[
    get("/targets", Access::Admin, show::show),
    get("/targets/new", Access::Admin, form::new),
    post("/targets", Access::Admin, Body::Form, form::create),
    get("/targets/{id}/edit", Access::Admin, form::show),
    post("/targets/{id}/edit", Access::Admin, Body::Form, form::save),
    post("/targets/{id}/removal", Access::Admin, Body::Form, show::remove),
];

/// The company's names of the tiers, lowest first.
fn tier_names(settings: &Settings) -> Vec<String> {
    Tier::ALL
        .into_iter()
        .map(|tier| settings.tier_name(tier).to_owned())
        .collect()
}

/// "Targets from 2026-05-04 on".
fn said_of(from: Date) -> Message {
    message!("Targets from {day} on are saved.", day = from)
}
