//! The dashboard with sample values, to be looked at.

use super::page::*;
use crate::message;
use crate::view::charts::{self, Axis, Column, Labels, LevelRow, MonthEnd};
use crate::view::gallery::{frame, look_at};
use crate::view::{Chip, Choice};
use crate::web::Pairs;
use crate::web::pages::exports;
use crate::web::pages::figures::FigureCard;
use jiff::civil::date;

fn labels(title: &str, summary: &str, head: &[&str]) -> Labels {
    Labels {
        title: title.into(),
        summary: summary.into(),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
    }
}

pub fn categories() -> Vec<Axis> {
    let all = [
        ("Safety & Site Practice", 3.6, 3.5),
        ("Carpentry & Framing Repair", 3.1, 2.9),
        ("Trim, Cabinets & Built-ins", 2.7, 2.9),
        ("Doors, Windows & Hardware", 3.3, 3.1),
        ("Drywall & Plaster", 3.4, 3.2),
        ("Painting & Finishing", 3.9, 3.3),
        ("Plumbing", 2.2, 2.8),
        ("Electrical", 1.9, 2.6),
        ("Flooring & Tile", 2.8, 2.9),
        ("Exterior, Roofing & Gutters", 2.4, 2.7),
        ("Appliances & HVAC", f64::NAN, 2.2),
        ("Customer Care & Communication", 3.5, 3.4),
        ("Crew Leadership", 2.6, 2.5),
    ];
    all.iter()
        .map(|(name, value, target)| Axis {
            name: (*name).into(),
            value: Some(*value).filter(|v| v.is_finite()),
            target: Some(*target),
            cells: vec![format!("{value:.2}"), format!("{target:.2}"), "22 of 25".into()],
        })
        .collect()
}

pub fn months(count: usize) -> Vec<MonthEnd> {
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    (0..count)
        .map(|i| {
            let value = (!(5..7).contains(&i)).then_some(2.4 + i as f64 * 0.05 + if i % 4 == 0 { 0.1 } else { 0.0 });
            MonthEnd {
                name: format!("{} {}", names[(i + 11) % 12], 2025 + i.div_ceil(12)),
                value,
                shown: value.map(|v| format!("{v:.2}")).unwrap_or_default(),
                cells: vec![value.map_or("–".into(), |v| format!("{v:.2}")), "22 of 25".into()],
            }
        })
        .collect()
}

fn skills(names: &[(&str, f64, &str)]) -> Vec<LevelRow> {
    names
        .iter()
        .map(|(name, value, shown)| LevelRow {
            name: (*name).into(),
            value: Some(*value),
            target: None,
            shown: (*shown).into(),
            cells: vec![format!("{value:.2}"), "19".into()],
        })
        .collect()
}

fn choices(all: &[&str]) -> Vec<Choice> {
    all.iter()
        .enumerate()
        .map(|(i, name)| Choice::new(i + 1, (*name).to_owned()))
        .collect()
}

fn sample() -> Dashboard {
    let item = |name: &str, note| AttentionItem {
        href: "/employees/7".into(),
        name: name.into(),
        note,
    };
    let card = |label, value: &str, note, href: &str| FigureCard {
        label,
        value: value.into(),
        note,
        href: href.into(),
    };
    let recent = |employee: &str, day, rater: &str, average: &str| Recent {
        href: "/evaluations/9".into(),
        employee: employee.into(),
        date: day,
        rater: rater.into(),
        ratings: 48,
        average: average.into(),
    };
    Dashboard {
        lead: message!("Levels as of {day}", day = "22 Nov 2026"),
        may_evaluate: true,
        begin: None,
        problems: Vec::new(),
        filters: Filters {
            from: Some(date(2025, 11, 23)),
            to: Some(date(2026, 11, 22)),
            today: date(2026, 11, 22),
            tier: "3".into(),
            tiers: choices(&[
                "Apprentice",
                "Handyman",
                "Craftsman",
                "Master Craftsman",
                "Lead Craftsman",
            ]),
            employee: String::new(),
            employees: choices(&["Dana Whitfield", "Luis Ortega"]),
            category: String::new(),
            categories: choices(&["Safety & Site Practice", "Plumbing"]),
        },
        chips: vec![Chip {
            label: message!("Tier: {tier}", tier = "Craftsman"),
            href: "/".into(),
        }],
        figures: vec![
            card(
                message!("Active employees"),
                "25",
                message!("{n} of them rated", n = 24),
                "/employees",
            ),
            card(
                message!("Evaluations in this period"),
                "61",
                message!("{n} by managers", n = 43),
                "/evaluations",
            ),
            card(
                message!("Average level"),
                "3.04",
                message!("{k} of {n} people", k = 22, n = 25),
                "",
            ),
            card(
                message!("Can operate the tools asked about"),
                "71.4 %",
                message!(
                    "{low} to {high}, {n} answers",
                    low = "68.9 %",
                    high = "73.8 %",
                    n = 1312
                ),
                "",
            ),
        ],
        radar: charts::radar(
            labels(
                "Average level by category",
                "Strongest in Painting & Finishing (3.90), furthest below target in Electrical.",
                &["Category", "Average", "Target", "People"],
            ),
            &categories(),
        ),
        categories_downloads: exports::downloads("/exports/categories", &Pairs::default()),
        trend_downloads: exports::downloads("/exports/trend", &Pairs::default()),
        radar_has_targets: true,
        attention: vec![
            Attention {
                title: message!("Evaluations overdue"),
                count: 4,
                why: None,
                items: vec![
                    item("Dana Whitfield", message!("since {n} days", n = 41)),
                    item("Luis Ortega", message!("since {n} days", n = 12)),
                    item(
                        "Bartholomew Featherstonehaugh-Montgomery",
                        message!("since {n} days", n = 3),
                    ),
                ],
                more: Some(message!("and {n} more", n = 1)),
                all: Some("/employees"),
            },
            Attention {
                title: message!("Skills only one person covers"),
                count: 7,
                why: Some(message!("A lone expert needs a backup.")),
                items: vec![item("Gas line leak check", message!("{name}", name = "Dana Whitfield"))],
                more: None,
                all: None,
            },
            Attention {
                title: message!("Levels that have grown old"),
                count: 19,
                why: None,
                items: vec![item("Sam Lee", message!("{n} skills", n = 19))],
                more: None,
                all: None,
            },
        ],
        trend: charts::trend(
            labels(
                "Average level by month",
                "2.94 now, up 0.45 on the same skills since Dec 2025.",
                &["Month", "Average", "People"],
            ),
            &months(12),
        ),
        tiers: charts::columns(
            labels("People by tier", "Most are Craftsman: 9 of 25.", &["Tier", "People"]),
            &[
                ("Apprentice", 5.0),
                ("Handyman", 7.0),
                ("Craftsman", 9.0),
                ("Master Craftsman", 3.0),
                ("Lead Craftsman", 1.0),
            ]
            .map(|(name, n)| Column {
                name: name.into(),
                count: n,
                shown: format!("{n}"),
                cells: vec![format!("{n}")],
            }),
        ),
        strongest: charts::levels(
            labels(
                "Strongest skills",
                "Highest average over people; at least 3 rated.",
                &["Skill", "Average", "People"],
            ),
            &skills(&[
                ("Surface preparation and masking", 4.21, "4.21 · 19"),
                ("PPE selection and use", 4.10, "4.10 · 25"),
                ("Interior wall painting", 4.02, "4.02 · 18"),
                ("Caulking and sealing", 3.95, "3.95 · 21"),
                ("Door hardware replacement", 3.9, "3.90 · 20"),
            ]),
        ),
        weakest: charts::levels(
            labels(
                "Skills to grow",
                "Lowest average over people; at least 3 rated.",
                &["Skill", "Average", "People"],
            ),
            &skills(&[
                ("Gas appliance hook-up and leak check", 1.21, "1.21 · 14"),
                ("Panel and breaker diagnosis", 1.45, "1.45 · 11"),
                (
                    "Roof flashing and penetration sealing on steep slopes",
                    1.6,
                    "1.60 · 10",
                ),
                ("Staircase repair", 1.75, "1.75 · 12"),
                ("Tile layout", 1.9, "1.90 · 13"),
            ]),
        ),
        recent: vec![
            recent("Dana Whitfield", date(2026, 11, 18), "maria.lopez", "3.42"),
            recent("Luis Ortega", date(2026, 11, 14), "luis", "3.05"),
            recent("Sam Lee", date(2026, 11, 2), "maria.lopez", "–"),
        ],
    }
}

#[test]
fn the_dashboard_renders_with_everything_on_it() {
    let html = look_at("dashboard", &frame(), &sample());
    assert!(html.contains("role=\"img\""));
    assert!(html.len() < 100_000, "{} bytes", html.len());
}

#[test]
fn an_empty_company_is_told_what_to_do_first() {
    let page = Dashboard {
        begin: Some(Begin {
            title: message!("Nobody here yet"),
            text: message!("Add the people of your crew; then rate the first one."),
            href: "/employees/new",
            label: message!("Add an employee"),
        }),
        ..sample()
    };
    let html = look_at("dashboard_empty", &frame(), &page);
    assert!(html.contains("/employees/new"));
    assert!(!html.contains("role=\"img\""));
}
