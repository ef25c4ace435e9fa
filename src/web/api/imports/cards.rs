//! `imports/score-cards`: the filled cards of one workbook become self evaluations, all or none.

use super::super::answering::{Writing, creates, json, write};
use super::super::described::{Param, ParamKind};
use super::super::query::Query;
use super::bringing::{DRY_RUN, FIRST, NAME, PLACE};
use super::shown::Import;
use crate::app;
use crate::app::imports::score_cards::said::{self, Said};
use crate::app::imports::score_cards::{self, Choice, Decisions, Entry, Matched, Person, Scale};
use crate::domain::id::EmployeeId;
use crate::domain::import::Kind;
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::domain::tier::Tier;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

pub const QUERY: &[Param] = &[
    NAME,
    DRY_RUN,
    Param {
        name: "employee_id",
        summary: "Whose card it is; whoever has the name on it when not given.",
        kind: ParamKind::Id,
    },
    Param {
        name: "new_person",
        summary: "Add the person on the card, hired by its day.",
        kind: ParamKind::Yes,
    },
    Param {
        name: "tier",
        summary: "The tier of a person who is added; the lowest when not given.",
        kind: ParamKind::Tier,
    },
    Param {
        name: "date",
        summary: "The day of the card; what is written on it when not given.",
        kind: ParamKind::Day,
    },
    FIRST,
    Param {
        name: "scale",
        summary: "The levels that the marks 1 to 5 of the card are taken for; 1,2,2,3,4 when not given.",
        kind: ParamKind::Text,
    },
    Param {
        name: "without_unclear",
        summary: "Import without the marks that could not be read for sure.",
        kind: ParamKind::Yes,
    },
];

/// What is found in a workbook.
#[derive(Serialize, JsonSchema)]
pub struct CheckedCards {
    /// It can be imported as it is.
    ready: bool,
    cards: Vec<Card>,
    /// What keeps it from being imported.
    missing: Vec<Missing>,
}

/// A card in the workbook. What is marked on it is not told here.
#[derive(Serialize, JsonSchema)]
pub struct Card {
    /// The name on it.
    name: String,
    /// Whose it is, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    employee_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    /// Skills with a mark that is sure.
    skills: usize,
    /// Tools with an answer that is sure.
    tools: usize,
    /// Marks that could not be read for sure.
    problems: Vec<UnclearMark>,
    /// Columns that someone added: they are not read.
    columns_not_read: Vec<String>,
}

/// Marks that could not be read for sure.
#[derive(Serialize, JsonSchema)]
struct UnclearMark {
    cells: Vec<String>,
    message: String,
}

/// Something that keeps it from being imported.
#[derive(Serialize, JsonSchema)]
struct Missing {
    /// The value in the query that settles it; with `cards.1.` before it where there are several cards.
    field: String,
    message: String,
}

pub fn bring(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let query = Query::of(request, QUERY)?;
    if query.says(DRY_RUN.name) {
        let (entries, decisions) = read(ctx, request, &request.actor)?;
        let missing = match score_cards::ready(&ctx.app, &request.actor, &entries, &decisions) {
            Ok(()) => Vec::new(),
            Err(app::Error::Invalid(invalid)) => at_values(invalid, entries.len()).fields,
            Err(app::Error::Conflict(said)) => vec![(String::new(), said)],
            Err(other) => return Err(other.into()),
        };
        let checked = CheckedCards {
            ready: missing.is_empty(),
            cards: cards(ctx, request, &request.actor, &entries, &decisions)?,
            missing: missing
                .into_iter()
                .map(|(field, said)| Missing {
                    field,
                    message: ctx.say(request, &said),
                })
                .collect(),
        };
        return Ok(Reply::api(json(&checked)?));
    }
    let writing = Writing {
        query: QUERY,
        ..creates(PLACE, super::show)
    };
    write(ctx, request, &writing, |actor| {
        let (entries, decisions) = read(ctx, request, actor)?;
        let found = cards(ctx, request, actor, &entries, &decisions)?;
        let run = score_cards::run(&ctx.app, actor, &entries, &decisions);
        let import = run.map_err(|error| match error {
            app::Error::Invalid(invalid) => at_values(invalid, entries.len()).into(),
            other => Failure::from(other),
        })?;
        let id = import.id.0;
        let mut made = Import::of(ctx, request, import)?;
        made.cards = Some(found);
        Ok((id, Some(json(&made)?)))
    })
}

/// The cards, with what is decided about them by the query and by what they say.
fn read(ctx: &Ctx, request: &Request, actor: &Actor) -> Result<(Vec<Entry>, Decisions), Failure> {
    ctx.app.permit(actor, &Action::Import(Kind::ScoreCards))?;
    let query = Query::of(request, QUERY)?;
    let mut invalid = Invalid::new();
    let employee = query.parse("employee_id").map(EmployeeId);
    if employee.is_some() && query.says("new_person") {
        let said = message!("Please say either whose card it is, or that the person is added.");
        invalid.add("new_person", said);
    }
    let scale = query.get("scale").map(Scale::parse);
    if scale == Some(None) {
        let said = message!("Please give five levels from 1 to 5, for the marks 1 to 5: 1,2,2,3,4.");
        invalid.add("scale", said);
    }
    invalid.into_result(())?;
    let name = query.get(NAME.name).unwrap_or(Kind::ScoreCards.word());
    let entries = score_cards::entries([(name, request.body.as_slice())]);
    let entries = entries.map_err(|said| Invalid::one("file", said))?;
    if let Some(why) = entries.iter().find_map(|entry| entry.read.as_ref().err()) {
        return Err(Invalid::one("file", why.clone()).into());
    }
    let one = [
        ("employee_id", employee.is_some()),
        ("date", query.get("date").is_some()),
    ];
    if let Some((field, _)) = one.iter().find(|(_, given)| *given && entries.len() > 1) {
        let said = message!(
            "This goes with one card, and in this workbook are {n}. Leave it out, or send the cards one by one.",
            n = entries.len()
        );
        return Err(Invalid::one(*field, said).into());
    }
    let said = Said {
        person: employee
            .map(Person::Employee)
            .or(query.says("new_person").then_some(Person::New)),
        date: query.day("date"),
        month_first: query.get(FIRST.name).map(|first| first == "month"),
        without_problems: query.says("without_unclear"),
    };
    let decisions = Decisions {
        scale: scale.flatten().unwrap_or_default(),
        tier: query.tier().unwrap_or(Tier::ALL[0]),
        choices: said::choices(&ctx.app, actor, &entries, &said)?,
        entered_by: None,
    };
    Ok((entries, decisions))
}

fn cards(
    ctx: &Ctx,
    request: &Request,
    actor: &Actor,
    entries: &[Entry],
    decisions: &Decisions,
) -> Result<Vec<Card>, Failure> {
    let matched = score_cards::check(&ctx.app, actor, entries, decisions)?;
    let all = entries.iter().zip(&decisions.choices).zip(matched);
    Ok(all
        .filter_map(|((entry, choice), matched)| card(ctx, request, entry, choice, matched))
        .collect())
}

fn card(ctx: &Ctx, request: &Request, entry: &Entry, choice: &Choice, matched: Matched) -> Option<Card> {
    let read = entry.read.as_ref().ok()?;
    Some(Card {
        name: read.name.clone(),
        employee_id: match choice.person {
            Person::Employee(id) => Some(id.0),
            Person::NotChosen | Person::New | Person::Nobody => None,
        },
        date: choice.date,
        skills: matched.content.ratings.len(),
        tools: matched.content.tools.len(),
        problems: matched
            .problems
            .into_iter()
            .map(|problem| UnclearMark {
                message: ctx.say(request, &problem.message()),
                cells: problem.cells,
            })
            .collect(),
        columns_not_read: read.columns_not_read.clone(),
    })
}

/// The fields of the decisions as the values of the query that settle them.
fn at_values(mut invalid: Invalid, cards: usize) -> Invalid {
    for (field, _) in &mut invalid.fields {
        let Some((name, at)) = field.rsplit_once('_') else {
            continue;
        };
        let name = match name {
            "person" => "employee_id",
            "without" => "without_unclear",
            name => name,
        };
        *field = match cards {
            1 => name.to_owned(),
            _ => format!("cards.{at}.{name}"),
        };
    }
    invalid
}
