//! A device handed to someone without an account: the manager prepares it, the person types the PIN.

use super::session;
use crate::app::{self, handover};
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, HANDOVER, Reply, Request, Route, SIGN_IN, get, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/employees/{id}/handover", Access::Manager, ask),
    post("/employees/{id}/handover", Access::Manager, Body::Form, prepare),
    get(HANDOVER, Access::User, show),
    post(HANDOVER, Access::User, Body::Form, confirm),
];

#[derive(Serialize)]
struct AskPage {
    id: u64,
    name: String,
    /// Why it cannot be handed over.
    refused: Option<Message>,
    /// Shown once, when it is prepared.
    pin: Option<String>,
}

impl view::Page for AskPage {
    const TEMPLATE: &'static str = "handover/ask.html";
    fn title(&self) -> Message {
        message!("Hand this device to {name}", name = self.name)
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

#[derive(Serialize)]
struct PinPage {
    name: String,
    errors: Errors,
}

impl view::Page for PinPage {
    const TEMPLATE: &'static str = "handover/pin.html";
    fn title(&self) -> Message {
        message!("Your PIN")
    }
}

fn ask(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    match handover::check(&ctx.app, &request.actor, id) {
        Ok(name) => ctx.page(request, &page(id, name, None, None)),
        Err(app::Error::Conflict(why)) => ctx.page(request, &page(id, name(ctx, id), Some(why), None)),
        Err(other) => Err(other.into()),
    }
}

fn prepare(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    let peer = session::peer(request);
    let from = session::from(request, &peer);
    match handover::prepare(&ctx.app, &request.actor, &signed.session, id, &from) {
        Ok(prepared) => {
            let written = format!("{} {}", &prepared.pin[..3], &prepared.pin[3..]);
            let reply = ctx.page(request, &page(id, name(ctx, id), None, Some(written)))?;
            Ok(reply.with_session(prepared.token, handover::LASTS.unsigned_abs()))
        }
        Err(app::Error::Conflict(why)) => ctx.page(request, &page(id, name(ctx, id), Some(why), None)),
        Err(other) => Err(other.into()),
    }
}

fn page(id: EmployeeId, name: String, refused: Option<Message>, pin: Option<String>) -> AskPage {
    AskPage {
        id: id.0,
        name,
        refused,
        pin,
    }
}

/// Only for who was let through to this person before.
fn name(ctx: &Ctx, id: EmployeeId) -> String {
    let projection = ctx.app.projection();
    projection
        .person(id)
        .map(|person| person.employee.name())
        .unwrap_or_default()
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    match &signed.session.handed_over {
        None => Err(Failure::NotFound),
        Some(handed_over) if handed_over.pin_hash.is_none() => Ok(Reply::see_other("/me")),
        Some(_) => ctx.page(request, &pin_page(request, Errors::default())?),
    }
}

fn confirm(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    match handover::confirm(&ctx.app, &request.actor, &signed.session, request.form.text("pin")) {
        Ok(()) => Ok(Reply::see_other("/me")),
        Err(app::Error::Denied) => {
            let said = message!("The PIN was wrong too often or came too late. Hand the device back and begin again.");
            Ok(Reply::see_other(SIGN_IN)
                .without_session()
                .with_flash(Flash::problem(said)))
        }
        Err(app::Error::Invalid(invalid)) => ctx.page_again(request, &pin_page(request, Errors::from(&invalid))?),
        Err(other) => Err(other.into()),
    }
}

fn pin_page(request: &Request, errors: Errors) -> Result<PinPage, Failure> {
    Ok(PinPage {
        name: request.user()?.name.clone(),
        errors,
    })
}
