//! The level a tier asks for: per category, with exceptions per skill, in dated sets.

use super::id::{SkillCategoryId, SkillId, TargetSetId};
use super::invalid::Invalid;
use super::level::Level;
use super::tier::Tier;
use crate::message;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a tier asks for. "Not set" is the absence of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Target {
    /// Stored as 0.
    NotNeeded,
    Level(Level),
}

impl Target {
    /// The level, if one is asked for.
    pub const fn level(self) -> Option<Level> {
        match self {
            Target::Level(level) => Some(level),
            Target::NotNeeded => None,
        }
    }
}

impl Target {
    /// What a form sends: nothing for "not set", `0` for "not needed", a level.
    pub fn parse(field: &str, typed: &str) -> Result<Option<Self>, Invalid> {
        match typed.trim() {
            "" => Ok(None),
            typed => typed
                .parse::<u8>()
                .ok()
                .and_then(|number| Target::try_from(number).ok())
                .map(Some)
                .ok_or_else(|| {
                    Invalid::one(
                        field,
                        message!("Please choose a level from 1 to 5, or that it is not needed."),
                    )
                }),
        }
    }

    /// As [`parse`](Self::parse) reads it.
    pub fn typed(target: Option<Self>) -> String {
        target.map(|target| u8::from(target).to_string()).unwrap_or_default()
    }
}

impl TryFrom<u8> for Target {
    type Error = String;
    fn try_from(value: u8) -> Result<Self, String> {
        if value == 0 {
            Ok(Target::NotNeeded)
        } else {
            Level::try_from(value).map(Target::Level)
        }
    }
}

impl From<Target> for u8 {
    fn from(target: Target) -> u8 {
        target.level().map_or(0, Level::get)
    }
}

/// All targets valid from a day on, until a later set begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetSet {
    pub id: TargetSetId,
    pub from: Date,
    /// Stored as a list of `[tier, category, target]`.
    #[serde(with = "triples")]
    pub by_category: BTreeMap<(Tier, SkillCategoryId), Target>,
    /// Exceptions; stored as a list of `[tier, skill, target]`.
    #[serde(with = "triples")]
    pub by_skill: BTreeMap<(Tier, SkillId), Target>,
}

impl TargetSet {
    /// What `tier` asks for in a skill: its exception, else its category's target.
    pub fn of(&self, tier: Tier, category: SkillCategoryId, skill: SkillId) -> Option<Target> {
        self.by_skill
            .get(&(tier, skill))
            .or_else(|| self.by_category.get(&(tier, category)))
            .copied()
    }
}

/// The set valid on `day` among `sets`: the latest that began by then.
pub fn valid_on(sets: &[TargetSet], day: Date) -> Option<&TargetSet> {
    sets.iter()
        .filter(|set| set.from <= day)
        .max_by_key(|set| (set.from, set.id))
}

mod triples {
    use super::{BTreeMap, Deserialize, Target, Tier};
    use serde::{Deserializer, Serialize, Serializer};

    pub fn serialize<I, S>(map: &BTreeMap<(Tier, I), Target>, to: S) -> Result<S::Ok, S::Error>
    where
        I: Serialize,
        S: Serializer,
    {
        to.collect_seq(map.iter().map(|((tier, id), target)| (tier, id, target)))
    }

    pub fn deserialize<'de, I, D>(from: D) -> Result<BTreeMap<(Tier, I), Target>, D::Error>
    where
        I: Deserialize<'de> + Ord,
        D: Deserializer<'de>,
    {
        let list = Vec::<(Tier, I, Target)>::deserialize(from)?;
        Ok(list
            .into_iter()
            .map(|(tier, id, target)| ((tier, id), target))
            .collect())
    }
}
