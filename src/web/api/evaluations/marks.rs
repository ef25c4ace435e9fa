//! A rating, a tool and a special skill, as they are sent.

use crate::domain::evaluation::Holding;
use crate::domain::invalid::Invalid;
use crate::domain::level::{Level, Mark};
use crate::message;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One skill: a level, or that it is not applicable; neither: not rated.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingIn {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    pub skill_id: u64,
    #[serde(default)]
    #[schemars(range(min = 1, max = 5))]
    pub level: Option<u8>,
    #[serde(default)]
    pub not_applicable: bool,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    pub note: String,
}

/// One tool.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolIn {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    pub tool_id: u64,
    /// Absent or null: not asked.
    #[serde(default)]
    pub can_operate: Option<bool>,
    #[serde(default)]
    pub holding: HoldingName,
}

/// Whether the person has a tool.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldingName {
    #[default]
    None,
    Owns,
    /// Owns it and carries it on the truck.
    Truck,
}

/// Something a person can do that the catalogue does not list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialSkillIn {
    #[schemars(length(min = 1, max = 120))]
    pub name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    pub description: String,
    #[serde(default)]
    #[schemars(with = "Option<Date>")]
    pub acquired_on: Option<String>,
    #[serde(default)]
    #[schemars(with = "Option<Date>")]
    pub valid_until: Option<String>,
    /// It is this certification.
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    pub certification_type_id: Option<u64>,
}

impl RatingIn {
    pub fn mark(&self) -> Result<Option<Mark>, Invalid> {
        match (self.level, self.not_applicable) {
            (None, false) => Ok(None),
            (None, true) => Ok(Some(Mark::NotApplicable)),
            (Some(_), true) => Err(Invalid::one(
                "not_applicable",
                message!("A skill has a level or is not applicable, not both."),
            )),
            (Some(level), false) => match Level::new(level) {
                Some(level) => Ok(Some(Mark::Level(level))),
                None => Err(Invalid::one("level", message!("Please give a level from 1 to 5."))),
            },
        }
    }
}

impl From<HoldingName> for Holding {
    fn from(name: HoldingName) -> Self {
        match name {
            HoldingName::None => Holding::None,
            HoldingName::Owns => Holding::Owns,
            HoldingName::Truck => Holding::Truck,
        }
    }
}

impl From<Holding> for HoldingName {
    fn from(holding: Holding) -> Self {
        match holding {
            Holding::None => Self::None,
            Holding::Owns => Self::Owns,
            Holding::Truck => Self::Truck,
        }
    }
}
