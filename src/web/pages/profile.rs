//! One person's profile: where they stand, what comes next, how it came about.

pub(super) mod cards;
pub(super) mod next_step;
pub(super) mod page;
#[cfg(test)]
mod sample;
mod tools;
pub(super) mod write;

use crate::app::figures::Filter;
use crate::app::profile;
use crate::domain::id::EmployeeId;
use crate::domain::kpi::due::subtract_months;
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get};

pub const ROUTES: &[Route] = &[get("/employees/{id}", Access::User, show)];

/// How far back the trend begins: two years hold a few evaluations even at a slow pace.
const MONTHS: u32 = 24;

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EmployeeId = request.id("id")?;
    let today = ctx.app.today();
    let filter = Filter {
        from: subtract_months(today, MONTHS),
        ..Filter::last_year(today)
    };
    let value = profile::show(&ctx.app, &request.actor, id, &filter)?;
    ctx.page(request, &write::page(ctx, request, &value)?)
}
