//! `employees`: list, add, read, change, tiers, deactivate and take back.

mod sent;
mod shown;

use super::answering::{self, changes, creates, json, read, write};
use super::described::{Described, Param, ParamKind, act, change, create, read as reads, shape};
use super::query::{LIMIT_MAX, PAGING, Page};
use super::{levels, reading};
use crate::app::employees::{self, Activity, Filter, New};
use crate::domain::day;
use crate::domain::employee::ManagerEntry;
use crate::domain::employee::facts::{Facts, Typed, tier};
use crate::domain::employee::history::TierChange;
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use sent::{Beginning, EmployeeChange, Ending, NewEmployee, NewManager, NewTier};
use shown::Employee;

const LIST: &[Param] = &[
    PAGING[0],
    PAGING[1],
    Param {
        name: "q",
        summary: "Words that must be in the name or number.",
        kind: ParamKind::Text,
    },
    Param {
        name: "tier",
        summary: "Only people of this tier today.",
        kind: ParamKind::Tier,
    },
    Param {
        name: "state",
        summary: "Who works here (`active`, when not given), who has left, or all.",
        kind: ParamKind::Word(&["active", "left", "all"]),
    },
];

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/employees",
        "list_employees",
        message!("The people in sight, by number"),
        LIST,
        shape::<Page<Employee>>,
        list,
    ),
    create(
        "/api/v1/employees",
        "create_employee",
        message!("Add someone"),
        shape::<NewEmployee>,
        shape::<Employee>,
        add,
    ),
    reads(
        "/api/v1/employees/{id}",
        "read_employee",
        message!("One person"),
        &[],
        shape::<Employee>,
        one,
    ),
    change(
        "/api/v1/employees/{id}",
        "change_employee",
        message!("Change the facts that are sent; null clears one"),
        shape::<EmployeeChange>,
        shape::<Employee>,
        edit,
    ),
    reads(
        "/api/v1/employees/{id}/levels",
        "read_levels",
        message!("Official levels and averages as of a day"),
        levels::QUERY,
        shape::<levels::Levels>,
        levels::show,
    ),
    act(
        "/api/v1/employees/{id}/tiers",
        "change_tier",
        message!("Give another tier from a day on"),
        Some(shape::<NewTier>),
        shape::<Employee>,
        change_tier,
    ),
    act(
        "/api/v1/employees/{id}/manager",
        "change_manager",
        message!("Let someone report to another, or to nobody, from a day on"),
        Some(shape::<NewManager>),
        shape::<Employee>,
        change_manager,
    ),
    act(
        "/api/v1/employees/{id}/deactivation",
        "deactivate_employee",
        message!("End the employment"),
        Some(shape::<Ending>),
        shape::<Employee>,
        deactivate,
    ),
    act(
        "/api/v1/employees/{id}/reactivation",
        "reactivate_employee",
        message!("Begin a new employment"),
        Some(shape::<Beginning>),
        shape::<Employee>,
        reactivate,
    ),
];

fn show(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    let seen = employees::see(&ctx.app, &request.actor, EmployeeId(id))?;
    json(&Employee::of(seen, ctx.app.today()))
}

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, LIST, |query| {
        let filter = Filter {
            search: query.get("q").unwrap_or_default().to_owned(),
            tier: query.tier(),
            activity: match query.get("state") {
                Some("left") => Activity::Left,
                Some("all") => Activity::All,
                _ => Activity::Active,
            },
            ..Filter::default()
        };
        let after = query.after::<EmployeeId>(ctx)?;
        let found = employees::by_number(&ctx.app, &request.actor, &filter, after, LIMIT_MAX + 1)?;
        let today = ctx.app.today();
        query.page(
            ctx,
            found.into_iter(),
            |seen| seen.employee.id.to_string(),
            |seen| Ok(Employee::of(seen, today)),
        )
    })
}

fn one(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        let seen = employees::see(&ctx.app, &request.actor, request.id("id")?)?;
        Ok(Employee::of(seen, ctx.app.today()))
    })
}

fn add(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &creates("/api/v1/employees", show), |actor| {
        let sent: NewEmployee = reading::body(request)?;
        let typed = Typed {
            first_name: sent.first_name,
            last_name: sent.last_name,
            number: sent.number.unwrap_or_default(),
            phone: sent.phone.unwrap_or_default(),
            email: sent.email.unwrap_or_default(),
            hire_date: sent.hire_date,
            notes: sent.notes.unwrap_or_default(),
        };
        let mut invalid = Invalid::new();
        let facts = invalid.take(Facts::parse(&typed, ctx.app.today()).map(Some));
        let tier = invalid.take(tier("tier", &sent.tier.to_string()).map(Some));
        let (Some(facts), Some(tier)) = (facts, tier) else {
            return Err(invalid.into());
        };
        let new = New {
            facts,
            tier,
            manager: sent.manager_id.map(EmployeeId),
        };
        let id = employees::create(&ctx.app, actor, &new).map_err(|error| here(error.into()))?;
        Ok((id.0, None))
    })
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EmployeeId = request.id("id")?;
        let sent: EmployeeChange = reading::body(request)?;
        let mut typed = employees::editable(&ctx.app, actor, id)?.employee.typed();
        let required = [
            (&mut typed.first_name, sent.first_name),
            (&mut typed.last_name, sent.last_name),
            (&mut typed.hire_date, sent.hire_date),
        ];
        for (field, sent) in required {
            if let Some(sent) = sent {
                *field = sent;
            }
        }
        sent.number.put_in(&mut typed.number);
        sent.phone.put_in(&mut typed.phone);
        sent.email.put_in(&mut typed.email);
        sent.notes.put_in(&mut typed.notes);
        let facts = Facts::parse(&typed, ctx.app.today())?;
        employees::edit(&ctx.app, actor, id, &facts)?;
        Ok((id.0, None))
    })
}

fn change_tier(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EmployeeId = request.id("id")?;
        let sent: NewTier = reading::body(request)?;
        let to = TierChange::parse(&sent.from, &sent.tier.to_string(), &sent.reason)?;
        employees::change_tier(&ctx.app, actor, id, &to)?;
        Ok((id.0, None))
    })
}

fn change_manager(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EmployeeId = request.id("id")?;
        let sent: NewManager = reading::body(request)?;
        let entry = ManagerEntry {
            from: day::required("from", &sent.from)?,
            manager: sent.manager_id.map(EmployeeId),
        };
        employees::report_to(&ctx.app, actor, id, entry).map_err(|error| here(error.into()))?;
        Ok((id.0, None))
    })
}

fn deactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EmployeeId = request.id("id")?;
        let sent: Ending = reading::body(request)?;
        let last_day = day::required("last_day", &sent.last_day)?;
        employees::deactivate(&ctx.app, actor, id, last_day)?;
        Ok((id.0, None))
    })
}

fn reactivate(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EmployeeId = request.id("id")?;
        let sent: Beginning = reading::body(request)?;
        employees::reactivate(&ctx.app, actor, id, day::required("from", &sent.from)?)?;
        Ok((id.0, None))
    })
}

fn here(failure: Failure) -> Failure {
    answering::renamed(failure, |field| match field {
        "manager" => "manager_id".to_owned(),
        other => other.to_owned(),
    })
}
