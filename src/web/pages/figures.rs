//! How figures are written on pages: rounded once, here, with what they rest on, and a state in
//! words where a figure would say more than is known.

use crate::domain::kpi::average::{Figure, State};
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::tools::Share;
use crate::domain::kpi::trend::{Point, Trend};
use crate::domain::message::Message;
use crate::message;
use crate::view::Words;
use crate::view::charts::{self, Chart, Labels, MonthEnd};
use serde::Serialize;

/// What stands where there is no figure.
pub const NONE: &str = "–";

/// A figure in the strip at the top of a page.
#[derive(Clone, Debug, Serialize)]
pub struct FigureCard {
    pub label: Message,
    pub value: String,
    pub note: Message,
    /// Empty: leads nowhere.
    pub href: String,
}

/// An average level: "3.04", or a dash.
pub fn level(figure: &Figure) -> String {
    figure.shown().map_or_else(|| NONE.to_owned(), |value| value.fixed(2))
}

/// Why there is no average; `None` when there is one.
pub fn state(figure: &Figure) -> Option<Message> {
    match figure.state {
        State::Ok => None,
        State::NotApplicable => Some(message!("nothing applies")),
        State::NotEnoughData => Some(message!("not enough data")),
        State::Incomplete => Some(message!("incomplete")),
    }
}

/// "71.4 %", or a dash.
pub fn share(share: &Share) -> String {
    share.rate().map_or_else(|| NONE.to_owned(), |rate| percent(&rate, 1))
}

/// "71.4 %".
pub fn percent(rate: &Exact, decimals: u32) -> String {
    format!("{} %", rate.percent(decimals))
}

/// "+0.45", "−0.10", "0.00", with a real minus sign.
pub fn signed(value: &Exact) -> String {
    let fixed = value.fixed(2);
    match fixed.strip_prefix('-') {
        Some(digits) => format!("−{digits}"),
        None if fixed == "0.00" => fixed,
        None => format!("+{fixed}"),
    }
}

/// The trend of an average; `of` names what `k` of `n` counts: people or skills.
pub fn trend(words: &Words, trend: &Trend, of: &Message) -> Chart {
    let months: Vec<MonthEnd> = trend
        .points
        .iter()
        .map(|point| MonthEnd {
            name: words.month(point.on),
            value: point.figure.shown().map(Exact::approximate),
            shown: level(&point.figure),
            cells: vec![
                level(&point.figure),
                words.say(&message!("{k} of {n}", k = point.figure.k, n = point.figure.n)),
            ],
        })
        .collect();
    let labels = Labels {
        title: words.say(&message!("Average level by month")),
        summary: words.say(&course(words, trend)),
        head: vec![
            words.say(&message!("Month")),
            words.say(&message!("Average")),
            words.say(of),
        ],
    };
    charts::trend(labels, &months)
}

/// Where the line stands and how far it has moved since its last gap, on matched skills only.
fn course(words: &Words, trend: &Trend) -> Message {
    let Some(last) = trend.points.last().filter(|point| !point.is_gap()) else {
        return message!("Not enough data at the end of this period.");
    };
    let now = level(&last.figure);
    let after_gap = trend.points.iter().rposition(Point::is_gap).map_or(0, |gap| gap + 1);
    let steps = &trend.points[after_gap..];
    let changes = steps.iter().filter_map(|point| point.change.as_ref()?.mean.as_ref());
    if steps.len() < 2 {
        return message!("{now} now.", now = now);
    }
    message!(
        "{now} now; {change} since {month} on the skills rated both times.",
        now = now,
        change = signed(&changes.sum::<Exact>()),
        month = words.month(steps[0].on)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_figure_that_is_not_ok_is_a_dash_and_a_state() {
        let figure = Figure {
            value: Exact::ratio(1, 1),
            k: 2,
            n: 3,
            state: State::NotEnoughData,
        };
        assert_eq!(level(&figure), NONE);
        assert_eq!(state(&figure).unwrap().to_string(), "not enough data");
    }

    #[test]
    fn a_change_has_its_sign_and_none_when_it_rounds_to_nothing() {
        assert_eq!(signed(&Exact::ratio(45, 100).unwrap()), "+0.45");
        assert_eq!(signed(&Exact::ratio(-1, 10).unwrap()), "−0.10");
        assert_eq!(signed(&Exact::ratio(-1, 1000).unwrap()), "0.00");
    }

    #[test]
    fn nothing_known_draws_nothing_and_says_so() {
        let chart = trend(&Words::of("en"), &Trend::default(), &message!("People"));
        assert!(chart.wide.is_empty());
        assert_eq!(chart.summary, "Not enough data at the end of this period.");
    }
}
