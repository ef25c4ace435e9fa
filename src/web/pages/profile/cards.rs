//! The figures at the top of a profile.

use crate::app::profile as app;
use crate::domain::settings::Settings;
use crate::message;
use crate::view::Words;
use crate::web::pages::figures::{self, FigureCard, NONE};

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
