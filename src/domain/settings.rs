//! What the company decides about itself: one record.

pub mod draft;

use super::level::Level;
use super::tier::Tier;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The company's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub company: String,
    /// IANA name; "today" and schedules follow it, stored days do not.
    pub time_zone: String,
    /// The day the wizard was finished.
    pub set_up_on: Option<Date>,
    /// Lowest tier first.
    pub tier_names: [String; 5],
    /// Level 1 first.
    pub levels: [LevelText; 5],
    /// Months between manager evaluations of a person.
    pub evaluation_interval_months: u32,
    /// Whether managers see everyone or the people who report to them.
    pub managers_see: ManagersSee,
    /// Previous level and target as small marks on the Rate page.
    pub show_previous: bool,
    /// Proposes to anonymise people this many years after they left.
    pub anonymise_after_years: Option<u32>,
}

/// A level's short name and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelText {
    pub name: String,
    pub anchor: String,
}

/// What managers see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagersSee {
    #[default]
    Everyone,
    OwnReports,
}

impl Settings {
    /// The name of a tier in this company.
    pub fn tier_name(&self, tier: Tier) -> &str {
        &self.tier_names[tier.index()]
    }

    /// The words for a level in this company.
    pub fn level_text(&self, level: Level) -> &LevelText {
        &self.levels[usize::from(level.get()) - 1]
    }
}

impl Default for Settings {
    fn default() -> Self {
        let level = |name: &str, anchor: &str| LevelText {
            name: name.into(),
            anchor: anchor.into(),
        };
        Self {
            company: String::new(),
            time_zone: "UTC".into(),
            set_up_on: None,
            tier_names: Tier::DEFAULT_NAMES.map(str::to_owned),
            levels: [
                level(
                    "Learning",
                    "Watches and helps. Cannot yet do the task safely or correctly without being shown.",
                ),
                level(
                    "Assisted",
                    "Does routine work with someone checking each important step.",
                ),
                level(
                    "Independent",
                    "Does standard work alone, to company standard and code, right first time. Counts as coverage.",
                ),
                level(
                    "Advanced",
                    "Handles difficult or unusual cases, diagnoses causes, works at full pace and corrects others' work.",
                ),
                level(
                    "Expert / Teaches",
                    "Sets the standard; trains people and signs off their levels.",
                ),
            ],
            evaluation_interval_months: 6,
            managers_see: ManagersSee::Everyone,
            show_previous: true,
            anonymise_after_years: None,
        }
    }
}
