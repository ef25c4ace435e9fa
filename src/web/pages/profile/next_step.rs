//! What is missing for the next tier.

use super::page::{Missing, NextStep, Rule};
use crate::app::profile as app;
use crate::domain::level::Level;
use crate::domain::settings::Settings;
use crate::message;
use std::cmp::Reverse;

/// Of what is missing, shown before "more".
const MISSING_SHOWN: usize = 6;

pub fn next_step(settings: &Settings, value: &app::Profile) -> NextStep {
    let Some(step) = &value.next_step else {
        return NextStep {
            title: message!("Next step"),
            lead: message!("This is the highest tier. What is left is teaching others."),
            ..NextStep::default()
        };
    };
    let title = message!("Next step: {tier}", tier = settings.tier_name(step.tier));
    let Some(ready) = &step.readiness else {
        let lead = message!("No targets above level 1 are set for this tier.");
        return NextStep {
            title,
            lead,
            ..NextStep::default()
        };
    };
    let mut missing: Vec<_> = step.missing.iter().collect();
    // The widest gaps first, then what nobody knows, then what is only old; stable within each.
    missing.sort_by_key(|one| (Reverse(one.missing.deficit), one.missing.level.is_some()));
    let mut rows = missing.into_iter().map(missing_row);
    let shown: Vec<Missing> = rows.by_ref().take(MISSING_SHOWN).collect();
    let rest: Vec<Missing> = rows.collect();
    let rules = &ready.rules;
    let rule = |text, met| Rule { text, met };
    NextStep {
        title,
        lead: match (ready.ready(), shown.is_empty()) {
            (true, true) => message!("Nothing is missing. Everything this tier asks for is there."),
            (true, false) => message!("Ready. Still worth a look:"),
            _ => message!("Missing, the widest gaps first:"),
        },
        missing: shown,
        more: (!rest.is_empty()).then(|| message!("{n} more", n = rest.len())),
        rest,
        rules: vec![
            rule(message!("At least 90 % of the skills at target"), rules.strict),
            rule(message!("No gap wider than one level"), rules.no_large_deficit),
            rule(message!("Must-have categories at target"), rules.must_haves),
            rule(message!("Needed certifications valid"), rules.certifications),
            rule(message!("At least 80 % rated, and not long ago"), rules.known),
        ],
        advice: Some(message!("This is advice. A person decides, and writes down why.")),
    }
}

fn missing_row(one: &app::MissingSkill) -> Missing {
    Missing {
        name: one.name.clone(),
        note: match (&one.certification, one.missing.level) {
            (Some((_, name)), _) => Some(message!("needs {certification}", certification = name)),
            (None, None) => Some(message!("not rated")),
            (None, Some(_)) if one.missing.deficit == 0 => Some(message!("rated long ago")),
            _ => None,
        },
        level: one.missing.level.map(Level::get),
        target: one.missing.target.get(),
    }
}
