//! The charts of the dashboard.

use crate::app::dashboard::{self as app, SkillFigure};
use crate::domain::kpi::exact::Exact;
use crate::domain::message::Message;
use crate::message;
use crate::view::Words;
use crate::view::charts::{self, Axis, Chart, Column, Labels, LevelRow};
use crate::web::pages::counted;
use crate::web::pages::figures::{self, NONE};

pub fn radar(words: &Words, value: &app::Dashboard) -> Chart {
    let targets = value.categories.iter().any(|c| c.target.is_some());
    let axes: Vec<Axis> = value
        .categories
        .iter()
        .map(|category| {
            let target = category.target.as_ref();
            let mut cells = vec![figures::level(&category.figure)];
            if targets {
                cells.push(target.map_or_else(|| NONE.into(), |t| t.fixed(2)));
            }
            cells.push(words.say(&message!("{k} of {n}", k = category.figure.k, n = category.figure.n)));
            Axis {
                name: category.name.clone(),
                value: category.figure.shown().map(Exact::approximate),
                target: target.map(Exact::approximate),
                cells,
            }
        })
        .collect();
    let mut head = vec![message!("Category"), message!("Average")];
    if targets {
        head.push(message!("Target"));
    }
    head.push(message!("People"));
    let labels = Labels {
        title: words.say(&message!("Average level by category")),
        summary: words.say(&extremes(value)),
        head: head.iter().map(|h| words.say(h)).collect(),
    };
    charts::radar(labels, &axes)
}

fn extremes(value: &app::Dashboard) -> Message {
    let shown = || {
        value
            .categories
            .iter()
            .filter_map(|c| Some((c.figure.shown()?, &c.name)))
    };
    let (highest, lowest) = (shown().max_by(|a, b| a.0.cmp(b.0)), shown().min_by(|a, b| a.0.cmp(b.0)));
    match (highest, lowest) {
        (Some((high, strong)), Some((low, weak))) if strong != weak => message!(
            "Highest in {strong} ({high}), lowest in {weak} ({low}).",
            strong = strong,
            high = high.fixed(2),
            weak = weak,
            low = low.fixed(2)
        ),
        (Some((high, only)), _) => message!("{name}: {level}.", name = only, level = high.fixed(2)),
        _ => message!("Not enough data in any category yet."),
    }
}

pub fn tiers(words: &Words, value: &app::Dashboard, tier_names: &[String; 5]) -> Chart {
    let all: Vec<Column> = value
        .tiers
        .iter()
        .zip(tier_names)
        .map(|(count, name)| Column {
            name: name.clone(),
            count: f64::from(*count),
            shown: count.to_string(),
            cells: vec![count.to_string()],
        })
        .collect();
    let total: u32 = value.tiers.iter().sum();
    let most = value.tiers.iter().max().copied().unwrap_or(0);
    let at_most: Vec<&String> = tier_names
        .iter()
        .zip(value.tiers)
        .filter(|(_, n)| *n == most)
        .map(|(name, _)| name)
        .collect();
    let summary = match at_most[..] {
        _ if total == 0 => message!("Nobody is in view."),
        [one] => message!("Most are {tier}: {n} of {total}.", tier = one, n = most, total = total),
        _ => message!("{people}.", people = counted::people(total.into())),
    };
    let labels = Labels {
        title: words.say(&message!("People by tier")),
        summary: words.say(&summary),
        head: vec![words.say(&message!("Tier")), words.say(&message!("People"))],
    };
    charts::columns(labels, &all)
}

pub fn skills(words: &Words, title: Message, skills: &[SkillFigure], without_enough: u32) -> Chart {
    let rows: Vec<LevelRow> = skills
        .iter()
        .map(|skill| LevelRow {
            name: skill.name.clone(),
            value: skill.figure.value.as_ref().map(Exact::approximate),
            target: None,
            shown: figures::level(&skill.figure),
            cells: vec![
                figures::level(&skill.figure),
                words.say(&message!("{k} of {n}", k = skill.figure.k, n = skill.figure.n)),
                skill.category_name.clone(),
            ],
        })
        .collect();
    let summary = match (rows.is_empty(), without_enough) {
        (true, _) => message!("Not enough people are rated in any skill yet."),
        (_, 0) => message!("By the average over people."),
        (_, 1) => message!("By the average over people; one skill has too few rated."),
        (_, n) => message!("By the average over people; {n} skills have too few rated.", n = n),
    };
    let labels = Labels {
        title: words.say(&title),
        summary: words.say(&summary),
        head: [
            message!("Skill"),
            message!("Average"),
            message!("People"),
            message!("Category"),
        ]
        .iter()
        .map(|h| words.say(h))
        .collect(),
    };
    charts::levels(labels, &rows)
}
