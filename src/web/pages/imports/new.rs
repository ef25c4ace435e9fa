//! `/imports/new`: the file, and a corrected one in its place.

use super::{TABLES, with_upload};
use crate::app::imports::waiting;
use crate::app::{self};
use crate::domain::import::Kind;
use crate::domain::import::columns::Shape;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Decision};
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::pages::exports::{Download, downloads};
use crate::web::{Ctx, Failure, Flash, Pairs, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct NewPage {
    kind: String,
    /// Only if there is something to choose.
    kinds: Vec<Choice<Message>>,
    rows_max: usize,
    evaluation_rows_max: usize,
    columns_max: usize,
    megabytes: usize,
    /// Tables of past evaluations to fill in.
    blanks: Vec<Blank>,
    errors: Errors,
}

#[derive(Serialize)]
struct Blank {
    title: Message,
    downloads: Vec<Download>,
}

impl view::Page for NewPage {
    const TEMPLATE: &'static str = "imports/new.html";
    fn title(&self) -> Message {
        message!("Import")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(
        request,
        &page(ctx, request, request.query.text("kind"), Errors::default()),
    )
}

pub fn upload(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let taken = chosen(request).and_then(|(name, content)| {
        let kind = Kind::parse(request.form.text("kind")).filter(|kind| TABLES.contains(kind));
        let kind = kind.ok_or_else(|| Invalid::one("kind", message!("Please choose what to import.")))?;
        waiting::take(&ctx.app, &request.actor, kind, name, content)
    });
    match taken {
        Ok(key) => Ok(Reply::see_other(format!("/imports/uploads/{key}"))),
        Err(error) => ctx.again(request, error, |errors| {
            Ok(page(ctx, request, request.form.text("kind"), errors))
        }),
    }
}

pub fn correct(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        let replaced = chosen(request)
            .and_then(|(name, content)| waiting::replace(&ctx.app, &request.actor, upload.key, name, content));
        let checked = format!("/imports/uploads/{}/check", upload.key);
        match replaced {
            Ok(()) => Ok(Reply::see_other(checked)),
            Err(app::Error::Invalid(invalid)) => {
                let said = invalid.fields.into_iter().next().map(|(_, said)| said);
                let said = said.unwrap_or_else(|| message!("Please choose a file."));
                Ok(Reply::see_other(checked).with_flash(Flash::problem(said)))
            }
            Err(other) => Err(other.into()),
        }
    })
}

pub fn forget(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        waiting::forget(&ctx.app, &request.actor, upload.key)?;
        let said = message!("Nothing was imported, and the file is not kept.");
        Ok(Reply::see_other("/imports").with_flash(Flash::done(said)))
    })
}

/// The name and content of the file that was chosen.
fn chosen(request: &Request) -> Result<(&str, Vec<u8>), app::Error> {
    let file = request.files.iter().find(|file| file.field == "file");
    match file {
        Some(file) => Ok((&file.name, file.content.clone())),
        None => Err(Invalid::one("file", message!("Please choose a file.")).into()),
    }
}

fn page(ctx: &Ctx, request: &Request, kind: &str, errors: Errors) -> NewPage {
    let allowed = |kind: &Kind| ctx.app.allows(&request.actor, &Action::Import(*kind)) == Decision::Allowed;
    let kinds: Vec<Kind> = TABLES.into_iter().filter(allowed).collect();
    let kind = Kind::parse(kind).filter(|kind| kinds.contains(kind));
    NewPage {
        kind: kind.or(kinds.first().copied()).map_or("", Kind::word).to_owned(),
        kinds: kinds
            .iter()
            .map(|kind| Choice {
                hint: hint(*kind),
                ..Choice::new(kind.word(), kind.name())
            })
            .collect(),
        blanks: Shape::ALL
            .map(|shape| Blank {
                title: shape.name(),
                downloads: downloads(&("/imports/blank/".to_owned() + shape.word()), &Pairs(Vec::new())),
            })
            .into(),
        rows_max: waiting::rows_max(Kind::Employees),
        evaluation_rows_max: waiting::rows_max(Kind::Evaluations),
        columns_max: app::tables::COLUMNS_MAX,
        megabytes: app::tables::FILE_MAX / 1_000_000,
        errors,
    }
}

fn hint(kind: Kind) -> Option<Message> {
    match kind {
        Kind::Evaluations => Some(message!(
            "Ratings you kept on paper or in a spreadsheet. They come in finished, each as of its own day."
        )),
        Kind::Employees => Some(message!(
            "Your people: number, name, tier, hire date, who they report to."
        )),
        Kind::Catalogue => Some(message!("Skills and tools by category.")),
        Kind::ScoreCards => None,
    }
}
