//! When backups are made by the clock, and how long they are kept.

use super::backup::Retention;
use super::invalid::Invalid;
use crate::message;
use jiff::civil::{Time, time};

/// What can be set about it, by the names in the configuration.
pub const FIELDS: [&str; 5] = [
    "backup_time",
    "backup_days",
    "backup_weeks",
    "backup_months",
    "backup_space",
];

/// Ten years of days.
const DAYS_MAX: usize = 3_650;
const WEEKS_MAX: usize = 520;
const MONTHS_MAX: usize = 240;
/// A million gigabytes, in megabytes.
const SPACE_MAX: u64 = 1_000_000_000;
/// Less than one backup of a small company takes with another beside it.
const SPACE_MIN: u64 = 1;

/// When and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// By the company's clock.
    pub at: Time,
    pub retention: Retention,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            // When crews sleep.
            at: time(3, 0, 0, 0),
            retention: Retention::default(),
        }
    }
}

impl Schedule {
    /// From what is set for each of [`FIELDS`], or everything that is wrong with it. What is empty is as it
    /// is by default.
    pub fn parse(value: impl Fn(&str) -> String) -> Result<Self, Invalid> {
        let of = |field: &str| value(field).trim().to_owned();
        let (mut invalid, usual) = (Invalid::new(), Self::default());
        let mut number = |field: &str, usual: usize, least: usize, most: usize| {
            let text = of(field);
            let number = match text.is_empty() {
                true => Some(usual),
                false => text.parse().ok().filter(|n| (least..=most).contains(n)),
            };
            number.unwrap_or_else(|| {
                invalid.add(
                    field,
                    message!(
                        "Please give a number from {least} to {most}.",
                        least = least,
                        most = most
                    ),
                );
                usual
            })
        };
        let (days, weeks, months) = (
            number("backup_days", usual.retention.days, 1, DAYS_MAX),
            number("backup_weeks", usual.retention.weeks, 0, WEEKS_MAX),
            number("backup_months", usual.retention.months, 0, MONTHS_MAX),
        );
        let at = invalid
            .take(clock("backup_time", &of("backup_time")).map(Some))
            .unwrap_or(usual.at);
        let bytes = invalid.take(space("backup_space", &of("backup_space")));
        invalid.into_result(Self {
            at,
            retention: Retention {
                days,
                weeks,
                months,
                bytes,
            },
        })
    }
}

fn clock(field: &str, text: &str) -> Result<Time, Invalid> {
    if text.is_empty() {
        return Ok(Schedule::default().at);
    }
    let two = |part: &str| {
        ((1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<i8>().ok())
            .flatten()
    };
    let parts = text
        .split_once(':')
        .and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
    parts
        .and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
        .ok_or_else(|| {
            Invalid::one(
                field,
                message!("Please give a time of day such as 03:00, from 00:00 to 23:59."),
            )
        })
}

fn space(field: &str, text: &str) -> Result<Option<u64>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<u64>() {
        Ok(megabytes) if (SPACE_MIN..=SPACE_MAX).contains(&megabytes) => Ok(Some(megabytes * 1_000_000)),
        _ => Err(Invalid::one(
            field,
            message!("Please give a number of MB, 1 or more, or nothing: then they take what they need."),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parsed(values: &[(&str, &str)]) -> Result<Schedule, Invalid> {
        Schedule::parse(|field| {
            let found = values.iter().find(|(name, _)| *name == field);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn nothing_set_is_at_three_for_14_days_8_weeks_and_12_months() {
        let schedule = parsed(&[]).unwrap();
        assert_eq!(schedule, Schedule::default());
        assert_eq!(schedule.at, time(3, 0, 0, 0));
        let kept = schedule.retention;
        assert_eq!((kept.days, kept.weeks, kept.months, kept.bytes), (14, 8, 12, None));
    }

    #[test]
    fn what_is_set_is_taken() {
        let schedule = parsed(&[
            ("backup_time", " 22:30 "),
            ("backup_days", "30"),
            ("backup_weeks", "0"),
            ("backup_months", "0"),
            ("backup_space", "2000"),
        ])
        .unwrap();
        assert_eq!(schedule.at, time(22, 30, 0, 0));
        let kept = schedule.retention;
        assert_eq!(
            (kept.days, kept.weeks, kept.months, kept.bytes),
            (30, 0, 0, Some(2_000_000_000))
        );
        assert_eq!(parsed(&[("backup_time", "4:05")]).unwrap().at, time(4, 5, 0, 0));
    }

    #[test]
    fn what_cannot_be_is_said_at_its_field() {
        for (field, value) in [
            ("backup_time", "25:00"),
            ("backup_time", "24:00"),
            ("backup_time", "12:60"),
            ("backup_time", "-3:00"),
            ("backup_time", "+3:00"),
            ("backup_time", "3"),
            ("backup_time", "three"),
            ("backup_days", "0"),
            ("backup_days", "-1"),
            ("backup_days", "3651"),
            ("backup_days", "many"),
            ("backup_weeks", "-1"),
            ("backup_months", "1.5"),
            ("backup_space", "-5"),
            ("backup_space", "0"),
            ("backup_space", "99999999999999999999"),
        ] {
            let invalid = parsed(&[(field, value)]).unwrap_err();
            assert!(invalid.of(field).is_some(), "{field}: {value}");
        }
    }
}
