//! The files themselves.

use crate::app::figures;
use crate::report::{self, Format, List, Voice};
use crate::web::pages::catalogue::filter::Filter as Catalogue;
use crate::web::pages::{dashboard, employees, evaluations};
use crate::web::{Ctx, Failure, Pairs, Reply, Request};
use jiff::civil::Date;

/// The list of that name, with the filters that stand in the query of its page.
pub fn list(name: &str, query: &Pairs, today: Date) -> Option<List> {
    let figures = || dashboard::filter(query, figures::Filter::last_year(today));
    Some(match name {
        "employees" => List::Employees(employees::list::filter(query)),
        "evaluations" => List::Evaluations(evaluations::list::filter(query)),
        "ratings" => List::Ratings(evaluations::list::filter(query)),
        "tool-marks" => List::ToolMarks(evaluations::list::filter(query)),
        "categories" => List::Categories(figures()),
        "trend" => List::Trend(figures()),
        "skills" => List::Skills(Catalogue::of(query).search()),
        "tools" => List::Tools(Catalogue::of(query).search()),
        "catalogue" => List::Catalogue(Catalogue::of(query).search()),
        "targets" => List::Targets(query.parse("set")),
        "users" => List::Users,
        _ => return None,
    })
}

/// The file of the list that the path ends with.
pub(in crate::web) fn file(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let name = request.path.rsplit('/').next().unwrap_or_default();
    let list = list(name, &request.query, ctx.app.today()).ok_or(Failure::NotFound)?;
    made(ctx, request, &list)
}

/// The list in the format that stands in the query.
pub fn made(ctx: &Ctx, request: &Request, list: &List) -> Result<Reply, Failure> {
    let format = match request.query.text("format") {
        "" => Format::Csv,
        word => word.parse().map_err(|()| Failure::NotFound)?,
    };
    let say = |message: &_| ctx.say(request, message);
    let voice = Voice {
        say: &say,
        settings: ctx.settings(request),
    };
    Ok(Reply::made(report::make(
        &ctx.app,
        &request.actor,
        list,
        format,
        &voice,
    )?))
}

pub(in crate::web) fn everything(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let say = |message: &_| ctx.say(request, message);
    let voice = Voice {
        say: &say,
        settings: ctx.settings(request),
    };
    Ok(Reply::made(report::archive(&ctx.app, &request.actor, &voice)?))
}
