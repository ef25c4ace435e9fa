//! `/evaluations/new`: whom, and as of which day.

use crate::app::evaluations::{self, New};
use crate::app::{self};
use crate::domain::day;
use crate::domain::evaluation::{Kind, Source};
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct NewPage {
    employee: String,
    people: Vec<Choice>,
    date: String,
    today: Date,
    client_uuid: String,
    errors: Errors,
}

impl view::Page for NewPage {
    const TEMPLATE: &'static str = "evaluations/new.html";
    fn title(&self) -> Message {
        message!("New evaluation")
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!(
            "Only you see the draft. The person sees the evaluation once you have finalised it."
        ))
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let today = ctx.app.today().to_string();
    let page = page(
        ctx,
        request,
        request.query.text("employee"),
        &today,
        "",
        Errors::default(),
    );
    ctx.page(request, &page)
}

pub fn begin(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let form = &request.form;
    let (employee, date, uuid) = (form.text("employee"), form.text("date"), form.text("client_uuid"));
    let begun = typed(employee, date, uuid)
        .map_err(app::Error::from)
        .and_then(|new| evaluations::begin(&ctx.app, &request.actor, &new));
    match begun {
        Ok(id) => Ok(Reply::see_other(format!("/evaluations/{id}/rate"))),
        Err(app::Error::Invalid(invalid)) => ctx.page_again(
            request,
            &page(ctx, request, employee, date, uuid, Errors::from(&invalid)),
        ),
        Err(app::Error::NotFound) if !employee.is_empty() => {
            let invalid = Invalid::one("employee", message!("Please choose a person from the list."));
            ctx.page_again(request, &page(ctx, request, "", date, uuid, Errors::from(&invalid)))
        }
        Err(other) => Err(other.into()),
    }
}

fn typed(employee: &str, date: &str, uuid: &str) -> Result<New, Invalid> {
    let mut invalid = Invalid::new();
    let employee = match employee.parse() {
        Ok(id) => EmployeeId(id),
        Err(_) => {
            invalid.add("employee", message!("Please choose a person from the list."));
            EmployeeId(0)
        }
    };
    let date = match day::required("date", date) {
        Ok(date) => date,
        Err(why) => {
            invalid.fields.extend(why.fields);
            Date::ZERO
        }
    };
    invalid.into_result(New {
        employee,
        kind: Kind::Manager,
        date,
        client_uuid: Some(uuid.to_owned()).filter(|uuid| !uuid.is_empty()),
        source: Source::Screen,
    })
}

fn page(ctx: &Ctx, request: &Request, employee: &str, date: &str, uuid: &str, errors: Errors) -> NewPage {
    NewPage {
        employee: employee.to_owned(),
        people: evaluations::ratable_people(&ctx.app, &request.actor)
            .into_iter()
            .map(|(id, name)| Choice::new(id, name))
            .collect(),
        date: date.to_owned(),
        today: ctx.app.today(),
        // A name for what this page begins: sent twice, it begins one draft.
        client_uuid: match uuid.is_empty() {
            true => format!("form-{}", request.id),
            false => uuid.to_owned(),
        },
        errors,
    }
}
