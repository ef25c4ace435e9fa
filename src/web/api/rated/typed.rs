//! What is sent to add to the catalogue or to change it, put where a form would have it.

use super::shown::HolderName;
use crate::domain::catalogue::entry::Typed;
use crate::web::api::patch::Patch;
use schemars::JsonSchema;
use serde::Deserialize;

const ONE: u32 = 1;
const TWO: u32 = 2;

/// A skill category to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSkillCategory {
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    description: String,
    /// 0 to 100; 1 when not given.
    #[serde(default)]
    #[schemars(range(max = 100))]
    weight: Option<u32>,
    #[serde(default)]
    must_have: bool,
}

impl From<NewSkillCategory> for Typed {
    fn from(sent: NewSkillCategory) -> Self {
        Self {
            name: sent.name,
            description: sent.description,
            weight: sent.weight.unwrap_or(ONE).to_string(),
            must_have: sent.must_have,
            ..Self::default()
        }
    }
}

/// What is to be changed of a skill category.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SkillCategoryChange {
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 4000))]
    description: Option<String>,
    #[schemars(range(max = 100))]
    weight: Option<u32>,
    must_have: Option<bool>,
}

impl SkillCategoryChange {
    pub fn put_in(self, typed: &mut Typed) {
        put(self.name, &mut typed.name);
        put(self.description, &mut typed.description);
        put(self.weight, &mut typed.weight);
        typed.must_have = self.must_have.unwrap_or(typed.must_have);
    }
}

/// A skill to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSkill {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    category_id: u64,
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    description: String,
    /// 0 to 100; 1 when not given.
    #[serde(default)]
    #[schemars(range(max = 100))]
    weight: Option<u32>,
    #[serde(default)]
    critical: bool,
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    certification_type_id: Option<u64>,
    /// How many people should be at level 3 or above; 2 when not given.
    #[serde(default)]
    #[schemars(range(max = 99))]
    coverage_target: Option<u32>,
}

impl From<NewSkill> for Typed {
    fn from(sent: NewSkill) -> Self {
        Self {
            category: sent.category_id.to_string(),
            name: sent.name,
            description: sent.description,
            weight: sent.weight.unwrap_or(ONE).to_string(),
            critical: sent.critical,
            certification: sent.certification_type_id.map(|id| id.to_string()).unwrap_or_default(),
            coverage_target: sent.coverage_target.unwrap_or(TWO).to_string(),
            ..Self::default()
        }
    }
}

/// What is to be changed of a skill.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SkillChange {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    category_id: Option<u64>,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 4000))]
    description: Option<String>,
    #[schemars(range(max = 100))]
    weight: Option<u32>,
    critical: Option<bool>,
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    certification_type_id: Patch<u64>,
    #[schemars(range(max = 99))]
    coverage_target: Option<u32>,
}

impl SkillChange {
    pub fn put_in(self, typed: &mut Typed) {
        put(self.category_id, &mut typed.category);
        put(self.name, &mut typed.name);
        put(self.description, &mut typed.description);
        put(self.weight, &mut typed.weight);
        typed.critical = self.critical.unwrap_or(typed.critical);
        self.certification_type_id.put_in(&mut typed.certification);
        put(self.coverage_target, &mut typed.coverage_target);
    }
}

/// A tool category to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToolCategory {
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    description: String,
}

impl From<NewToolCategory> for Typed {
    fn from(sent: NewToolCategory) -> Self {
        Self {
            name: sent.name,
            description: sent.description,
            ..Self::default()
        }
    }
}

/// What is to be changed of a tool category.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ToolCategoryChange {
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 4000))]
    description: Option<String>,
}

impl ToolCategoryChange {
    pub fn put_in(self, typed: &mut Typed) {
        put(self.name, &mut typed.name);
        put(self.description, &mut typed.description);
    }
}

/// A tool to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTool {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    category_id: u64,
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    description: String,
}

impl From<NewTool> for Typed {
    fn from(sent: NewTool) -> Self {
        Self {
            category: sent.category_id.to_string(),
            name: sent.name,
            description: sent.description,
            ..Self::default()
        }
    }
}

/// What is to be changed of a tool.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ToolChange {
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    category_id: Option<u64>,
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 4000))]
    description: Option<String>,
}

impl ToolChange {
    pub fn put_in(self, typed: &mut Typed) {
        put(self.category_id, &mut typed.category);
        put(self.name, &mut typed.name);
        put(self.description, &mut typed.description);
    }
}

/// A licence or course to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificationType {
    #[schemars(length(min = 1, max = 120))]
    name: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    needed_for: String,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    typical_validity: String,
    /// Months; null: it does not expire.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600))]
    default_validity_months: Option<u32>,
    #[serde(default)]
    holder: Option<HolderName>,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    note: String,
}

impl From<NewCertificationType> for Typed {
    fn from(sent: NewCertificationType) -> Self {
        Self {
            name: sent.name,
            needed_for: sent.needed_for,
            typical_validity: sent.typical_validity,
            default_validity_months: sent.default_validity_months.map(|n| n.to_string()).unwrap_or_default(),
            holder: sent.holder.unwrap_or(HolderName::Person).word().to_owned(),
            note: sent.note,
            ..Self::default()
        }
    }
}

/// What is to be changed of a licence or course.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CertificationTypeChange {
    #[schemars(length(min = 1, max = 120))]
    name: Option<String>,
    #[schemars(length(max = 4000))]
    needed_for: Option<String>,
    #[schemars(length(max = 4000))]
    typical_validity: Option<String>,
    #[schemars(range(min = 1, max = 600))]
    default_validity_months: Patch<u32>,
    holder: Option<HolderName>,
    #[schemars(length(max = 4000))]
    note: Option<String>,
}

impl CertificationTypeChange {
    pub fn put_in(self, typed: &mut Typed) {
        put(self.name, &mut typed.name);
        put(self.needed_for, &mut typed.needed_for);
        put(self.typical_validity, &mut typed.typical_validity);
        self.default_validity_months.put_in(&mut typed.default_validity_months);
        put(self.holder.map(HolderName::word), &mut typed.holder);
        put(self.note, &mut typed.note);
    }
}

fn put<T: ToString>(sent: Option<T>, typed: &mut String) {
    if let Some(sent) = sent {
        *typed = sent.to_string();
    }
}
