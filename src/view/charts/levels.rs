//! Average levels by name, a row each: a dot on a scale from 1 to 5, with the target as a tick.
//! There is no bar, since there is no level 0 for it to start from.

use super::svg::{Anchor, Drawing, Ink, Tone};
use super::words_fit::{cut, width};
use super::{Chart, Labels};

/// One row.
#[derive(Clone, Debug, Default)]
pub struct LevelRow {
    pub name: String,
    /// 1 to 5; `None`: not enough is known.
    pub value: Option<f64>,
    pub target: Option<f64>,
    /// At the end of the row: "3.4".
    pub shown: String,
    /// The table's row after the name, ready to show.
    pub cells: Vec<String>,
}

const WIDE: f64 = 440.0;
const TEXT: f64 = 12.5;
const ROW: f64 = 40.0;

/// The rows, in the order given.
pub fn levels(labels: Labels, rows: &[LevelRow]) -> Chart {
    let table = rows.iter().map(|r| row(&r.name, &r.cells)).collect();
    Chart::drawn(labels, WIDE, table, |width, title| draw(width, title, rows))
}

/// A row of the table.
pub(super) fn row(name: &str, cells: &[String]) -> Vec<String> {
    std::iter::once(name.to_owned()).chain(cells.iter().cloned()).collect()
}

fn draw(total: f64, title: &str, rows: &[LevelRow]) -> String {
    let (left, right) = (7.0, total - 7.0);
    let x = |level: f64| left + (level - 1.0).clamp(0.0, 4.0) / 4.0 * (right - left);
    let mut d = Drawing::new();
    for (i, row) in rows.iter().enumerate() {
        let top = i as f64 * ROW;
        let (baseline, scale) = (top + 14.0, top + 26.0);
        let shown = cut(&row.shown, TEXT, total * 0.5);
        let room = total - width(&shown, TEXT) - 12.0;
        d.text(
            Tone::Plain,
            Anchor::Start,
            (0.0, baseline),
            TEXT,
            &cut(&row.name, TEXT, room),
        );
        d.text(Tone::Strong, Anchor::End, (total, baseline), TEXT, &shown);
        d.line(Ink::Grid, (left, scale), (right, scale));
        for level in 1..=5 {
            let at = x(f64::from(level));
            d.line(Ink::Grid, (at, scale - 3.0), (at, scale + 3.0));
        }
        if let Some(target) = row.target.filter(|t| t.is_finite()) {
            d.line(Ink::Target, (x(target), scale - 7.0), (x(target), scale + 7.0));
        }
        if let Some(value) = row.value.filter(|v| v.is_finite()) {
            d.line(Ink::Line, (left, scale), (x(value), scale));
            d.dot(Ink::Fill, (x(value), scale), 5.0);
        }
    }
    d.finish(total, rows.len() as f64 * ROW, title)
}

#[cfg(test)]
mod tests {
    use super::super::checks::{labels, name, sound};
    use super::*;

    fn rows(count: usize) -> Vec<LevelRow> {
        (0..count)
            .map(|i| LevelRow {
                name: name(i),
                value: (i % 3 != 2).then_some(1.0 + i as f64 * 0.3),
                target: (i % 2 == 0).then_some(3.0),
                shown: "3.4 of 12 people".into(),
                cells: vec!["3.4".into()],
            })
            .collect()
    }

    #[test]
    fn any_number_of_rows_gives_a_sound_drawing() {
        for count in [0, 1, 3, 20] {
            sound(&levels(labels(), &rows(count)));
        }
        assert!(levels(labels(), &[]).wide.is_empty());
    }

    #[test]
    fn a_long_figure_leaves_room_for_the_name() {
        let mut row = rows(1);
        row[0].shown = "not enough data, nothing is known yet about it at all".repeat(3);
        sound(&levels(labels(), &row));
    }

    #[test]
    fn looks_as_it_did() {
        insta::assert_snapshot!(levels(labels(), &rows(2)).wide);
    }
}
