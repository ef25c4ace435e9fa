//! `skill_categories`, `skills`, `tool_categories`, `tools`, `certification_types`: what is rated.
//! Names are unique among siblings without regard to case.

use super::{Index, Indexes, Record};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::id::{CertificationTypeId, SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use crate::domain::text::folded;

impl Record for SkillCategory {
    const TABLE: &'static str = "skill_categories";
    const INDEXES: &'static [Index] = &[Index::Unique("name")];
    type Id = SkillCategoryId;

    fn id(&self) -> SkillCategoryId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", folded(&self.name));
    }
}

impl Record for Skill {
    const TABLE: &'static str = "skills";
    /// `name`: (category, name).
    const INDEXES: &'static [Index] = &[Index::Unique("name")];
    type Id = SkillId;

    fn id(&self) -> SkillId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", (self.category, folded(&self.name)));
    }
}

impl Record for ToolCategory {
    const TABLE: &'static str = "tool_categories";
    const INDEXES: &'static [Index] = &[Index::Unique("name")];
    type Id = ToolCategoryId;

    fn id(&self) -> ToolCategoryId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", folded(&self.name));
    }
}

impl Record for Tool {
    const TABLE: &'static str = "tools";
    /// `name`: (category, name).
    const INDEXES: &'static [Index] = &[Index::Unique("name")];
    type Id = ToolId;

    fn id(&self) -> ToolId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", (self.category, folded(&self.name)));
    }
}

impl Record for CertificationType {
    const TABLE: &'static str = "certification_types";
    const INDEXES: &'static [Index] = &[Index::Unique("name")];
    type Id = CertificationTypeId;

    fn id(&self) -> CertificationTypeId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("name", folded(&self.name));
    }
}
