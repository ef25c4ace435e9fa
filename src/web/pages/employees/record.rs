//! `/employees/new` and `/employees/{id}/edit`: the facts of a person.

use super::{Person, editable, manager_choices, tier_choices};
use crate::app::employees::{self, New};
use crate::app::{self};
use crate::domain::employee::facts::{self, Facts, Typed};
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor, Scope};
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct FormPage {
    /// `None`: a new one.
    person: Option<Person>,
    action: String,
    form: Fields,
    tier: String,
    tiers: Vec<Choice>,
    manager: String,
    managers: Vec<Choice>,
    /// Whoever sees only their own reports adds only those.
    must_report: bool,
    notes_shown: bool,
    errors: Errors,
}

#[derive(Serialize)]
struct Fields {
    first_name: String,
    last_name: String,
    number: String,
    phone: String,
    email: String,
    hire_date: String,
    notes: String,
}

impl From<Typed> for Fields {
    fn from(typed: Typed) -> Self {
        Self {
            first_name: typed.first_name,
            last_name: typed.last_name,
            number: typed.number,
            phone: typed.phone,
            email: typed.email,
            hire_date: typed.hire_date,
            notes: typed.notes,
        }
    }
}

impl view::Page for FormPage {
    const TEMPLATE: &'static str = "employees/form.html";
    fn title(&self) -> Message {
        match &self.person {
            Some(person) => message!("Details of {name}", name = person.name),
            None => message!("Add an employee"),
        }
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

pub fn new(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = Typed {
        hire_date: ctx.app.today().to_string(),
        ..Typed::default()
    };
    // Whoever sees only their own reports most likely adds one.
    let manager = match ctx.app.scope(&request.actor) {
        Scope::ReportsOf(me) => me.to_string(),
        _ => String::new(),
    };
    ctx.page(request, &blank(ctx, request, typed, "", &manager, Errors::default())?)
}

pub fn create(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = typed(request);
    let (tier, manager) = (request.form.text("tier"), request.form.text("manager"));
    let created = draft(ctx, &typed, tier, manager)
        .map_err(app::Error::from)
        .and_then(|new| employees::create(&ctx.app, &request.actor, &new).map(|id| (id, new)));
    match created {
        Ok((id, new)) => {
            let name = format!("{} {}", new.facts.first_name, new.facts.last_name);
            let said = Flash::done(message!("{name} is added.", name = name));
            Ok(Reply::see_other(format!("/employees/{id}")).with_flash(said))
        }
        Err(error) => ctx.again(request, error, |errors| {
            blank(ctx, request, typed, tier, manager, errors)
        }),
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &filled(ctx, request, None, Errors::default())?)
}

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let typed = typed(request);
    let saved = Facts::parse(&typed, ctx.app.today())
        .map_err(app::Error::from)
        .and_then(|facts| employees::edit(&ctx.app, &request.actor, id, &facts).map(|()| facts));
    match saved {
        Ok(facts) => {
            let name = format!("{} {}", facts.first_name, facts.last_name);
            let said = Flash::done(message!("The details of {name} are saved.", name = name));
            Ok(Reply::see_other(format!("/employees/{id}")).with_flash(said))
        }
        Err(error) => ctx.again(request, error, |errors| filled(ctx, request, Some(typed), errors)),
    }
}

fn blank(
    ctx: &Ctx,
    request: &Request,
    typed: Typed,
    tier: &str,
    manager: &str,
    errors: Errors,
) -> Result<FormPage, Failure> {
    ctx.app.permit(&request.actor, &Action::CreateEmployee)?;
    Ok(FormPage {
        person: None,
        action: "/employees".into(),
        form: typed.into(),
        tier: tier.to_owned(),
        tiers: tier_choices(ctx, request),
        manager: manager.to_owned(),
        managers: manager_choices(ctx, request, None)?,
        must_report: matches!(ctx.app.scope(&request.actor), Scope::ReportsOf(_) | Scope::Nobody),
        notes_shown: !matches!(request.actor, Actor::Visitor),
        errors,
    })
}

/// With what was typed last, else with what is recorded.
fn filled(ctx: &Ctx, request: &Request, typed: Option<Typed>, errors: Errors) -> Result<FormPage, Failure> {
    let employees::Editable { employee, notes_shown } = editable(ctx, request)?;
    Ok(FormPage {
        person: Some(Person::of(&employee)),
        action: format!("/employees/{}/edit", employee.id),
        form: typed.unwrap_or_else(|| employee.typed()).into(),
        tier: String::new(),
        tiers: Vec::new(),
        manager: String::new(),
        managers: Vec::new(),
        must_report: false,
        notes_shown,
        errors,
    })
}

fn typed(request: &Request) -> Typed {
    let text = |name: &str| request.form.text(name).to_owned();
    Typed {
        first_name: text("first_name"),
        last_name: text("last_name"),
        number: text("number"),
        phone: text("phone"),
        email: text("email"),
        hire_date: text("hire_date"),
        notes: text("notes"),
    }
}

fn draft(ctx: &Ctx, typed: &Typed, tier: &str, manager: &str) -> Result<New, Invalid> {
    let mut invalid = Invalid::new();
    let facts = invalid.take(Facts::parse(typed, ctx.app.today()).map(Some));
    let tier = invalid.take(facts::tier("tier", tier).map(Some));
    let manager = invalid.take(super::reports_to::parse("manager", manager));
    match (facts, tier) {
        (Some(facts), Some(tier)) => invalid.into_result(New { facts, tier, manager }),
        _ => Err(invalid),
    }
}
