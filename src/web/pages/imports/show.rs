//! `/imports/{id}`: what an import wrote, what undoing would leave, and undoing it.

use super::list::{Row, row};
use crate::app::{self, imports};
use crate::domain::id::ImportId;
use crate::domain::import::Of;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct ImportPage {
    import: Row,
    undone: Option<Undone>,
    /// What stays, or stayed, whatever one does.
    kept: Vec<Kept>,
    /// What undoing would take back.
    takes_back: usize,
    errors: Errors,
}

#[derive(Serialize)]
struct Undone {
    at: Moment,
    by: Message,
    removed: u32,
    restored: u32,
}

#[derive(Serialize)]
struct Kept {
    name: Option<Message>,
    why: Option<Message>,
    place: String,
    href: Option<String>,
}

impl view::Page for ImportPage {
    const TEMPLATE: &'static str = "imports/show.html";
    fn title(&self) -> Message {
        message!("Import")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(ctx, request, Errors::default())?)
}

pub fn undo(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: ImportId = request.id("id")?;
    match imports::undo(&ctx.app, &request.actor, id) {
        Ok(_) => Ok(Reply::see_other(format!("/imports/{id}")).with_flash(Flash::done(imports::undone_but()))),
        Err(error @ app::Error::Conflict(_)) => ctx.again(request, error, |errors| page(ctx, request, errors)),
        Err(other) => Err(other.into()),
    }
}

fn page(ctx: &Ctx, request: &Request, errors: Errors) -> Result<ImportPage, Failure> {
    let id: ImportId = request.id("id")?;
    let import = imports::import(&ctx.app, &request.actor, id)?;
    let kept = imports::kept(&ctx.app, &request.actor, id)?;
    let zone = ctx.app.zoned_now();
    let written = import.created + import.changed;
    let undone = match &import.undone {
        None => None,
        Some(undone) => Some(Undone {
            at: Moment::new(undone.at, zone.time_zone()),
            by: imports::imported_by(&ctx.app, &undone.by)?,
            removed: undone.removed,
            restored: undone.restored,
        }),
    };
    Ok(ImportPage {
        takes_back: (written as usize).saturating_sub(kept.len()),
        undone,
        kept: kept
            .into_iter()
            .map(|one| Kept {
                href: one.name.is_some().then(|| href(one.record)).flatten(),
                name: one.name,
                why: one.why,
                place: one.place,
            })
            .collect(),
        import: row(ctx, import)?,
        errors,
    })
}

fn href(record: Of) -> Option<String> {
    match record {
        Of::Employee(id) => Some(format!("/employees/{id}")),
        Of::Evaluation(id) => Some(format!("/evaluations/{id}")),
        Of::SkillCategory(_) | Of::Skill(_) | Of::ToolCategory(_) | Of::Tool(_) => None,
    }
}
