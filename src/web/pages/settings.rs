//! `/settings`: what the company decides about itself.

use crate::app::settings;
use crate::domain::message::Message;
use crate::domain::settings::draft::{Typed, time_zones};
use crate::message;
use crate::view::{self, Choice, Errors, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/settings", Access::Admin, show),
    post("/settings", Access::Admin, Body::Form, save),
];

#[derive(Serialize)]
struct SettingsPage {
    form: Fields,
    zones: Vec<String>,
    tiers: Vec<Tier>,
    levels: Vec<Level>,
    managers_see: &'static str,
    managers_choices: Vec<Choice<Message>>,
    errors: Errors,
}

#[derive(Serialize)]
struct Fields {
    company: String,
    time_zone: String,
    interval_months: String,
    show_previous: bool,
    anonymise_years: String,
}

#[derive(Serialize)]
struct Tier {
    n: usize,
    name: String,
}

#[derive(Serialize)]
struct Level {
    n: usize,
    name: String,
    anchor: String,
}

impl view::Page for SettingsPage {
    const TEMPLATE: &'static str = "settings/form.html";
    fn title(&self) -> Message {
        message!("Settings")
    }
    fn section(&self) -> Section {
        Section::Settings
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let settings = settings::editable(&ctx.app, &request.actor)?;
    let shown = ctx.words(request).settings(&settings);
    ctx.page(request, &page(Typed::of(&shown), Errors::default()))
}

fn save(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let typed = typed(request);
    let words = ctx.words(request);
    let given = |texts: &[String; 5]| texts.each_ref().map(|text| words.not_own(text));
    let kept = Typed {
        tier_names: given(&typed.tier_names),
        level_names: given(&typed.level_names),
        anchors: given(&typed.anchors),
        ..typed.clone()
    };
    match settings::save(&ctx.app, &request.actor, &kept) {
        Ok(()) => Ok(Reply::see_other("/settings").with_flash(Flash::done(message!("The settings are saved.")))),
        Err(error) => ctx.again(request, error, |errors| Ok::<_, Failure>(page(typed, errors))),
    }
}

fn page(typed: Typed, errors: Errors) -> SettingsPage {
    let Typed {
        company,
        time_zone,
        tier_names,
        level_names,
        anchors,
        interval_months,
        own_reports,
        show_previous,
        anonymise_years,
    } = typed;
    let tiers = tier_names.into_iter().enumerate();
    let levels = level_names.into_iter().zip(anchors).enumerate();
    SettingsPage {
        form: Fields {
            company,
            time_zone,
            interval_months,
            show_previous,
            anonymise_years,
        },
        zones: time_zones(),
        tiers: tiers.map(|(i, name)| Tier { n: i + 1, name }).collect(),
        levels: levels
            .map(|(i, (name, anchor))| Level { n: i + 1, name, anchor })
            .collect(),
        managers_see: if own_reports { "own_reports" } else { "everyone" },
        managers_choices: vec![
            Choice::new("everyone", message!("Everyone")),
            Choice {
                hint: Some(message!(
                    "Each manager sees, rates and changes only the people who report to them, and themselves."
                )),
                ..Choice::new("own_reports", message!("Only their own reports"))
            },
        ],
        errors,
    }
}

fn typed(request: &Request) -> Typed {
    let text = |name: &str| request.form.text(name).to_owned();
    let list = |name: &str| std::array::from_fn(|i| text(&format!("{name}_{}", i + 1)));
    Typed {
        company: text("company"),
        time_zone: text("time_zone"),
        tier_names: list("tier_name"),
        level_names: list("level_name"),
        anchors: list("anchor"),
        interval_months: text("interval_months"),
        own_reports: request.form.text("managers_see") == "own_reports",
        show_previous: request.form.has("show_previous"),
        anonymise_years: text("anonymise_years"),
    }
}
