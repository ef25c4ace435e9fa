//! `employees`: list, add, read, change, tiers, deactivate and take back.

use super::answering::{self, changes, creates, json, read, write};
use super::described::{Described, Param, ParamKind, act, change, create, read as reads, shape};
use super::patch::Patch;
use super::query::{LIMIT_MAX, PAGING, Page};
use super::{levels, reading};
use crate::app::employees::{self, Activity, Filter, New, Seen};
use crate::domain::day;
use crate::domain::employee::ManagerEntry;
use crate::domain::employee::facts::{Facts, Typed, tier};
use crate::domain::employee::history::TierChange;
use crate::domain::id::EmployeeId;
use crate::domain::invalid::Invalid;
use crate::domain::tier::Tier;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// A person of the crew, as of today.
#[derive(Serialize, JsonSchema)]
struct Employee {
    id: u64,
    first_name: String,
    last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
    hire_date: Date,
    /// 1 to 5.
    tier: u8,
    active: bool,
    /// Of who has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<Date>,
    /// Whom the person reports to; absent also when that one is not in sight.
    #[serde(skip_serializing_if = "Option::is_none")]
    manager_id: Option<u64>,
    /// Absent where they are not for this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    /// Everything personal was taken out of the record.
    anonymised: bool,
}

impl Employee {
    fn of(seen: Seen, today: Date) -> Self {
        let employee = seen.employee;
        Self {
            id: employee.id.0,
            hire_date: employee.hire_date,
            tier: employee.tier_on(today).unwrap_or(Tier::ALL[0]).get(),
            active: employee.active(),
            last_day: employee.last_day(),
            manager_id: seen.manager.map(u64::from),
            anonymised: employee.anonymised_at.is_some(),
            first_name: employee.first_name,
            last_name: employee.last_name,
            number: employee.number,
            phone: employee.phone,
            email: employee.email,
            notes: seen.notes_shown.then_some(employee.notes),
        }
    }
}

/// Someone to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewEmployee {
    #[schemars(length(min = 1, max = 120))]
    first_name: String,
    #[schemars(length(min = 1, max = 120))]
    last_name: String,
    #[schemars(with = "Date")]
    hire_date: String,
    #[schemars(range(min = 1, max = 5))]
    tier: u8,
    /// Unique, without regard to case.
    #[serde(default)]
    #[schemars(length(max = 30))]
    number: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 40))]
    phone: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 254))]
    email: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    notes: Option<String>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    manager_id: Option<u64>,
}

/// What is to be changed of someone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct EmployeeChange {
    #[schemars(length(min = 1, max = 120))]
    first_name: Option<String>,
    #[schemars(length(min = 1, max = 120))]
    last_name: Option<String>,
    #[schemars(with = "Option<Date>")]
    hire_date: Option<String>,
    #[schemars(length(max = 30))]
    number: Patch<String>,
    #[schemars(length(max = 40))]
    phone: Patch<String>,
    #[schemars(length(max = 254))]
    email: Patch<String>,
    #[schemars(length(max = 4000))]
    notes: Patch<String>,
}

/// A tier and from when on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewTier {
    #[schemars(with = "Date")]
    from: String,
    #[schemars(range(min = 1, max = 5))]
    tier: u8,
    /// Why; it stands in the person's history.
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

/// Whom someone reports to, and from when on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewManager {
    #[schemars(with = "Date")]
    from: String,
    /// Null: nobody.
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    #[serde(default)]
    manager_id: Option<u64>,
}

/// The end of an employment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ending {
    #[schemars(with = "Date")]
    last_day: String,
}

/// The beginning of an employment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Beginning {
    #[schemars(with = "Date")]
    from: String,
}

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
