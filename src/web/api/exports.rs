//! `exports`: every list as a file, with the filters of its page under the same names, and everything
//! the company recorded.

use super::answering::read;
use super::described::{Described, Face, Param, ParamKind, export, read as reads, shape};
use super::query::Query;
use crate::domain::policy::Actor;
use crate::message;
use crate::web::pages::exports::{files, offered};
use crate::web::routes::{CSV, XLSX};
use crate::web::{Ctx, Failure, Reply, Request};
use http::Method;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

const FORMAT: Param = Param {
    name: "format",
    summary: "How it is written; CSV when not given.",
    kind: ParamKind::Word(&["csv", "xlsx", "json"]),
};
const SEARCH: Param = Param {
    name: "q",
    summary: "Only what has these words.",
    kind: ParamKind::Text,
};
const FROM: Param = Param {
    name: "from",
    summary: "From this day on.",
    kind: ParamKind::Day,
};
const TO: Param = Param {
    name: "to",
    summary: "Up to this day.",
    kind: ParamKind::Day,
};
const TIER: Param = Param {
    name: "tier",
    summary: "Only people of this tier.",
    kind: ParamKind::Tier,
};
const EMPLOYEE: Param = Param {
    name: "employee",
    summary: "Only this person.",
    kind: ParamKind::Id,
};

const PEOPLE: &[Param] = &[
    FORMAT,
    SEARCH,
    TIER,
    Param {
        name: "status",
        summary: "Who works here, who has left, or everyone; who works here when not given.",
        kind: ParamKind::Word(&["active", "left", "all"]),
    },
    Param {
        name: "manager",
        summary: "Only who reports to this person, or to nobody.",
        kind: ParamKind::IdOr(&["none"]),
    },
    Param {
        name: "talk",
        summary: "Only whose next talk is overdue, or due within 30 days.",
        kind: ParamKind::Word(&["overdue", "soon"]),
    },
    Param {
        name: "sort",
        summary: "The order of the rows.",
        kind: ParamKind::Word(&[
            "name", "-name", "number", "-number", "tier", "-tier", "hired", "-hired", "manager", "-manager", "due",
            "-due",
        ]),
    },
];
const EVALUATIONS: &[Param] = &[
    FORMAT,
    SEARCH,
    EMPLOYEE,
    Param {
        name: "kind",
        summary: "Only of this kind.",
        kind: ParamKind::Word(&["self", "manager"]),
    },
    Param {
        name: "status",
        summary: "Only in this state.",
        kind: ParamKind::Word(&["draft", "submitted", "finalised"]),
    },
    Param {
        name: "rater",
        summary: "Only by this user.",
        kind: ParamKind::Id,
    },
    FROM,
    TO,
    Param {
        name: "sort",
        summary: "The order of the rows; the newest first when not given.",
        kind: ParamKind::Word(&["date", "-date", "person", "-person"]),
    },
];
const FIGURES: &[Param] = &[
    FORMAT,
    FROM,
    TO,
    TIER,
    EMPLOYEE,
    Param {
        name: "category",
        summary: "Only this skill category.",
        kind: ParamKind::Id,
    },
];
const CATALOGUE: &[Param] = &[
    FORMAT,
    SEARCH,
    Param {
        name: "show",
        summary: "What is in use, what is archived, or both; what is in use when not given.",
        kind: ParamKind::Word(&["used", "archived", "all"]),
    },
];
const TARGETS: &[Param] = &[
    FORMAT,
    Param {
        name: "set",
        summary: "One set of targets; the one of today when not given.",
        kind: ParamKind::Id,
    },
];
const USERS: &[Param] = &[FORMAT];

/// What can stand in the query of a list, by the list's name.
const fn query(name: &str) -> &'static [Param] {
    match name.as_bytes() {
        b"employees" => PEOPLE,
        b"evaluations" | b"ratings" | b"tool-marks" => EVALUATIONS,
        b"categories" | b"trend" => FIGURES,
        b"skills" | b"tools" => CATALOGUE,
        b"targets" => TARGETS,
        _ => USERS,
    }
}

const TABLE: &[Face] = &[(CSV, None), (XLSX, None), ("application/json", Some(shape::<ListFile>))];

macro_rules! list {
    ($name:literal, $operation:literal, $said:expr) => {
        export(
            Method::GET,
            concat!("/api/v1/exports/", $name),
            $operation,
            $said,
            query($name),
            TABLE,
            file,
        )
    };
}

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/exports",
        "list_exports",
        message!("The lists one may take along as a file"),
        &[],
        shape::<Exports>,
        list,
    ),
    list!("employees", "export_employees", message!("The people as a file")),
    list!(
        "evaluations",
        "export_evaluations",
        message!("Evaluations as a file: one row each, a column a skill")
    ),
    list!(
        "ratings",
        "export_ratings",
        message!("Evaluations as a file: one row a rating")
    ),
    list!(
        "tool-marks",
        "export_tool_marks",
        message!("Evaluations as a file: one row a tool mark")
    ),
    list!(
        "categories",
        "export_categories",
        message!("The dashboard's categories as a file")
    ),
    list!("trend", "export_trend", message!("The dashboard's months as a file")),
    list!("skills", "export_skills", message!("The skills as a file")),
    list!("tools", "export_tools", message!("The tools as a file")),
    list!("targets", "export_targets", message!("The targets as a file")),
    list!("users", "export_users", message!("Who can sign in, as a file")),
    export(
        Method::POST,
        "/api/v1/exports/everything",
        "export_everything",
        message!("Everything the company recorded, for an empty box; that it was taken is written down"),
        &[],
        &[("application/json", Some(shape::<Everything>))],
        everything,
    ),
];

/// The lists.
#[derive(Serialize, JsonSchema)]
struct Exports {
    items: Vec<Export>,
}

/// A list that can be taken along.
#[derive(Serialize, JsonSchema)]
struct Export {
    name: &'static str,
    title: String,
    about: String,
    /// Where it is.
    path: String,
    formats: &'static [&'static str],
    /// What else can stand in the query.
    filters: Vec<&'static str>,
}

/// A list as JSON.
#[derive(Serialize, JsonSchema)]
struct ListFile {
    table: String,
    columns: Vec<ListColumn>,
    /// The cells by the keys of their columns; what is empty is left out.
    rows: Vec<Map<String, Value>>,
}

/// A column of a list.
#[derive(Serialize, JsonSchema)]
struct ListColumn {
    /// The same in every language and version.
    key: String,
    /// In the language that is asked for.
    head: String,
    /// A level is 1 to 5, or `n/a`.
    #[schemars(extend("enum" = ["text", "number", "date", "level"]))]
    kind: String,
}

/// Everything the company recorded. Its users come along with the hashes of their passwords: it is to
/// be kept like the data itself.
#[derive(Serialize, JsonSchema)]
struct Everything {
    #[serde(flatten)]
    all: Map<String, Value>,
}

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        let Actor::User(account) = &request.actor else {
            return Err(Failure::NoToken);
        };
        let offered = offered::ALL.into_iter().filter(|list| account.role >= list.least);
        let items = offered.map(|list| Export {
            title: ctx.say(request, &list.title),
            about: ctx.say(request, &list.told),
            path: format!("{}/exports/{}", super::BASE, list.name),
            formats: &["csv", "xlsx", "json"],
            filters: query(list.name)
                .iter()
                .map(|param| param.name)
                .filter(|name| *name != FORMAT.name)
                .collect(),
            name: list.name,
        });
        Ok(Exports { items: items.collect() })
    })
}

/// The list that the path ends with.
fn file(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let name = request.path.rsplit('/').next().unwrap_or_default();
    Query::of(request, query(name))?;
    files::file(ctx, request)
}

fn everything(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    Query::of(request, &[])?;
    files::everything(ctx, request)
}
