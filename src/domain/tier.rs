//! The five tiers. Their order is fixed; their names are the company's (see [`super::settings`]).

use serde::{Deserialize, Serialize};

/// 1 Apprentice to 5 Lead Craftsman.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Tier(u8);

impl Tier {
    /// All five, lowest first.
    pub const ALL: [Tier; 5] = [Tier(1), Tier(2), Tier(3), Tier(4), Tier(5)];
    /// The names a company starts with.
    pub const DEFAULT_NAMES: [&'static str; 5] = [
        "Apprentice",
        "Handyman",
        "Craftsman",
        "Master Craftsman",
        "Lead Craftsman",
    ];

    /// `Some` for 1 to 5.
    pub const fn new(tier: u8) -> Option<Self> {
        if tier >= 1 && tier <= 5 { Some(Self(tier)) } else { None }
    }

    /// 1 to 5.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Position in arrays of five.
    pub const fn index(self) -> usize {
        self.0 as usize - 1
    }

    /// The tier above; the highest has none.
    pub const fn next(self) -> Option<Tier> {
        Tier::new(self.0 + 1)
    }
}

impl TryFrom<u8> for Tier {
    type Error = String;
    fn try_from(tier: u8) -> Result<Self, String> {
        Tier::new(tier).ok_or_else(|| format!("{tier} is not a tier from 1 to 5"))
    }
}

impl From<Tier> for u8 {
    fn from(tier: Tier) -> u8 {
        tier.0
    }
}
