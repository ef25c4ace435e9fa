//! `/backups/restore/{key}`: what a restore would bring and take away, before anything happens.

use super::not_kept;
use crate::app::restore::{self, Names, Preview};
use crate::app::{self};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Moment, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

#[derive(Serialize)]
struct PreviewPage {
    key: String,
    company: String,
    file: String,
    made: Moment,
    age: Message,
    written_by: Option<String>,
    admins: Vec<String>,
    brings: Counts,
    here: Option<Here>,
    same_company: bool,
    from_elsewhere: bool,
    loses_something: bool,
    employees: NamesOf<String>,
    evaluations: NamesOf<Lost>,
    users: NamesOf<String>,
    evaluations_changed: u64,
    others_changed: u64,
    anonymised: u64,
    sessions: u64,
    tokens: u64,
}

#[derive(Serialize)]
struct Here {
    company: String,
    counts: Counts,
}

#[derive(Serialize)]
struct Counts {
    employees: u64,
    evaluations: u64,
    users: u64,
}

#[derive(Serialize)]
struct NamesOf<T> {
    named: Vec<T>,
    more: u64,
    count: u64,
}

#[derive(Serialize)]
struct Lost {
    employee: String,
    date: Date,
}

impl<T> NamesOf<T> {
    fn of<S: Clone>(names: &Names<S>, each: impl Fn(S) -> T) -> Self {
        Self {
            named: names.named.iter().cloned().map(each).collect(),
            more: names.more,
            count: names.count(),
        }
    }
}

impl view::Page for PreviewPage {
    const TEMPLATE: &'static str = "restore/preview.html";
    fn title(&self) -> Message {
        message!("What this backup would do")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

pub(super) fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    match restore::waiting(&ctx.app, &request.actor, request.params.text("key")) {
        Ok(held) => ctx.page(request, &page(ctx, held.key.clone(), &held.source.name, &held.preview)),
        Err(app::Error::NotFound) => Ok(not_kept()),
        Err(other) => Err(other.into()),
    }
}

fn page(ctx: &Ctx, key: String, file: &str, preview: &Preview) -> PreviewPage {
    let zone = ctx.app.zoned_now().time_zone().clone();
    let brings = &preview.brings;
    PreviewPage {
        key,
        company: brings.company.clone(),
        file: file.to_owned(),
        made: Moment::new(brings.made_at, &zone),
        age: age(ctx.app.now(), brings.made_at),
        written_by: brings.written_by.clone(),
        admins: brings.admins.clone(),
        brings: Counts {
            employees: brings.employees,
            evaluations: brings.evaluations,
            users: brings.users,
        },
        here: preview.here.as_ref().map(|here| Here {
            company: here.company.clone(),
            counts: Counts {
                employees: here.employees,
                evaluations: here.evaluations,
                users: here.users,
            },
        }),
        same_company: preview.same_company,
        from_elsewhere: preview.from_elsewhere,
        loses_something: preview.loses_something(),
        employees: NamesOf::of(&preview.employees, |name| name),
        evaluations: NamesOf::of(&preview.evaluations, |(employee, date)| Lost { employee, date }),
        users: NamesOf::of(&preview.users, |name| name),
        evaluations_changed: preview.evaluations_changed,
        others_changed: preview.others_changed,
        anonymised: preview.anonymised,
        sessions: preview.sessions,
        tokens: preview.tokens,
    }
}

fn age(now: Timestamp, made_at: Timestamp) -> Message {
    let age = now.duration_since(made_at);
    match age {
        // The clock was set back, or the other box's goes ahead.
        _ if age < SignedDuration::ZERO => message!("its clock was ahead of this box's"),
        _ if age < SignedDuration::from_hours(1) => message!("less than an hour ago"),
        _ if age < SignedDuration::from_hours(48) => message!("{n} hours ago", n = age.as_hours()),
        _ => message!("{n} days ago", n = age.as_hours() / 24),
    }
}
