//! `/imports`: what was imported, by whom, and what became of it.

use super::named;
use crate::app::{imports, users};
use crate::domain::event::By;
use crate::domain::import::Import;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Moment, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct ImportsPage {
    rows: Vec<Row>,
}

#[derive(Serialize)]
pub(super) struct Row {
    id: u64,
    kind: Message,
    file: String,
    at: Moment,
    by: Message,
    created: u32,
    changed: u32,
    undone: bool,
}

impl view::Page for ImportsPage {
    const TEMPLATE: &'static str = "imports/list.html";
    fn title(&self) -> Message {
        message!("Imports")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let mut rows = Vec::new();
    for import in imports::list(&ctx.app, &request.actor)? {
        rows.push(row(ctx, import)?);
    }
    ctx.page(request, &ImportsPage { rows })
}

pub(super) fn row(ctx: &Ctx, import: Import) -> Result<Row, Failure> {
    let zone = ctx.app.zoned_now();
    Ok(Row {
        id: import.id.0,
        kind: named(import.kind),
        file: import.file,
        at: Moment::new(import.at, zone.time_zone()),
        by: by(ctx, &import.by)?,
        created: import.created,
        changed: import.changed,
        undone: import.undone.is_some(),
    })
}

/// Who it was.
pub(in crate::web) fn by(ctx: &Ctx, by: &By) -> Result<Message, Failure> {
    Ok(match by {
        By::User(user) | By::Token { user, .. } => match users::name_of(&ctx.app, *user)? {
            name if name.is_empty() => message!("a former user"),
            name => message!("{name}", name = name),
        },
        By::Shell { .. } => message!("at the shell"),
        By::Visitor | By::Program => message!("the program"),
    })
}
