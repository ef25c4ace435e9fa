//! Writes a person's figures as words and charts.

use super::page::{
    Begin, Category, Due, Fact, Link, Mark, Missing, NextStep, Profile, Record, Row, Rule, Skill, SpecialSkill, Tool,
    ToolGroup,
};
use crate::app::profile as app;
use crate::domain::account::Role;
use crate::domain::evaluation::{Holding, ToolMark};
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::gap::Gap;
use crate::domain::kpi::level::Standing;
use crate::domain::level::Level;
use crate::domain::message::Message;
use crate::domain::settings::Settings;
use crate::message;
use crate::view::Words;
use crate::view::charts::{self, Axis, Chart, Labels};
use crate::web::pages::evaluations::words::{kind, status};
use crate::web::pages::figures::{self, FigureCard, NONE};
use crate::web::{Ctx, Failure, Request};
use std::cmp::Reverse;

/// Of what is missing, shown before "more".
const MISSING_SHOWN: usize = 6;

/// The page for this person.
pub fn page(ctx: &Ctx, request: &Request, value: &app::Profile) -> Result<Profile, Failure> {
    let words = ctx.words(request);
    let settings = ctx.settings(request);
    let user = request.user()?;
    let facts = &value.facts;
    Ok(Profile {
        name: facts.name.clone(),
        own: user.employee == Some(facts.id),
        list: (user.role >= Role::Manager).then_some("/employees"),
        tier: settings.tier_name(facts.tier).to_owned(),
        tier_since: Some(facts.tier_since),
        away: (!facts.active).then(|| match facts.left {
            Some(_) if facts.anonymised => message!("Anonymised"),
            Some(day) => message!("Left on {day}", day = words.day(day)),
            None => message!("Not here yet"),
        }),
        due: due(words, value),
        rate: value.may.evaluate.then(|| Link {
            href: format!("/evaluations/new?employee={}", facts.id),
            label: message!("Rate"),
        }),
        handover: (value.may.evaluate && facts.active).then(|| format!("/employees/{}/handover", facts.id)),
        edit: value.may.edit.then(|| format!("/employees/{}/edit", facts.id)),
        facts: fact_rows(words, facts),
        figures: cards(words, &settings, value),
        begin: (value.rated == 0 && value.evaluations.is_empty()).then(|| Begin {
            title: message!("Nothing rated yet"),
            text: message!("The first finished evaluation fills this page."),
        }),
        radar: radar(words, value),
        next: next_step(&settings, value),
        categories: value.categories.iter().map(category).collect(),
        trend: figures::trend(words, &value.trend, &message!("Skills rated")),
        tools_lead: tools_lead(value),
        tools: value.tools.iter().filter_map(tool_group).collect(),
        special: value.special_skills.iter().map(|row| special(words, row)).collect(),
        history: value.evaluations.iter().map(history).collect(),
        more_history: value
            .more_evaluations
            .then(|| format!("/evaluations?employee={}", facts.id)),
        notes: facts.notes.clone(),
        record: Record {
            everything: format!("/employees/{}/everything", facts.id),
            anonymise: value
                .may
                .anonymise
                .then(|| format!("/employees/{}/anonymisation", facts.id)),
            proposed: value.may.anonymise && value.anonymise_proposed,
            anonymised: facts.anonymised,
        },
    })
}

fn due(words: &Words, value: &app::Profile) -> Option<Due> {
    let overdue = value.overdue_days.is_some();
    let day = words.day(value.due);
    value.facts.active.then(|| Due {
        text: match overdue {
            true => message!("Evaluation due since {day}", day = day),
            false => message!("Next evaluation by {day}", day = day),
        },
        overdue,
    })
}

fn fact_rows(words: &Words, facts: &app::Facts) -> Vec<Fact> {
    let mut rows = Vec::new();
    let mut add = |label, value: &str, href: Option<String>| {
        if !value.is_empty() {
            rows.push(Fact {
                label,
                value: value.to_owned(),
                href,
            });
        }
    };
    add(
        message!("Employee number"),
        facts.number.as_deref().unwrap_or_default(),
        None,
    );
    add(message!("Hired"), &words.day(facts.hired), None);
    if let Some((id, name)) = &facts.manager {
        add(message!("Reports to"), name, Some(format!("/employees/{id}")));
    }
    let digits: String = facts
        .phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    add(
        message!("Phone"),
        &facts.phone,
        (!digits.is_empty()).then(|| format!("tel:{digits}")),
    );
    let mail = !facts.email.contains(['?', '&', ' ']);
    add(
        message!("E-mail"),
        &facts.email,
        mail.then(|| format!("mailto:{}", facts.email)),
    );
    rows
}

pub fn cards(words: &Words, settings: &Settings, value: &app::Profile) -> Vec<FigureCard> {
    let card = |label, value: String, note| FigureCard {
        label,
        value,
        note,
        href: String::new(),
    };
    let overall = &value.overall.figure;
    let rated = match overall.n {
        1 => message!("{k} of 1 skill rated", k = overall.k),
        n => message!("{k} of {n} skills rated", k = overall.k, n = n),
    };
    let average = match figures::state(overall) {
        Some(state) => message!("{state}; {rated}", state = words.say(&state), rated = words.say(&rated)),
        None => rated,
    };
    let (mut below, mut of) = (0, 0);
    for category in &value.categories {
        below += category.gaps.below;
        of += category.gaps.of;
    }
    let mut cards = vec![
        card(message!("Average level"), figures::level(overall), average),
        match of {
            0 => card(
                message!("At target or above"),
                NONE.into(),
                message!("no targets to compare with"),
            ),
            _ => card(
                message!("At target or above"),
                (of - below).to_string(),
                match of {
                    1 => message!("of 1 rated skill with a target"),
                    of => message!("of {of} rated skills with a target", of = of),
                },
            ),
        },
    ];
    if let Some(step) = &value.next_step {
        let label = message!("On the way to {tier}", tier = settings.tier_name(step.tier));
        cards.push(match &step.readiness {
            Some(ready) => {
                let (low, high) = (ready.low.percent(0), ready.high.percent(0));
                let range = if low == high {
                    format!("{low} %")
                } else {
                    format!("{low}–{high} %")
                };
                card(
                    label,
                    range,
                    match ready.of {
                        1 => message!("{met} of 1 skill at its target", met = ready.met),
                        of => message!("{met} of {of} skills at its target", met = ready.met, of = of),
                    },
                )
            }
            None => card(label, NONE.into(), message!("no targets are set for it")),
        });
    }
    if let Some((id, agreement)) = &value.agreement {
        cards.push(FigureCard {
            href: format!("/evaluations/{id}/comparison"),
            ..card(
                message!("Self against manager"),
                figures::signed(&agreement.mean),
                message!(
                    "manager minus self; within one level in {share} of {n}",
                    share = figures::percent(&agreement.within_one, 0),
                    n = agreement.n
                ),
            )
        });
    }
    cards.push(match value.facts.last_evaluated {
        Some(day) => card(
            message!("Old levels"),
            value.stale.to_string(),
            message!(
                "of {rated}; last rated on {day}",
                rated = value.rated,
                day = words.day(day)
            ),
        ),
        None => card(message!("Old levels"), NONE.into(), message!("never rated yet")),
    });
    cards
}

pub fn radar(words: &Words, value: &app::Profile) -> Chart {
    let axes: Vec<Axis> = value
        .categories
        .iter()
        .map(|category| Axis {
            name: category.name.clone(),
            value: category.figure.shown().map(Exact::approximate),
            target: category.target.as_ref().map(Exact::approximate),
            cells: vec![
                figures::level(&category.figure),
                target(category),
                words.say(&message!("{k} of {n}", k = category.figure.k, n = category.figure.n)),
            ],
        })
        .collect();
    let labels = Labels {
        title: words.say(&message!("Level against target")),
        summary: words.say(&standing(value)),
        head: [
            message!("Category"),
            message!("Level"),
            message!("Target"),
            message!("Skills rated"),
        ]
        .iter()
        .map(|head| words.say(head))
        .collect(),
    };
    charts::radar(labels, &axes)
}

fn standing(value: &app::Profile) -> Message {
    let compared: Vec<_> = value
        .categories
        .iter()
        .filter_map(|c| Some((c.figure.shown()? - c.target.as_ref()?, &c.name)))
        .collect();
    let at = compared.iter().filter(|(gap, _)| !gap.is_negative()).count();
    match compared.iter().min_by(|a, b| a.0.cmp(&b.0)) {
        None => message!("Not enough is rated, or no targets are set, to compare yet."),
        Some((gap, name)) if gap.is_negative() && compared.len() == 1 => {
            message!("Below target in {name}, the one category compared.", name = name)
        }
        Some((gap, name)) if gap.is_negative() => message!(
            "At target or above in {at} of {of} categories; furthest below in {name}.",
            at = at,
            of = compared.len(),
            name = name
        ),
        Some(_) => match compared.len() {
            1 => message!("At target or above in the one category compared."),
            of => message!("At target or above in all {of} categories.", of = of),
        },
    }
}

fn target(category: &app::CategoryRow) -> String {
    category
        .target
        .as_ref()
        .map_or_else(|| NONE.into(), |target| target.fixed(2))
}

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

fn category(row: &app::CategoryRow) -> Category {
    Category {
        name: row.name.clone(),
        must_have: row.must_have,
        rated: message!("{k} of {n}", k = row.figure.k, n = row.figure.n),
        target: target(row),
        below: if row.gaps.of == 0 {
            NONE.into()
        } else {
            row.gaps.below.to_string()
        },
        ok: row.figure.shown().is_some(),
        average: figures::state(&row.figure)
            .unwrap_or_else(|| message!("{level}", level = figures::level(&row.figure))),
        skills: row.skills.iter().map(skill).collect(),
    }
}

fn skill(row: &app::SkillRow) -> Skill {
    Skill {
        name: row.name.clone(),
        critical: row.critical,
        stale: row.stale,
        rated_on: row.rated_on,
        level: match row.standing {
            Standing::Level(level) => Mark::Level(level.get()),
            Standing::NotApplicable => Mark::NotApplicable('n'),
            Standing::NotRated => Mark::NotRated,
        },
        target: row.target.and_then(|target| target.level()).map(Level::get),
        gap: row.gap.map(signed),
    }
}

fn signed(gap: Gap) -> i8 {
    // Of one skill, one of the two is 0.
    gap.surplus as i8 - gap.deficit as i8
}

fn tools_lead(value: &app::Profile) -> Message {
    let owned: u32 = value.tools.iter().map(|group| group.owned).sum();
    let truck: u32 = value.tools.iter().map(|group| group.truck).sum();
    match value.tool_share.asked {
        0 => message!("Not asked about any tool yet."),
        1 => message!(
            "Can operate {yes} of 1 tool asked about; brings {owned}, {truck} of them on the truck.",
            yes = value.tool_share.yes,
            owned = owned,
            truck = truck
        ),
        asked => message!(
            "Can operate {yes} of the {asked} tools asked about; brings {owned}, {truck} of them on the truck.",
            yes = value.tool_share.yes,
            asked = asked,
            owned = owned,
            truck = truck
        ),
    }
}

/// Only groups of which something is known.
fn tool_group(row: &app::ToolCategoryRow) -> Option<ToolGroup> {
    let tools: Vec<Tool> = row
        .tools
        .iter()
        .filter_map(|tool| Some(tool_row(tool.name.clone(), tool.mark?)))
        .collect();
    (!tools.is_empty()).then(|| ToolGroup {
        name: row.name.clone(),
        share: message!("{k} of {n}", k = row.operate.yes, n = row.operate.asked),
        tools,
    })
}

fn tool_row(name: String, mark: ToolMark) -> Tool {
    Tool {
        name,
        can: match mark.can_operate {
            Some(true) => message!("can operate"),
            Some(false) => message!("cannot operate"),
            None => message!("not asked"),
        },
        holding: match mark.holding {
            Holding::None => None,
            Holding::Owns => Some(message!("owns")),
            Holding::Truck => Some(message!("on the truck")),
        },
    }
}

fn special(words: &Words, row: &app::SpecialRow) -> SpecialSkill {
    SpecialSkill {
        name: row.skill.name.clone(),
        description: row.skill.description.clone(),
        when: match (row.skill.valid_until, row.skill.acquired_on) {
            (Some(until), _) => message!("valid until {day}", day = words.day(until)),
            (None, Some(since)) => message!("since {day}", day = words.day(since)),
            (None, None) => message!("noted on {day}", day = words.day(row.said_on)),
        },
        expired: row.expired,
    }
}

fn history(row: &app::HistoryRow) -> Row {
    let header = &row.header;
    let (state, state_kind) = status(header.status);
    Row {
        href: format!("/evaluations/{}", header.id),
        date: header.date,
        kind: kind(header.kind),
        rater: row.rater_name.clone(),
        state,
        state_kind,
        ratings: row.may_open.then_some(header.rated),
        average: header
            .mean()
            .filter(|_| row.may_open)
            .map_or_else(|| NONE.into(), |mean| mean.fixed(2)),
    }
}
