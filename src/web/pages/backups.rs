//! `/backups`: what is backed up, when it was last proven, and one more now; when and how long.

mod key;
mod schedule;

use crate::app::backups::{self, keys, offsite, settings};
use crate::app::reach::Typed;
use crate::app::restore;
use crate::domain::backup::{Backup, Why};
use crate::domain::backup_key::BackupKey;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::message;
use crate::report::Made;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, long_post, post};
use jiff::tz::TimeZone;
use schedule::ScheduleFields;
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get(PATH, Access::Admin, show),
    long_post(PATH, Access::Admin, Body::Form, create),
    get(key::PATH, Access::Admin, key::show),
    post(key::PATH, Access::Admin, Body::Form, key::make),
    post("/backups/key/confirmation", Access::Admin, Body::Form, key::confirm),
    post("/backups/key/check", Access::Admin, Body::Form, key::check),
    post("/backups/key/off", Access::Admin, Body::Form, key::off),
    post("/backups/schedule", Access::Admin, Body::Form, save),
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
    restored: Option<Restored>,
    /// Whether new ones are encrypted.
    sealed: bool,
    kept: Kept,
    schedule: ScheduleFields,
    errors: Errors,
}

/// The last time a backup took the place of what was here.
#[derive(Serialize)]
struct Restored {
    id: u64,
    at: Moment,
    made: Moment,
    /// The backup of what was here before.
    before: Option<String>,
    holds_outgoing: bool,
}

/// For how many of each one stays.
#[derive(Serialize)]
struct Kept {
    days: usize,
    weeks: usize,
    months: usize,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    made: Moment,
    verified: Option<Moment>,
    /// The last look was at its file only.
    only_file: bool,
    /// Whose keys open it.
    sealed_to: String,
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
    ctx.page(request, &page(ctx, request, None, Errors::default())?)
}

fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = schedule::typed(request);
    match settings::save(&ctx.app, &request.actor, &typed) {
        Ok(()) => Ok(Reply::see_other(PATH).with_flash(Flash::done(message!("Saved.")))),
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, Some(&typed), errors)),
    }
}

fn page(ctx: &Ctx, request: &Request, typed: Option<&Typed>, errors: Errors) -> Result<BackupsPage, Failure> {
    let all = backups::list(&ctx.app, &request.actor)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let copies = offsite::whereabouts(&ctx.app, &request.actor)?;
    let restored = restore::last(&ctx.app)?.map(|restore| Restored {
        id: restore.id.0,
        at: Moment::new(restore.at, &zone),
        made: Moment::new(restore.made_at, &zone),
        before: all
            .iter()
            .find(|backup| Some(backup.id) == restore.before)
            .map(|backup| backup.name.clone()),
        holds_outgoing: restore.holds_outgoing(),
    });
    let retention = settings::schedule(&ctx.app)?.retention;
    Ok(BackupsPage {
        restored,
        sealed: keys::list(&ctx.app, &request.actor)?.iter().any(BackupKey::is_armed),
        kept: Kept {
            days: retention.days,
            weeks: retention.weeks,
            months: retention.months,
        },
        schedule: ScheduleFields::of(&settings::see(&ctx.app, &request.actor)?, typed),
        errors,
        proven: all
            .iter()
            .find(|backup| backup.is_good())
            .map(|backup| Moment::new(backup.made_at, &zone)),
        rows: all.into_iter().map(|backup| row(backup, &zone, &copies)).collect(),
        copy: offsite::newest_copy(&ctx.app)?.map(|copy| Moment::new(copy.made_at, &zone)),
        trouble: backups::trouble(&ctx.app)?,
        next: Moment::new(backups::next(&ctx.app)?, &zone),
        folder: backups::folder(&ctx.app).display().to_string(),
    })
}

fn row(backup: Backup, zone: &TimeZone, copies: &[(BackupId, String)]) -> Row {
    let of_it = copies.iter().filter(|(copied, _)| *copied == backup.id);
    Row {
        id: backup.id.0,
        copies: of_it.map(|(_, place)| place.clone()).collect(),
        made: Moment::new(backup.made_at, zone),
        only_file: backup.only_file_checked(),
        sealed_to: backup.sealed_to.join(", "),
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
            Why::BeforeRestore => message!("before a restore"),
        },
        name: backup.name,
    }
}

fn create(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let backup = backups::create(&ctx.app, &request.actor, Why::Asked)?;
    let said = match backup.only_file_checked() {
        true => message!("The backup is made and encrypted. Restored for a test before that, everything was there."),
        false => message!("The backup is made. Restored for a test, everything was there."),
    };
    Ok(told(&backup, said))
}

fn verify(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let backup = backups::verify(&ctx.app, &request.actor, request.id("id")?)?;
    let said = match backup.only_file_checked() {
        true => {
            message!("The file is what was written. What is in it was restored for a test before it was encrypted.")
        }
        false => message!("The backup is good. Restored for a test, everything was there."),
    };
    Ok(told(&backup, said))
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
        content_type: match backup.sealed_to.is_empty() {
            true => "application/zstd",
            false => "application/octet-stream",
        },
    }))
}
