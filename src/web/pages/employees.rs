//! The list of people, and the forms that add and change them. The profile is a page of its own.

mod employment;
pub(super) mod list;
mod record;
mod reports_to;
mod tiers;

use crate::app::employees;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::tier::Tier;
use crate::view::Choice;
use crate::web::{Access, Body, Ctx, Failure, Request, Route, get, post};
use jiff::civil::Date;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/employees", Access::Manager, list::show),
    post("/employees", Access::Manager, Body::Form, record::create),
    get("/employees/new", Access::Manager, record::new),
    get("/employees/{id}/edit", Access::Manager, record::show),
    post("/employees/{id}/edit", Access::Manager, Body::Form, record::save),
    get("/employees/{id}/tiers", Access::Manager, tiers::show),
    post("/employees/{id}/tiers", Access::Manager, Body::Form, tiers::change),
    post(
        "/employees/{id}/tiers/removal",
        Access::Manager,
        Body::Form,
        tiers::remove,
    ),
    get("/employees/{id}/reports-to", Access::Manager, reports_to::show),
    post(
        "/employees/{id}/reports-to",
        Access::Manager,
        Body::Form,
        reports_to::change,
    ),
    get("/employees/{id}/employment", Access::Manager, employment::show),
    post(
        "/employees/{id}/employment",
        Access::Manager,
        Body::Form,
        employment::begin,
    ),
    post(
        "/employees/{id}/employment/end",
        Access::Manager,
        Body::Form,
        employment::end,
    ),
];

/// Whose pages these are: what their tabs show.
#[derive(Clone, Debug, Serialize)]
struct Person {
    id: u64,
    name: String,
    active: bool,
}

impl Person {
    fn of(employee: &Employee) -> Self {
        Self {
            id: employee.id.0,
            name: employee.name(),
            active: employee.active(),
        }
    }
}

/// Where a dated entry stands to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum When {
    Past,
    Now,
    Planned,
}

/// For entries by ascending day: which is the present one.
fn when(days: &[Date], today: Date) -> Vec<When> {
    let now = days.iter().rposition(|day| *day <= today);
    (0..days.len())
        .map(|i| match now {
            Some(now) if i == now => When::Now,
            Some(now) if i < now => When::Past,
            _ => When::Planned,
        })
        .collect()
}

/// The employee of the path, for someone who may change the record.
fn editable(ctx: &Ctx, request: &Request) -> Result<employees::Editable, Failure> {
    let id: EmployeeId = request.id("id")?;
    Ok(employees::editable(&ctx.app, &request.actor, id)?)
}

fn tier_choices(ctx: &Ctx, request: &Request) -> Vec<Choice> {
    let settings = ctx.settings(request);
    Tier::ALL
        .into_iter()
        .map(|tier| Choice::new(tier.get(), format!("{} – {}", tier.get(), settings.tier_name(tier))))
        .collect()
}

fn manager_choices(ctx: &Ctx, request: &Request, but: Option<EmployeeId>) -> Result<Vec<Choice>, Failure> {
    let people = employees::leads(&ctx.app, &request.actor, but)?;
    Ok(people.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}

/// How many active people report to someone today, among those in the actor's sight.
fn reports(ctx: &Ctx, request: &Request, of: EmployeeId) -> Result<usize, Failure> {
    let filter = employees::Filter {
        manager: Some(employees::ManagerFilter::Of(of)),
        ..employees::Filter::default()
    };
    Ok(employees::list(&ctx.app, &request.actor, &filter)?.found)
}
