//! What a page of figures is about: a range of days, and people and skills within it.

use crate::domain::employee::Employee;
use crate::domain::id::{EmployeeId, SkillCategoryId};
use crate::domain::invalid::Invalid;
use crate::domain::kpi::due::subtract_months;
use crate::domain::tier::Tier;
use crate::message;
use jiff::civil::Date;

/// `to` is the day all levels and tool shares are as of; `from`–`to`, both included, bounds counts,
/// averages of ratings given in the period, and the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    pub from: Date,
    pub to: Date,
    /// The tier as of each point: of `to` for levels, of each evaluation's day for counts.
    pub tier: Option<Tier>,
    pub employee: Option<EmployeeId>,
    pub category: Option<SkillCategoryId>,
}

impl Filter {
    /// Everyone and everything, over the last twelve months.
    pub fn last_year(today: Date) -> Self {
        Self {
            from: subtract_months(today, 12),
            to: today,
            tier: None,
            employee: None,
            category: None,
        }
    }

    /// # Errors
    /// A range that ends before it begins, or in the future.
    pub fn checked(self, today: Date) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        if self.to > today {
            invalid.add(
                "to",
                message!("This day is in the future. Please choose today or an earlier day."),
            );
        }
        if self.from > self.to {
            invalid.add(
                "from",
                message!("The first day is after the last one. Please choose an earlier day."),
            );
        }
        invalid.into_result(self)
    }

    /// Whether a person is of the tier, if one is asked for, on `day`.
    pub fn has_tier(&self, employee: &Employee, day: Date) -> bool {
        self.tier.is_none_or(|tier| employee.tier_on(day) == Some(tier))
    }

    /// Whether a person is looked at, whatever the day.
    pub fn has_person(&self, id: EmployeeId) -> bool {
        self.employee.is_none_or(|employee| employee == id)
    }

    /// The stretches of the range in which a person was of the tier, both ends included, oldest first.
    pub fn stretches(&self, employee: &Employee) -> Vec<(Date, Date)> {
        let Some(tier) = self.tier else {
            return vec![(self.from, self.to)];
        };
        let entries = &employee.tiers;
        let mut stretches = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            // Before the first entry its tier is taken for the person's.
            let from = if i == 0 { self.from } else { entry.from.max(self.from) };
            let to = match entries.get(i + 1) {
                Some(next) => next.from.yesterday().unwrap_or(Date::MIN).min(self.to),
                None => self.to,
            };
            if entry.tier == tier && from <= to {
                stretches.push((from, to));
            }
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::projection::sample::{employee, tier};
    use crate::domain::employee::TierEntry;
    use jiff::civil::date;

    #[test]
    fn the_last_year_of_a_leap_day_begins_on_28_february() {
        assert_eq!(Filter::last_year(date(2024, 2, 29)).from, date(2023, 2, 28));
    }

    #[test]
    fn a_range_that_ends_before_it_begins_or_in_the_future_is_refused_with_a_sentence() {
        let today = date(2026, 5, 4);
        let mut filter = Filter::last_year(today);
        assert_eq!(filter.checked(today), Ok(filter));
        filter.to = date(2026, 5, 5);
        let refused = filter.checked(today).expect_err("in the future");
        assert!(refused.to_string().contains("in the future"));
        (filter.from, filter.to) = (today, date(2026, 5, 3));
        assert!(filter.checked(today).expect_err("turned round").of("from").is_some());
    }

    #[test]
    fn a_tier_is_looked_at_while_it_held() {
        let mut ann = employee(1, "Ann Lee", date(2024, 1, 1));
        for (from, n) in [(date(2025, 1, 1), 2), (date(2025, 1, 1), 3), (date(2025, 7, 1), 1)] {
            ann.tiers.push(TierEntry {
                from,
                tier: tier(n),
                decided_by: None,
                reason: String::new(),
            });
        }
        let mut filter = Filter::last_year(date(2025, 12, 31));
        let mut of = |n| {
            filter.tier = Some(tier(n));
            filter.stretches(&ann)
        };
        assert_eq!(
            of(1),
            [
                (date(2024, 12, 31), date(2024, 12, 31)),
                (date(2025, 7, 1), date(2025, 12, 31))
            ]
        );
        assert_eq!(of(2), []);
        assert_eq!(of(3), [(date(2025, 1, 1), date(2025, 6, 30))]);
    }
}
