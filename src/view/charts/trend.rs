//! The average level month by month, as of each month's end: a step line, since a level holds until
//! the next evaluation. A month without a figure is a gap.

use super::svg::{Anchor, Drawing, Ink, Tone, n};
use super::words_fit::{cut, width};
use super::{Chart, Labels};

/// One month's end.
#[derive(Clone, Debug, Default)]
pub struct MonthEnd {
    /// "May 2026".
    pub name: String,
    /// 1 to 5; `None`: not enough is known.
    pub value: Option<f64>,
    /// "3.42".
    pub shown: String,
    /// The table's row after the name, ready to show.
    pub cells: Vec<String>,
}

const WIDE: f64 = 460.0;
const TEXT: f64 = 11.5;
const TOP: f64 = 16.0;
const HEIGHT: f64 = 170.0;

/// The months, oldest first.
pub fn trend(labels: Labels, months: &[MonthEnd]) -> Chart {
    let rows = months.iter().map(|m| super::levels::row(&m.name, &m.cells)).collect();
    Chart::drawn(labels, WIDE, rows, |width, title| draw(width, title, months))
}

fn draw(total: f64, title: &str, months: &[MonthEnd]) -> String {
    let (left, right) = (18.0, total - 2.0);
    let band = (right - left) / months.len() as f64;
    let y = |level: f64| TOP + HEIGHT - (level - 1.0).clamp(0.0, 4.0) / 4.0 * HEIGHT;
    let mut d = Drawing::new();
    for level in 1..=5 {
        let at = y(f64::from(level));
        d.line(Ink::Grid, (left, at), (right, at));
        d.text(
            Tone::Soft,
            Anchor::End,
            (left - 7.0, at + 4.0),
            TEXT,
            &level.to_string(),
        );
    }
    let mut path = String::new();
    let mut before = false;
    let mut last = None;
    for (i, month) in months.iter().enumerate() {
        let Some(value) = month.value.filter(|v| v.is_finite()) else {
            before = false;
            continue;
        };
        let (from, to, at) = (left + i as f64 * band, left + (i + 1) as f64 * band, y(value));
        if before {
            path += &format!("V{}H{}", n(at), n(to));
        } else {
            path += &format!("M{} {}H{}", n(from), n(at), n(to));
        }
        before = true;
        last = Some((to, at, &month.shown));
    }
    d.path(Ink::Line, &path);
    if let Some((x, at, shown)) = last {
        d.dot(Ink::Fill, (x, at), 4.0);
        let shown = cut(shown, 13.0, total / 2.0);
        // Above the line, unless it would leave the top; clear of the scale on its left.
        let x = x.clamp(left + width(&shown, 13.0) + 2.0, right);
        let at = if at - 10.0 < TOP { at + 20.0 } else { at - 9.0 };
        d.text(Tone::Strong, Anchor::End, (x, at), 13.0, &shown);
    }
    month_names(&mut d, months, left, right, band);
    d.finish(total, TOP + HEIGHT + 24.0, title)
}

/// As many month names as fit, the last one among them.
fn month_names(d: &mut Drawing, months: &[MonthEnd], left: f64, right: f64, band: f64) {
    let room = right - left;
    let baseline = TOP + HEIGHT + 18.0;
    let mut limit = right;
    let mut next = months.len();
    while next > 0 {
        next -= 1;
        let name = cut(&months[next].name, TEXT, room);
        let wide = width(&name, TEXT);
        let middle = left + (next as f64 + 0.5) * band;
        let end = (middle + wide / 2.0).clamp(left + wide, right);
        if end > limit {
            continue;
        }
        d.text(Tone::Soft, Anchor::End, (end, baseline), TEXT, &name);
        limit = end - wide - 18.0;
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::{labels, name, sound};
    use super::*;

    fn months(count: usize) -> Vec<MonthEnd> {
        (0..count)
            .map(|i| MonthEnd {
                name: format!("Dec {}", 2000 + i),
                value: (i % 5 != 3).then_some(1.0 + (i % 9) as f64 / 2.0),
                shown: "3.42".into(),
                cells: vec!["3.42".into()],
            })
            .collect()
    }

    #[test]
    fn any_number_of_months_gives_a_sound_drawing() {
        for count in [0, 1, 2, 3, 12, 20, 37, 240] {
            sound(&trend(labels(), &months(count)));
        }
        let named: Vec<MonthEnd> = months(20)
            .into_iter()
            .enumerate()
            .map(|(i, m)| MonthEnd { name: name(i), ..m })
            .collect();
        sound(&trend(labels(), &named));
    }

    #[test]
    fn a_month_without_a_figure_stays_a_gap() {
        let chart = trend(labels(), &months(12));
        let line = chart.wide.split("c-line").nth(1).unwrap_or_default();
        assert_eq!(line.matches('M').count(), 3, "{line}");
    }

    #[test]
    fn nothing_known_draws_the_empty_scale() {
        sound(&trend(
            labels(),
            &[
                MonthEnd::default(),
                MonthEnd {
                    value: Some(f64::NAN),
                    ..MonthEnd::default()
                },
            ],
        ));
    }

    #[test]
    fn looks_as_it_did() {
        insta::assert_snapshot!(trend(labels(), &months(6)).wide);
    }
}
