//! The message catalogue: the English sentence is the key, a language maps it to its own. English
//! needs no entries. Also dates, as this program writes them.

use crate::domain::message::Message;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::HashMap;

/// One language's sentences.
#[derive(Clone, Debug, Default)]
pub struct Words {
    sentences: HashMap<&'static str, &'static str>,
}

impl Words {
    /// The languages there are: tag and own name.
    pub const LANGUAGES: [(&'static str, &'static str); 1] = [("en", "English")];

    /// The sentences of a language; a tag that is not known is English.
    pub fn of(_language: &str) -> Self {
        Self::default()
    }

    /// The sentence for a key; without an entry, the key itself.
    pub fn translate(&self, key: &str) -> String {
        self.sentences.get(key).copied().unwrap_or(key).to_owned()
    }

    /// A message in this language.
    pub fn say(&self, message: &Message) -> String {
        message.say(|key| self.translate(key))
    }

    /// `4 May 2026`: no order of day and month to guess.
    pub fn day(&self, date: Date) -> String {
        let month = self.translate(MONTHS[usize::from(date.month().unsigned_abs()).saturating_sub(1) % 12]);
        format!("{} {month} {}", date.day(), date.year())
    }

    /// `May 2026`.
    pub fn month(&self, date: Date) -> String {
        let month = self.translate(MONTHS[usize::from(date.month().unsigned_abs()).saturating_sub(1) % 12]);
        format!("{month} {}", date.year())
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A point in time in the company's zone, ready to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339, for `<time datetime>`.
    pub exact: String,
    pub day: Date,
    /// `16:05`.
    pub clock: String,
}

impl Moment {
    /// As the clock on the company's wall showed it.
    pub fn new(at: Timestamp, zone: &TimeZone) -> Self {
        let local = at.to_zoned(zone.clone());
        Self {
            exact: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            day: local.date(),
            clock: local.strftime("%H:%M").to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_written_without_an_order_to_guess() {
        assert_eq!(Words::of("en").day(jiff::civil::date(2026, 5, 4)), "4 May 2026");
    }

    #[test]
    fn a_moment_is_that_of_the_companys_wall_clock() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let moment = Moment::new("2026-05-05T03:30:00Z".parse().unwrap(), &zone);
        assert_eq!(moment.exact, "2026-05-04T22:30:00-05:00");
        assert_eq!(
            (moment.day, moment.clock.as_str()),
            (jiff::civil::date(2026, 5, 4), "22:30")
        );
    }
}
