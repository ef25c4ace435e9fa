//! `/employees/{id}/anonymisation` and `/employees/{id}/everything`: what becomes of a person's
//! record once they have left, and all of it as one file.

use crate::app::{everything, leaving};
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, post};
use http::Method;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/employees/{id}/anonymisation", Access::Admin, show),
    post("/employees/{id}/anonymisation", Access::Admin, Body::Form, anonymise),
    get("/employees/{id}/everything", Access::User, everything),
];

#[derive(Serialize)]
struct AnonymisationPage {
    id: u64,
    name: String,
    /// What the record is called afterwards.
    becomes: String,
    evaluations: usize,
    drafts: usize,
    signs_in_as: Option<String>,
    refused: Option<Message>,
    typed: String,
    errors: Errors,
}

impl view::Page for AnonymisationPage {
    const TEMPLATE: &'static str = "employees/anonymisation.html";
    fn title(&self) -> Message {
        message!("Anonymise {name}", name = self.name)
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, "", Errors::default())?)
}

fn anonymise(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let typed = request.form.text("name");
    if let Err(error) = leaving::anonymise(&ctx.app, &request.actor, id, typed) {
        return ctx.again(request, error, |errors| page(ctx, request, typed, errors));
    }
    let said = message!("The record is anonymised: the levels stay, without a name.");
    Ok(Reply::see_other(format!("/employees/{id}")).with_flash(Flash::done(said)))
}

fn page(ctx: &Ctx, request: &Request, typed: &str, errors: Errors) -> Result<AnonymisationPage, Failure> {
    let id: EmployeeId = request.id("id")?;
    let found = leaving::consider(&ctx.app, &request.actor, id)?;
    Ok(AnonymisationPage {
        id: id.0,
        name: found.employee.name(),
        becomes: found.becomes,
        evaluations: found.evaluations,
        drafts: found.drafts,
        signs_in_as: found.signs_in_as,
        refused: found.refused,
        typed: typed.to_owned(),
        errors,
    })
}

/// Looking at the headers alone takes nothing.
fn everything(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    if request.method == Method::HEAD {
        everything::permit(&ctx.app, &request.actor, id)?;
        return Ok(Reply::download("application/json", &file_name(ctx, id), Vec::new()));
    }
    let content = everything::about(&ctx.app, &request.actor, id)?;
    Ok(Reply::download("application/json", &file_name(ctx, id), content))
}

/// Numbers only: a name in a list of downloads tells whom it is about.
fn file_name(ctx: &Ctx, id: EmployeeId) -> String {
    format!("everything-employee-{id}-{}.json", ctx.app.today())
}
