//! The profile with sample values, to be looked at.

use super::page::*;
use crate::message;
use crate::view::charts::{self, Axis, Labels, MonthEnd};
use crate::view::gallery::{frame, look_at};
use crate::web::pages::figures::FigureCard;
use jiff::civil::date;

fn labels(title: &str, summary: &str, head: &[&str]) -> Labels {
    Labels {
        title: title.into(),
        summary: summary.into(),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
    }
}

const NAMES: [&str; 8] = [
    "Safety & Site Practice",
    "Carpentry & Framing Repair",
    "Trim, Cabinets & Built-ins",
    "Doors, Windows & Hardware",
    "Drywall & Plaster",
    "Painting & Finishing",
    "Plumbing",
    "Electrical",
];

fn axes() -> Vec<Axis> {
    let axis = |(i, name): (usize, &&str)| Axis {
        name: (*name).to_owned(),
        value: (i != 6).then_some(2.0 + (i * 7 % 5) as f64 * 0.5),
        target: Some(3.0 + (i % 2) as f64),
        cells: vec!["3.20".into(), "3.00".into(), "7 of 8".into()],
    };
    NAMES.iter().enumerate().map(axis).collect()
}

fn months() -> Vec<MonthEnd> {
    let month = |i: i32| MonthEnd {
        name: format!("M{i} 2026"),
        value: (i > 2).then(|| 2.0 + f64::from(i / 4) * 0.35),
        shown: "3.05".into(),
        cells: vec!["3.05".into()],
    };
    (0..16).map(month).collect()
}

fn skills(category: usize) -> Vec<Skill> {
    let names = [
        "Ladder and step-platform safety",
        "Power and energy isolation",
        "Hazard recognition in older homes",
        "Lifting",
        "Fire prevention and hot work",
    ];
    names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let level = ((i + category) % 7) as u8;
            Skill {
                name: (*name).to_owned(),
                critical: i == 1,
                stale: i == 2,
                rated_on: (level != 0).then_some(date(2026, 5, 4)),
                level: match level {
                    0 => Mark::NotRated,
                    6 => Mark::NotApplicable('n'),
                    level => Mark::Level(level),
                },
                target: Some(3),
                gap: (1..6).contains(&level).then_some(level as i8 - 3),
            }
        })
        .collect()
}

fn sample() -> Profile {
    let fact = |label, value: &str, href: Option<&str>| Fact {
        label,
        value: value.into(),
        href: href.map(str::to_owned),
    };
    let card = |label, value: &str, note| FigureCard {
        label,
        value: value.into(),
        note,
        href: String::new(),
    };
    let missing = |name: &str, level, target, note| Missing {
        name: name.into(),
        note,
        level,
        target,
    };
    let row = |day, kind, state, state_kind, average: &str| Row {
        href: "/evaluations/9".into(),
        date: day,
        kind,
        rater: "maria.lopez".into(),
        state,
        state_kind,
        ratings: Some(48),
        average: average.into(),
    };
    Profile {
        name: "Dana Whitfield".into(),
        own: false,
        list: Some("/employees"),
        tier: "Craftsman".into(),
        tier_since: Some(date(2024, 3, 1)),
        away: None,
        due: Some(Due {
            text: message!("Evaluation overdue since {n} days", n = 41),
            overdue: true,
        }),
        rate: Some(Link {
            href: "/evaluations/new?employee=3".into(),
            label: message!("Rate {name}", name = "Dana"),
        }),
        edit: Some("/employees/3/edit".into()),
        handover: None,
        facts: vec![
            fact(message!("Employee number"), "E-1042", None),
            fact(message!("Hired"), "14 Feb 2019", None),
            fact(message!("Reports to"), "Maria López", Some("/employees/2")),
            fact(message!("Phone"), "+1 555 010 2030", Some("tel:+15550102030")),
            fact(
                message!("E-mail"),
                "dana.whitfield@brightside-home-repair.example",
                Some("mailto:d@example.org"),
            ),
        ],
        figures: vec![
            card(
                message!("Average level"),
                "3.12",
                message!("{k} of {n} skills rated", k = 81, n = 94),
            ),
            card(
                message!("At target"),
                "76 %",
                message!("{k} of {n} skills", k = 62, n = 81),
            ),
            card(
                message!("Ready for {tier}", tier = "Master Craftsman"),
                "58–66 %",
                message!("{n} things missing", n = 14),
            ),
            card(
                message!("Last evaluation"),
                "3.12",
                message!("18 May 2026 by {name}", name = "maria.lopez"),
            ),
        ],
        begin: None,
        radar: charts::radar(
            labels(
                "Level against target",
                "At or above target in 5 of 8 categories; furthest below in Electrical.",
                &["Category", "Level", "Target", "Rated"],
            ),
            &axes(),
        ),
        next: NextStep {
            title: message!("Next step: {tier}", tier = "Master Craftsman"),
            lead: message!("Missing, the widest gaps first:"),
            missing: vec![
                missing("Panel and breaker diagnosis", Some(1), 4, None),
                missing(
                    "Gas appliance hook-up and leak check",
                    Some(2),
                    4,
                    Some(message!("certification missing")),
                ),
                missing("Roof flashing", None, 4, Some(message!("not rated"))),
            ],
            more: Some(message!("{n} more", n = 11)),
            rest: vec![missing("Staircase repair", Some(3), 4, None)],
            rules: vec![
                Rule {
                    text: message!("At least 90 % of the skills at target"),
                    met: false,
                },
                Rule {
                    text: message!("No gap wider than one level"),
                    met: false,
                },
                Rule {
                    text: message!("Must-have categories at target"),
                    met: true,
                },
                Rule {
                    text: message!("Needed certifications valid"),
                    met: true,
                },
                Rule {
                    text: message!("At least 80 % rated lately"),
                    met: true,
                },
            ],
            advice: Some(message!("This is advice. A person decides, and writes down why.")),
        },
        categories: NAMES
            .iter()
            .enumerate()
            .map(|(i, name)| Category {
                name: (*name).to_owned(),
                must_have: i == 0,
                rated: message!("{k} of {n}", k = 7, n = 8),
                target: "3".into(),
                below: "2".into(),
                average: if i == 6 {
                    message!("not enough data")
                } else {
                    message!("3.14")
                },
                ok: i != 6,
                skills: skills(i),
            })
            .collect(),
        trend: charts::trend(
            labels(
                "Average level by month",
                "3.05 now, up 0.70 on the same skills since March.",
                &["Month", "Average"],
            ),
            &months(),
        ),
        tools_lead: message!(
            "Can operate {yes} of the {n} tools asked about; owns {owns}, {truck} on the truck.",
            yes = 21,
            n = 27,
            owns = 14,
            truck = 9
        ),
        tools: vec![ToolGroup {
            name: "General Hand Tools".into(),
            share: message!("{k} of {n}", k = 5, n = 6),
            tools: vec![
                Tool {
                    name: "Claw and finish hammer".into(),
                    can: message!("can operate"),
                    holding: Some(message!("owns")),
                },
                Tool {
                    name: "Table saw".into(),
                    can: message!("cannot operate"),
                    holding: None,
                },
            ],
        }],
        special: vec![SpecialSkill {
            name: "Spanish".into(),
            description: "Fluent with customers".into(),
            when: message!("since 2019"),
            expired: false,
        }],
        history: vec![
            row(date(2026, 11, 20), message!("Manager"), message!("Draft"), "plain", "–"),
            row(
                date(2026, 5, 18),
                message!("Manager"),
                message!("Final"),
                "accent",
                "3.12",
            ),
            row(
                date(2026, 5, 2),
                message!("Self"),
                message!("Submitted"),
                "plain",
                "3.40",
            ),
        ],
        more_history: Some("/evaluations?employee=3".into()),
        notes: Some("Wants to lead a crew from spring on.\nAsk about the forklift course.".into()),
        record: Record {
            everything: "/employees/3/everything".into(),
            anonymise: None,
            proposed: false,
            anonymised: false,
        },
    }
}

#[test]
fn the_profile_renders_with_everything_on_it() {
    let html = look_at("profile", &frame(), &sample());
    assert!(html.contains("Panel and breaker diagnosis"));
}

#[test]
fn someone_without_ratings_is_said_what_comes_first() {
    let page = Profile {
        name: "<script>alert('x')</script>".into(),
        begin: Some(Begin {
            title: message!("Nothing rated yet"),
            text: message!("The first evaluation fills this page."),
        }),
        notes: None,
        ..sample()
    };
    let html = look_at("profile_empty", &frame(), &page);
    assert!(!html.contains("<script>alert"));
    assert!(!html.contains("role=\"img\""));
}
