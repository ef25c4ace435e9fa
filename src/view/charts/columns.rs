//! How many there are of each, for a handful of names (the tiers): upright columns where there is
//! room for the names below them, rows where there is not.

use super::svg::{Anchor, Drawing, Ink, Tone};
use super::words_fit::{cut, wrap};
use super::{Chart, Labels};

/// One column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub name: String,
    pub count: f64,
    /// Above the column: "7".
    pub shown: String,
    /// The table's row after the name, ready to show.
    pub cells: Vec<String>,
}

const WIDE: f64 = 440.0;
const TEXT: f64 = 11.5;
const NAME: f64 = 12.5;
/// Narrower columns have no room for a name.
const ROOM: f64 = 76.0;
const LINE: f64 = 14.0;
const HEIGHT: f64 = 130.0;

/// The columns, in the order given.
pub fn columns(labels: Labels, all: &[Column]) -> Chart {
    let rows = all.iter().map(|c| super::levels::row(&c.name, &c.cells)).collect();
    Chart::drawn(labels, WIDE, rows, |width, title| {
        if width / (all.len() as f64) < ROOM {
            rows_of(width, title, all)
        } else {
            draw(width, title, all)
        }
    })
}

fn rows_of(total: f64, title: &str, all: &[Column]) -> String {
    const ROW: f64 = 34.0;
    let (left, right) = (total * 0.43, total - 34.0);
    let highest = highest(all);
    let mut d = Drawing::new();
    for (i, column) in all.iter().enumerate() {
        let middle = (i as f64 + 0.5) * ROW;
        let long = column.amount() / highest * (right - left);
        d.text(
            Tone::Plain,
            Anchor::Start,
            (0.0, middle + 4.5),
            NAME,
            &cut(&column.name, NAME, left - 8.0),
        );
        if long > 0.0 {
            d.bar(Ink::Fill, (left, middle - 8.0), (long, 16.0), 3.0);
        }
        let shown = cut(&column.shown, 13.0, total - right - 6.0);
        d.text(
            Tone::Strong,
            Anchor::Start,
            (left + long + 6.0, middle + 4.5),
            13.0,
            &shown,
        );
    }
    d.line(Ink::Grid, (left - 0.5, 2.0), (left - 0.5, all.len() as f64 * ROW - 2.0));
    d.finish(total, all.len() as f64 * ROW, title)
}

fn highest(all: &[Column]) -> f64 {
    all.iter().map(Column::amount).fold(1.0, f64::max)
}

impl Column {
    fn amount(&self) -> f64 {
        if self.count.is_finite() {
            self.count.max(0.0)
        } else {
            0.0
        }
    }
}

fn draw(total: f64, title: &str, all: &[Column]) -> String {
    let room = total / all.len() as f64;
    let highest = highest(all);
    let names: Vec<Vec<String>> = all.iter().map(|c| wrap(&c.name, TEXT, room - 4.0, 3)).collect();
    let lines = names.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let (top, bottom) = (20.0, 20.0 + HEIGHT);
    let mut d = Drawing::new();
    for (i, (column, name)) in all.iter().zip(&names).enumerate() {
        let middle = (i as f64 + 0.5) * room;
        let height = column.amount() / highest * HEIGHT;
        let wide = (room * 0.56).min(52.0);
        if height > 0.0 {
            d.bar(Ink::Fill, (middle - wide / 2.0, bottom - height), (wide, height), 3.0);
        }
        let shown = wrap(&column.shown, 13.0, room - 4.0, 1).concat();
        d.text(
            Tone::Strong,
            Anchor::Middle,
            (middle, (bottom - height - 6.0).max(top - 6.0)),
            13.0,
            &shown,
        );
        for (k, line) in name.iter().enumerate() {
            d.text(
                Tone::Plain,
                Anchor::Middle,
                (middle, bottom + 18.0 + k as f64 * LINE),
                TEXT,
                line,
            );
        }
    }
    d.line(Ink::Grid, (0.0, bottom + 0.5), (total, bottom + 0.5));
    d.finish(total, bottom + 8.0 + lines * LINE, title)
}

#[cfg(test)]
mod tests {
    use super::super::checks::{labels, name, sound};
    use super::*;

    fn some(count: usize) -> Vec<Column> {
        (0..count)
            .map(|i| Column {
                name: name(i),
                count: (i * i) as f64,
                shown: (i * i).to_string(),
                cells: vec![(i * i).to_string()],
            })
            .collect()
    }

    #[test]
    fn any_number_of_columns_gives_a_sound_drawing() {
        for count in [0, 1, 3, 5, 20] {
            sound(&columns(labels(), &some(count)));
        }
    }

    #[test]
    fn nobody_anywhere_is_a_sound_drawing_too() {
        sound(&columns(
            labels(),
            &some(5)
                .into_iter()
                .map(|c| Column { count: 0.0, ..c })
                .collect::<Vec<_>>(),
        ));
        sound(&columns(
            labels(),
            &some(5)
                .into_iter()
                .map(|c| Column { count: f64::NAN, ..c })
                .collect::<Vec<_>>(),
        ));
    }

    #[test]
    fn looks_as_it_did() {
        insta::assert_snapshot!(columns(labels(), &some(3)).wide);
    }
}
