//! `/me`: My page, an employee's home. What to do next, the own levels, the next step, and what is
//! recorded about oneself.

use crate::app::mine::{self, Held, Mine, Todo};
use crate::domain::evaluation::Source;
use crate::domain::message::Message;
use crate::message;
use crate::view::charts::Chart;
use crate::view::{self, Section, Words};
use crate::web::pages::counted;
use crate::web::pages::figures::{self, FigureCard};
use crate::web::pages::profile::page::NextStep;
use crate::web::pages::profile::{cards, next_step, write};
use crate::web::{Access, Body, Ctx, Failure, Reply, Request, Route, get, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/me", Access::User, show),
    post("/me/self-evaluation", Access::User, Body::Form, begin),
];

#[derive(Serialize)]
struct MinePage {
    name: String,
    tier: String,
    due: Option<Message>,
    todo: Vec<Task>,
    /// Offered where rating oneself is not among what is to do.
    may_begin: bool,
    client_uuid: String,
    /// Nothing was rated yet.
    nothing_yet: bool,
    figures: Vec<FigureCard>,
    radar: Chart,
    next: NextStep,
    trend: Chart,
    profile: String,
    held: Message,
}

#[derive(Serialize)]
struct Task {
    title: Message,
    text: Message,
    /// `None`: the self evaluation is begun.
    href: Option<String>,
    label: Message,
}

impl view::Page for MinePage {
    const TEMPLATE: &'static str = "mine/show.html";
    fn title(&self) -> Message {
        message!("My page")
    }
    fn section(&self) -> Section {
        Section::Mine
    }
    fn seen_by(&self) -> Option<Message> {
        Some(message!(
            "Only you see this page. Your levels are seen by your managers and administrators too."
        ))
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let value = mine::show(&ctx.app, &request.actor)?;
    ctx.page(request, &page(ctx, request, &value))
}

/// Begins the own self evaluation, or goes on with it.
fn begin(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let uuid = request.form.text("client_uuid");
    let uuid = Some(uuid.to_owned()).filter(|uuid| !uuid.is_empty());
    let handed_over = request
        .signed_in
        .as_ref()
        .is_some_and(|signed| signed.session.handed_over.is_some());
    let source = if handed_over {
        Source::DeviceHandedOver
    } else {
        Source::Screen
    };
    let id = mine::begin(&ctx.app, &request.actor, uuid, source)?;
    Ok(Reply::see_other(format!("/evaluations/{id}/rate")))
}

fn page(ctx: &Ctx, request: &Request, value: &Mine) -> MinePage {
    let words = ctx.view.words(ctx.language(request));
    let settings = ctx.settings(request);
    let profile = &value.profile;
    let asked = |task: &Todo| matches!(task, Todo::RateMyself { .. });
    MinePage {
        name: profile.facts.name.clone(),
        tier: settings.tier_name(profile.facts.tier).to_owned(),
        due: profile
            .facts
            .active
            .then(|| message!("Next talk by {day}", day = words.day(profile.due))),
        may_begin: value.may_begin && !value.todo.iter().any(asked),
        todo: value.todo.iter().map(|todo| task(words, todo)).collect(),
        client_uuid: format!("form-{}", request.id),
        nothing_yet: profile.rated == 0,
        figures: cards::cards(words, &settings, profile),
        radar: write::radar(words, profile),
        next: next_step::next_step(&settings, profile),
        trend: figures::trend(words, &profile.trend, &message!("Skills rated")),
        profile: format!("/employees/{}", profile.facts.id),
        held: held(words, &value.held),
    }
}

fn task(words: &Words, todo: &Todo) -> Task {
    match todo {
        Todo::GoOn { id, date, rated } => Task {
            title: message!("Go on with your self evaluation"),
            text: message!(
                "Begun on {day}, {rated} so far.",
                day = words.day(*date),
                rated = match rated {
                    1 => message!("1 skill rated"),
                    n => message!("{n} skills rated", n = n),
                }
            ),
            href: Some(format!("/evaluations/{id}/rate")),
            label: message!("Go on rating"),
        },
        Todo::RateMyself { due } => Task {
            title: message!("Rate yourself"),
            text: message!(
                "Your next talk is due by {day}. Your manager sees your view only after writing their own.",
                day = words.day(*due)
            ),
            href: None,
            label: message!("Start"),
        },
        Todo::Read { id, date } => Task {
            title: message!("Your evaluation is finished"),
            text: message!("Of {day}. Read what was said, note by note.", day = words.day(*date)),
            href: Some(format!("/evaluations/{id}")),
            label: message!("Read it"),
        },
        Todo::Compare { id, date } => Task {
            title: message!("Two views, side by side"),
            text: message!(
                "Yours and your manager's of {day}: what differs most comes first.",
                day = words.day(*date)
            ),
            href: Some(format!("/evaluations/{id}/comparison")),
            label: message!("Compare"),
        },
    }
}

fn held(words: &Words, held: &Held) -> Message {
    match held.since {
        None => message!("So far: your name, your tier, when you were hired, and how to reach you."),
        Some(since) => message!(
            "Your name, your tier, when you were hired and how to reach you; {manager} and {own} since {day}.",
            manager = counted::manager_evaluations(held.manager_evaluations as u64),
            own = counted::self_evaluations(held.self_evaluations as u64),
            day = words.day(since)
        ),
    }
}
