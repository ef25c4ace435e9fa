//! `evaluations`: list, write down, read, change a draft.

pub mod acts;
mod content;
mod marks;
mod shown;

use super::answering::{changes, creates, deletes, json, read, renamed, write};
use super::described::{Described, Param, ParamKind, change, create, delete, read as reads, shape};
use super::query::{LIMIT_MAX, PAGING, Page};
use super::reading;
use crate::app::evaluations::{self, Filter, New, Sight, Then, Whole};
use crate::domain::day;
use crate::domain::evaluation::{Kind, Source, Status};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::invalid::Invalid;
use crate::domain::policy::Actor;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use content::{Changed, Content};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shown::{Evaluation, Row};

const LIST: &[Param] = &[
    PAGING[0],
    PAGING[1],
    Param {
        name: "employee_id",
        summary: "Only of this person.",
        kind: ParamKind::Id,
    },
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
        name: "from",
        summary: "Effective dates from this day on.",
        kind: ParamKind::Day,
    },
    Param {
        name: "to",
        summary: "Effective dates up to this day.",
        kind: ParamKind::Day,
    },
];

const REVISION: &[Param] = &[Param {
    name: "revision",
    summary: "A revision that was withdrawn; the last one when not given.",
    kind: ParamKind::Number,
}];

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/evaluations",
        "list_evaluations",
        message!("The evaluations one may know of, newest first"),
        LIST,
        shape::<Page<Row>>,
        list,
    ),
    create(
        "/api/v1/evaluations",
        "create_evaluation",
        message!("Write down a whole evaluation at once; all or nothing"),
        shape::<NewEvaluation>,
        shape::<Evaluation>,
        add,
    ),
    reads(
        "/api/v1/evaluations/{id}",
        "read_evaluation",
        message!("One evaluation; of one that may only be known of, without its content"),
        REVISION,
        shape::<Evaluation>,
        one,
    ),
    change(
        "/api/v1/evaluations/{id}",
        "change_evaluation",
        message!("Change one's own draft: what is sent, all or nothing"),
        shape::<Changed>,
        shape::<Evaluation>,
        edit,
    ),
    delete(
        "/api/v1/evaluations/{id}",
        "delete_evaluation",
        message!("Delete one's own draft"),
        remove,
    ),
];

/// By the person, or by a manager.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum KindName {
    #[serde(rename = "self")]
    Own,
    Manager,
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::SelfRating => Self::Own,
            Kind::Manager => Self::Manager,
        }
    }
}

/// A whole evaluation to be written down.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewEvaluation {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    employee_id: u64,
    kind: KindName,
    /// The effective date.
    #[schemars(with = "Date")]
    date: String,
    /// Submit it at once.
    #[serde(default)]
    submit: bool,
    /// Submit and finalise it at once; manager evaluations only.
    #[serde(default)]
    finalise: bool,
    // What follows is not flattened: unknown fields are refused only without.
    /// For both sides.
    #[serde(default)]
    #[schemars(length(max = 4000))]
    notes: String,
    /// Never shown to the person it is about; manager evaluations only.
    #[serde(default)]
    #[schemars(length(max = 4000))]
    private_note: String,
    #[serde(default)]
    #[schemars(length(max = 5000))]
    ratings: Vec<marks::RatingIn>,
    #[serde(default)]
    #[schemars(length(max = 5000))]
    tools: Vec<marks::ToolIn>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    special_skills: Vec<marks::SpecialSkillIn>,
}

fn seen(ctx: &Ctx, actor: &Actor, id: EvaluationId, revision: Option<u32>) -> Result<Evaluation, Failure> {
    if let Some(revision) = revision
        && let Ok(withdrawn) = evaluations::view_withdrawn(&ctx.app, actor, id, revision)
    {
        return Ok(Evaluation::of(withdrawn));
    }
    let found = match evaluations::view(&ctx.app, actor, id)? {
        Sight::Whole(whole) => Evaluation::of(*whole),
        Sight::Exists { .. } => Evaluation::known_of(evaluations::row(&ctx.app, actor, id)?),
        Sight::Reopened { revision } => Evaluation::of(evaluations::view_withdrawn(&ctx.app, actor, id, revision)?),
    };
    match revision.is_none_or(|revision| revision == found.revision()) {
        true => Ok(found),
        false => Err(Failure::NotFound),
    }
}

fn show(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    json(&seen(ctx, &request.actor, EvaluationId(id), None)?)
}

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, LIST, |query| {
        let filter = Filter {
            employee: query.parse::<EmployeeId>("employee_id"),
            kind: match query.get("kind") {
                Some("self") => Some(Kind::SelfRating),
                Some(_) => Some(Kind::Manager),
                None => None,
            },
            status: match query.get("status") {
                Some("draft") => Some(Status::Draft),
                Some("submitted") => Some(Status::Submitted),
                Some(_) => Some(Status::Finalised),
                None => None,
            },
            from: query.day("from"),
            to: query.day("to"),
            ..Filter::default()
        };
        let after = query.after::<String>(ctx)?.and_then(|after| {
            let (date, id) = after.split_once(' ')?;
            Some((day::required("cursor", date).ok()?, id.parse().ok()?))
        });
        let found = evaluations::newest(&ctx.app, &request.actor, &filter, after, LIMIT_MAX + 1)?;
        query.page(
            ctx,
            found.into_iter(),
            |row| format!("{} {}", row.date, row.id),
            |row| Ok(Row::of(&row)),
        )
    })
}

fn one(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, REVISION, |query| {
        seen(ctx, &request.actor, request.id("id")?, query.parse("revision"))
    })
}

fn add(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &creates("/api/v1/evaluations", show), |actor| {
        let sent: NewEvaluation = reading::body(request)?;
        let kind = match sent.kind {
            KindName::Own => Kind::SelfRating,
            KindName::Manager => Kind::Manager,
        };
        if sent.finalise && kind == Kind::SelfRating {
            let sentence = message!("A self evaluation ends when it is submitted. It is not finalised.");
            return Err(Invalid::one("finalise", sentence).into());
        }
        let content = Content {
            notes: sent.notes,
            private_note: sent.private_note,
            ratings: sent.ratings,
            tools: sent.tools,
            special_skills: sent.special_skills,
        };
        let mut invalid = Invalid::new();
        let date = invalid.take(day::required("date", &sent.date).map(Some));
        let accepted = invalid.take(content.read().map(Some));
        let (Some(date), Some(accepted)) = (date, accepted) else {
            return Err(invalid.into());
        };
        let whole = Whole {
            new: New {
                employee: EmployeeId(sent.employee_id),
                kind,
                date,
                client_uuid: None,
                source: Source::Screen,
            },
            content: accepted,
            then: match (sent.finalise, sent.submit) {
                (true, _) => Then::Finalise,
                (false, true) => Then::Submit,
                (false, false) => Then::Keep,
            },
        };
        let made = evaluations::create(&ctx.app, actor, &whole);
        let id = made.map_err(|error| renamed(error.into(), |field| content.named(field)))?;
        Ok((id.0, None))
    })
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EvaluationId = request.id("id")?;
        let sent: Changed = reading::body(request)?;
        let fields = sent.fields()?;
        let done = evaluations::change(&ctx.app, actor, id, &fields);
        done.map_err(|error| renamed(error.into(), |field| sent.named(field)))?;
        Ok((id.0, None))
    })
}

fn remove(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &deletes(show), |actor| {
        let id: EvaluationId = request.id("id")?;
        evaluations::delete(&ctx.app, actor, id)?;
        Ok((id.0, None))
    })
}
