//! The official level of a person in a skill (product figure 1): that of the latest finalised
//! manager evaluation by the day which rated the skill. Ratings are not averaged over time.

use crate::domain::level::{Level, Mark};

/// Where a person stands in a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    Level(Level),
    NotApplicable,
    NotRated,
}

impl Standing {
    /// The level, if there is one.
    pub const fn level(self) -> Option<Level> {
        match self {
            Standing::Level(level) => Some(level),
            Standing::NotApplicable | Standing::NotRated => None,
        }
    }

    /// Whether the skill is part of the person's job.
    pub const fn applies(self) -> bool {
        !matches!(self, Standing::NotApplicable)
    }
}

impl From<Option<Mark>> for Standing {
    fn from(mark: Option<Mark>) -> Self {
        match mark {
            Some(Mark::Level(level)) => Standing::Level(level),
            Some(Mark::NotApplicable) => Standing::NotApplicable,
            None => Standing::NotRated,
        }
    }
}

/// The entry that counts on a day, of the entries of one skill by day ascending: the latest of those
/// made `by_then`. The entries are those of finalised manager evaluations only.
pub fn official<T>(entries: &[T], by_then: impl Fn(&T) -> bool) -> Option<&T> {
    let made = entries.partition_point(by_then);
    entries[..made].last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_latest_by_the_day_counts_that_day_included() {
        let entries = [(date(2024, 2, 29), 2), (date(2025, 3, 1), 4)];
        let level = |day| official(&entries, |e| e.0 <= day).map(|e| e.1);
        assert_eq!(level(date(2024, 2, 28)), None);
        assert_eq!(level(date(2024, 2, 29)), Some(2));
        assert_eq!(level(date(2025, 2, 28)), Some(2));
        assert_eq!(level(date(2025, 3, 1)), Some(4));
    }

    #[test]
    fn not_applicable_is_neither_a_level_nor_unrated() {
        let standing = Standing::from(Some(Mark::NotApplicable));
        assert_eq!((standing.level(), standing.applies()), (None, false));
        assert!(Standing::from(None).applies());
    }
}
