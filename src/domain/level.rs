//! The level of a skill, 1 to 5, and the two other things a rater may say or leave unsaid.

use serde::{Deserialize, Serialize};

/// 1 Learning, 2 Assisted, 3 Independent, 4 Advanced, 5 Expert. There is no zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

impl Level {
    /// From here on a person counts as cover.
    pub const COVER: Level = Level(3);
    /// All five, lowest first.
    pub const ALL: [Level; 5] = [Level(1), Level(2), Level(3), Level(4), Level(5)];

    /// `Some` for 1 to 5.
    pub const fn new(level: u8) -> Option<Self> {
        if level >= 1 && level <= 5 {
            Some(Self(level))
        } else {
            None
        }
    }

    /// 1 to 5.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Level {
    type Error = String;
    fn try_from(level: u8) -> Result<Self, String> {
        Level::new(level).ok_or_else(|| format!("{level} is not a level from 1 to 5"))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a rater said of one skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// This level.
    Level(Level),
    /// Not part of this person's job.
    NotApplicable,
}

impl Mark {
    /// The level, if it is one.
    pub const fn level(self) -> Option<Level> {
        match self {
            Mark::Level(level) => Some(level),
            Mark::NotApplicable => None,
        }
    }
}
