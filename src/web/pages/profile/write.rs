//! Writes a person's figures as words and charts.

use super::cards::cards;
use super::next_step::next_step;
use super::page::{Begin, Category, Due, Fact, Link, Mark, Profile, Record, Row, Skill, SpecialSkill};
use super::tools;
use crate::app::profile as app;
use crate::domain::account::Role;
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::gap::Gap;
use crate::domain::kpi::level::Standing;
use crate::domain::level::Level;
use crate::domain::message::Message;
use crate::message;
use crate::view::Words;
use crate::view::charts::{self, Axis, Chart, Labels};
use crate::web::pages::evaluations::words::{kind, status};
use crate::web::pages::figures::{self, NONE};
use crate::web::{Ctx, Failure, Request};

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
        tools_lead: tools::lead(value),
        tools: value.tools.iter().filter_map(tools::group).collect(),
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
