//! When the sample people are evaluated.

use super::Plan;
use super::dice::Dice;
use super::people::{self, days_after, days_before, days_between};
use crate::domain::employee::{Employee, Employment};
use crate::domain::evaluation::Kind;
use jiff::civil::Date;

/// One evaluation to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub kind: Kind,
    pub date: Date,
    /// Counts the person's evaluations of that kind.
    pub index: usize,
}

/// The evaluations of the person at position `i`, by date; the last lies before `today`, the first
/// not before `from`. Never two manager evaluations on a day.
pub fn of(plan: &Plan, i: usize, who: &Employee, from: Date, today: Date) -> Vec<Slot> {
    let dates = match plan.evaluations {
        None => twice_a_year(plan, i, who, from, today),
        Some(total) => evenly(plan, total, i, who, from, today),
    };
    let mut slots = Vec::with_capacity(dates.len());
    let mut counts = [0; 2];
    for (kind, date) in dates {
        if who.employed_on(date) {
            let count = &mut counts[usize::from(kind == Kind::Manager)];
            slots.push(Slot {
                kind,
                date,
                index: *count,
            });
            *count += 1;
        }
    }
    slots
}

/// A talk about every half year, most of them after a self evaluation.
fn twice_a_year(plan: &Plan, i: usize, who: &Employee, from: Date, today: Date) -> Vec<(Kind, Date)> {
    let mut dice = Dice::of(&[plan.seed, 10, i as u64]);
    let parts = plan.employees >= people::PARTS_FROM;
    let mut date = match i {
        people::OVERDUE if parts => days_before(today, 290),
        people::SELF_WAITS if parts => days_before(today, 168),
        people::DRAFT_OPEN if parts => days_before(today, 175),
        people::LEFT if parts => days_before(today, 110),
        _ => days_before(today, dice.between(9, 150)),
    };
    let earliest = days_after(who.hire_date, 45).max(days_after(from, 20));
    let mut dates = Vec::new();
    while date >= earliest {
        dates.push((Kind::Manager, date));
        if dice.permille(850) {
            dates.push((Kind::SelfRating, days_before(date, dice.between(3, 14))));
        }
        date = days_before(date, dice.between(168, 196));
    }
    dates.reverse();
    if parts && i == people::SELF_WAITS {
        dates.push((Kind::SelfRating, days_before(today, 2)));
    }
    dates
}

/// This person's share of a total, spread evenly, self and manager in turns.
fn evenly(plan: &Plan, total: usize, i: usize, who: &Employee, from: Date, today: Date) -> Vec<(Kind, Date)> {
    let people = plan.employees.max(1);
    let share = total / people + usize::from(i < total % people);
    let stretches = employed(who, from, days_before(today, 1));
    let span: i64 = stretches
        .iter()
        .map(|(first, last)| days_between(*first, *last) + 1)
        .sum();
    let share = i64::try_from(share).unwrap_or(i64::MAX);
    // A day holds at most one of each kind.
    let share = share.min(2 * span);
    (0..share)
        .map(|k| {
            // Both of a pair may fall on one day; two pairs never do.
            let date = day_at(&stretches, span * (k / 2 * 2) / share);
            let kind = if (share - k) % 2 == 1 {
                Kind::Manager
            } else {
                Kind::SelfRating
            };
            (kind, date)
        })
        .collect()
}

/// The stretches of days employed from `from` to `to`.
fn employed(who: &Employee, from: Date, to: Date) -> Vec<(Date, Date)> {
    let stretch = |e: &Employment| (e.from.max(from), e.to.unwrap_or(to).min(to));
    who.employment
        .iter()
        .map(stretch)
        .filter(|(first, last)| first <= last)
        .collect()
}

/// The day so many days into the stretches.
fn day_at(stretches: &[(Date, Date)], mut days: i64) -> Date {
    for (first, last) in stretches {
        let length = days_between(*first, *last) + 1;
        if days < length {
            return days_after(*first, days);
        }
        days -= length;
    }
    stretches.last().map_or(Date::MIN, |(_, last)| *last)
}
