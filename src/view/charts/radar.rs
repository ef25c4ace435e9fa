//! A person or a team over the categories, against the target: one spoke a category.

use super::levels::{self, LevelRow};
use super::svg::{Anchor, Drawing, Ink, Tone, n};
use super::words_fit::{width, wrap};
use super::{Chart, Labels};

/// One spoke.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    pub name: String,
    /// 1 to 5; `None`: nothing is known, the line has a gap here.
    pub value: Option<f64>,
    pub target: Option<f64>,
    /// The table's row after the name, ready to show.
    pub cells: Vec<String>,
}

const WIDE: f64 = 560.0;
const TEXT: f64 = 12.0;
const LINE: f64 = 14.5;

/// The radar; with fewer than three categories there is no shape to see, so they become rows.
pub fn radar(labels: Labels, axes: &[Axis]) -> Chart {
    if axes.len() < 3 {
        let rows: Vec<LevelRow> = axes
            .iter()
            .map(|axis| LevelRow {
                name: axis.name.clone(),
                value: axis.value,
                target: axis.target,
                shown: axis.cells.first().cloned().unwrap_or_default(),
                cells: axis.cells.clone(),
            })
            .collect();
        return levels::levels(labels, &rows);
    }
    let rows = axes.iter().map(|a| super::levels::row(&a.name, &a.cells)).collect();
    let mut chart = Chart::drawn(labels, WIDE, rows, |width, title| draw(width, title, axes));
    chart.key = axes.iter().map(|axis| axis.name.clone()).collect();
    chart
}

/// A label beside its spoke's end; `x` grows away from the middle.
struct Label {
    lines: Vec<String>,
    y: f64,
    angle: f64,
}

fn draw(total: f64, title: &str, axes: &[Axis]) -> String {
    let narrow = total < 400.0;
    let radius = if narrow { total / 2.0 - 22.0 } else { 152.0 };
    let ring = radius + 12.0;
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / axes.len() as f64;
    let named = |i: usize, axis: &Axis, room: f64| {
        if narrow {
            vec![(i + 1).to_string()]
        } else {
            wrap(&axis.name, TEXT, room, 2)
        }
    };

    // Labels: one on each pole, the others in a column on either side, pushed apart until no two touch.
    let (mut poles, mut right, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for (i, axis) in axes.iter().enumerate() {
        let (sin, cos) = angle(i).sin_cos();
        let label = |room| Label {
            lines: named(i, axis, room),
            y: -ring * cos,
            angle: angle(i),
        };
        if sin.abs() < 0.02 {
            poles.push(label(total * 0.6));
        } else if sin > 0.0 {
            right.push(label(total / 2.0 - radius * sin.abs().max(0.55) - 18.0));
        } else {
            left.push(label(total / 2.0 - radius * sin.abs().max(0.55) - 18.0));
        }
    }
    left.reverse();
    spread(&mut right, ring);
    spread(&mut left, ring);
    let side = right.iter().chain(&left);
    let reach = side.clone().map(|l| l.y.abs() + half_height(l)).fold(ring, f64::max);
    let pole_lines = poles.iter().map(|l| l.lines.len()).max().unwrap_or(0) as f64;
    let middle = (total / 2.0, reach + pole_lines * LINE + 4.0);
    let height = 2.0 * middle.1;
    let at = |i: usize, value: f64| {
        let (sin, cos) = angle(i).sin_cos();
        let r = radius * (value / 5.0).clamp(0.0, 1.0);
        (middle.0 + r * sin, middle.1 - r * cos)
    };

    let mut d = Drawing::new();
    for level in 1..=5 {
        d.path(Ink::Grid, &closed((0..axes.len()).map(|i| at(i, f64::from(level)))));
    }
    for i in 0..axes.len() {
        d.line(Ink::Grid, middle, at(i, 5.0));
    }
    let pairs = || (0..axes.len()).map(|i| (i, (i + 1) % axes.len()));
    let known = |i: usize, of: fn(&Axis) -> Option<f64>| of(&axes[i]).map(|v| at(i, v));
    let value: fn(&Axis) -> Option<f64> = |a| a.value.filter(|v| v.is_finite());
    let target: fn(&Axis) -> Option<f64> = |a| a.target.filter(|v| v.is_finite());
    let (mut area, mut line, mut wanted) = (String::new(), String::new(), String::new());
    for (i, j) in pairs() {
        if let (Some(a), Some(b)) = (known(i, value), known(j, value)) {
            area += &closed([middle, a, b].into_iter());
            line += &stroke(a, b);
        }
        if let (Some(a), Some(b)) = (known(i, target), known(j, target)) {
            wanted += &stroke(a, b);
        }
    }
    d.path(Ink::Area, &area);
    d.path(Ink::Target, &wanted);
    d.path(Ink::Line, &line);
    for i in 0..axes.len() {
        if let Some(point) = known(i, value) {
            d.dot(Ink::Fill, point, 2.6);
        }
    }

    for label in poles {
        let up = label.angle.cos() > 0.0;
        for (k, line) in label.lines.iter().enumerate() {
            let y = if up {
                middle.1 - reach - (label.lines.len() - 1 - k) as f64 * LINE - 3.0
            } else {
                middle.1 + reach + (k + 1) as f64 * LINE - 3.0
            };
            d.text(Tone::Plain, Anchor::Middle, (middle.0, y), TEXT, line);
        }
    }
    for (labels, sign, anchor) in [(right, 1.0, Anchor::Start), (left, -1.0, Anchor::End)] {
        for label in labels {
            // As near to the ring as its widest line allows at this height.
            let curve = (ring * ring - label.y * label.y).max(0.0).sqrt();
            let widest = label.lines.iter().map(|l| width(l, TEXT)).fold(0.0, f64::max);
            let x = curve.min(total / 2.0 - widest - 1.0).max(8.0);
            for (k, line) in label.lines.iter().enumerate() {
                let y = middle.1 + label.y - half_height(&label) + (k + 1) as f64 * LINE - 4.0;
                d.text(Tone::Plain, anchor, (middle.0 + sign * x, y), TEXT, line);
            }
        }
    }
    d.finish(total, height, title)
}

fn half_height(label: &Label) -> f64 {
    label.lines.len() as f64 * LINE / 2.0
}

/// Moves labels (top to bottom) apart so that none covers the next, as evenly as can be.
fn spread(labels: &mut [Label], ring: f64) {
    let needed: f64 = labels.iter().map(|l| 2.0 * half_height(l)).sum();
    let limit = (needed / 2.0).max(ring - LINE / 2.0);
    let mut free = -limit;
    for label in labels.iter_mut() {
        let half = half_height(label);
        label.y = label.y.max(free + half);
        free = label.y + half;
    }
    let mut free = limit;
    for label in labels.iter_mut().rev() {
        let half = half_height(label);
        label.y = label.y.min(free - half);
        free = label.y - half;
    }
}

fn closed(points: impl Iterator<Item = (f64, f64)>) -> String {
    let path: Vec<String> = points.map(|(x, y)| format!("{} {}", n(x), n(y))).collect();
    format!("M{}Z", path.join("L"))
}

fn stroke(a: (f64, f64), b: (f64, f64)) -> String {
    format!("M{} {}L{} {}", n(a.0), n(a.1), n(b.0), n(b.1))
}

#[cfg(test)]
mod tests {
    use super::super::checks::{labels, name, sound};
    use super::*;

    fn axes(count: usize) -> Vec<Axis> {
        (0..count)
            .map(|i| Axis {
                name: name(i),
                value: (i % 4 != 1).then_some(1.0 + (i % 5) as f64),
                target: (i % 6 != 5).then_some(3.0),
                cells: vec!["3.2".into()],
            })
            .collect()
    }

    #[test]
    fn any_number_of_categories_gives_a_sound_drawing() {
        for count in [0, 1, 2, 3, 4, 5, 8, 12, 13, 20, 25, 40] {
            sound(&radar(labels(), &axes(count)));
        }
    }

    #[test]
    fn a_category_without_a_figure_leaves_a_gap() {
        let full = radar(
            labels(),
            &[4.0, 4.0, 4.0].map(|v| Axis {
                value: Some(v),
                ..Axis::default()
            }),
        );
        let gap = radar(
            labels(),
            &[Some(4.0), None, Some(4.0)].map(|value| Axis {
                value,
                ..Axis::default()
            }),
        );
        let strokes = |chart: &Chart| {
            chart
                .wide
                .split("c-line")
                .nth(1)
                .unwrap_or_default()
                .matches('L')
                .count()
        };
        assert_eq!(strokes(&full) - strokes(&gap), 2);
    }

    #[test]
    fn what_is_no_number_is_not_drawn() {
        let bad = [f64::NAN, f64::INFINITY, 3.0].map(|v| Axis {
            value: Some(v),
            ..Axis::default()
        });
        sound(&radar(labels(), &bad));
    }

    #[test]
    fn looks_as_it_did() {
        insta::assert_snapshot!(radar(labels(), &axes(5)).wide);
    }
}
