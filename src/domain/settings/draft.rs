//! The settings form: what is typed, and what it becomes once it is accepted.

use super::super::invalid::Invalid;
use super::super::text::{self, NAME_MAX, folded};
use super::{LevelText, ManagersSee, Settings};
use crate::message;
use jiff::tz::TimeZoneDatabase;

/// Longest name of a tier or level, in characters: it stands in narrow columns.
pub const SHORT_NAME_MAX: usize = 40;
/// Longest description of a level, in characters.
pub const ANCHOR_MAX: usize = 300;
/// Months between evaluations, at least and at most.
pub const INTERVAL_MONTHS: std::ops::RangeInclusive<u32> = 1..=36;

/// Years after leaving until anonymising is proposed, at least and at most.
pub const ANONYMISE_YEARS: std::ops::RangeInclusive<u32> = 1..=30;

/// The fields of the form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub company: String,
    pub time_zone: String,
    pub tier_names: [String; 5],
    pub level_names: [String; 5],
    pub anchors: [String; 5],
    pub interval_months: String,
    pub own_reports: bool,
    pub show_previous: bool,
    /// Empty: nobody is proposed.
    pub anonymise_years: String,
}

impl Typed {
    /// The settings as they stand in the form.
    pub fn of(settings: &Settings) -> Self {
        Self {
            company: settings.company.clone(),
            time_zone: settings.time_zone.clone(),
            tier_names: settings.tier_names.clone(),
            level_names: settings.levels.clone().map(|level| level.name),
            anchors: settings.levels.clone().map(|level| level.anchor),
            interval_months: settings.evaluation_interval_months.to_string(),
            own_reports: settings.managers_see == ManagersSee::OwnReports,
            show_previous: settings.show_previous,
            anonymise_years: settings
                .anonymise_after_years
                .map(|years| years.to_string())
                .unwrap_or_default(),
        }
    }

    /// The settings with what was typed, or everything that is wrong with it: `tier_name_3`,
    /// `level_name_1`, `anchor_5` are the fields of the lists.
    pub fn parse(&self, before: &Settings) -> Result<Settings, Invalid> {
        // In the order of the form, which is the order of the sentences.
        let mut invalid = Invalid::new();
        let company = invalid.take(text::required("company", &self.company, NAME_MAX));
        let time_zone = invalid.take(time_zone("time_zone", &self.time_zone));
        let interval = invalid.take(interval("interval_months", &self.interval_months));
        let anonymise_after_years = invalid.take(anonymise_years("anonymise_years", &self.anonymise_years));
        let mut list = |field: &str, typed: &[String; 5], max| -> [String; 5] {
            std::array::from_fn(|i| invalid.take(text::required(&format!("{field}_{}", i + 1), &typed[i], max)))
        };
        let tier_names = list("tier_name", &self.tier_names, SHORT_NAME_MAX);
        let level_names = list("level_name", &self.level_names, SHORT_NAME_MAX);
        let anchors = list("anchor", &self.anchors, ANCHOR_MAX);
        distinct("tier_name", &tier_names, &mut invalid);
        distinct("level_name", &level_names, &mut invalid);
        let settings = Settings {
            company,
            time_zone,
            tier_names,
            levels: std::array::from_fn(|i| LevelText {
                name: level_names[i].clone(),
                anchor: anchors[i].clone(),
            }),
            evaluation_interval_months: interval,
            managers_see: match self.own_reports {
                true => ManagersSee::OwnReports,
                false => ManagersSee::Everyone,
            },
            show_previous: self.show_previous,
            anonymise_after_years,
            ..before.clone()
        };
        invalid.into_result(settings)
    }
}

/// Two of the same name could not be told apart.
fn distinct(field: &str, names: &[String; 5], invalid: &mut Invalid) {
    for (i, name) in names.iter().enumerate() {
        let same = |other: &String| !name.is_empty() && folded(other) == folded(name);
        if names[..i].iter().any(same) {
            invalid.add(
                format!("{field}_{}", i + 1),
                message!("This name is used above already. Please choose another."),
            );
        }
    }
}

/// A time zone of the IANA list, under its proper name.
pub fn time_zone(field: &str, typed: &str) -> Result<String, Invalid> {
    let typed = typed.trim();
    let zone = TimeZoneDatabase::bundled().get(typed).ok();
    zone.as_ref()
        .and_then(|zone| zone.iana_name())
        .map(str::to_owned)
        .ok_or_else(|| {
            Invalid::one(
                field,
                message!(
                    "There is no time zone of this name. Please choose one from the list, such as America/Denver."
                ),
            )
        })
}

/// The zones to choose from: places, and UTC.
pub fn time_zones() -> Vec<String> {
    let places = |name: &String| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
    let mut zones: Vec<String> = TimeZoneDatabase::bundled()
        .available()
        .map(|name| name.to_string())
        .filter(places)
        .collect();
    zones.sort();
    zones
}

/// Whole years, or nothing.
fn anonymise_years(field: &str, typed: &str) -> Result<Option<u32>, Invalid> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let years = typed.trim().parse().ok().filter(|n| ANONYMISE_YEARS.contains(n));
    years.map(Some).ok_or_else(|| {
        Invalid::one(
            field,
            message!(
                "Please give whole years, from {least} to {most}, or leave it empty.",
                least = ANONYMISE_YEARS.start(),
                most = ANONYMISE_YEARS.end()
            ),
        )
    })
}

fn interval(field: &str, typed: &str) -> Result<u32, Invalid> {
    let months = typed.trim().parse().ok().filter(|n| INTERVAL_MONTHS.contains(n));
    months.ok_or_else(|| {
        Invalid::one(
            field,
            message!(
                "Please give whole months, from {least} to {most}.",
                least = INTERVAL_MONTHS.start(),
                most = INTERVAL_MONTHS.end()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn typed() -> Typed {
        Typed {
            company: "Ace Repairs".into(),
            time_zone: "America/Denver".into(),
            ..Typed::of(&Settings::default())
        }
    }

    fn said(typed: &Typed, field: &str) -> String {
        let invalid = typed.parse(&Settings::default()).unwrap_err();
        invalid
            .of(field)
            .unwrap_or_else(|| panic!("nothing said of {field}: {invalid}"))
            .to_string()
    }

    #[test]
    fn what_is_in_the_form_becomes_the_same_settings() {
        let settings = typed().parse(&Settings::default()).unwrap();
        assert_eq!(Typed::of(&settings), typed());
    }

    #[test]
    fn a_time_zone_that_does_not_exist_is_refused() {
        for zone in [
            "",
            " ",
            "Mars/Olympus",
            "America/",
            "../etc/passwd",
            "Europe/Atlantis\0",
        ] {
            assert!(time_zone("time_zone", zone).is_err(), "{zone:?}");
        }
        assert_eq!(time_zone("time_zone", " europe/berlin ").unwrap(), "Europe/Berlin");
        assert_eq!(time_zone("time_zone", "UTC").unwrap(), "UTC");
    }

    #[test]
    fn the_zones_to_choose_from_all_exist() {
        let zones = time_zones();
        assert!(zones.len() > 300);
        assert!(zones.iter().all(|zone| time_zone("z", zone).is_ok()));
    }

    #[test]
    fn an_interval_is_one_to_thirty_six_whole_months() {
        for wrong in ["0", "37", "-6", "six", "1.5", ""] {
            let t = Typed {
                interval_months: wrong.into(),
                ..typed()
            };
            assert!(said(&t, "interval_months").contains("from 1 to 36"), "{wrong}");
        }
    }

    #[test]
    fn tiers_and_levels_have_names_that_differ() {
        let mut t = typed();
        t.tier_names[1] = " APPRENTICE ".into();
        t.level_names[4] = "  ".into();
        t.anchors[0] = "x".repeat(10_000);
        assert!(said(&t, "tier_name_2").contains("used above already"));
        assert!(said(&t, "level_name_5").contains("fill this in"));
        assert!(said(&t, "anchor_1").contains("10000 characters"));
    }
}
