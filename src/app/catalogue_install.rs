//! Writes a whole catalogue down: what the setup wizard and the sample company begin with.

use super::{Change, Error};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::catalogue_draft::{CatalogueDraft, SkillCategoryDraft, ToolCategoryDraft};
use crate::domain::id::SkillCategoryId;
use crate::domain::target::TargetSet;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many people should have a skill, unless the owner says otherwise.
const COVERAGE_TARGET: u32 = 2;

/// Records everything of a checked draft, in its order; its targets become a set valid from `from`,
/// none at all leave them not set. Words for levels and tiers are settings: the caller's to take.
pub fn install(change: &mut Change<'_>, draft: &CatalogueDraft, from: Date) -> Result<(), Error> {
    let mut categories = Vec::new();
    for (order, category) in (0..).zip(&draft.skill_categories) {
        categories.push(skill_category(change, order, category)?);
    }
    for (order, category) in (0..).zip(&draft.tool_categories) {
        tool_category(change, order, category)?;
    }
    for kind in &draft.certification_types {
        let id = change.next_id::<CertificationType>()?;
        change.put(&CertificationType {
            id,
            name: kind.name.clone(),
            needed_for: kind.needed_for.clone(),
            typical_validity: kind.typical_validity.clone(),
            default_validity_months: kind.default_validity_months,
            holder: kind.holder,
            note: kind.note.clone(),
            archived_on: None,
        })?;
    }
    if !draft.targets.is_empty() {
        let by_category = draft
            .targets
            .iter()
            .map(|(&(tier, category), &target)| ((tier, categories[category]), target))
            .collect();
        let id = change.next_id::<TargetSet>()?;
        change.put(&TargetSet {
            id,
            from,
            by_category,
            by_skill: BTreeMap::new(),
        })?;
    }
    change.event(
        "catalogue_installed",
        None,
        &["skills", "tools", "targets", "certification_types"],
    )
}

fn skill_category(change: &mut Change<'_>, order: u32, draft: &SkillCategoryDraft) -> Result<SkillCategoryId, Error> {
    let category = change.next_id::<SkillCategory>()?;
    change.put(&SkillCategory {
        id: category,
        name: draft.name.clone(),
        description: draft.description.clone(),
        order,
        weight: draft.weight,
        must_have: draft.must_have,
        archived_on: None,
        import: None,
    })?;
    for (order, skill) in (0..).zip(&draft.skills) {
        let id = change.next_id::<Skill>()?;
        change.put(&Skill {
            id,
            category,
            name: skill.name.clone(),
            description: skill.description.clone(),
            order,
            weight: 1,
            critical: false,
            certification: None,
            coverage_target: COVERAGE_TARGET,
            archived_on: None,
            import: None,
        })?;
    }
    Ok(category)
}

fn tool_category(change: &mut Change<'_>, order: u32, draft: &ToolCategoryDraft) -> Result<(), Error> {
    let category = change.next_id::<ToolCategory>()?;
    change.put(&ToolCategory {
        id: category,
        name: draft.name.clone(),
        description: draft.description.clone(),
        order,
        archived_on: None,
        import: None,
    })?;
    for (order, tool) in (0..).zip(&draft.tools) {
        let id = change.next_id::<Tool>()?;
        change.put(&Tool {
            id,
            category,
            name: tool.name.clone(),
            description: tool.description.clone(),
            order,
            archived_on: None,
            import: None,
        })?;
    }
    Ok(())
}
