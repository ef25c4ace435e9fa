//! The catalogue a company can start with: our own words, embedded, with targets, anchors and
//! certification types.

use crate::domain::catalogue::Holder;
use crate::domain::catalogue_draft::{
    CatalogueDraft, CertificationTypeDraft, MemberDraft, SkillCategoryDraft, ToolCategoryDraft,
};
use crate::domain::level::Level;
use crate::domain::settings::LevelText;
use crate::domain::target::Target;
use crate::domain::tier::Tier;
use serde::Deserialize;
use std::collections::BTreeMap;

const EMBEDDED: &str = include_str!("../../appliance/starter-catalogue.json");

/// The embedded catalogue.
pub fn starter_catalogue() -> CatalogueDraft {
    let file: File = serde_json::from_str(EMBEDDED).expect("the embedded catalogue has this form; a test reads it");
    draft(file)
        .checked()
        .expect("the embedded catalogue is within the bounds; a test reads it")
}

#[derive(Deserialize)]
struct File {
    skill_categories: Vec<FileSkillCategory>,
    tool_categories: Vec<FileToolCategory>,
    rating_scale: [FileLevel; 5],
    tiers: [String; 5],
    target_levels: Vec<FileTargets>,
    certification_types: Vec<FileCertification>,
}

#[derive(Deserialize)]
struct FileSkillCategory {
    name: String,
    description: String,
    #[serde(default)]
    must_have: bool,
    skills: Vec<FileMember>,
}

#[derive(Deserialize)]
struct FileToolCategory {
    name: String,
    description: String,
    tools: Vec<FileMember>,
}

#[derive(Deserialize)]
struct FileMember {
    name: String,
    description: String,
}

#[derive(Deserialize)]
struct FileLevel {
    name: String,
    anchor: String,
}

#[derive(Deserialize)]
struct FileTargets {
    category: String,
    targets: BTreeMap<String, Level>,
}

#[derive(Deserialize)]
struct FileCertification {
    name: String,
    needed_for: String,
    typical_validity: String,
    default_validity_months: Option<u32>,
    holder: Holder,
    note: String,
}

fn draft(file: File) -> CatalogueDraft {
    let mut targets = BTreeMap::new();
    for row in &file.target_levels {
        let category = file
            .skill_categories
            .iter()
            .position(|c| c.name == row.category)
            .expect("targets name a category of the same file");
        for (tier, name) in Tier::ALL.into_iter().zip(&file.tiers) {
            if let Some(level) = row.targets.get(name) {
                targets.insert((tier, category), Target::Level(*level));
            }
        }
    }
    CatalogueDraft {
        skill_categories: file.skill_categories.into_iter().map(skill_category).collect(),
        tool_categories: file.tool_categories.into_iter().map(tool_category).collect(),
        targets,
        certification_types: file.certification_types.into_iter().map(certification).collect(),
        levels: Some(file.rating_scale.map(|level| LevelText {
            name: level.name,
            anchor: level.anchor,
        })),
        tier_names: Some(file.tiers),
    }
}

fn skill_category(from: FileSkillCategory) -> SkillCategoryDraft {
    SkillCategoryDraft {
        name: from.name,
        description: from.description,
        weight: 1,
        must_have: from.must_have,
        skills: from.skills.into_iter().map(member).collect(),
    }
}

fn tool_category(from: FileToolCategory) -> ToolCategoryDraft {
    ToolCategoryDraft {
        name: from.name,
        description: from.description,
        tools: from.tools.into_iter().map(member).collect(),
    }
}

fn member(from: FileMember) -> MemberDraft {
    MemberDraft {
        name: from.name,
        description: from.description,
    }
}

fn certification(from: FileCertification) -> CertificationTypeDraft {
    CertificationTypeDraft {
        name: from.name,
        needed_for: from.needed_for,
        typical_validity: from.typical_validity,
        default_validity_months: from.default_validity_months,
        holder: from.holder,
        note: from.note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Settings;

    #[test]
    fn it_holds_14_categories_with_all_their_targets() {
        let draft = starter_catalogue();
        assert_eq!(draft.skill_categories.len(), 14);
        assert_eq!(draft.skills(), 116);
        assert_eq!(draft.tool_categories.len(), 12);
        assert_eq!(draft.tools(), 97);
        assert_eq!(draft.certification_types.len(), 12);
        assert_eq!(draft.targets.len(), 14 * 5);
    }

    #[test]
    fn only_safety_is_a_must_have() {
        let draft = starter_catalogue();
        let must_have: Vec<_> = draft.skill_categories.iter().filter(|c| c.must_have).collect();
        assert_eq!(must_have.len(), 1);
        assert_eq!(must_have[0].name, "Safety & Site Practice");
    }

    #[test]
    fn its_words_for_levels_and_tiers_are_those_a_company_starts_with() {
        let draft = starter_catalogue();
        let settings = Settings::default();
        assert_eq!(draft.levels.as_ref(), Some(&settings.levels));
        assert_eq!(draft.tier_names.as_ref(), Some(&settings.tier_names));
    }
}
