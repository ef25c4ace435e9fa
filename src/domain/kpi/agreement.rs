//! Self against manager (product figure 9): manager − self, over the skills both rated.

use super::exact::Exact;
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

/// Over pairs of (self, manager); `None` without a shared skill.
pub fn agreement(pairs: impl IntoIterator<Item = (Level, Level)>) -> Option<Agreement> {
    let (mut n, mut sum, mut absolute, mut exact, mut within_one) = (0u32, 0i64, 0i64, 0i64, 0i64);
    for (own, manager) in pairs {
        let difference = i64::from(manager.get()) - i64::from(own.get());
        n += 1;
        sum += difference;
        absolute += difference.abs();
        exact += i64::from(difference == 0);
        within_one += i64::from(difference.abs() <= 1);
    }
    let over_n = |sum| Exact::ratio(sum, n.into());
    Some(Agreement {
        n,
        mean: over_n(sum)?,
        mean_absolute: over_n(absolute)?,
        exact: over_n(exact)?,
        within_one: over_n(within_one)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_shared_skill_there_is_nothing_to_agree_on() {
        assert_eq!(agreement([]), None);
    }
}
