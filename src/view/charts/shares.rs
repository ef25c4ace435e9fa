//! Shares of a whole, a row each: a bar from 0 to 100 %, with the interval the true share is in.

use super::svg::{Anchor, Drawing, Ink, Tone};
use super::words_fit::{cut, width};
use super::{Chart, Labels};

/// One row; all shares from 0 to 1.
#[derive(Clone, Debug, Default)]
pub struct ShareRow {
    pub name: String,
    /// `None`: nobody was asked.
    pub share: Option<f64>,
    /// Lower and upper end of the 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// At the end of the row: "84 % of 25".
    pub shown: String,
    /// The table's row after the name, ready to show.
    pub cells: Vec<String>,
}

const WIDE: f64 = 440.0;
const TEXT: f64 = 12.5;
const ROW: f64 = 42.0;

/// The rows, in the order given.
pub fn shares(labels: Labels, rows: &[ShareRow]) -> Chart {
    let table = rows.iter().map(|r| super::levels::row(&r.name, &r.cells)).collect();
    Chart::drawn(labels, WIDE, table, |width, title| draw(width, title, rows))
}

fn draw(total: f64, title: &str, rows: &[ShareRow]) -> String {
    let x = |share: f64| share.clamp(0.0, 1.0) * total;
    let mut d = Drawing::new();
    for (i, row) in rows.iter().enumerate() {
        let top = i as f64 * ROW;
        let shown = cut(&row.shown, TEXT, total * 0.5);
        let room = total - width(&shown, TEXT) - 12.0;
        d.text(
            Tone::Plain,
            Anchor::Start,
            (0.0, top + 14.0),
            TEXT,
            &cut(&row.name, TEXT, room),
        );
        d.text(Tone::Strong, Anchor::End, (total, top + 14.0), TEXT, &shown);
        d.bar(Ink::Track, (0.0, top + 23.0), (total, 9.0), 2.0);
        if let Some(share) = row.share.filter(|s| s.is_finite()) {
            d.bar(Ink::Fill, (0.0, top + 23.0), (x(share), 9.0), 2.0);
        }
        if let Some((low, high)) = row.interval.filter(|(l, h)| l.is_finite() && h.is_finite()) {
            let (low, high, y) = (x(low), x(high), top + 36.0);
            d.line(Ink::Line, (low, y), (high, y));
            d.line(Ink::Line, (low, y - 2.0), (low, y + 2.0));
            d.line(Ink::Line, (high, y - 2.0), (high, y + 2.0));
        }
    }
    d.finish(total, rows.len() as f64 * ROW, title)
}

#[cfg(test)]
mod tests {
    use super::super::checks::{labels, name, sound};
    use super::*;

    fn rows(count: usize) -> Vec<ShareRow> {
        (0..count)
            .map(|i| ShareRow {
                name: name(i),
                share: (i % 3 != 2).then_some(i as f64 / 10.0),
                interval: (i % 2 == 0).then_some((0.2, 0.6)),
                shown: "40 % of 25".into(),
                cells: vec!["40 %".into()],
            })
            .collect()
    }

    #[test]
    fn any_number_of_rows_gives_a_sound_drawing() {
        for count in [0, 1, 3, 20] {
            sound(&shares(labels(), &rows(count)));
        }
        let bad = ShareRow {
            share: Some(f64::NAN),
            interval: Some((f64::NAN, 1.0)),
            ..ShareRow::default()
        };
        sound(&shares(labels(), &[bad]));
    }

    #[test]
    fn looks_as_it_did() {
        insta::assert_snapshot!(shares(labels(), &rows(3)).wide);
    }
}
