//! `imports`: what came at once from files, bringing more in, and undoing it.

pub mod bringing;
mod cards;
mod checked;
mod shown;

use super::answering::{changes, json, read, write};
use super::described::{Described, Param, ParamKind, act, read as reads, shape};
use super::query::{PAGING, Page};
use crate::app::imports::{self, Becomes};
use crate::domain::id::ImportId;
use crate::domain::import::Kind;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use shown::{Import, Record};

const LIST: &[Param] = &[
    PAGING[0],
    PAGING[1],
    Param {
        name: "kind",
        summary: "Only imports of this kind.",
        kind: ParamKind::Word(&[
            Kind::Employees.word(),
            Kind::Catalogue.word(),
            Kind::Evaluations.word(),
            Kind::ScoreCards.word(),
        ]),
    },
];

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/imports",
        "list_imports",
        message!("The imports one may see, newest first"),
        LIST,
        shape::<Page<Import>>,
        list,
    ),
    reads(
        "/api/v1/imports/{id}",
        "read_import",
        message!("One import: what it wrote, by whom, and what undoing would leave"),
        &[],
        shape::<Import>,
        one,
    ),
    act(
        "/api/v1/imports/{id}/undo",
        "undo_import",
        message!("Undo an import, but for what somebody changed or used since"),
        None,
        shape::<Import>,
        undo,
    ),
];

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, LIST, |query| {
        let kind = query.get("kind").and_then(Kind::parse);
        let after = query.after::<ImportId>(ctx)?;
        let all = imports::list(&ctx.app, &request.actor)?.into_iter();
        let asked = all
            .filter(|import| kind.is_none_or(|kind| import.kind == kind))
            .filter(|import| after.is_none_or(|after| import.id < after));
        query.page(
            ctx,
            asked,
            |import| import.id.to_string(),
            |import| Import::of(ctx, request, import),
        )
    })
}

fn one(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| whole(ctx, request, request.id("id")?))
}

fn undo(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: ImportId = request.id("id")?;
        // It is undone for the state this was read from, or not at all.
        let mut fates = imports::fates(&ctx.app, actor, id)?;
        imports::undo(&ctx.app, actor, id)?;
        fates.retain(|fate| matches!(fate.becomes, Becomes::Removed | Becomes::Restored));
        let mut undone = whole(ctx, request, id)?;
        undone.taken_back = Some(Record::all(ctx, request, fates));
        Ok((id.0, Some(json(&undone)?)))
    })
}

fn show(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    json(&whole(ctx, request, ImportId(id))?)
}

/// With what it wrote.
fn whole(ctx: &Ctx, request: &Request, id: ImportId) -> Result<Import, Failure> {
    let import = imports::import(&ctx.app, &request.actor, id)?;
    let fates = imports::fates(&ctx.app, &request.actor, id)?;
    let mut whole = Import::of(ctx, request, import)?;
    whole.records = Some(Record::all(ctx, request, fates));
    Ok(whole)
}
