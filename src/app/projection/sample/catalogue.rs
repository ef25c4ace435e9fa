//! Plain entries of a catalogue; what is left out is as a new entry has it. The tests of `tests/it` have
//! this file too: whoever has it says what `domain` is.

use super::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use super::domain::id::{SkillCategoryId, SkillId, ToolCategoryId, ToolId};

pub fn skill_category(id: u64, name: &str) -> SkillCategory {
    SkillCategory {
        id: SkillCategoryId(id),
        name: name.into(),
        description: String::new(),
        order: id as u32,
        weight: 1,
        must_have: false,
        archived_on: None,
        import: None,
    }
}

/// `Skill 7`, in that category.
pub fn skill(id: u64, category: u64) -> Skill {
    Skill {
        id: SkillId(id),
        category: SkillCategoryId(category),
        name: format!("Skill {id}"),
        description: String::new(),
        order: id as u32,
        weight: 1,
        critical: false,
        certification: None,
        coverage_target: 2,
        archived_on: None,
        import: None,
    }
}

pub fn tool_category(id: u64, name: &str) -> ToolCategory {
    ToolCategory {
        id: ToolCategoryId(id),
        name: name.into(),
        description: String::new(),
        order: id as u32,
        archived_on: None,
        import: None,
    }
}

/// `Tool 7`, in that category.
pub fn tool(id: u64, category: u64) -> Tool {
    Tool {
        id: ToolId(id),
        category: ToolCategoryId(category),
        name: format!("Tool {id}"),
        description: String::new(),
        order: id as u32,
        archived_on: None,
        import: None,
    }
}
