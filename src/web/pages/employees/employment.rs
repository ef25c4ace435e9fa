//! `/employees/{id}/employment`: from when to when a person works here; letting go and taking back.

use super::{Person, editable, reports};
use crate::app::{self, employees, users};
use crate::domain::day;
use crate::domain::id::EmployeeId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct EmploymentPage {
    person: Person,
    /// The latest first.
    periods: Vec<Period>,
    reports: usize,
    /// The user name with which the person can still sign in.
    signs_in_as: Option<String>,
    day: String,
    /// The latest last day there can be.
    latest: Date,
    errors: Errors,
}

#[derive(Serialize)]
struct Period {
    from: Date,
    to: Option<Date>,
    /// It ended before it began: entered by mistake, or never came.
    never: bool,
}

impl view::Page for EmploymentPage {
    const TEMPLATE: &'static str = "employees/employment.html";
    fn title(&self) -> Message {
        message!("Employment of {name}", name = self.person.name)
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, None, Errors::default())?)
}

pub fn end(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let typed = request.form.text("last_day");
    let ended = day::required("last_day", typed)
        .map_err(app::Error::from)
        .and_then(|last| employees::deactivate(&ctx.app, &request.actor, id, last));
    finish(ctx, request, id, typed, ended)
}

pub fn begin(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let typed = request.form.text("from");
    let begun = day::required("from", typed)
        .map_err(app::Error::from)
        .and_then(|from| employees::reactivate(&ctx.app, &request.actor, id, from));
    finish(ctx, request, id, typed, begun)
}

fn finish(
    ctx: &Ctx,
    request: &Request,
    id: EmployeeId,
    typed: &str,
    done: Result<(), app::Error>,
) -> Result<Reply, Failure> {
    if let Err(error) = done {
        return ctx.again(request, error, |errors| page(ctx, request, Some(typed), errors));
    }
    let person = Person::of(&editable(ctx, request)?.employee);
    let said = match person.active {
        true => message!("{name} works here again.", name = person.name),
        false => message!(
            "{name} is deactivated and in no figure of today any more.",
            name = person.name
        ),
    };
    Ok(Reply::see_other(format!("/employees/{id}/employment")).with_flash(Flash::done(said)))
}

fn page(ctx: &Ctx, request: &Request, typed: Option<&str>, errors: Errors) -> Result<EmploymentPage, Failure> {
    let employee = editable(ctx, request)?.employee;
    let today = ctx.app.today();
    let began = employee.employment.last().map_or(employee.hire_date, |e| e.from);
    let yesterday = today.saturating_sub(1.day());
    let latest = yesterday.max(began.saturating_sub(1.day()));
    let day = match (typed, employee.active()) {
        (Some(typed), _) => typed.to_owned(),
        (None, true) => latest.to_string(),
        (None, false) => today.to_string(),
    };
    Ok(EmploymentPage {
        periods: employee
            .employment
            .iter()
            .rev()
            .map(|e| Period {
                from: e.from,
                to: e.to,
                never: e.to.is_some_and(|to| to < e.from),
            })
            .collect(),
        reports: reports(ctx, request, employee.id)?,
        signs_in_as: users::of_employee(&ctx.app, employee.id)?
            .filter(|user| user.active)
            .map(|user| user.name),
        day,
        latest,
        errors,
        person: Person::of(&employee),
    })
}
