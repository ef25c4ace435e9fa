//! The table of what was read of the cards, and what is to be decided about each.

use crate::app::imports::score_cards::{self, Decisions, Entry, Person};
use crate::app::score_card::filled::WrittenDate;
use crate::domain::day;
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Ctx, Failure, Request};
use jiff::civil::Date;
use serde::Serialize;

/// Problems of a card that are written out; the rest is counted.
const PROBLEMS_SHOWN: usize = 40;

#[derive(Serialize)]
pub struct DecidePage {
    key: u64,
    cards: Vec<Card>,
    readable: usize,
    people: Vec<Choice>,
    scale: Vec<Step>,
    levels: Vec<Choice>,
    tier: u8,
    tiers: Vec<Choice>,
    today: Date,
    errors: Errors,
}

#[derive(Serialize)]
struct Card {
    at: usize,
    file: String,
    /// Why the file is no card.
    refused: Option<Message>,
    name: String,
    person: String,
    date: Option<Date>,
    /// The days a written date can be, when it can be two.
    days: Vec<Choice<Message>>,
    skills: usize,
    tools: usize,
    lines: usize,
    problems: Vec<Message>,
    more_problems: usize,
    without: bool,
    columns_not_read: Vec<String>,
}

/// One mark of the card's scale.
#[derive(Serialize)]
struct Step {
    mark: usize,
    says: Message,
    level: u8,
}

impl view::Page for DecidePage {
    const TEMPLATE: &'static str = "imports/score_cards/decide.html";
    fn title(&self) -> Message {
        message!("What the cards say")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!(
            "Each card becomes a self evaluation. Like any other, it is shown to a manager once that manager has submitted their own evaluation of the person."
        ))
    }
}

pub fn page(
    ctx: &Ctx,
    request: &Request,
    key: u64,
    entries: &[Entry],
    decisions: &Decisions,
    errors: Errors,
) -> Result<DecidePage, Failure> {
    let matched = score_cards::check(&ctx.app, &request.actor, entries, decisions)?;
    let people = score_cards::people(&ctx.app, &request.actor)?;
    let settings = ctx.settings(request);
    let says = [
        message!("Never"),
        message!("Once or twice"),
        message!("Needs a bit more training"),
        message!("Can do it but not a pro"),
        message!("Expert"),
    ];
    let cards = entries.iter().enumerate().zip(matched).map(|((at, entry), matched)| {
        let choice = decisions.choices.get(at).copied().unwrap_or_default();
        let mut card = Card {
            at,
            file: entry.file.clone(),
            refused: None,
            name: String::new(),
            person: match choice.person {
                Person::NotChosen => String::new(),
                Person::Employee(id) => id.to_string(),
                Person::New => "new".into(),
                Person::Nobody => "nobody".into(),
            },
            date: choice.date,
            days: Vec::new(),
            skills: matched.content.ratings.len(),
            tools: matched.content.tools.len(),
            lines: 0,
            more_problems: matched.problems.len().saturating_sub(PROBLEMS_SHOWN),
            problems: matched
                .problems
                .iter()
                .take(PROBLEMS_SHOWN)
                .map(|p| p.message())
                .collect(),
            without: choice.without_problems,
            columns_not_read: Vec::new(),
        };
        match &entry.read {
            Err(why) => card.refused = Some(why.clone()),
            Ok(read) => {
                card.name.clone_from(&read.name);
                card.lines = read.notes.len() + read.special_skills.len();
                card.columns_not_read.clone_from(&read.columns_not_read);
                if let WrittenDate::Either { month_first, day_first } = read.date {
                    card.days = [month_first, day_first]
                        .into_iter()
                        .map(|day| Choice::new(day, day::in_words(day)))
                        .collect();
                }
            }
        }
        card
    });
    Ok(DecidePage {
        key,
        cards: cards.collect(),
        readable: entries.iter().filter(|entry| entry.read.is_ok()).count(),
        people: people.into_iter().map(|(id, name)| Choice::new(id, name)).collect(),
        scale: says
            .into_iter()
            .zip(decisions.scale.0)
            .enumerate()
            .map(|(at, (says, level))| Step {
                mark: at + 1,
                says,
                level: level.get(),
            })
            .collect(),
        levels: settings
            .levels
            .iter()
            .enumerate()
            .map(|(at, level)| Choice::new(at + 1, format!("{} {}", at + 1, level.name)))
            .collect(),
        tier: decisions.tier.get(),
        tiers: Tier::ALL
            .iter()
            .map(|tier| Choice::new(tier.get(), settings.tier_name(*tier).to_owned()))
            .collect(),
        today: ctx.app.today(),
        errors,
    })
}
