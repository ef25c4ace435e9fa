//! `/backups`: what is backed up, when it was last proven, and one more now.

use crate::app::backups::{self, offsite};
use crate::domain::backup::{Backup, Why};
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::message;
use crate::report::Made;
use crate::view::{self, Moment, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, long_post};
use jiff::tz::TimeZone;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get(PATH, Access::Admin, show),
    long_post(PATH, Access::Admin, Body::Form, create),
    long_post("/backups/{id}/verification", Access::Admin, Body::Form, verify),
    long_post("/backups/{id}/file", Access::Admin, Body::Form, file),
];

const PATH: &str = "/backups";

#[derive(Serialize)]
struct BackupsPage {
    rows: Vec<Row>,
    /// The newest good one.
    proven: Option<Moment>,
    trouble: Option<Message>,
    next: Moment,
    folder: String,
    /// The newest copy off the box that was read back.
    copy: Option<Moment>,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    made: Moment,
    verified: Option<Moment>,
    problem: Option<Message>,
    size: Message,
    employees: u64,
    evaluations: u64,
    why: Message,
    /// The places where a copy lies that was read back.
    copies: Vec<String>,
}

impl view::Page for BackupsPage {
    const TEMPLATE: &'static str = "backups/list.html";
    fn title(&self) -> Message {
        message!("Backups")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let all = backups::list(&ctx.app, &request.actor)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let copies = offsite::whereabouts(&ctx.app, &request.actor)?;
    let page = BackupsPage {
        proven: all
            .iter()
            .find(|backup| backup.is_good())
            .map(|backup| Moment::new(backup.made_at, &zone)),
        rows: all.into_iter().map(|backup| row(backup, &zone, &copies)).collect(),
        copy: offsite::newest_copy(&ctx.app)?.map(|copy| Moment::new(copy.made_at, &zone)),
        trouble: backups::trouble(&ctx.app)?,
        next: Moment::new(backups::next(&ctx.app), &zone),
        folder: backups::folder(&ctx.app).display().to_string(),
    };
    ctx.page(request, &page)
}

fn row(backup: Backup, zone: &TimeZone, copies: &[(BackupId, String)]) -> Row {
    let of_it = copies.iter().filter(|(copied, _)| *copied == backup.id);
    Row {
        id: backup.id.0,
        copies: of_it.map(|(_, place)| place.clone()).collect(),
        made: Moment::new(backup.made_at, zone),
        verified: backup.verified_at.map(|at| Moment::new(at, zone)),
        problem: backup.problem.as_ref().map(|problem| problem.sentence()),
        size: match backup.bytes {
            bytes if bytes < 1_000_000 => message!("{n} KB", n = bytes.div_ceil(1_000)),
            bytes => message!("{n} MB", n = bytes.div_ceil(1_000_000)),
        },
        employees: backup.employees,
        evaluations: backup.evaluations,
        why: match backup.why {
            Why::Scheduled => message!("by the clock"),
            Why::Asked => message!("asked for"),
        },
        name: backup.name,
    }
}

fn create(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let backup = backups::create(&ctx.app, &request.actor, Why::Asked)?;
    Ok(told(
        &backup,
        message!("The backup is made. Restored for a test, everything was there."),
    ))
}

fn verify(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let backup = backups::verify(&ctx.app, &request.actor, request.id("id")?)?;
    Ok(told(
        &backup,
        message!("The backup is good. Restored for a test, everything was there."),
    ))
}

/// What came of it; what is wrong stands on the page.
fn told(backup: &Backup, good: Message) -> Reply {
    let reply = Reply::see_other(PATH);
    match backup.is_good() {
        true => reply.with_flash(Flash::done(good)),
        false => reply,
    }
}

fn file(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (backup, file) = backups::take(&ctx.app, &request.actor, request.id("id")?)?;
    Ok(Reply::made(Made {
        file,
        bytes: backup.bytes,
        name: backup.name,
        content_type: "application/zstd",
    }))
}
