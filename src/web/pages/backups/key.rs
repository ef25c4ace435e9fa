//! `/backups/key`: the key that backups are encrypted to: made and shown once, typed back, checked, changed
//! for another, and done without.

use super::super::qr::Qr;
use crate::app::backups::{self, keys};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

pub const PATH: &str = "/backups/key";

#[derive(Serialize)]
struct KeyPage {
    /// Waits to be typed back.
    pending: Option<Row>,
    armed: Option<Row>,
    retired: Vec<Row>,
    checked: Option<Checked>,
    errors: Errors,
}

#[derive(Serialize)]
struct Row {
    recipient: String,
    made: Moment,
    armed: Option<Moment>,
    retired: Option<Moment>,
    /// Backups that are kept and need it.
    needed: usize,
}

#[derive(Serialize)]
struct Checked {
    recipient: String,
    opens: Vec<String>,
    others: Vec<String>,
}

impl view::Page for KeyPage {
    const TEMPLATE: &'static str = "backups/key.html";
    fn title(&self) -> Message {
        message!("Key of the backups")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

/// Shown once.
#[derive(Serialize)]
struct SheetPage {
    company: String,
    /// The key, in pieces that are easily written down.
    groups: Vec<String>,
    recipient: String,
    made: Date,
    qr: Qr,
    errors: Errors,
}

impl view::Page for SheetPage {
    const TEMPLATE: &'static str = "backups/sheet.html";
    fn title(&self) -> Message {
        message!("Recovery sheet")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, None, Errors::default())?)
}

pub fn make(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let sheet = keys::make(&ctx.app, &request.actor)?;
    let page = SheetPage {
        qr: Qr::of(&sheet.key)?,
        company: sheet.company,
        groups: groups(&sheet.key),
        recipient: sheet.recipient,
        made: ctx.app.today(),
        errors: Errors::default(),
    };
    ctx.page(request, &page)
}

/// What all keys begin with, then four characters each.
fn groups(key: &str) -> Vec<String> {
    let (beginning, rest) = key.split_at(key.find('1').map_or(0, |at| at + 1));
    let rest: Vec<char> = rest.chars().collect();
    std::iter::once(beginning.to_owned())
        .chain(rest.chunks(4).map(|four| four.iter().collect()))
        .collect()
}

pub fn confirm(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    match keys::confirm(&ctx.app, &request.actor, request.form.text(keys::FIELD)) {
        Ok(_) => Ok(Reply::see_other(PATH).with_flash(Flash::done(message!(
            "Backups are encrypted to this key from now on. Keep the sheet away from this box."
        )))),
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, None, errors)),
    }
}

pub fn check(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    match keys::check(&ctx.app, &request.actor, request.form.text(keys::CHECKED)) {
        Ok(checked) => {
            let names = |all: Vec<Backup>| all.into_iter().map(|one| one.name).collect();
            let checked = Checked {
                recipient: checked.recipient,
                opens: names(checked.opens),
                others: names(checked.others),
            };
            ctx.page(request, &page(ctx, request, Some(checked), Errors::default())?)
        }
        Err(error) => ctx.again(request, error, |errors| page(ctx, request, None, errors)),
    }
}

pub fn off(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    keys::off(&ctx.app, &request.actor)?;
    Ok(Reply::see_other(PATH).with_flash(Flash::done(message!(
        "Backups are not encrypted from now on. Keep the key as long as there are backups that need it."
    ))))
}

fn page(ctx: &Ctx, request: &Request, checked: Option<Checked>, errors: Errors) -> Result<KeyPage, Failure> {
    let all = backups::list(&ctx.app, &request.actor)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let row = |key: BackupKey| {
        let needed = all.iter().filter(|one| one.sealed_to.contains(&key.recipient)).count();
        row(key, needed, &zone)
    };
    let (mut pending, mut armed, mut retired) = (None, None, Vec::new());
    for key in keys::list(&ctx.app, &request.actor)? {
        match (key.is_pending(), key.is_armed()) {
            (true, _) => pending = Some(row(key)),
            (_, true) => armed = Some(row(key)),
            _ => retired.push(row(key)),
        }
    }
    Ok(KeyPage {
        pending,
        armed,
        retired,
        checked,
        errors,
    })
}

fn row(key: BackupKey, needed: usize, zone: &TimeZone) -> Row {
    let moment = |at| Moment::new(at, zone);
    Row {
        recipient: key.recipient,
        made: moment(key.made_at),
        armed: key.armed_at.map(moment),
        retired: key.retired_at.map(moment),
        needed,
    }
}
