//! `settings`: what the company decides about itself.

use super::answering::{At, Writing, changes, json, read, renamed, write};
use super::described::{Described, change, read as reads, shape};
use super::patch::Patch;
use super::reading;
use crate::app::settings;
use crate::domain::settings::draft::Typed;
use crate::domain::settings::{self as domain, ManagersSee};
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/settings",
        "read_settings",
        message!("The company's settings"),
        &[],
        shape::<Settings>,
        see,
    ),
    change(
        "/api/v1/settings",
        "change_settings",
        message!("Change what is sent; null clears it"),
        shape::<SettingsChange>,
        shape::<Settings>,
        edit,
    ),
];

/// The company's settings.
#[derive(Serialize, JsonSchema)]
struct Settings {
    company: String,
    /// IANA name.
    time_zone: String,
    /// Lowest tier first.
    tier_names: [String; 5],
    /// Level 1 first.
    levels: [LevelText; 5],
    evaluation_interval_months: u32,
    managers_see: Sight,
    /// Previous level and target as small marks when rating.
    show_previous: bool,
    /// Proposes to anonymise people this many years after they left.
    #[serde(skip_serializing_if = "Option::is_none")]
    anonymise_after_years: Option<u32>,
}

/// A level's name and what it means.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LevelText {
    #[schemars(length(min = 1, max = 40))]
    name: String,
    #[schemars(length(min = 1, max = 300))]
    anchor: String,
}

/// What managers see.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Sight {
    Everyone,
    OwnReports,
}

/// What is to be changed of the settings.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct SettingsChange {
    #[schemars(length(min = 1, max = 120))]
    company: Option<String>,
    time_zone: Option<String>,
    tier_names: Option<[String; 5]>,
    levels: Option<[LevelText; 5]>,
    #[schemars(range(min = 1, max = 36))]
    evaluation_interval_months: Option<u32>,
    managers_see: Option<Sight>,
    show_previous: Option<bool>,
    #[schemars(range(min = 1, max = 30))]
    anonymise_after_years: Patch<u32>,
}

impl From<domain::Settings> for Settings {
    fn from(settings: domain::Settings) -> Self {
        Self {
            company: settings.company,
            time_zone: settings.time_zone,
            tier_names: settings.tier_names,
            levels: settings.levels.map(|level| LevelText {
                name: level.name,
                anchor: level.anchor,
            }),
            evaluation_interval_months: settings.evaluation_interval_months,
            managers_see: match settings.managers_see {
                ManagersSee::Everyone => Sight::Everyone,
                ManagersSee::OwnReports => Sight::OwnReports,
            },
            show_previous: settings.show_previous,
            anonymise_after_years: settings.anonymise_after_years,
        }
    }
}

fn show(ctx: &Ctx, request: &Request, _: u64) -> Result<String, Failure> {
    json(&Settings::from(settings::see(&ctx.app, &request.actor)?))
}

fn see(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| {
        Ok(Settings::from(settings::see(&ctx.app, &request.actor)?))
    })
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let writing = Writing {
        at: At::Single,
        ..changes(show)
    };
    write(ctx, request, &writing, |actor| {
        let sent: SettingsChange = reading::body(request)?;
        let mut typed = Typed::of(&settings::editable(&ctx.app, actor)?);
        if let Some(company) = sent.company {
            typed.company = company;
        }
        if let Some(zone) = sent.time_zone {
            typed.time_zone = zone;
        }
        if let Some(names) = sent.tier_names {
            typed.tier_names = names;
        }
        if let Some(levels) = sent.levels {
            for (i, level) in levels.into_iter().enumerate() {
                typed.level_names[i] = level.name;
                typed.anchors[i] = level.anchor;
            }
        }
        if let Some(months) = sent.evaluation_interval_months {
            typed.interval_months = months.to_string();
        }
        if let Some(sight) = sent.managers_see {
            typed.own_reports = matches!(sight, Sight::OwnReports);
        }
        typed.show_previous = sent.show_previous.unwrap_or(typed.show_previous);
        sent.anonymise_after_years.put_in(&mut typed.anonymise_years);
        settings::save(&ctx.app, actor, &typed).map_err(|error| renamed(error.into(), here))?;
        Ok((0, None))
    })
}

fn here(field: &str) -> String {
    let numbered = |prefix: &str| {
        let number: usize = field.strip_prefix(prefix)?.parse().ok()?;
        Some(number.saturating_sub(1))
    };
    match field {
        "interval_months" => "evaluation_interval_months".to_owned(),
        "anonymise_years" => "anonymise_after_years".to_owned(),
        _ => numbered("tier_name_")
            .map(|n| format!("tier_names.{n}"))
            .or_else(|| numbered("level_name_").map(|n| format!("levels.{n}.name")))
            .or_else(|| numbered("anchor_").map(|n| format!("levels.{n}.anchor")))
            .unwrap_or_else(|| field.to_owned()),
    }
}
