//! The message catalogue: the English sentence is the key, a language maps it to its own
//! (`web/words`). English needs no entries. Also dates, as this program writes them.
//!
//! Everything a person reads on a page goes through here. The shell and the log stay English.

mod po;

use crate::domain::day;
use crate::domain::message::Message;
use crate::domain::settings::{LevelText, Settings};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use rust_embed::RustEmbed;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

#[derive(RustEmbed)]
#[folder = "web/words"]
struct Files;

/// One language's sentences. Read once at the start.
#[derive(Clone, Debug, Default)]
pub struct Words {
    sentences: HashMap<String, String>,
    /// The names of tiers and levels that come with the program, in English.
    given: HashSet<String>,
}

impl Words {
    /// The languages there are: tag and own name.
    pub const LANGUAGES: [(&'static str, &'static str); 2] = [("en", "English"), ("es", "Español")];

    /// The sentences of a language; a tag that is not known is English.
    pub fn of(language: &str) -> Self {
        let Some(file) = Files::get(&format!("{language}.po")) else {
            return Self::default();
        };
        Self {
            sentences: po::read(&String::from_utf8_lossy(&file.data)).expect("a test reads the file of every language"),
            given: Self::given().into_iter().collect(),
        }
    }

    /// The texts of tiers and levels that a company begins with.
    pub fn given() -> Vec<String> {
        let Settings { tier_names, levels, .. } = Settings::default();
        let levels = levels.into_iter().flat_map(|LevelText { name, anchor }| [name, anchor]);
        tier_names.into_iter().chain(levels).collect()
    }

    /// Every sentence of this language's file: key and translation. None for English.
    pub fn sentences(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sentences.iter().map(|(key, said)| (key.as_str(), said.as_str()))
    }

    /// The sentence for a key; without an entry, the key itself.
    pub fn translate(&self, key: &str) -> String {
        self.sentences.get(key).map_or(key, String::as_str).to_owned()
    }

    /// A message in this language.
    pub fn say(&self, message: &Message) -> String {
        message.say(|key| self.translate(key))
    }

    /// The company's own name for a tier or level, or what it looks like, as the company wrote it. A
    /// text that came with the program and was left as it is, is said in this language.
    pub fn own(&self, text: &str) -> String {
        match self.given.contains(text) {
            true => self.translate(text),
            false => text.to_owned(),
        }
    }

    /// The company's settings with its names of tiers and levels as [`own`](Self::own) says them.
    pub fn settings(&self, settings: &Settings) -> Settings {
        let mut said = settings.clone();
        for name in &mut said.tier_names {
            *name = self.own(name);
        }
        for LevelText { name, anchor } in &mut said.levels {
            *name = self.own(name);
            *anchor = self.own(anchor);
        }
        said
    }

    /// What to keep of a text that was shown with [`own`](Self::own) and typed or left: the text that
    /// came with the program stays in its own language, so that other readers get theirs.
    pub fn not_own(&self, typed: &str) -> String {
        let left = self.given.iter().find(|text| self.translate(text) == typed.trim());
        left.map_or(typed, String::as_str).to_owned()
    }

    /// `4 May 2026`: no order of day and month to guess.
    pub fn day(&self, date: Date) -> String {
        format!(
            "{} {} {}",
            date.day(),
            self.translate(day::short_month(date).text),
            date.year()
        )
    }

    /// `May 2026`.
    pub fn month(&self, date: Date) -> String {
        format!("{} {}", self.translate(day::short_month(date).text), date.year())
    }
}

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
    fn spanish_days_have_the_same_order_and_small_months() {
        let words = Words::of("es");
        assert_eq!(words.day(jiff::civil::date(2026, 1, 4)), "4 ene 2026");
        assert_eq!(words.say(&day::in_words(jiff::civil::date(2026, 8, 31))), "31 ago 2026");
    }

    #[test]
    fn a_given_name_is_translated_and_stays_itself_when_it_is_saved() {
        let words = Words::of("es");
        assert_eq!(words.own("Apprentice"), "Aprendiz");
        assert_eq!(words.own("Save"), "Save", "a company may call a tier what it likes");
        assert_eq!(words.not_own("Aprendiz"), "Apprentice");
        assert_eq!(words.not_own("Novato"), "Novato");
        assert_eq!(Words::of("en").own("Apprentice"), "Apprentice");
        assert_eq!(Words::of("en").not_own("Aprendiz"), "Aprendiz");
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
