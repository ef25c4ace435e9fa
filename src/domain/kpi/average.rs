//! Averages (product figure 2): of a category, over all categories, of a team, and the mean over
//! ratings as a figure of its own. Each says how much it rests on.

use super::exact::{Exact, Total};
use super::level::Standing;

/// Rated skills needed to show a mean, or all that apply where those are fewer.
pub const RATED_NEEDED: u32 = 3;
/// Share of the applicable skills that must be rated to show a mean, in percent.
pub const SHARE_NEEDED: u64 = 60;
/// Share of the weight that an overall average must rest on, in percent.
pub const WEIGHT_NEEDED: u64 = 70;

/// How far a figure can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nothing applies to average over.
    NotApplicable,
    /// Fewer than `min(3, n)` of the n that apply, or less than 60 % of them.
    NotEnoughData,
    /// Rests on less than 70 % of the weight.
    Incomplete,
    Ok,
}

/// A figure with what it rests on: `k` of `n`. Pages show it only when it is [ok](Figure::shown).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Always computed, `None` only when there is nothing to compute it from.
    pub value: Option<Exact>,
    /// Rated skills, or people, or ratings: what went in.
    pub k: u32,
    /// How many there could have been.
    pub n: u32,
    pub state: State,
}

impl Figure {
    /// The value, when a page may show it.
    pub fn shown(&self) -> Option<&Exact> {
        self.value.as_ref().filter(|_| self.state == State::Ok)
    }
}

/// What an average of skills is made from. A skill of weight 0 is not part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Σ weight × level over rated skills.
    pub weighted: u32,
    /// Σ weight over rated skills.
    pub weight: u32,
    /// Σ level over rated skills.
    pub levels: u32,
    pub rated: u16,
    /// Active and not "n/a".
    pub applicable: u16,
}

impl Tally {
    /// Counts one active skill.
    pub fn add(&mut self, standing: Standing, weight: u32) {
        if weight == 0 || !standing.applies() {
            return;
        }
        self.applicable += 1;
        if let Some(level) = standing.level() {
            let level = u32::from(level.get());
            self.weighted += weight * level;
            self.weight += weight;
            self.levels += level;
            self.rated += 1;
        }
    }

    /// Takes back what [`add`](Self::add) counted.
    pub fn remove(&mut self, standing: Standing, weight: u32) {
        if weight == 0 || !standing.applies() {
            return;
        }
        self.applicable -= 1;
        if let Some(level) = standing.level() {
            let level = u32::from(level.get());
            self.weighted -= weight * level;
            self.weight -= weight;
            self.levels -= level;
            self.rated -= 1;
        }
    }

    /// The state alone, without the arithmetic.
    pub fn state(&self) -> State {
        enough(self.rated.into(), self.applicable.into())
    }

    /// The weighted mean.
    pub fn average(&self) -> Figure {
        Figure {
            value: Exact::ratio(self.weighted.into(), self.weight.into()),
            k: self.rated.into(),
            n: self.applicable.into(),
            state: self.state(),
        }
    }
}

/// Whether `k` of `n` are enough to show a mean: at least `min(3, n)` and at least 60 %.
pub fn enough(k: u32, n: u32) -> State {
    if n == 0 {
        State::NotApplicable
    } else if k < n.min(RATED_NEEDED) || u64::from(k) * 100 < u64::from(n) * SHARE_NEEDED {
        State::NotEnoughData
    } else {
        State::Ok
    }
}

/// An average over categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overall {
    /// `k` rated of `n` applicable skills, over all categories of some weight.
    pub figure: Figure,
    /// The share of the weight it rests on, of the categories that apply; `None` when none does.
    pub weight_share: Option<Exact>,
}

/// The mean of the categories that are `ok`, by their weights; `incomplete` below 70 % of the weight.
/// A category of which nothing applies has no part in it.
pub fn overall(categories: impl IntoIterator<Item = (Tally, u32)>) -> Overall {
    let mut total = Total::default();
    let (mut ok, mut all, mut k, mut n) = (0u32, 0u32, 0u32, 0u32);
    for (tally, weight) in categories {
        let state = tally.state();
        if weight == 0 || state == State::NotApplicable {
            continue;
        }
        all += weight;
        k += u32::from(tally.rated);
        n += u32::from(tally.applicable);
        if state == State::Ok {
            ok += weight;
            total.add_ratio(i64::from(tally.weighted) * i64::from(weight), tally.weight.into());
        }
    }
    let state = if all == 0 {
        State::NotApplicable
    } else if ok == 0 {
        State::NotEnoughData
    } else if u64::from(ok) * 100 < u64::from(all) * WEIGHT_NEEDED {
        State::Incomplete
    } else {
        State::Ok
    };
    Overall {
        figure: Figure {
            value: total.finish().over(ok.into()),
            k,
            n,
            state,
        },
        weight_share: Exact::ratio(ok.into(), all.into()),
    }
}

/// A mean over people, each counted once: those whose own figure is `ok`, of those it applies to.
#[derive(Clone, Debug, Default)]
pub struct Team {
    total: Total,
    k: u32,
    n: u32,
}

impl Team {
    /// One more person.
    pub fn add(&mut self, own: &Figure) {
        self.n += u32::from(own.state != State::NotApplicable);
        if let Some(value) = own.shown() {
            self.k += 1;
            self.total.add(value);
        }
    }

    /// One more person, by what an own figure is made from.
    pub fn add_tally(&mut self, own: &Tally) {
        let state = own.state();
        self.n += u32::from(state != State::NotApplicable);
        if state == State::Ok {
            self.k += 1;
            self.total.add_ratio(own.weighted.into(), own.weight.into());
        }
    }

    /// `k` of `n` people.
    pub fn average(self) -> Figure {
        Figure {
            value: self.total.finish().over(self.k.into()),
            k: self.k,
            n: self.n,
            state: match (self.k, self.n) {
                (_, 0) => State::NotApplicable,
                (0, _) => State::NotEnoughData,
                _ => State::Ok,
            },
        }
    }
}

/// A plain mean over ratings, each counted once: never the same figure as a mean over people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    pub sum: u64,
    pub n: u64,
}

impl Ratings {
    pub fn add(&mut self, sum: u32, n: u32) {
        self.sum += u64::from(sum);
        self.n += u64::from(n);
    }

    /// `None` of none.
    pub fn mean(&self) -> Option<Exact> {
        Exact::from(self.sum).over(self.n)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::level::Level;
    use proptest::prelude::*;

    pub fn standing(n: u8) -> Standing {
        match n {
            0 => Standing::NotRated,
            6 => Standing::NotApplicable,
            n => Standing::Level(Level::new(n).unwrap()),
        }
    }

    fn tally(marks: &[(u8, u32)]) -> Tally {
        let mut tally = Tally::default();
        marks.iter().for_each(|(m, w)| tally.add(standing(*m), *w));
        tally
    }

    #[test]
    fn nothing_applicable_is_its_own_state() {
        let average = tally(&[(6, 1), (6, 1)]).average();
        assert_eq!(
            (average.state, average.value, average.n),
            (State::NotApplicable, None, 0)
        );
    }

    #[test]
    fn two_of_two_are_enough_and_two_of_four_are_not() {
        assert_eq!(enough(2, 2), State::Ok);
        assert_eq!(enough(2, 4), State::NotEnoughData);
        assert_eq!(enough(3, 5), State::Ok);
        assert_eq!(enough(5, 9), State::NotEnoughData);
    }

    #[test]
    fn weights_count_and_a_skill_of_weight_nothing_does_not() {
        let average = tally(&[(5, 3), (1, 1), (3, 0)]).average();
        assert_eq!(average.shown().unwrap().fixed(2), "4.00");
        assert_eq!((average.k, average.n), (2, 2));
    }

    #[test]
    fn what_does_not_apply_to_a_person_does_not_make_the_overall_incomplete() {
        let overall = overall([(tally(&[(5, 1)]), 1), (tally(&[(6, 1)]), 9)]);
        assert_eq!(overall.figure.state, State::Ok);
        assert_eq!(overall.weight_share, Some(Exact::ONE));
    }

    #[test]
    fn someone_without_enough_data_is_not_in_the_team_mean_but_said() {
        let mut team = Team::default();
        team.add_tally(&tally(&[(4, 1)]));
        team.add_tally(&tally(&[(0, 1)]));
        team.add_tally(&tally(&[(6, 1)]));
        let average = team.average();
        assert_eq!((average.k, average.n), (1, 2));
        assert_eq!(average.value, Some(Exact::from(4)));
    }

    proptest! {
        #[test]
        fn an_average_lies_between_the_lowest_and_the_highest(marks in prop::collection::vec((1..=5u8, 1..=100u32), 1..30)) {
            let value = tally(&marks).average().value.unwrap();
            prop_assert!(value >= Exact::from(marks.iter().map(|m| m.0).min().unwrap()));
            prop_assert!(value <= Exact::from(marks.iter().map(|m| m.0).max().unwrap()));
        }

        #[test]
        fn order_does_not_matter_and_removing_undoes_adding(marks in prop::collection::vec((0..=6u8, 0..=100u32), 0..30)) {
            let forward = tally(&marks);
            let mut backward = tally(&marks.iter().rev().copied().collect::<Vec<_>>());
            prop_assert_eq!(forward, backward);
            marks.iter().for_each(|(m, w)| backward.remove(standing(*m), *w));
            prop_assert_eq!(backward, Tally::default());
        }

        #[test]
        fn a_higher_level_never_lowers_an_average(marks in prop::collection::vec((1..=4u8, 1..=100u32), 1..30), at in any::<prop::sample::Index>()) {
            let mut better = marks.clone();
            let i = at.index(marks.len());
            better[i].0 += 1;
            prop_assert!(tally(&better).average().value > tally(&marks).average().value);
        }

        #[test]
        fn an_overall_lies_within_its_categories(categories in prop::collection::vec((prop::collection::vec((0..=6u8, 0..=9u32), 1..9), 0..=9u32), 1..9)) {
            let tallies: Vec<(Tally, u32)> = categories.iter().map(|(marks, w)| (tally(marks), *w)).collect();
            let means: Vec<Exact> = tallies.iter().filter(|(t, w)| *w > 0 && t.state() == State::Ok).filter_map(|(t, _)| t.average().value).collect();
            match overall(tallies).figure.value {
                Some(value) => prop_assert!(value >= *means.iter().min().unwrap() && value <= *means.iter().max().unwrap()),
                None => prop_assert!(means.is_empty()),
            }
        }
    }
}
