//! Coverage (product figure 5): how many active people can be sent to do something alone.

use crate::domain::level::Level;

/// How well a skill is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cover {
    /// Nobody.
    None,
    /// One person: when that person is away, nobody.
    Single,
    /// Fewer than the coverage target.
    Thin,
    Enough,
}

/// Whether a person counts: at level 3 or above, with the certification if the skill needs one.
pub fn covers(level: Option<Level>, certified: bool) -> bool {
    certified && level.is_some_and(|level| level >= Level::COVER)
}

/// The cover that `people` who [count](covers) give a skill of this coverage target.
pub fn cover(people: u32, target: u32) -> Cover {
    match people {
        0 => Cover::None,
        1 => Cover::Single,
        n if n < target => Cover::Thin,
        _ => Cover::Enough,
    }
}

/// The fewest people any critical skill rests on; `None` without critical skills.
pub fn bus_factor(people_of_critical_skills: impl IntoIterator<Item = u32>) -> Option<u32> {
    people_of_critical_skills.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_begins_at_level_3_and_needs_the_certification() {
        assert!(covers(Some(Level::ALL[2]), true));
        assert!(!covers(Some(Level::ALL[1]), true));
        assert!(!covers(Some(Level::ALL[4]), false));
        assert!(!covers(None, true));
    }

    #[test]
    fn one_person_is_a_single_point_whatever_the_target() {
        assert_eq!(
            [0, 1, 2, 3].map(|n| cover(n, 3)),
            [Cover::None, Cover::Single, Cover::Thin, Cover::Enough]
        );
        assert_eq!(cover(1, 1), Cover::Single);
    }

    #[test]
    fn the_bus_factor_is_the_weakest_critical_skill() {
        assert_eq!(bus_factor([4, 1, 3]), Some(1));
        assert_eq!(bus_factor([]), None);
    }
}
