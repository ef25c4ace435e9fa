//! A person who is rated: facts, and what changes over time as dated lists.

pub mod facts;
pub mod history;

use super::id::{EmployeeId, ImportId, UserId};
use super::tier::Tier;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One person of the crew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    pub id: EmployeeId,
    pub first_name: String,
    pub last_name: String,
    /// Unique when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    pub hire_date: Date,
    /// For those who may evaluate; never shown to the person it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// By `from`, ascending, never empty.
    pub tiers: Vec<TierEntry>,
    /// By `from`, ascending, never empty; only the last may be open.
    pub employment: Vec<Employment>,
    /// By `from`, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managers: Vec<ManagerEntry>,
    /// The import it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// Set once everything personal was taken out; see [`super::leaving`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymised_at: Option<Timestamp>,
}

/// From this day on the person is of this tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierEntry {
    pub from: Date,
    pub tier: Tier,
    /// `None`: by the program (sample data, import without a user).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Employed from `from` to `to`, both included; open while employed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    pub from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// From this day on the person reports to `manager`, or to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerEntry {
    pub from: Date,
    pub manager: Option<EmployeeId>,
}

impl Employee {
    /// "First Last".
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }

    /// The tier valid on `day`; before the first entry, that of the first.
    pub fn tier_on(&self, day: Date) -> Option<Tier> {
        self.tiers
            .iter()
            .rev()
            .find(|entry| entry.from <= day)
            .or_else(|| self.tiers.first())
            .map(|entry| entry.tier)
    }

    /// Whether employed on `day`. A deactivated person's last day is the day before.
    pub fn employed_on(&self, day: Date) -> bool {
        self.employment
            .iter()
            .any(|e| e.from <= day && e.to.is_none_or(|to| day <= to))
    }

    /// Whom the person reports to on `day`.
    pub fn manager_on(&self, day: Date) -> Option<EmployeeId> {
        self.managers
            .iter()
            .rev()
            .find(|entry| entry.from <= day)
            .and_then(|entry| entry.manager)
    }
}
