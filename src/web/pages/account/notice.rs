//! `/account/notice`: what is recorded about whoever is an employee here. Everyone reads it once,
//! at the first sign-in; it is no consent.

use crate::app::users;
use crate::domain::message::Message;
use crate::domain::settings::ManagersSee;
use crate::message;
use crate::view::{self, Moment, Section};
use crate::web::{Ctx, Failure, NOTICE, Reply, Request, local_path};
use serde::Serialize;

#[derive(Serialize)]
struct NoticePage {
    /// It has to be read before anything else is shown.
    first: bool,
    read: Option<Moment>,
    company: String,
    employee: u64,
    /// Managers see only the people who report to them.
    own_reports: bool,
    anonymise_after_years: Option<u32>,
    /// Where to go on.
    next: String,
}

impl view::Page for NoticePage {
    const TEMPLATE: &'static str = "account/notice.html";
    fn title(&self) -> Message {
        message!("What is recorded about you")
    }
    fn section(&self) -> Section {
        Section::Account
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let user = request.user()?;
    let employee = user.employee.ok_or(Failure::NotFound)?;
    let settings = ctx.settings(request);
    let zone = ctx.app.zoned_now().time_zone().clone();
    let page = NoticePage {
        first: user.notice_read_at.is_none(),
        read: user.notice_read_at.map(|at| Moment::new(at, &zone)),
        company: settings.company.clone(),
        employee: employee.0,
        own_reports: settings.managers_see == ManagersSee::OwnReports,
        anonymise_after_years: settings.anonymise_after_years,
        next: next(request.query.text("next")).to_owned(),
    };
    ctx.page(request, &page)
}

pub fn read(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    users::read_notice(&ctx.app, &request.actor)?;
    Ok(Reply::see_other(next(request.form.text("next"))))
}

fn next(asked: &str) -> &str {
    local_path(asked)
        .filter(|path| !path.starts_with(NOTICE))
        .unwrap_or("/")
}
