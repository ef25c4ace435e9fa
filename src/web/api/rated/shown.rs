//! The catalogue as it is read.

use super::Reading;
use crate::domain::catalogue::{CertificationType, Holder, Skill, Tool, active_on};
use crate::domain::id::{CertificationTypeId, SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A skill category with its skills.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SkillCategory")]
pub struct SkillCategoryOut {
    id: u64,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    /// In the company's order.
    order: u32,
    /// 0 to 100; for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    must_have: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_on: Option<Date>,
    skills: Vec<SkillOut>,
}

/// One thing that is rated 1 to 5.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Skill")]
pub struct SkillOut {
    id: u64,
    category_id: u64,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    order: u32,
    critical: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    certification_type_id: Option<u64>,
    /// 0 to 100; for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage_target: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_on: Option<Date>,
}

/// A tool category with its tools.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ToolCategory")]
pub struct ToolCategoryOut {
    id: u64,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    order: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_on: Option<Date>,
    tools: Vec<ToolOut>,
}

/// One tool.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Tool")]
pub struct ToolOut {
    id: u64,
    category_id: u64,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    order: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_on: Option<Date>,
}

/// A licence or course.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CertificationType")]
pub struct CertificationTypeOut {
    id: u64,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    needed_for: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    typical_validity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_validity_months: Option<u32>,
    holder: HolderName,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_on: Option<Date>,
}

/// Who holds it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderName {
    Person,
    Company,
}

impl HolderName {
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }
}

impl Reading<'_> {
    /// Whether this reader sees something archived on that day, or never.
    fn sees(&self, archived_on: Option<Date>) -> bool {
        self.all || active_on(archived_on, self.today)
    }
}

impl SkillCategoryOut {
    pub fn find(id: u64, to: &Reading<'_>) -> Option<Self> {
        let category = to.catalogue.skill_category(SkillCategoryId(id))?;
        to.sees(category.archived_on).then(|| Self {
            id,
            name: category.name.clone(),
            description: category.description.clone(),
            order: category.order,
            weight: to.all.then_some(category.weight),
            must_have: to.all.then_some(category.must_have),
            archived_on: category.archived_on,
            skills: to
                .catalogue
                .skills_of(category.id)
                .iter()
                .filter(|skill| to.sees(skill.archived_on))
                .map(|skill| SkillOut::of(skill, to))
                .collect(),
        })
    }
}

impl SkillOut {
    pub fn find(id: u64, to: &Reading<'_>) -> Option<Self> {
        let skill = to.catalogue.skill(SkillId(id))?;
        let category = to.catalogue.skill_category(skill.category)?;
        (to.sees(skill.archived_on) && to.sees(category.archived_on)).then(|| Self::of(skill, to))
    }

    fn of(skill: &Skill, to: &Reading<'_>) -> Self {
        Self {
            id: skill.id.0,
            category_id: skill.category.0,
            name: skill.name.clone(),
            description: skill.description.clone(),
            order: skill.order,
            critical: skill.critical,
            certification_type_id: skill.certification.map(u64::from),
            weight: to.all.then_some(skill.weight),
            coverage_target: to.all.then_some(skill.coverage_target),
            archived_on: skill.archived_on,
        }
    }
}

impl ToolCategoryOut {
    pub fn find(id: u64, to: &Reading<'_>) -> Option<Self> {
        let category = to.catalogue.tool_category(ToolCategoryId(id))?;
        to.sees(category.archived_on).then(|| Self {
            id,
            name: category.name.clone(),
            description: category.description.clone(),
            order: category.order,
            archived_on: category.archived_on,
            tools: to
                .catalogue
                .tools_of(category.id)
                .iter()
                .filter(|tool| to.sees(tool.archived_on))
                .map(ToolOut::of)
                .collect(),
        })
    }
}

impl ToolOut {
    pub fn find(id: u64, to: &Reading<'_>) -> Option<Self> {
        let tool = to.catalogue.tool(ToolId(id))?;
        let category = to.catalogue.tool_category(tool.category)?;
        (to.sees(tool.archived_on) && to.sees(category.archived_on)).then(|| Self::of(tool))
    }

    fn of(tool: &Tool) -> Self {
        Self {
            id: tool.id.0,
            category_id: tool.category.0,
            name: tool.name.clone(),
            description: tool.description.clone(),
            order: tool.order,
            archived_on: tool.archived_on,
        }
    }
}

impl CertificationTypeOut {
    pub fn find(id: u64, to: &Reading<'_>) -> Option<Self> {
        let kind = to.catalogue.certification_type(CertificationTypeId(id))?;
        to.sees(kind.archived_on).then(|| Self::of(kind))
    }

    fn of(kind: &CertificationType) -> Self {
        Self {
            id: kind.id.0,
            name: kind.name.clone(),
            needed_for: kind.needed_for.clone(),
            typical_validity: kind.typical_validity.clone(),
            default_validity_months: kind.default_validity_months,
            holder: match kind.holder {
                Holder::Person => HolderName::Person,
                Holder::Company => HolderName::Company,
            },
            note: kind.note.clone(),
            archived_on: kind.archived_on,
        }
    }
}
