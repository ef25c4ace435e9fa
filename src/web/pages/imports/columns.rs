//! `/imports/uploads/{key}`: what each column is, with what stands in its first rows.

use super::with_upload;
use crate::app::imports::Mapping;
use crate::app::imports::waiting::{self, Upload};
use crate::app::{self};
use crate::domain::day;
use crate::domain::import::columns::{Field, fields};
use crate::domain::import::dates::Order;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

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
    errors: Errors,
}

#[derive(Serialize)]
struct Column {
    at: usize,
    letter: String,
    heading: String,
    examples: Vec<String>,
    field: String,
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
        ctx.page(request, &page(ctx, request, &upload, typed, Errors::default()))
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
                    Ok(page(ctx, request, &upload, Typed::of(&upload.mapping), errors))
                }),
            };
        }
        let typed = Typed::read(request, &upload);
        let saved = typed
            .mapping(&upload)
            .map_err(app::Error::from)
            .and_then(|mapping| waiting::map(&ctx.app, &request.actor, upload.key, mapping));
        match saved {
            Ok(()) => Ok(Reply::see_other(format!("{here}/check"))),
            Err(error) => ctx.again(request, error, |errors| Ok(page(ctx, request, &upload, typed, errors))),
        }
    })
}

/// What was chosen.
struct Typed {
    columns: Vec<String>,
    order: String,
    tier: String,
    hire_date: String,
}

impl Typed {
    fn of(mapping: &Mapping) -> Self {
        let columns = mapping.columns.iter();
        Self {
            columns: columns.map(|key| key.unwrap_or_default().to_owned()).collect(),
            order: mapping.order.map_or("", Order::word).to_owned(),
            tier: mapping.tier.map(|tier| tier.get().to_string()).unwrap_or_default(),
            hire_date: mapping.hire_date.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    fn read(request: &Request, upload: &Upload) -> Self {
        let text = |name: &str| request.form.text(name).to_owned();
        Self {
            columns: (0..upload.table.headings.len())
                .map(|at| text(&format!("column_{at}")))
                .collect(),
            order: text("order"),
            tier: text("tier"),
            hire_date: text("hire_date"),
        }
    }

    fn mapping(&self, upload: &Upload) -> Result<Mapping, Invalid> {
        let fields = fields(upload.kind);
        let mut invalid = Invalid::new();
        let key = |typed: &String| fields.iter().find(|field| field.key == typed).map(|field| field.key);
        let mapping = Mapping {
            columns: self.columns.iter().map(key).collect(),
            order: Order::parse(&self.order),
            tier: self.tier.trim().parse().ok().and_then(Tier::new),
            hire_date: invalid.take(day::optional("hire_date", &self.hire_date)),
        };
        if mapping.order.is_none() && !mapping.unclear_days(&upload.table).is_empty() {
            let said = message!("Please choose whether the day or the month comes first in this table.");
            invalid.add("order", said);
        }
        invalid.take(mapping.checked(upload.kind, &upload.table));
        invalid.into_result(mapping)
    }
}

fn page(ctx: &Ctx, request: &Request, upload: &Upload, typed: Typed, errors: Errors) -> ColumnsPage {
    let table = &upload.table;
    let fields = fields(upload.kind);
    let chosen = |typed: &String| fields.iter().find(|field| field.key == typed).map(|field| field.key);
    let now = Mapping {
        columns: typed.columns.iter().map(chosen).collect(),
        ..Mapping::default()
    };
    let unclear = now.unclear_days(table).into_iter().map(|at| Unclear {
        column: table.column(at),
        example: table.texts(at).next().map(short).unwrap_or_default(),
    });
    let column = |(at, field): (usize, String)| Column {
        at,
        letter: crate::app::tables::letters(at),
        heading: short(&table.headings[at]),
        examples: examples(upload, at),
        field,
    };
    ColumnsPage {
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
        errors,
    }
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
