//! `dashboard`: the company's figures in one answer.

mod shown;

use super::answering::{read, renamed};
use super::described::{Described, Param, ParamKind, read as reads, shape};
use crate::app::dashboard;
use crate::app::figures::Filter;
use crate::domain::id::{EmployeeId, SkillCategoryId};
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use shown::Dashboard;

const QUERY: &[Param] = &[
    Param {
        name: "from",
        summary: "The first day; a year before `to` when not given.",
        kind: ParamKind::Day,
    },
    Param {
        name: "to",
        summary: "The last day, which levels are as of; today when not given.",
        kind: ParamKind::Day,
    },
    Param {
        name: "tier",
        summary: "Only people of this tier.",
        kind: ParamKind::Tier,
    },
    Param {
        name: "employee_id",
        summary: "Only this person.",
        kind: ParamKind::Id,
    },
    Param {
        name: "category_id",
        summary: "Only this skill category.",
        kind: ParamKind::Id,
    },
];

pub const ROUTES: &[Described] = &[reads(
    "/api/v1/dashboard",
    "read_dashboard",
    message!("The company's figures"),
    QUERY,
    shape::<Dashboard>,
    show,
)];

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, QUERY, |query| {
        let whole = Filter::last_year(query.day("to").unwrap_or_else(|| ctx.app.today()));
        let filter = Filter {
            from: query.day("from").unwrap_or(whole.from),
            tier: query.tier(),
            employee: query.parse::<EmployeeId>("employee_id"),
            category: query.parse::<SkillCategoryId>("category_id"),
            ..whole
        };
        let shown =
            dashboard::show(&ctx.app, &request.actor, &filter).map_err(|error| renamed(error.into(), str::to_owned))?;
        Ok(Dashboard::of(&shown))
    })
}
