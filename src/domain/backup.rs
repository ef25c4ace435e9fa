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
    /// The keys that open it, as `age1…`; none: it is not encrypted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<String>,
    /// When it was last read back, restored into a store that is thrown away, and found to be whole. Of one
    /// that is encrypted, whose key is not here: when its file was last found to be what was written; what is
    /// in it was restored before it was encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
    /// Whether an encrypted one was opened for that, with a key that this box is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opened: bool,
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
    /// A backup was to take the place of what was here.
    BeforeRestore,
}

impl Why {
    /// Whether it was made for a step back, and counts for no day, week or month.
    pub fn is_for_a_step_back(self) -> bool {
        self == Why::BeforeRestore
    }
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
    /// It was being removed when the program ended; the next look at the old ones finishes that.
    Going,
}

impl Problem {
    /// Whether it is about the file and not about what is in it.
    pub fn is_of_the_file(&self) -> bool {
        matches!(self, Problem::Missing | Problem::Unreadable(_) | Problem::Changed)
    }

    /// As a sentence.
    pub fn sentence(&self) -> Message {
        use crate::message;
        match self {
            Problem::Missing => message!("Its file is no longer there."),
            Problem::Unreadable(why) => message!("Its file cannot be read: {why}. Check the disk.", why = why),
            Problem::Changed => message!("Its file is not what was written. Check the disk, and make another backup."),
            Problem::Unfit(why) => message!("It cannot be restored: {why}", why = why),
            Problem::Going => message!("It was old enough to go, and is being removed."),
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

    /// Whether it is encrypted.
    pub fn is_sealed(&self) -> bool {
        !self.sealed_to.is_empty()
    }

    /// Whether the last look was at the file only, since nobody here can open it.
    pub fn only_file_checked(&self) -> bool {
        self.is_sealed() && !self.opened
    }
}

/// Nothing goes that was made so shortly before the newest: what was asked for by day is not the night's to take.
const RECENT: SignedDuration = SignedDuration::from_hours(36);

/// A step back is wanted soon or never.
const STEP_BACK: SignedDuration = SignedDuration::from_hours(24 * 90);

/// How many of the newest are kept: one for each of so many days, weeks and months that have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    pub days: usize,
    pub weeks: usize,
    pub months: usize,
    /// Together they take no more than this, as long as one good one is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            days: 14,
            weeks: 8,
            months: 12,
            bytes: None,
        }
    }
}

impl Retention {
    /// Which backups may go. Only good ones count; one that is not good goes once a newer good one is
    /// there. Nothing goes unless the newest is good, and never the last good one.
    pub fn prunable(self, backups: &[Backup], zone: &TimeZone) -> Vec<BackupId> {
        // By their numbers: a clock that was set back makes an older one no newer.
        let mut newest_first: Vec<&Backup> = backups.iter().collect();
        newest_first.sort_by_key(|backup| std::cmp::Reverse(backup.id));
        if !newest_first.first().is_some_and(|newest| newest.is_good()) {
            return Vec::new();
        }
        let before_newest = |so_long: SignedDuration| {
            newest_first
                .first()
                .and_then(|newest| newest.made_at.checked_sub(so_long).ok())
                .unwrap_or(Timestamp::MIN)
        };
        let (recent, step_back) = (before_newest(RECENT), before_newest(STEP_BACK));
        let mut kept = Kept::default();
        // From the newest on, which is good and always stays.
        let mut bytes = 0u64;
        let mut full = false;
        let mut gone = Vec::new();
        for (nth, backup) in newest_first.into_iter().enumerate() {
            let day = backup.made_at.to_zoned(zone.clone()).date();
            let wanted = match backup.why.is_for_a_step_back() {
                true => backup.is_good() && backup.made_at > step_back,
                false => backup.is_good() && kept.wants(day, self),
            };
            let going = backup.problem == Some(Problem::Going);
            if going || !(wanted || backup.made_at > recent) {
                gone.push(backup.id);
                continue;
            }
            let with_it = bytes.saturating_add(backup.bytes);
            // The oldest go first: behind one that does not fit, none does.
            full |= nth > 0 && self.bytes.is_some_and(|most| with_it > most);
            match full {
                true => gone.push(backup.id),
                false => bytes = with_it,
            }
        }
        gone
    }

    /// By how much these take more than they may.
    pub fn beyond(self, backups: &[Backup]) -> Option<u64> {
        let bytes: u64 = backups.iter().map(|backup| backup.bytes).sum();
        self.bytes.filter(|most| bytes > *most).map(|most| bytes - most)
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
            sealed_to: Vec::new(),
            verified_at: good.then_some(made_at),
            opened: false,
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
    fn those_for_a_step_back_stay_for_90_days_and_take_no_ones_place() {
        let mut all: Vec<Backup> = (0..200).map(|day| at(day, true)).collect();
        let without = left(all.clone());
        for day in [50, 120, 195] {
            let mut one = at(day, true);
            one.id = BackupId(1_000 + day as u64);
            one.name = format!("{}", 1_000 + day);
            one.why = Why::BeforeRestore;
            all.push(one);
        }
        let with = left(all);
        let (step_back, others): (Vec<i64>, Vec<i64>) = with.into_iter().partition(|name| *name >= 1_000);
        assert_eq!((step_back, others), (vec![1_120, 1_195], without));
    }

    #[test]
    fn one_that_was_being_removed_goes_for_good() {
        let mut going = at(1, true);
        going.problem = Some(Problem::Going);
        assert_eq!(left(vec![at(0, true), going, at(2, true)]), [0, 2]);
    }

    #[test]
    fn nothing_goes_while_the_newest_is_not_proven() {
        let mut all: Vec<Backup> = (0..100).map(|day| at(day, true)).collect();
        all.push(at(100, false));
        assert_eq!(left(all).len(), 101);
    }

    #[test]
    fn beyond_the_room_they_may_take_the_oldest_go_first_and_never_the_last_good_one() {
        let all: Vec<Backup> = (0..10)
            .map(|day| Backup {
                bytes: 100,
                ..at(day, true)
            })
            .collect();
        let left = |bytes: u64, all: &[Backup]| {
            let kept = Retention {
                bytes: Some(bytes),
                ..Retention::default()
            };
            let gone = kept.prunable(all, &TimeZone::UTC);
            let left: Vec<Backup> = all.iter().filter(|one| !gone.contains(&one.id)).cloned().collect();
            (
                left.iter().map(|one| one.name.parse().unwrap()).collect::<Vec<i64>>(),
                kept.beyond(&left),
            )
        };
        assert_eq!(left(350, &all), (vec![7, 8, 9], None));
        assert_eq!(left(10, &all), (vec![9], Some(90)));
        let mut not_good = all;
        not_good.push(at(10, false));
        assert_eq!(
            left(10, &not_good).0.len(),
            11,
            "nothing goes while the newest is not proven"
        );
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
            days in proptest::collection::btree_map(0i64..900, (any::<bool>(), 1u64..1_000), 0..200),
            bytes in proptest::option::of(0u64..20_000)
        ) {
            let retention = Retention { bytes, ..Retention::default() };
            let left = |all: &[Backup]| -> Vec<i64> {
                let gone = retention.prunable(all, &TimeZone::UTC);
                let left = all.iter().filter(|one| !gone.contains(&one.id));
                left.map(|one| one.name.parse().unwrap()).collect()
            };
            let made = |(day, (good, bytes)): (&i64, &(bool, u64))| Backup { bytes: *bytes, ..at(*day, *good) };
            let all: Vec<Backup> = days.iter().map(made).collect();
            let once = left(&all);
            let newest_good = days.iter().filter(|(_, (good, _))| *good).map(|(day, _)| *day).max();
            if let Some(newest) = newest_good {
                prop_assert!(once.contains(&newest));
            }
            let newest_is_good = all.last().is_some_and(Backup::is_good);
            let rest: Vec<Backup> = all.into_iter().filter(|one| once.contains(&one.name.parse().unwrap())).collect();
            prop_assert_eq!(left(&rest), once);
            // Room that is too small for what is left is a matter of the last one, or of one not proven.
            prop_assert!(!newest_is_good || rest.len() == 1 || retention.beyond(&rest).is_none());
        }
    }
}
