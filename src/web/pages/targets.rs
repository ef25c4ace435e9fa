//! `/targets`: what each tier asks for, in sets that begin on a day.

mod fields;
mod form;
mod show;

use crate::domain::day;
use crate::domain::message::Message;
use crate::message;
use crate::web::{Access, Body, Ctx, Request, Route, get, post};
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
fn tier_names(ctx: &Ctx, request: &Request) -> Vec<String> {
    ctx.settings(request).tier_names.into()
}

/// "Targets from 4 May 2026 on".
fn said_of(from: Date) -> Message {
    message!("Targets from {day} on are saved.", day = day::in_words(from))
}
