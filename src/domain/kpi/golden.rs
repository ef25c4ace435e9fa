//! The golden values of the product's figures, asserted as they stand.
#![allow(clippy::unwrap_used)]

use super::agreement::agreement;
use super::average::{Ratings, State, Tally, Team, overall};
use super::exact::Exact;
use super::gap::gap;
use super::level::Standing;
use super::readiness::{Asked, Readiness, readiness};
use super::tools::Share;
use super::trend::Matched;
use super::wilson::interval;
use crate::domain::level::Level;
use crate::domain::target::Target;

fn level(n: u8) -> Level {
    Level::new(n).unwrap()
}

/// Ratings of weight 1; 0 is not rated.
fn tally(levels: &[u8]) -> Tally {
    let mut tally = Tally::default();
    levels.iter().for_each(|n| tally.add(standing(*n), 1));
    tally
}

fn standing(n: u8) -> Standing {
    Level::new(n).map_or(Standing::NotRated, Standing::Level)
}

fn ready(skills: &[(u8, u8)]) -> Readiness<()> {
    let asked = |&(target, n): &(u8, u8)| Asked {
        skill: (),
        target: Some(Target::Level(level(target))),
        standing: standing(n),
        weight: 1,
        must_have: false,
        stale: false,
        certification_missing: false,
    };
    readiness(skills.iter().map(asked)).unwrap()
}

#[test]
fn two_categories_of_5_and_one_without_data_are_5_00_and_incomplete() {
    let overall = overall([(tally(&[5]), 1), (tally(&[5]), 1), (tally(&[0]), 1)]);
    assert_eq!(overall.figure.value.unwrap().fixed(2), "5.00");
    assert_eq!(overall.figure.state, State::Incomplete);
    assert_eq!(overall.weight_share.unwrap().percent(1), "66.7");
}

#[test]
fn targets_2_and_4_with_levels_4_and_1() {
    let gaps = [gap(level(4), level(2)), gap(level(1), level(4))];
    assert_eq!(gaps.map(|gap| gap.deficit), [0, 3]);
    assert_eq!(gaps.map(|gap| gap.surplus), [2, 0]);
    let readiness = ready(&[(2, 4), (4, 1)]);
    assert_eq!(readiness.strict().percent(0), "50");
    assert_eq!(readiness.low.percent(1), "25.0");
    assert_eq!(readiness.low, readiness.high);
}

#[test]
fn all_at_1_against_targets_of_3_is_readiness_0() {
    let readiness = ready(&[(3, 1), (3, 1), (3, 1)]);
    assert_eq!(
        (readiness.low.percent(0), readiness.high.percent(0)),
        ("0".into(), "0".into())
    );
}

#[test]
fn ratings_1_and_1_and_one_not_rated_are_1_00_of_2_of_3_and_not_enough() {
    let average = tally(&[1, 1, 0]).average();
    assert_eq!(average.value.as_ref().unwrap().fixed(2), "1.00");
    assert_eq!((average.k, average.n, average.state), (2, 3, State::NotEnoughData));
    assert_eq!(average.shown(), None);
}

#[test]
fn forty_3s_by_one_and_four_5s_by_another() {
    let (one, another) = (tally(&[3; 40]), tally(&[5; 4]));
    let mut ratings = Ratings::default();
    let mut team = Team::default();
    for own in [one, another] {
        ratings.add(own.levels, own.rated.into());
        team.add_tally(&own);
    }
    assert_eq!(ratings.mean().unwrap().fixed(2), "3.18");
    assert_eq!(team.average().shown().unwrap().fixed(2), "4.00");
}

#[test]
fn shares_are_pooled_by_their_counts() {
    let mut share = Share { yes: 1, asked: 4 };
    share.pool(Share { yes: 2, asked: 200 });
    assert_eq!(share.rate().unwrap().percent(1), "1.5");
    assert_eq!(share.rate().unwrap().percent(4), "1.4706");
}

#[test]
fn two_new_skills_do_not_move_a_trend() {
    let mut matched = Matched::default();
    [4; 4].iter().for_each(|&n| matched.add(standing(n), standing(n), 1));
    [1; 2].iter().for_each(|&n| matched.add(standing(0), standing(n), 1));
    let change = matched.change();
    assert_eq!(change.mean.unwrap().fixed(1), "0.0");
    assert_eq!((change.matched, change.new), (4, 2));
}

#[test]
fn wilson_for_3_of_40() {
    let interval = interval(3, 40).unwrap();
    assert_eq!(
        (interval.low.percent(1), interval.high.percent(1)),
        ("2.6".into(), "19.9".into())
    );
}

#[test]
fn self_against_manager() {
    let own = [4, 4, 5, 3, 4, 5, 3, 4];
    let manager = [3, 3, 4, 3, 3, 4, 2, 4];
    let agreement = agreement(own.map(level).into_iter().zip(manager.map(level))).unwrap();
    assert_eq!(agreement.mean.fixed(2), "-0.75");
    assert_eq!(agreement.mean_absolute.fixed(2), "0.75");
    assert_eq!(agreement.exact.percent(0), "25");
    assert_eq!(agreement.within_one, Exact::ONE);
}
