//! `/backups/restore`: a backup in the place of what is here: the file, what it would bring and take away,
//! and how far it is.

mod preview;
mod progress;

use crate::app::restore::{self, KEY, Source};
use crate::app::{self, backups, sealed};
use crate::domain::backup::Backup;
use crate::domain::id::{BackupId, RestoreId};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, long_post, post};
use serde::Serialize;
use std::fs::File;

pub use progress::path as progress_path;

pub const ROUTES: &[Route] = &[
    get(PATH, Access::Admin, show),
    long_post(PATH, Access::Admin, Body::LargeFile, upload),
    get("/backups/{id}/restore", Access::Admin, ask_for_key),
    long_post("/backups/{id}/restore", Access::Admin, Body::Form, from_list),
    get("/backups/restore/{key}", Access::Admin, preview::show),
    post("/backups/restore/{key}", Access::Admin, Body::Form, begin),
    post("/backups/restore/{key}/removal", Access::Admin, Body::Form, forget),
    post(
        "/backups/restores/{id}/confirmation",
        Access::Admin,
        Body::Form,
        confirm,
    ),
    get("/restoring/{ticket}", Access::Anyone, progress::show),
];

const PATH: &str = "/backups/restore";
const BACKUPS: &str = "/backups";

#[derive(Serialize)]
struct FilePage {
    bytes_max: usize,
    gigabytes: usize,
    errors: Errors,
}

impl view::Page for FilePage {
    const TEMPLATE: &'static str = "restore/file.html";
    fn title(&self) -> Message {
        message!("Restore a backup")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(Errors::default()))
}

fn page(errors: Errors) -> FilePage {
    FilePage {
        bytes_max: Body::LargeFile.limit(),
        gigabytes: Body::LargeFile.limit() / 1_000_000_000,
        errors,
    }
}

fn upload(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let file = request.large_file.as_ref().filter(|file| file.field == "file");
    let kept = match file.map(|file| (file.content.try_clone(), &file.name)) {
        None => Err(Invalid::one("file", message!("Please choose a file.")).into()),
        Some((Err(cause), _)) => Err(app::Error::writing(cause)),
        Some((Ok(file), name)) => opened(request, file, name)
            .and_then(|source| restore::keep(&ctx.app, &request.actor, source))
            .map_err(about_the_file),
    };
    match kept {
        Ok(key) => Ok(Reply::see_other(preview_path(&key))),
        Err(error) => ctx.again(request, error, |errors| Ok(page(errors))),
    }
}

/// What is wrong with the document is wrong with the file that was chosen.
fn about_the_file(error: app::Error) -> app::Error {
    match error {
        app::Error::Conflict(sentence) => Invalid::one("file", sentence).into(),
        other => other,
    }
}

/// With the key that was typed, if one was.
fn opened(request: &Request, file: File, name: &str) -> Result<Source, app::Error> {
    let keys = sealed::typed_if_any(KEY, request.form.text(KEY))?;
    Source::new(file, name)?.with_keys(keys)
}

fn from_list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (backup, file) = backups::open(&ctx.app, &request.actor, request.id::<BackupId>("id")?)?;
    let source = match backup.is_sealed() {
        false => Source::new(file, &backup.name)?,
        true => match opened(request, file, &backup.name) {
            Ok(source) => source,
            Err(error) => return ctx.again(request, error, |errors| Ok(key_page(backup, errors))),
        },
    };
    match restore::keep(&ctx.app, &request.actor, source) {
        Ok(key) => Ok(Reply::see_other(preview_path(&key))),
        Err(app::Error::Conflict(sentence)) => Ok(Reply::see_other(BACKUPS).with_flash(Flash::problem(sentence))),
        Err(other) => Err(other.into()),
    }
}

#[derive(Serialize)]
struct KeyPage {
    id: u64,
    name: String,
    /// Whose keys open it.
    sealed_to: Vec<String>,
    errors: Errors,
}

impl view::Page for KeyPage {
    const TEMPLATE: &'static str = "restore/key.html";
    fn title(&self) -> Message {
        message!("Open an encrypted backup")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn key_page(backup: Backup, errors: Errors) -> KeyPage {
    KeyPage {
        id: backup.id.0,
        name: backup.name,
        sealed_to: backup.sealed_to,
        errors,
    }
}

fn ask_for_key(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let backup = backups::backup(&ctx.app, &request.actor, request.id::<BackupId>("id")?)?;
    match backup.is_sealed() {
        true => ctx.page(request, &key_page(backup, Errors::default())),
        // Nothing to ask for: the list has a button.
        false => Ok(Reply::see_other(BACKUPS)),
    }
}

fn preview_path(key: &str) -> String {
    format!("{PATH}/{key}")
}

fn begin(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let held = match restore::waiting(&ctx.app, &request.actor, request.params.text("key")) {
        Ok(held) => held,
        Err(app::Error::NotFound) => return Ok(not_kept()),
        Err(other) => return Err(other.into()),
    };
    let actor = request.actor.clone();
    let allowed = move |app: &app::App| app.permit(&actor, &Action::ManageBox);
    let begun = restore::start(&ctx.app, &request.actor, held.source.again()?, allowed, |_, _| {});
    match begun {
        Ok(ticket) => Ok(Reply::see_other(progress::path(&ticket))),
        Err(app::Error::Conflict(sentence)) => {
            Ok(Reply::see_other(preview_path(&held.key)).with_flash(Flash::problem(sentence)))
        }
        Err(other) => Err(other.into()),
    }
}

fn forget(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    restore::forget(&ctx.app, &request.actor, request.params.text("key"))?;
    Ok(Reply::see_other(BACKUPS).with_flash(Flash::done(message!("Nothing was changed."))))
}

fn not_kept() -> Reply {
    let said = message!("This file is not kept any more: it waits for an hour. Please choose it again.");
    Reply::see_other(PATH).with_flash(Flash::problem(said))
}

fn confirm(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    restore::confirm(&ctx.app, &request.actor, request.id::<RestoreId>("id")?)?;
    Ok(Reply::see_other(BACKUPS).with_flash(Flash::done(message!(
        "This box takes the other one's place from now on."
    ))))
}
