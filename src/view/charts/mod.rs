//! Charts as SVG, the same string for page and paper. Text is text; colours for print are
//! attributes, those for the screen are classes that override them (`web/css/components/charts.css`).
//! All words come in ready to show.

mod columns;
mod levels;
mod radar;
mod shares;
mod svg;
mod trend;
mod words_fit;

pub use columns::{Column, columns};
pub use levels::{LevelRow, levels};
pub use radar::{Axis, radar};
pub use shares::{ShareRow, shares};
pub use trend::{MonthEnd, trend};

use serde::Serialize;

/// A chart with the words and numbers it stands for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    pub title: String,
    /// What it shows, in one sentence.
    pub summary: String,
    /// For wide places and for paper; empty when there is nothing to draw.
    pub wide: String,
    /// For narrow places, with text of the same size.
    pub narrow: String,
    /// Names behind the numbers on the narrow drawing; mostly empty.
    pub key: Vec<String>,
    pub table: Table,
}

/// The chart's numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// The words of a chart.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    pub title: String,
    pub summary: String,
    /// Heads of the table's columns.
    pub head: Vec<String>,
}

/// Width of the narrow drawing, in CSS pixels: a card on a phone 360 px wide.
pub const NARROW: f64 = 300.0;

impl Chart {
    /// Draws it in both widths; nothing when there are no rows.
    fn drawn(labels: Labels, wide: f64, rows: Vec<Vec<String>>, draw: impl Fn(f64, &str) -> String) -> Self {
        let nothing = rows.is_empty();
        let at = |width| {
            if nothing {
                String::new()
            } else {
                draw(width, &labels.title)
            }
        };
        Self {
            wide: at(wide),
            narrow: at(NARROW),
            key: Vec::new(),
            table: Table {
                head: labels.head,
                rows,
            },
            title: labels.title,
            summary: labels.summary,
        }
    }
}

#[cfg(test)]
mod checks {
    //! What every chart must hold.
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    pub fn labels() -> Labels {
        Labels {
            title: "Levels & <targets>".into(),
            summary: "One sentence.".into(),
            head: vec!["Category".into(), "Level".into()],
        }
    }

    /// Whole, escaped, without `NaN`, with a title, and every text inside the drawing and off the others.
    pub fn sound(chart: &Chart) {
        for svg in [&chart.wide, &chart.narrow] {
            if svg.is_empty() {
                continue;
            }
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(svg.contains("<title>Levels &amp; &lt;targets&gt;</title>"), "{svg}");
            assert!(!svg.contains("style="), "the content policy allows no inline style");
            assert!(!svg.contains("<script"));
            let size: Vec<f64> = attribute(svg, "viewBox")
                .split(' ')
                .map(|n| n.parse().unwrap())
                .collect();
            let texts: Vec<Boxed> = svg.split("<text ").skip(1).map(boxed).collect();
            for (i, a) in texts.iter().enumerate() {
                let inside = a.left >= -0.6 && a.right <= size[2] + 0.6 && a.top >= -0.6 && a.bottom <= size[3] + 0.6;
                assert!(inside, "{a:?} is clipped in {size:?}");
                for b in &texts[i + 1..] {
                    let apart = a.right <= b.left + 0.6
                        || b.right <= a.left + 0.6
                        || a.bottom <= b.top + 0.6
                        || b.bottom <= a.top + 0.6;
                    assert!(apart, "{a:?} covers {b:?}");
                }
            }
        }
    }

    #[derive(Debug)]
    #[allow(dead_code)]
    struct Boxed {
        text: String,
        left: f64,
        right: f64,
        top: f64,
        bottom: f64,
    }

    fn attribute<'a>(element: &'a str, name: &str) -> &'a str {
        let from = element.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        &element[from..from + element[from..].find('"').unwrap()]
    }

    fn boxed(element: &str) -> Boxed {
        let number = |name: &str| attribute(element, name).parse::<f64>().unwrap();
        let text = element[element.find('>').unwrap() + 1..element.find("</text>").unwrap()].to_owned();
        let shown = text
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"");
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let width = words_fit::width(&shown, size);
        let (left, right) = match attribute(element, "text-anchor") {
            "start" => (x, x + width),
            "end" => (x - width, x),
            _ => (x - width / 2.0, x + width / 2.0),
        };
        Boxed {
            text,
            left,
            right,
            top: y - 0.76 * size,
            bottom: y + 0.22 * size,
        }
    }

    /// Names that hurt: long, without spaces, with markup, right to left, emoji.
    pub fn name(i: usize) -> String {
        let names = [
            "Trim, Cabinets & Built-ins",
            "<script>alert(1)</script>",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            "תיקוני חשמל",
            "🛠🛠🛠 Tools",
            "A",
            "Heating, Ventilation, Air Conditioning, Refrigeration and Everything That Blows, Sucks or Drips in a House",
        ];
        names[i % names.len()].to_owned()
    }
}
