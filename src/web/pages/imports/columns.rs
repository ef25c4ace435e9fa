//! `/imports/uploads/{key}`: what each column is, with what stands in its first rows.

mod evaluations;
mod typed;

use super::with_upload;
use crate::app::imports::Mapping;
use crate::app::imports::waiting::{self, Upload};
use crate::app::{self};
use crate::domain::import::columns::{Field, Shape, fields};
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use evaluations::OfEvaluations;
use serde::Serialize;
use typed::Typed;

/// Rows of which the first are shown.
const SHOWN_ROWS: usize = 3;
/// Characters of a cell that are shown.
const SHOWN: usize = 40;

#[derive(Serialize)]
struct ColumnsPage {
    key: u64,
    kind: &'static str,
    file: String,
    rows: usize,
    sheets: Vec<Choice>,
    sheet: usize,
    columns: Vec<Column>,
    fields: Vec<Choice<Message>>,
    /// Columns of days that can be read two ways, with an example.
    unclear: Vec<Unclear>,
    order: String,
    tier: String,
    tiers: Vec<Choice>,
    hire_date: String,
    /// Of a table of evaluations only.
    evaluations: Option<OfEvaluations>,
    errors: Errors,
}

#[derive(Serialize)]
struct Column {
    at: usize,
    letter: String,
    heading: String,
    examples: Vec<String>,
    field: String,
    /// Skills it can be.
    skills: Vec<Choice>,
}

#[derive(Serialize)]
struct Unclear {
    column: String,
    example: String,
}

impl view::Page for ColumnsPage {
    const TEMPLATE: &'static str = "imports/columns.html";
    fn title(&self) -> Message {
        message!("What the columns are")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        let typed = Typed::of(&upload.mapping);
        ctx.page(request, &page(ctx, request, &upload, typed, Errors::default())?)
    })
}

pub fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_upload(ctx, request, |upload| {
        let here = format!("/imports/uploads/{}", upload.key);
        if let Some(sheet) = request
            .form
            .parse::<usize>("sheet")
            .filter(|sheet| *sheet != upload.table.sheet)
        {
            return match waiting::choose_sheet(&ctx.app, &request.actor, upload.key, sheet) {
                Ok(()) => Ok(Reply::see_other(here)),
                Err(error) => ctx.again(request, error, |errors| {
                    page(ctx, request, &upload, Typed::of(&upload.mapping), errors)
                }),
            };
        }
        if let Some(shape) = Shape::parse(request.form.text("shape")) {
            waiting::choose_shape(&ctx.app, &request.actor, upload.key, shape)?;
            return Ok(Reply::see_other(here));
        }
        let typed = Typed::read(request, &upload);
        let saved = typed
            .mapping(&ctx.app, &upload)
            .map_err(app::Error::from)
            .and_then(|mapping| waiting::map(&ctx.app, &request.actor, upload.key, mapping));
        match saved {
            Ok(()) => Ok(Reply::see_other(format!("{here}/check"))),
            Err(error) => ctx.again(request, error, |errors| page(ctx, request, &upload, typed, errors)),
        }
    })
}

fn page(ctx: &Ctx, request: &Request, upload: &Upload, typed: Typed, errors: Errors) -> Result<ColumnsPage, Failure> {
    let table = &upload.table;
    let fields = fields(upload.kind, upload.mapping.evaluations.shape);
    let now = Mapping {
        columns: typed.fields(upload),
        ..Mapping::default()
    };
    let unclear = now.unclear_days(table).into_iter().map(|at| Unclear {
        column: table.column(at),
        example: table.texts(at).next().map(short).unwrap_or_default(),
    });
    let evaluations = OfEvaluations::new(ctx, request, upload, &typed)?;
    let mut skills = evaluations
        .as_ref()
        .map(|of| of.skills(ctx, &typed))
        .unwrap_or_default();
    let column = |(at, field): (usize, String)| Column {
        skills: skills.get_mut(at).map(std::mem::take).unwrap_or_default(),
        at,
        letter: crate::app::tables::letters(at),
        heading: short(&table.headings[at]),
        examples: examples(upload, at),
        field,
    };
    Ok(ColumnsPage {
        key: upload.key,
        kind: upload.kind.word(),
        file: upload.name.clone(),
        rows: table.rows.len(),
        sheets: table
            .sheets
            .iter()
            .enumerate()
            .map(|(at, name)| Choice::new(at, name.clone()))
            .collect(),
        sheet: table.sheet,
        unclear: unclear.collect(),
        columns: typed.columns.into_iter().enumerate().map(column).collect(),
        fields: fields
            .iter()
            .map(|Field { key, label, .. }| Choice::new(key, label.clone()))
            .collect(),
        order: typed.order,
        tier: typed.tier,
        tiers: tiers(ctx, request),
        hire_date: typed.hire_date,
        evaluations,
        errors,
    })
}

fn tiers(ctx: &Ctx, request: &Request) -> Vec<Choice> {
    let settings = ctx.settings(request);
    let label = |tier: Tier| format!("{} – {}", tier.get(), settings.tier_name(tier));
    Tier::ALL.map(|tier| Choice::new(tier.get(), label(tier))).into()
}

/// What stands in the first rows that have something in the column.
fn examples(upload: &Upload, at: usize) -> Vec<String> {
    let cells = upload.table.rows.iter().map(|row| row.cell(at).text());
    cells
        .filter(|text| !text.is_empty())
        .take(SHOWN_ROWS)
        .map(|text| short(&text))
        .collect()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
