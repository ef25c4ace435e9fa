//! When a person is to be evaluated next (product figure 11): the last finalised manager
//! evaluation, else the hire date, plus the company's interval.

use super::freshness::days_between;
use jiff::{ToSpan, civil::Date};

/// The day the next manager evaluation is due. Months end where they end: half a year after
/// 31 August is 28 or 29 February.
pub fn due(last: Option<Date>, hired: Date, interval_months: u32) -> Date {
    add_months(last.unwrap_or(hired), interval_months)
}

/// How many days `day` is past the due date; `None` when it is not.
pub fn overdue_days(due: Date, day: Date) -> Option<i32> {
    (day > due).then(|| days_between(due, day))
}

/// The same day some months later, or the last of that month if it has no such day.
pub fn add_months(day: Date, months: u32) -> Date {
    day.saturating_add(i64::from(months).min(100_000).months())
}

/// The same day some months earlier, or the last of that month if it has no such day.
pub fn subtract_months(day: Date, months: u32) -> Date {
    day.saturating_sub(i64::from(months).min(100_000).months())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_end_where_they_end() {
        assert_eq!(due(Some(date(2023, 8, 31)), date(2020, 1, 1), 6), date(2024, 2, 29));
        assert_eq!(due(Some(date(2024, 8, 31)), date(2020, 1, 1), 6), date(2025, 2, 28));
        assert_eq!(due(Some(date(2024, 2, 29)), date(2020, 1, 1), 12), date(2025, 2, 28));
        assert_eq!(subtract_months(date(2024, 2, 29), 12), date(2023, 2, 28));
    }

    #[test]
    fn someone_never_evaluated_is_due_after_the_hire_date() {
        assert_eq!(due(None, date(2025, 11, 30), 3), date(2026, 2, 28));
    }

    #[test]
    fn the_due_day_itself_is_not_overdue() {
        assert_eq!(overdue_days(date(2026, 3, 1), date(2026, 3, 1)), None);
        assert_eq!(overdue_days(date(2026, 2, 28), date(2026, 3, 1)), Some(1));
    }
}
