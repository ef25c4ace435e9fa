//! `imports/{kind}`: a file as the body of the request, what is to be said about it in the query. With
//! `dry_run` it is looked at and nothing is written. Another kind of table is one more row here.

use super::super::answering::{Writing, creates, json, renamed, write};
use super::super::described::{Described, Many, Param, ParamKind, import, shape};
use super::super::query::Query;
use super::cards;
use super::checked::{Checked, refused};
use super::shown::Import;
use crate::app::imports::said::{self, Said, Understood};
use crate::app::imports::{self, Source};
use crate::domain::evaluation;
use crate::domain::import::Kind;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use crate::web::pages::imports::tier_names;
use crate::web::{Body, Ctx, Failure, Reply, Request};

/// Where imports are.
pub const PLACE: &str = "/api/v1/imports";

/// What the file is called.
pub const NAME: Param = Param {
    name: "name",
    summary: "What the file is called, for who looks at the import later.",
    kind: ParamKind::Text,
};
/// Looking only.
pub const DRY_RUN: Param = Param {
    name: "dry_run",
    summary: "Only say what would happen: 200, and nothing is written.",
    kind: ParamKind::Yes,
};
/// How days are read.
pub const FIRST: Param = Param {
    name: "first",
    summary: "What comes first in dates that do not tell.",
    kind: ParamKind::Word(&["day", "month"]),
};
const SHEET: Param = Param {
    name: "sheet",
    summary: "The sheet of a workbook; the first that holds something when not given.",
    kind: ParamKind::Number,
};
const COLUMN: Param = Param {
    name: "column",
    summary: "What a column is, where its heading does not say it: `Rung=tier`; `Rung=` leaves it out. Once for each column.",
    kind: ParamKind::Many(columns("^[^=]+=[a-z_]*$")),
};
/// One thing said about each row that has to be decided.
const ROWS: Many = Many {
    pattern: "^[1-9][0-9]{0,5}=(new|skip|[1-9][0-9]{0,15})$",
    most: 200,
    length: 24,
};

/// One thing said about each column, of the form.
const fn columns(pattern: &'static str) -> Many {
    Many {
        pattern,
        most: 100,
        length: 120,
    }
}

const PEOPLE: &[Param] = &[
    NAME,
    DRY_RUN,
    SHEET,
    COLUMN,
    FIRST,
    Param {
        name: "tier",
        summary: "The tier of new people whose row has none.",
        kind: ParamKind::Tier,
    },
    Param {
        name: "hire_date",
        summary: "The hire date of new people whose row has none.",
        kind: ParamKind::Day,
    },
    Param {
        name: "row",
        summary: "What to do with a row whose name is there already: `7=new`, `7=skip`, or `7=12` to change employee 12 by line 7. Once for each row.",
        kind: ParamKind::Many(ROWS),
    },
];
const THINGS: &[Param] = &[NAME, DRY_RUN, SHEET, COLUMN];
const PAST: &[Param] = &[
    NAME,
    DRY_RUN,
    SHEET,
    Param {
        name: "column",
        summary: "What a column is, where its heading does not say it: `Score=level`, in a wide table also `B=Plumbing: Faucets`; `Score=` leaves it out. Once for each column.",
        kind: ParamKind::Many(columns("^[^=]+=[^=]*$")),
    },
    FIRST,
    Param {
        name: "form",
        summary: "One row an evaluation and a column a skill, or one row a rating; as the headings say when not given.",
        kind: ParamKind::Word(&["wide", "long"]),
    },
    Param {
        name: "kind",
        summary: "Whose view the rows are that do not say it.",
        kind: ParamKind::Word(&["manager", "self"]),
    },
    Param {
        name: "rater",
        summary: "The name of the user who rated in rows that do not say it.",
        kind: ParamKind::Text,
    },
    Param {
        name: "row",
        summary: "What to do with a row that has to be decided about: `7=new`, `7=skip`, or `7=12` for employee 12. Once for each row.",
        kind: ParamKind::Many(ROWS),
    },
];

pub const ROUTES: &[Described] = &[
    table(
        "/api/v1/imports/employees",
        "import_employees",
        message!("Import people from a table, CSV or XLSX: all or nothing"),
        Kind::Employees,
    ),
    table(
        "/api/v1/imports/catalogue",
        "import_catalogue",
        message!("Import skills and tools from a table, CSV or XLSX: all or nothing"),
        Kind::Catalogue,
    ),
    table(
        "/api/v1/imports/evaluations",
        "import_evaluations",
        message!("Import past evaluations from a table, CSV or XLSX: all or nothing"),
        Kind::Evaluations,
    ),
    import(
        ("/api/v1/imports/score-cards", Body::WorkbookFile),
        "import_score_cards",
        message!("Import a filled paper score card, XLSX, as a self evaluation"),
        cards::QUERY,
        (shape::<Import>, shape::<cards::CheckedCards>),
        cards::bring,
    ),
];

const fn table(path: &'static str, name: &'static str, summary: Message, kind: Kind) -> Described {
    let shapes = (shape::<Import> as _, shape::<Checked> as _);
    import((path, Body::TableFile), name, summary, query(kind), shapes, bring)
}

/// What can be said about a table of the kind.
const fn query(kind: Kind) -> &'static [Param] {
    match kind {
        Kind::Employees => PEOPLE,
        Kind::Evaluations => PAST,
        Kind::Catalogue | Kind::ScoreCards => THINGS,
    }
}

/// A table of the kind that the path ends with.
fn bring(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let kind = request.path.rsplit('/').next().and_then(Kind::parse);
    let kind = kind.ok_or(Failure::NotFound)?;
    let asked = Query::of(request, query(kind))?;
    if asked.says(DRY_RUN.name) {
        let checked = with_source(ctx, request, kind, &request.actor, |source| {
            let check = imports::check(&ctx.app, &request.actor, source)?;
            json(&Checked::of(ctx, request, check))
        })?;
        return Ok(Reply::api(checked));
    }
    let writing = Writing {
        query: query(kind),
        ..creates(PLACE, super::show)
    };
    write(ctx, request, &writing, |actor| {
        with_source(ctx, request, kind, actor, |source| {
            let check = imports::check(&ctx.app, actor, source)?;
            refused(&check)?;
            let import = imports::run(&ctx.app, actor, source)?;
            let id = import.id.0;
            let mut made = Import::of(ctx, request, import)?;
            made.check = Some(Checked::of(ctx, request, check));
            Ok((id, Some(json(&made)?)))
        })
    })
}

/// The table with what is said about it, as it is checked and imported.
fn with_source<T>(
    ctx: &Ctx,
    request: &Request,
    kind: Kind,
    actor: &Actor,
    then: impl FnOnce(&Source<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let asked = Query::of(request, query(kind))?;
    let text = |name: &str| asked.get(name).map(str::to_owned);
    let said = Said {
        sheet: asked.parse(SHEET.name),
        columns: asked.all(COLUMN.name),
        first: text(FIRST.name),
        tier: text("tier"),
        hire_date: text("hire_date"),
        rows: asked.all("row"),
        form: text("form"),
        view: asked.get("kind").map(|word| match word {
            "self" => evaluation::Kind::SelfRating,
            _ => evaluation::Kind::Manager,
        }),
        rater: text("rater"),
    };
    let Understood {
        table,
        mapping,
        answers,
    } = said::understood(&ctx.app, actor, kind, &request.body, &said)?;
    let tiers = tier_names(ctx, request);
    let name = asked.get(NAME.name).unwrap_or(kind.word());
    then(&Source::new(kind, name, &table, &mapping, &answers, &tiers)).map_err(|failure| {
        renamed(failure, |field| match field.starts_with("column_") {
            true => COLUMN.name.to_owned(),
            false => field.to_owned(),
        })
    })
}
