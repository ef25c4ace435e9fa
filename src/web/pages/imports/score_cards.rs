//! `/imports/score-cards`: filled paper score cards, one or many, as self evaluations.

mod page;

use crate::app::imports::score_cards::{self, Choice, Decisions, Entry, Person, Scale, waiting};
use crate::app::{self};
use crate::domain::day;
use crate::domain::id::EmployeeId;
use crate::domain::import::Kind;
use crate::domain::invalid::Invalid;
use crate::domain::level::Level;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct UploadPage {
    cards_max: usize,
    megabytes: usize,
    errors: Errors,
}

impl view::Page for UploadPage {
    const TEMPLATE: &'static str = "imports/score_cards/upload.html";
    fn title(&self) -> Message {
        message!("Import filled score cards")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.app.permit(&request.actor, &Action::Import(Kind::ScoreCards))?;
    ctx.page(request, &upload_page(Errors::default()))
}

fn upload_page(errors: Errors) -> UploadPage {
    UploadPage {
        cards_max: score_cards::CARDS_MAX,
        megabytes: score_cards::BYTES_MAX / 1_000_000,
        errors,
    }
}

pub fn upload(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.app.permit(&request.actor, &Action::Import(Kind::ScoreCards))?;
    let files = request.files.iter().filter(|file| file.field == "files");
    let files = files.filter(|file| !file.name.is_empty() || !file.content.is_empty());
    let read = score_cards::entries(files.map(|file| (file.name.as_str(), file.content.as_slice())));
    let entries = match read {
        Ok(entries) if entries.is_empty() => Err(message!("Please choose at least one file.")),
        other => other,
    };
    let kept = entries
        .map_err(|said| app::Error::from(Invalid::one("files", said)))
        .and_then(|entries| waiting::keep(&ctx.app, &request.actor, entries));
    match kept {
        Ok(key) => Ok(Reply::see_other(format!("/imports/score-cards/{key}"))),
        Err(error) => ctx.again(request, error, |errors| Ok(upload_page(errors))),
    }
}

pub fn decide(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_cards(ctx, request, |key, entries| {
        let decisions = Decisions {
            scale: Scale::default(),
            tier: Tier::ALL[0],
            choices: score_cards::suggested(&ctx.app, &request.actor, entries)?,
            entered_by: None,
        };
        ctx.page(
            request,
            &page::page(ctx, request, key, entries, &decisions, Errors::default())?,
        )
    })
}

pub fn import(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    with_cards(ctx, request, |key, entries| {
        let decisions = typed(request, entries.len());
        let imported = decisions
            .as_ref()
            .map_err(|invalid| app::Error::from(invalid.clone()))
            .and_then(|decisions| score_cards::run(&ctx.app, &request.actor, entries, decisions));
        match imported {
            Ok(import) => {
                waiting::forget(&ctx.app, &request.actor, key)?;
                let said = message!("Imported. Below you see what it wrote, and can undo it.");
                Ok(Reply::see_other(format!("/imports/{}", import.id)).with_flash(Flash::done(said)))
            }
            Err(error) => {
                let decisions = decisions.unwrap_or_else(|_| as_typed(request, entries.len(), &mut Invalid::new()));
                ctx.again(request, error, |errors| {
                    page::page(ctx, request, key, entries, &decisions, errors)
                })
            }
        }
    })
}

pub fn forget(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    waiting::forget(&ctx.app, &request.actor, request.id("key")?)?;
    let said = message!("Nothing was imported, and the cards are not kept.");
    Ok(Reply::see_other("/imports").with_flash(Flash::done(said)))
}

/// The cards of the path; whoever comes too late is told.
fn with_cards(
    ctx: &Ctx,
    request: &Request,
    then: impl FnOnce(u64, &Arc<Vec<Entry>>) -> Result<Reply, Failure>,
) -> Result<Reply, Failure> {
    let key = request.id::<u64>("key")?;
    match waiting::get(&ctx.app, &request.actor, key) {
        Ok(entries) => then(key, &entries),
        Err(app::Error::NotFound) => {
            let said = message!("These cards are not kept any more: they wait for an hour. Please choose them again.");
            Ok(Reply::see_other("/imports/score-cards").with_flash(Flash::problem(said)))
        }
        Err(other) => Err(other.into()),
    }
}

fn typed(request: &Request, cards: usize) -> Result<Decisions, Invalid> {
    let mut invalid = Invalid::new();
    let decisions = as_typed(request, cards, &mut invalid);
    invalid.into_result(decisions)
}

fn as_typed(request: &Request, cards: usize, invalid: &mut Invalid) -> Decisions {
    let form = &request.form;
    let mut scale = Scale::default();
    for (at, level) in scale.0.iter_mut().enumerate() {
        let field = format!("scale_{}", at + 1);
        match form.parse::<u8>(&field).and_then(Level::new) {
            Some(chosen) => *level = chosen,
            None => invalid.add(field, message!("Please choose a level.")),
        }
    }
    let tier = form.parse::<u8>("tier").and_then(Tier::new).unwrap_or(Tier::ALL[0]);
    let choices = (0..cards)
        .map(|at| Choice {
            person: match form.text(&format!("person_{at}")) {
                "new" => Person::New,
                "nobody" => Person::Nobody,
                id => id
                    .parse()
                    .map_or(Person::NotChosen, |id| Person::Employee(EmployeeId(id))),
            },
            date: {
                let field = format!("date_{at}");
                invalid.take(day::optional(&field, form.text(&field)))
            },
            without_problems: form.has(&format!("without_{at}")),
        })
        .collect();
    Decisions {
        scale,
        tier,
        choices,
        entered_by: None,
    }
}
