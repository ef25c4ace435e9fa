//! `/setup/archive`: moving in from an archive of another box: the file, what is in it, taking it over.

use super::{closed, code_that_opens, no_such_link};
use crate::app::archive::Brought;
use crate::app::restore::KEY;
use crate::app::setup::archive::{self as moving_in};
use crate::app::{self};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Moment};
use crate::web::pages::restore::progress_path;
use crate::web::{Body, Ctx, Failure, Flash, Reply, Request};
use jiff::tz::TimeZone;
use serde::Serialize;

pub const PATH: &str = "/setup/archive";
pub const CONTENTS: &str = "/setup/archive/contents";

#[derive(Serialize)]
struct ArchivePage {
    bytes_max: usize,
    gigabytes: usize,
    errors: Errors,
}

impl view::Page for ArchivePage {
    const TEMPLATE: &'static str = "setup/archive.html";
    fn title(&self) -> Message {
        message!("Move in from an archive")
    }
}

#[derive(Serialize)]
struct ContentsPage {
    company: String,
    made: Moment,
    /// Empty: it does not say.
    written_by: String,
    employees: u64,
    evaluations: u64,
    users: u64,
    admins: Vec<String>,
    errors: Errors,
}

impl view::Page for ContentsPage {
    const TEMPLATE: &'static str = "setup/contents.html";
    fn title(&self) -> Message {
        message!("What is in this archive")
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    match code_that_opens(ctx, request)? {
        Some(_) => ctx.page(request, &page(Errors::default())),
        None => closed(ctx, request),
    }
}

pub fn upload(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let Some(code) = code_that_opens(ctx, request)? else {
        return closed(ctx, request);
    };
    let file = request.large_file.as_ref().filter(|file| file.field == "file");
    let kept = match file.map(|file| file.content.try_clone()) {
        None => Err(Invalid::one("file", message!("Please choose a file.")).into()),
        Some(Err(cause)) => Err(app::Error::writing(cause)),
        Some(Ok(file)) => moving_in::keep(&ctx.app, code, file, request.form.text(KEY)).map_err(about_the_file),
    };
    match kept {
        Ok(()) => Ok(Reply::see_other(CONTENTS)),
        Err(error) => ctx.again(request, error, |errors| Ok(page(errors))),
    }
}

pub fn contents(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let Some(code) = code_that_opens(ctx, request)? else {
        return closed(ctx, request);
    };
    match moving_in::waiting(&ctx.app, code) {
        Some(brings) => ctx.page(request, &contents_page(brings, Errors::default())),
        None => Ok(not_kept()),
    }
}

pub fn take_over(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let Some(code) = code_that_opens(ctx, request)? else {
        return closed(ctx, request);
    };
    match moving_in::take_over(&ctx.app, code) {
        Ok(ticket) => Ok(Reply::see_other(progress_path(&ticket))),
        Err(app::Error::NotFound) => Ok(not_kept()),
        Err(error) => match moving_in::waiting(&ctx.app, code) {
            Some(brings) => ctx.again(request, error, |errors| Ok(contents_page(brings, errors))),
            None => ctx.again(request, error, |errors| Ok(page(errors))),
        },
    }
}

/// What is wrong with the document is wrong with the file that was chosen.
fn about_the_file(error: app::Error) -> app::Error {
    match error {
        app::Error::Conflict(sentence) => Invalid::one("file", sentence).into(),
        app::Error::NotFound => no_such_link().into(),
        other => other,
    }
}

fn not_kept() -> Reply {
    let said = message!("This file is not kept any more: it waits for an hour. Please choose it again.");
    Reply::see_other(PATH).with_flash(Flash::problem(said))
}

fn page(errors: Errors) -> ArchivePage {
    ArchivePage {
        bytes_max: Body::LargeFile.limit(),
        gigabytes: Body::LargeFile.limit() / 1_000_000_000,
        errors,
    }
}

fn contents_page(brings: Brought, errors: Errors) -> ContentsPage {
    let zone = TimeZone::get(&brings.time_zone).unwrap_or(TimeZone::UTC);
    ContentsPage {
        made: Moment::new(brings.made_at, &zone),
        company: brings.company,
        written_by: brings.written_by.unwrap_or_default(),
        employees: brings.employees,
        evaluations: brings.evaluations,
        users: brings.users,
        admins: brings.admins,
        errors,
    }
}
