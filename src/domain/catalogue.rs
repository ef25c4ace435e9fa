//! What is rated: skill categories with skills, tool categories with tools, certification types.
//! What was used is archived, never deleted.

pub mod entry;

use super::id::{CertificationTypeId, ImportId, SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Counts how much in an average: 0 to 100.
pub const WEIGHT_MAX: u32 = 100;

/// Whether something archived on that day, or never, is in use on `day`.
pub fn active_on(archived_on: Option<Date>, day: Date) -> bool {
    archived_on.is_none_or(|archived| day < archived)
}

fn one() -> u32 {
    1
}
fn two() -> u32 {
    2
}

/// A group of skills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillCategory {
    pub id: SkillCategoryId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Position among the categories.
    pub order: u32,
    /// 0 to 100 in the overall average.
    #[serde(default = "one")]
    pub weight: u32,
    /// Readiness for a tier needs this category at target.
    #[serde(default)]
    pub must_have: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
}

/// One thing that is rated 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    pub id: SkillId,
    pub category: SkillCategoryId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Position in the category.
    pub order: u32,
    /// 0 to 100 in the category's average.
    #[serde(default = "one")]
    pub weight: u32,
    /// Counts for the bus factor.
    #[serde(default)]
    pub critical: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<CertificationTypeId>,
    /// How many people should be at level 3 or above.
    #[serde(default = "two")]
    pub coverage_target: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
}

/// A group of tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCategory {
    pub id: ToolCategoryId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub order: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
}

/// One tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub id: ToolId,
    pub category: ToolCategoryId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub order: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
}

/// A licence or course a skill may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationType {
    pub id: CertificationTypeId,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub needed_for: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typical_validity: String,
    /// `None`: does not expire, or not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_validity_months: Option<u32>,
    /// Held by a person or by the company.
    #[serde(default)]
    pub holder: Holder,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_on: Option<Date>,
}

/// Who holds a certification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    #[default]
    Person,
    Company,
}
