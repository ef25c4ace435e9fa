//! Freshness (product figure 7): how old an official level is. A stale level still counts and is
//! marked, never decayed.

use crate::domain::tier::Tier;
use jiff::civil::Date;

/// Days after which a level is stale in tiers 1 and 2: whoever learns changes faster.
pub const DAYS_OF_LOW_TIERS: i32 = 180;
/// The same in the tiers above.
pub const DAYS: i32 = 365;

/// Days after which a level is stale for someone of this tier.
pub fn stale_after_days(tier: Tier) -> i32 {
    if tier.get() <= 2 { DAYS_OF_LOW_TIERS } else { DAYS }
}

/// Days from one day to another, negative when the second is the earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Whether a level given on `rated_on` is stale on `day`.
pub fn is_stale(rated_on: Date, day: Date, tier: Tier) -> bool {
    days_between(rated_on, day) > stale_after_days(tier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn stale_begins_the_day_after_the_limit() {
        let rated = date(2025, 1, 1);
        let tier = |n: usize| Tier::ALL[n - 1];
        assert!(!is_stale(rated, date(2025, 6, 30), tier(2)));
        assert!(is_stale(rated, date(2025, 7, 1), tier(2)));
        assert!(!is_stale(rated, date(2026, 1, 1), tier(3)));
        assert!(is_stale(rated, date(2026, 1, 2), tier(3)));
    }

    #[test]
    fn counts_the_leap_day() {
        assert_eq!(days_between(date(2024, 2, 28), date(2024, 3, 1)), 2);
        assert_eq!(days_between(date(2024, 3, 1), date(2024, 2, 28)), -2);
    }
}
