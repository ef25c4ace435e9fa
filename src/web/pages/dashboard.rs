//! The company at a glance: figures, charts, what needs attention. Filters live in the URL.

mod attention;
mod charts;
mod page;
#[cfg(test)]
mod sample;
mod write;

use crate::app::dashboard;
use crate::app::figures::Filter;
use crate::domain::account::Role;
use crate::domain::tier::Tier;
use crate::web::{Access, Ctx, Failure, Pairs, Reply, Request, Route, get};
use jiff::civil::Date;

pub const ROUTES: &[Route] = &[get("/", Access::User, show)];

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let user = request.user()?;
    if user.role == Role::Employee {
        return Ok(Reply::see_other(match user.employee {
            Some(_) => "/me",
            None => "/evaluations",
        }));
    }
    let year = Filter::last_year(ctx.app.today());
    let asked = filter(&request.query, year);
    // A range that is none still gets a page: the last year's, and what is wrong with the range.
    let refused = asked.checked(year.to).err();
    let shown = if refused.is_some() { year } else { asked };
    let value = dashboard::show(&ctx.app, &request.actor, &shown)?;
    let page = write::page(ctx, request, &value, refused.as_ref());
    match refused {
        None => ctx.page(request, &page),
        Some(_) => ctx.page_again(request, &page),
    }
}

/// What the query asks for; what does not parse is as if it were not there.
pub(super) fn filter(query: &Pairs, year: Filter) -> Filter {
    Filter {
        from: query.parse::<Date>("from").unwrap_or(year.from),
        to: query.parse::<Date>("to").unwrap_or(year.to),
        tier: query.parse("tier").and_then(Tier::new),
        employee: query.parse("employee"),
        category: query.parse("category"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_no_day_tier_or_number_is_as_if_not_asked_for() {
        let year = Filter::last_year(date(2026, 11, 22));
        let pairs = |all: &[(&str, &str)]| Pairs(all.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect());
        let bad = [
            ("from", "yesterday"),
            ("to", "2026-02-30"),
            ("tier", "6"),
            ("employee", "x"),
            ("category", ""),
        ];
        assert_eq!(filter(&pairs(&bad), year), year);
        let good = filter(
            &pairs(&[("from", "2026-02-28"), ("tier", "5"), ("employee", "7")]),
            year,
        );
        assert_eq!(
            (good.from, good.tier, good.employee),
            (date(2026, 2, 28), Tier::new(5), Some(7.into()))
        );
    }
}
