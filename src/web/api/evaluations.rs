//! `evaluations`: list, write down, read, change a draft, and what becomes of them.

mod content;
mod shown;

use super::answering::{changes, creates, deletes, json, read, renamed, write};
use super::described::{Described, Param, ParamKind, act, change, create, delete, read as reads, shape};
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
    kind: ParamKind::Revision,
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
    act(
        "/api/v1/evaluations/{id}/submission",
        "submit_evaluation",
        message!("Submit one's own draft"),
        None,
        shape::<Evaluation>,
        submit,
    ),
    act(
        "/api/v1/evaluations/{id}/finalisation",
        "finalise_evaluation",
        message!("Finalise it, and submit it before if it is a draft"),
        None,
        shape::<Evaluation>,
        finalise,
    ),
    act(
        "/api/v1/evaluations/{id}/return",
        "return_evaluation",
        message!("Make a draft again of what was submitted"),
        Some(shape::<Why>),
        shape::<Evaluation>,
        return_to_draft,
    ),
    act(
        "/api/v1/evaluations/{id}/reopening",
        "reopen_evaluation",
        message!("Open a finalised one again, as the draft of the next revision"),
        Some(shape::<Why>),
        shape::<Evaluation>,
        reopen,
    ),
    act(
        "/api/v1/evaluations/{id}/release",
        "release_evaluation",
        message!("Show a submitted self evaluation to raters"),
        None,
        shape::<Evaluation>,
        release,
    ),
    act(
        "/api/v1/evaluations/{id}/acknowledgement",
        "acknowledge_evaluation",
        message!("Say that one has read it, or that one does not acknowledge it"),
        Some(shape::<Acknowledgement>),
        shape::<Evaluation>,
        acknowledge,
    ),
    act(
        "/api/v1/evaluations/{id}/reading-out",
        "record_reading_out",
        message!("Record that it was read out to a person without an account"),
        Some(shape::<ReadingOut>),
        shape::<Evaluation>,
        read_out,
    ),
    act(
        "/api/v1/evaluations/{id}/statements",
        "attach_statement",
        message!("Attach a statement of one's own"),
        Some(shape::<Statement>),
        shape::<Evaluation>,
        attach,
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
    ratings: Vec<content::RatingIn>,
    #[serde(default)]
    #[schemars(length(max = 5000))]
    tools: Vec<content::ToolIn>,
    #[serde(default)]
    #[schemars(length(max = 50))]
    special_skills: Vec<content::SpecialSkillIn>,
}

/// Why something is undone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    #[schemars(length(min = 1, max = 500))]
    reason: String,
}

/// That one has read an evaluation about oneself.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Acknowledgement {
    /// True: one does not acknowledge it. It counts all the same.
    #[serde(default)]
    refused: bool,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    comment: String,
    /// The revision one has read; the last one when not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    revision: Option<u32>,
}

/// That an evaluation was read out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadingOut {
    #[schemars(with = "Date")]
    date: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    comment: String,
}

/// A statement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Statement {
    #[schemars(length(min = 1, max = 4000))]
    text: String,
    /// The revision it is about; the last one when not given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    revision: Option<u32>,
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

/// An act on the evaluation in the path, on the revision that stands now.
fn acting(
    ctx: &Ctx,
    request: &Request,
    act: impl Fn(&Actor, EvaluationId, &Evaluation) -> Result<(), Failure>,
) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: EvaluationId = request.id("id")?;
        let before = seen(ctx, actor, id, None)?;
        act(actor, id, &before).map_err(|failure| renamed(failure, in_acts))?;
        Ok((id.0, None))
    })
}

fn submit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, _| {
        Ok(evaluations::submit(&ctx.app, actor, id)?)
    })
}

fn finalise(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let done = match before.is_draft() {
            true => evaluations::submit_and_finalise(&ctx.app, actor, id),
            false => evaluations::finalise(&ctx.app, actor, id),
        };
        Ok(done?)
    })
}

fn return_to_draft(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Why = reading::body(request)?;
        evaluations::return_to_draft(&ctx.app, actor, id, before.revision(), &sent.reason)?;
        Ok(())
    })
}

fn reopen(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Why = reading::body(request)?;
        evaluations::reopen(&ctx.app, actor, id, before.revision(), &sent.reason)?;
        Ok(())
    })
}

fn release(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, _| {
        Ok(evaluations::release(&ctx.app, actor, id)?)
    })
}

fn acknowledge(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Acknowledgement = reading::body(request)?;
        let revision = sent.revision.unwrap_or(before.revision());
        let done = match sent.refused {
            true => evaluations::refuse(&ctx.app, actor, id, revision, &sent.comment),
            false => evaluations::acknowledge(&ctx.app, actor, id, revision, &sent.comment),
        };
        Ok(done?)
    })
}

fn read_out(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: ReadingOut = reading::body(request)?;
        let revision = before.revision();
        Ok(evaluations::record_read_out(
            &ctx.app,
            actor,
            id,
            revision,
            &sent.date,
            &sent.comment,
        )?)
    })
}

fn attach(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    acting(ctx, request, |actor, id, before| {
        let sent: Statement = reading::body(request)?;
        let revision = sent.revision.unwrap_or(before.revision());
        Ok(evaluations::attach_statement(
            &ctx.app, actor, id, revision, &sent.text,
        )?)
    })
}

/// What the fields of these acts are called here.
fn in_acts(field: &str) -> String {
    match field {
        "read_out" => "date".to_owned(),
        "statement" => "text".to_owned(),
        other => other.to_owned(),
    }
}
