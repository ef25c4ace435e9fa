//! The catalogue in memory: everything in its order, archived included, and found by id.

use super::shape::Shape;
pub use crate::domain::catalogue::active_on;
use crate::domain::catalogue::{CertificationType, Holder, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::id::{CertificationTypeId, SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The whole catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// In the company's order.
    pub skill_categories: Vec<SkillCategory>,
    /// By category, then in the company's order.
    pub skills: Vec<Skill>,
    pub tool_categories: Vec<ToolCategory>,
    /// By category, then in the company's order.
    pub tools: Vec<Tool>,
    /// By name.
    pub certification_types: Vec<CertificationType>,
    /// What the figures of people depend on.
    pub(super) shape: Arc<Shape>,
    positions: Positions,
}

/// Positions in the lists above.
#[derive(Clone, Debug, Default, PartialEq)]
struct Positions {
    skill_categories: HashMap<SkillCategoryId, usize>,
    skills: HashMap<SkillId, usize>,
    tool_categories: HashMap<ToolCategoryId, usize>,
    tools: HashMap<ToolId, usize>,
    /// Of category position → its members' positions.
    skills_of: Vec<std::ops::Range<usize>>,
    tools_of: Vec<std::ops::Range<usize>>,
}

impl Catalogue {
    /// Puts the records in order. A skill or tool without its category is left out.
    pub(in crate::app) fn new(
        mut skill_categories: Vec<SkillCategory>,
        mut skills: Vec<Skill>,
        mut tool_categories: Vec<ToolCategory>,
        mut tools: Vec<Tool>,
        mut certification_types: Vec<CertificationType>,
    ) -> Self {
        skill_categories.sort_by_key(|c| (c.order, c.id));
        tool_categories.sort_by_key(|c| (c.order, c.id));
        certification_types.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let places: BTreeMap<_, _> = skill_categories.iter().zip(0..).map(|(c, i)| (c.id, i)).collect();
        skills.retain(|s| places.contains_key(&s.category));
        skills.sort_by_key(|s| (places.get(&s.category).copied().unwrap_or(0usize), s.order, s.id));
        let tool_places: BTreeMap<_, _> = tool_categories.iter().zip(0..).map(|(c, i)| (c.id, i)).collect();
        tools.retain(|t| tool_places.contains_key(&t.category));
        tools.sort_by_key(|t| (tool_places.get(&t.category).copied().unwrap_or(0usize), t.order, t.id));
        let positions = Positions {
            skill_categories: skill_categories.iter().zip(0..).map(|(c, i)| (c.id, i)).collect(),
            skills: skills.iter().zip(0..).map(|(s, i)| (s.id, i)).collect(),
            tool_categories: tool_categories.iter().zip(0..).map(|(c, i)| (c.id, i)).collect(),
            tools: tools.iter().zip(0..).map(|(t, i)| (t.id, i)).collect(),
            skills_of: skill_categories
                .iter()
                .map(|c| stretch(&skills, |s| s.category == c.id))
                .collect(),
            tools_of: tool_categories
                .iter()
                .map(|c| stretch(&tools, |t| t.category == c.id))
                .collect(),
        };
        let shape = Arc::new(Shape::new(&skill_categories, &skills, &tool_categories, &tools));
        Self {
            skill_categories,
            skills,
            tool_categories,
            tools,
            certification_types,
            shape,
            positions,
        }
    }

    pub fn skill_category(&self, id: SkillCategoryId) -> Option<&SkillCategory> {
        Some(&self.skill_categories[*self.positions.skill_categories.get(&id)?])
    }

    pub fn skill(&self, id: SkillId) -> Option<&Skill> {
        Some(&self.skills[*self.positions.skills.get(&id)?])
    }

    pub fn tool_category(&self, id: ToolCategoryId) -> Option<&ToolCategory> {
        Some(&self.tool_categories[*self.positions.tool_categories.get(&id)?])
    }

    pub fn tool(&self, id: ToolId) -> Option<&Tool> {
        Some(&self.tools[*self.positions.tools.get(&id)?])
    }

    pub fn certification_type(&self, id: CertificationTypeId) -> Option<&CertificationType> {
        self.certification_types.iter().find(|c| c.id == id)
    }

    /// The certification a person needs for a skill; what the company holds is not asked of people.
    pub fn needed_certification(&self, skill: &Skill) -> Option<CertificationTypeId> {
        let id = skill.certification?;
        let by_person = |c: &CertificationType| c.holder == Holder::Person;
        self.certification_type(id).is_none_or(by_person).then_some(id)
    }

    /// The skills of a category, archived included, in order.
    pub fn skills_of(&self, category: SkillCategoryId) -> &[Skill] {
        match self.positions.skill_categories.get(&category) {
            Some(position) => &self.skills[self.positions.skills_of[*position].clone()],
            None => &[],
        }
    }

    /// The tools of a category, archived included, in order.
    pub fn tools_of(&self, category: ToolCategoryId) -> &[Tool] {
        match self.positions.tool_categories.get(&category) {
            Some(position) => &self.tools[self.positions.tools_of[*position].clone()],
            None => &[],
        }
    }

    /// The categories in use on `day`, in order.
    pub fn skill_categories_on(&self, day: Date) -> impl Iterator<Item = &SkillCategory> {
        self.skill_categories
            .iter()
            .filter(move |c| active_on(c.archived_on, day))
    }

    /// The skills of a category in use on `day`, in order; the category's own archiving is not looked at.
    pub fn skills_on(&self, category: SkillCategoryId, day: Date) -> impl Iterator<Item = &Skill> {
        self.skills_of(category)
            .iter()
            .filter(move |s| active_on(s.archived_on, day))
    }

    /// The tool categories in use on `day`, in order.
    pub fn tool_categories_on(&self, day: Date) -> impl Iterator<Item = &ToolCategory> {
        self.tool_categories
            .iter()
            .filter(move |c| active_on(c.archived_on, day))
    }

    /// The tools of a category in use on `day`, in order; the category's own archiving is not looked at.
    pub fn tools_on(&self, category: ToolCategoryId, day: Date) -> impl Iterator<Item = &Tool> {
        self.tools_of(category)
            .iter()
            .filter(move |t| active_on(t.archived_on, day))
    }
}

fn stretch<T>(sorted: &[T], belongs: impl Fn(&T) -> bool) -> std::ops::Range<usize> {
    let from = sorted.iter().position(&belongs).unwrap_or(sorted.len());
    let length = sorted[from..].iter().take_while(|t| belongs(t)).count();
    from..from + length
}
