//! What of the catalogue the figures of people depend on. Skills, categories and tools get slots,
//! by id; while the shape stays the same, renaming and reordering touch nobody's figures.

use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::id::{SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use jiff::civil::Date;

/// Slots of skills, categories and tools with what counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub skills: Vec<SkillShape>,
    pub categories: Vec<CategoryShape>,
    pub tools: Vec<ToolShape>,
    pub tool_categories: Vec<ToolCategoryId>,
    /// Every day on which a skill or tool went out of use, ascending.
    pub archive_days: Vec<Date>,
}

/// A skill's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillShape {
    pub id: SkillId,
    /// The category's slot.
    pub category: usize,
    pub weight: u32,
    /// Itself or its category, whichever came first.
    pub archived_on: Option<Date>,
}

/// A skill category's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CategoryShape {
    pub id: SkillCategoryId,
    pub weight: u32,
}

/// A tool's slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolShape {
    pub id: ToolId,
    /// The tool category's slot.
    pub category: usize,
    pub archived_on: Option<Date>,
}

impl Shape {
    pub fn new(
        categories: &[SkillCategory],
        skills: &[Skill],
        tool_categories: &[ToolCategory],
        tools: &[Tool],
    ) -> Self {
        let mut by_id: Vec<_> = categories.iter().collect();
        by_id.sort_by_key(|c| c.id);
        let mut tool_by_id: Vec<_> = tool_categories.iter().collect();
        tool_by_id.sort_by_key(|c| c.id);
        let mut shape = Shape {
            categories: by_id
                .iter()
                .map(|c| CategoryShape {
                    id: c.id,
                    weight: c.weight,
                })
                .collect(),
            tool_categories: tool_by_id.iter().map(|c| c.id).collect(),
            ..Shape::default()
        };
        for skill in skills {
            if let Ok(category) = by_id.binary_search_by_key(&skill.category, |c| c.id) {
                shape.skills.push(SkillShape {
                    id: skill.id,
                    category,
                    weight: skill.weight,
                    archived_on: earlier(skill.archived_on, by_id[category].archived_on),
                });
            }
        }
        shape.skills.sort_by_key(|s| s.id);
        for tool in tools {
            if let Ok(category) = tool_by_id.binary_search_by_key(&tool.category, |c| c.id) {
                shape.tools.push(ToolShape {
                    id: tool.id,
                    category,
                    archived_on: earlier(tool.archived_on, tool_by_id[category].archived_on),
                });
            }
        }
        shape.tools.sort_by_key(|t| t.id);
        shape.archive_days = shape.skills.iter().filter_map(|s| s.archived_on).collect();
        shape
            .archive_days
            .extend(shape.tools.iter().filter_map(|t| t.archived_on));
        shape.archive_days.sort_unstable();
        shape.archive_days.dedup();
        shape
    }

    pub fn skill(&self, id: SkillId) -> Option<usize> {
        self.skills.binary_search_by_key(&id, |s| s.id).ok()
    }

    pub fn category(&self, id: SkillCategoryId) -> Option<usize> {
        self.categories.binary_search_by_key(&id, |c| c.id).ok()
    }

    pub fn tool(&self, id: ToolId) -> Option<usize> {
        self.tools.binary_search_by_key(&id, |t| t.id).ok()
    }

    pub fn tool_category(&self, id: ToolCategoryId) -> Option<usize> {
        self.tool_categories.binary_search(&id).ok()
    }
}

fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
