//! The trend (product figure 8): rebuilt as of each month end, drawn as steps. A change between
//! two points is that of the matched skills only, those with a level at both; what is new or gone
//! is counted and never moves it. A gap stays a gap, and a change does not reach across one.

use super::average::{Figure, State};
use super::exact::{Exact, Total};
use super::level::Standing;
use jiff::civil::Date;

/// What happened to a set of skills between two days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Σ weight × (level after − level before) over matched skills.
    pub weighted: i32,
    /// Σ weight over matched skills.
    pub weight: u32,
    /// Skills with a level on both days.
    pub matched: u16,
    /// With a level on the later day only.
    pub new: u16,
    /// With a level on the earlier day only.
    pub gone: u16,
}

impl Matched {
    /// Counts one skill. A skill of weight 0 has no part.
    pub fn add(&mut self, before: Standing, after: Standing, weight: u32) {
        if weight == 0 {
            return;
        }
        match (before.level(), after.level()) {
            (Some(before), Some(after)) => {
                let step = i32::from(after.get()) - i32::from(before.get());
                self.weighted += i32::try_from(weight).unwrap_or(i32::MAX) * step;
                self.weight += weight;
                self.matched += 1;
            }
            (None, Some(_)) => self.new += 1,
            (Some(_), None) => self.gone += 1,
            (None, None) => {}
        }
    }

    /// The change of a weighted mean over these skills.
    pub fn change(&self) -> Change {
        Change {
            mean: Exact::ratio(self.weighted.into(), self.weight.into()),
            matched: self.matched.into(),
            new: self.new.into(),
            gone: self.gone.into(),
        }
    }
}

/// A change and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// In levels; `None` when nothing is matched.
    pub mean: Option<Exact>,
    pub matched: u32,
    pub new: u32,
    pub gone: u32,
}

impl Change {
    /// Nothing happened to `rated` skills.
    pub fn none(rated: u32) -> Self {
        Change {
            mean: (rated > 0).then_some(Exact::ZERO),
            matched: rated,
            new: 0,
            gone: 0,
        }
    }
}

/// The change of an overall average: that of each category with matched skills, by its weight.
pub fn overall_change(categories: impl IntoIterator<Item = (Matched, u32)>) -> Change {
    let mut total = Total::default();
    let mut weights = 0u64;
    let mut change = Change::default();
    for (matched, weight) in categories {
        if weight == 0 {
            continue;
        }
        change.matched += u32::from(matched.matched);
        change.new += u32::from(matched.new);
        change.gone += u32::from(matched.gone);
        if matched.weight > 0 {
            weights += u64::from(weight);
            total.add_ratio(i64::from(matched.weighted) * i64::from(weight), matched.weight.into());
        }
    }
    change.mean = total.finish().over(weights);
    change
}

/// The change of a team: the mean over people with matched skills, each once.
#[derive(Clone, Debug, Default)]
pub struct TeamChange {
    total: Total,
    people: u32,
    sums: Change,
}

impl TeamChange {
    pub fn add(&mut self, own: &Change) {
        self.sums.matched += own.matched;
        self.sums.new += own.new;
        self.sums.gone += own.gone;
        if let Some(mean) = &own.mean {
            self.people += 1;
            self.total.add(mean);
        }
    }

    /// Skills are counted over all people together.
    pub fn change(self) -> Change {
        Change {
            mean: self.total.finish().over(self.people.into()),
            ..self.sums
        }
    }
}

/// One point of a trend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// A month end, or the last day looked at.
    pub on: Date,
    pub figure: Figure,
    /// Since the point before; `None` at the first and beside a gap.
    pub change: Option<Change>,
}

impl Point {
    /// Nothing to show here.
    pub fn is_gap(&self) -> bool {
        self.figure.state != State::Ok
    }
}

/// A trend, oldest point first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    pub points: Vec<Point>,
}

impl Trend {
    /// Levels a point, by least squares over the matched line: each point is the one before plus
    /// the matched change. Looks at the points after the last gap, of which there must be 3.
    pub fn slope(&self) -> Option<Exact> {
        let after_gap = self.points.iter().rposition(Point::is_gap).map_or(0, |gap| gap + 1);
        let points = &self.points[after_gap..];
        if points.len() < 3 {
            return None;
        }
        let n = i64::try_from(points.len()).ok()?;
        let mut line = Exact::ZERO;
        let mut weighted = Total::default();
        for (i, point) in (0i64..).zip(points) {
            if i > 0
                && let Some(mean) = point.change.as_ref().and_then(|change| change.mean.as_ref())
            {
                line = &line + mean;
            }
            // Σ (x − mean of x) y, doubled to stay with integers: 2x − (n − 1).
            weighted.add(&(&line * &Exact::from(2 * i - (n - 1))));
        }
        // 2 Σ (x − mean of x)² = n (n² − 1) / 6
        Some(&weighted.finish() / &Exact::ratio(n * (n * n - 1), 6)?)
    }
}

/// The last day of each month from that of `from` on, and `to` itself as the last point.
pub fn points(from: Date, to: Date) -> Vec<Date> {
    let mut points = Vec::new();
    let mut end = from.last_of_month();
    while end < to {
        points.push(end);
        end = month_end_after(end);
    }
    if from <= to {
        points.push(to);
    }
    points
}

/// The end of the month that follows that of `day`.
pub fn month_end_after(day: Date) -> Date {
    super::due::add_months(day.first_of_month(), 1).last_of_month()
}

/// The end of the month before that of `day`.
pub fn month_end_before(day: Date) -> Date {
    super::due::subtract_months(day.first_of_month(), 1).last_of_month()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::level::Level;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn standing(n: u8) -> Standing {
        Level::new(n).map_or(Standing::NotRated, Standing::Level)
    }

    fn point(day: i8, change: Option<(i64, i64)>) -> Point {
        Point {
            on: date(2026, 1, day),
            figure: Figure {
                value: Some(Exact::ONE),
                k: 1,
                n: 1,
                state: State::Ok,
            },
            change: change.map(|(n, d)| Change {
                mean: Exact::ratio(n, d),
                ..Change::default()
            }),
        }
    }

    fn gap(day: i8) -> Point {
        let mut point = point(day, None);
        point.figure.state = State::NotEnoughData;
        point
    }

    #[test]
    fn points_are_month_ends_and_the_last_day() {
        assert_eq!(
            points(date(2023, 12, 15), date(2024, 3, 10)),
            [
                date(2023, 12, 31),
                date(2024, 1, 31),
                date(2024, 2, 29),
                date(2024, 3, 10)
            ]
        );
        assert_eq!(points(date(2024, 2, 1), date(2024, 2, 29)), [date(2024, 2, 29)]);
        assert_eq!(points(date(2024, 2, 2), date(2024, 2, 1)), []);
        assert_eq!(month_end_before(date(2024, 3, 31)), date(2024, 2, 29));
    }

    #[test]
    fn fewer_than_three_points_have_no_slope() {
        let trend = Trend {
            points: vec![point(1, None), point(2, Some((1, 1)))],
        };
        assert_eq!(trend.slope(), None);
    }

    #[test]
    fn the_slope_of_even_steps_is_the_step() {
        let trend = Trend {
            points: vec![
                point(1, None),
                point(2, Some((1, 4))),
                point(3, Some((1, 4))),
                point(4, Some((1, 4))),
            ],
        };
        assert_eq!(trend.slope(), Exact::ratio(1, 4));
    }

    #[test]
    fn a_slope_does_not_reach_across_a_gap() {
        let trend = Trend {
            points: vec![
                point(1, None),
                point(2, Some((1, 1))),
                point(3, Some((1, 1))),
                gap(4),
                point(5, None),
            ],
        };
        assert_eq!(trend.slope(), None);
    }

    proptest! {
        #[test]
        fn new_and_gone_skills_never_move_a_change(pairs in prop::collection::vec((1..=5u8, 1..=5u8, 1..=9u32), 1..20), new in prop::collection::vec(1..=5u8, 0..9)) {
            let mut matched = Matched::default();
            pairs.iter().for_each(|(a, b, w)| matched.add(standing(*a), standing(*b), *w));
            let before = matched.change();
            new.iter().for_each(|level| matched.add(standing(0), standing(*level), 1));
            new.iter().for_each(|level| matched.add(standing(*level), standing(0), 1));
            let after = matched.change();
            prop_assert_eq!(before.mean, after.mean);
            prop_assert_eq!((after.new as usize, after.gone as usize), (new.len(), new.len()));
        }

        #[test]
        fn turning_time_around_turns_the_sign(pairs in prop::collection::vec((1..=5u8, 1..=5u8, 1..=9u32), 1..20)) {
            let (mut there, mut back) = (Matched::default(), Matched::default());
            pairs.iter().for_each(|(a, b, w)| {
                there.add(standing(*a), standing(*b), *w);
                back.add(standing(*b), standing(*a), *w);
            });
            prop_assert_eq!(-&there.change().mean.unwrap(), back.change().mean.unwrap());
        }
    }
}
