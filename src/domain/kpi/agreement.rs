//! Self against manager (product figure 9): manager − self, over the skills both rated.

use super::exact::{Exact, Total};
use crate::domain::level::Level;

/// How far two views of the same skills are apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Shared skills.
    pub n: u32,
    /// Mean of manager − self: below 0 the person sees themselves higher.
    pub mean: Exact,
    pub mean_absolute: Exact,
    /// Share of skills with the same level.
    pub exact: Exact,
    /// Share of skills at most one level apart.
    pub within_one: Exact,
}

/// What the agreement over some skills adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    n: u32,
    sum: i64,
    absolute: i64,
    exact: u32,
    within_one: u32,
}

impl Counts {
    /// Over pairs of (self, manager).
    pub fn of(pairs: impl IntoIterator<Item = (Level, Level)>) -> Self {
        let mut counts = Self::default();
        for (own, manager) in pairs {
            let difference = i64::from(manager.get()) - i64::from(own.get());
            counts.n += 1;
            counts.sum += difference;
            counts.absolute += difference.abs();
            counts.exact += u32::from(difference == 0);
            counts.within_one += u32::from(difference.abs() <= 1);
        }
        counts
    }

    /// `None` without a shared skill.
    pub fn agreement(&self) -> Option<Agreement> {
        let over_n = |sum| Exact::ratio(sum, self.n.into());
        Some(Agreement {
            n: self.n,
            mean: over_n(self.sum)?,
            mean_absolute: over_n(self.absolute)?,
            exact: over_n(self.exact.into())?,
            within_one: over_n(self.within_one.into())?,
        })
    }
}

/// Over pairs of (self, manager); `None` without a shared skill.
pub fn agreement(pairs: impl IntoIterator<Item = (Level, Level)>) -> Option<Agreement> {
    Counts::of(pairs).agreement()
}

/// How far the two views of a crew are apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrewAgreement {
    /// People with a shared skill.
    pub people: u32,
    /// Shared skills of all of them.
    pub n: u32,
    /// The mean over people, each once, of manager − self.
    pub mean: Exact,
    /// Share of all shared skills at most one level apart.
    pub within_one: Exact,
}

/// Over people; `None` when nobody has a shared skill.
pub fn of_crew(people: impl IntoIterator<Item = Counts>) -> Option<CrewAgreement> {
    let (mut count, mut n, mut within_one, mut means) = (0u32, 0u32, 0i64, Total::default());
    for one in people.into_iter().filter(|one| one.n > 0) {
        count += 1;
        n += one.n;
        within_one += i64::from(one.within_one);
        means.add_ratio(one.sum, one.n.into());
    }
    Some(CrewAgreement {
        people: count,
        n,
        mean: means.finish().over(count.into())?,
        within_one: Exact::ratio(within_one, n.into())?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn without_a_shared_skill_there_is_nothing_to_agree_on() {
        assert_eq!(agreement([]), None);
        assert_eq!(of_crew([Counts::default()]), None);
    }

    #[test]
    fn in_a_crew_each_person_counts_once_however_many_skills_they_share() {
        let level = |n| Level::new(n).unwrap();
        // One person 2 lower in one skill, another the same in three.
        let one = Counts::of([(level(5), level(3))]);
        let other = Counts::of([(level(2), level(2)); 3]);
        let crew = of_crew([one, Counts::default(), other]).unwrap();
        assert_eq!((crew.people, crew.n), (2, 4));
        assert_eq!(crew.mean.fixed(2), "-1.00");
        assert_eq!(crew.within_one.percent(0), "75");
    }
}
