//! Backups: what is known of each, and which ones are kept.

use super::id::BackupId;
use super::message::Message;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One backup, as this box knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    pub id: BackupId,
    /// Its file, in the folder of backups.
    pub name: String,
    pub made_at: Timestamp,
    pub why: Why,
    pub bytes: u64,
    /// Of the file, hexadecimal.
    pub sha256: String,
    pub records: u64,
    pub employees: u64,
    pub evaluations: u64,
    /// When it was last read back, restored into a store that is thrown away, and found to be whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
    /// What was wrong with it when it was last looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Why one was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// By the clock.
    Scheduled,
    /// Somebody wanted one.
    Asked,
}

/// What is wrong with a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The file is not there.
    Missing,
    /// The file cannot be read, for this reason.
    Unreadable(String),
    /// The file is not what was written.
    Changed,
    /// It cannot be restored, for this reason.
    Unfit(String),
    /// The figures of people are not what they were.
    Figures,
}

impl Problem {
    /// As a sentence.
    pub fn sentence(&self) -> Message {
        use crate::message;
        match self {
            Problem::Missing => message!("Its file is no longer there."),
            Problem::Unreadable(why) => message!("Its file cannot be read: {why}. Check the disk.", why = why),
            Problem::Changed => message!("Its file is not what was written. Check the disk, and make another backup."),
            Problem::Unfit(why) => message!("It cannot be restored: {why}", why = why),
            Problem::Figures => {
                message!("Restored, it shows other figures than this box does. Please make another backup and tell us.")
            }
        }
    }
}

impl Backup {
    /// Whether it was proven, and nothing has been found against it since.
    pub fn is_good(&self) -> bool {
        self.verified_at.is_some() && self.problem.is_none()
    }
}

/// Nothing goes that was made so shortly before the newest: what was asked for by day is not the night's to take.
const RECENT: SignedDuration = SignedDuration::from_hours(36);

/// How many of the newest are kept: one for each of so many days, weeks and months that have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    pub days: usize,
    pub weeks: usize,
    pub months: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            days: 14,
            weeks: 8,
            months: 12,
        }
    }
}

impl Retention {
    /// Which backups may go. Only good ones count; one that is not good goes once a newer good one is
    /// there. Nothing goes unless the newest is good, and never the last good one.
    pub fn prunable(self, backups: &[Backup], zone: &TimeZone) -> Vec<BackupId> {
        let mut newest_first: Vec<&Backup> = backups.iter().collect();
        newest_first.sort_by_key(|backup| std::cmp::Reverse((backup.made_at, backup.id)));
        if !newest_first.first().is_some_and(|newest| newest.is_good()) {
            return Vec::new();
        }
        let recent = newest_first
            .first()
            .and_then(|newest| newest.made_at.checked_sub(RECENT).ok())
            .unwrap_or(Timestamp::MIN);
        let mut kept = Kept::default();
        newest_first
            .into_iter()
            .filter(|backup| {
                let day = backup.made_at.to_zoned(zone.clone()).date();
                let wanted = backup.is_good() && kept.wants(day, self);
                !(wanted || backup.made_at > recent)
            })
            .map(|backup| backup.id)
            .collect()
    }
}

/// The days, weeks and months that have a backup already, newest first.
#[derive(Default)]
struct Kept {
    days: BTreeSet<Date>,
    weeks: BTreeSet<(i16, i8)>,
    months: BTreeSet<(i16, i8)>,
}

impl Kept {
    /// Whether the newest backup of this day is one to keep; the next one of it is not.
    fn wants(&mut self, day: Date, retention: Retention) -> bool {
        let week = day.iso_week_date();
        let day_is_new = take(&mut self.days, day, retention.days);
        let week_is_new = take(&mut self.weeks, (week.year(), week.week()), retention.weeks);
        let month_is_new = take(&mut self.months, (day.year(), day.month()), retention.months);
        day_is_new || week_is_new || month_is_new
    }
}

/// Adds it unless it is there, or there are as many as may be.
fn take<T: Ord>(all: &mut BTreeSet<T>, one: T, most: usize) -> bool {
    (all.len() < most || all.contains(&one)) && all.insert(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(day: i64, good: bool) -> Backup {
        let id = BackupId(u64::try_from(day + 1).unwrap());
        let made_at = "2026-01-01T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day);
        Backup {
            id,
            name: format!("{day}"),
            made_at,
            why: Why::Scheduled,
            bytes: 1,
            sha256: String::new(),
            records: 1,
            employees: 0,
            evaluations: 0,
            verified_at: good.then_some(made_at),
            problem: None,
        }
    }

    fn left(backups: Vec<Backup>) -> Vec<i64> {
        let gone = Retention::default().prunable(&backups, &TimeZone::UTC);
        backups
            .iter()
            .filter(|backup| !gone.contains(&backup.id))
            .map(|backup| backup.name.parse().unwrap())
            .collect()
    }

    #[test]
    fn after_two_years_of_days_there_are_14_days_8_weeks_and_12_months() {
        // The last is 31 December 2027, a Friday.
        let left = left((0..730).map(|day| at(day, true)).collect());
        let (older, newest): (Vec<i64>, Vec<i64>) = left.into_iter().partition(|day| *day < 716);
        assert_eq!(newest, (716..730).collect::<Vec<_>>());
        // Three of the weeks lie within those days, and so does December.
        let sundays = [682, 689, 696, 703, 710];
        let last_of_months = [395, 423, 454, 484, 515, 545, 576, 607, 637, 668, 698];
        let expected: BTreeSet<i64> = sundays.into_iter().chain(last_of_months).collect();
        assert_eq!(older, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn nothing_goes_while_the_newest_is_not_proven() {
        let mut all: Vec<Backup> = (0..100).map(|day| at(day, true)).collect();
        all.push(at(100, false));
        assert_eq!(left(all).len(), 101);
    }

    #[test]
    fn what_is_not_good_goes_once_a_newer_one_is_proven_and_takes_no_ones_place() {
        assert_eq!(left(vec![at(0, true), at(1, false), at(3, true)]), [0, 3]);
        assert_eq!(
            left(vec![at(0, true), at(1, false), at(2, true)]),
            [0, 1, 2],
            "not at once"
        );
        let mut broken = at(1, true);
        broken.problem = Some(Problem::Changed);
        assert_eq!(left(vec![at(0, true), broken]), [0, 1]);
    }

    proptest! {
        #[test]
        fn the_newest_good_one_always_stays_and_pruning_twice_is_pruning_once(
            days in proptest::collection::btree_map(0i64..900, any::<bool>(), 0..200)
        ) {
            let all: Vec<Backup> = days.iter().map(|(day, good)| at(*day, *good)).collect();
            let once = left(all.clone());
            let newest_good = days.iter().filter(|(_, good)| **good).map(|(day, _)| *day).max();
            if let Some(newest) = newest_good {
                prop_assert!(once.contains(&newest));
            }
            let rest: Vec<Backup> = all.into_iter().filter(|one| once.contains(&one.name.parse().unwrap())).collect();
            prop_assert_eq!(left(rest), once);
        }
    }
}
