//! How a [`Basis`] comes to be: what evaluations of a tier on a day are judged against.

use super::catalogue::{Skill, SkillCategory, Tool, ToolCategory, active_on};
use super::evaluation::{Basis, BasisCategory, BasisSkill, BasisToolCategory};
use super::id::BasisId;
use super::target::TargetSet;
use super::tier::Tier;
use jiff::civil::Date;

/// Everything a basis is made of; slices in any order, archived records included.
pub struct Judged<'a> {
    /// The person's tier on `day`.
    pub tier: Tier,
    pub tier_name: &'a str,
    /// The effective date: what was archived by then is left out.
    pub day: Date,
    pub skill_categories: &'a [SkillCategory],
    pub skills: &'a [Skill],
    pub tool_categories: &'a [ToolCategory],
    pub tools: &'a [Tool],
    /// The set valid on `day`.
    pub targets: Option<&'a TargetSet>,
}

/// The basis, not yet stored: its id is 0 until one with the same hash is found or it gets its own.
/// `hash` gives the hexadecimal hash of the bytes; it must not collide, since bases with the same
/// hash are taken for the same.
pub fn of(judged: &Judged<'_>, hash: impl FnOnce(&[u8]) -> String) -> Basis {
    let skill_categories = skill_categories(judged);
    let tool_categories = tool_categories(judged);
    let content = (judged.tier, judged.tier_name, &skill_categories, &tool_categories);
    let bytes = serde_json::to_vec(&content).expect("plain lists and texts have a JSON form");
    Basis {
        id: BasisId(0),
        hash: hash(&bytes),
        tier: judged.tier,
        tier_name: judged.tier_name.to_owned(),
        skill_categories,
        tool_categories,
    }
}

fn skill_categories(judged: &Judged<'_>) -> Vec<BasisCategory> {
    let mut categories: Vec<_> = judged
        .skill_categories
        .iter()
        .filter(|c| active_on(c.archived_on, judged.day))
        .collect();
    categories.sort_by_key(|c| (c.order, c.id));
    let category = |c: &SkillCategory| {
        let mut skills: Vec<_> = judged
            .skills
            .iter()
            .filter(|s| s.category == c.id && active_on(s.archived_on, judged.day))
            .collect();
        skills.sort_by_key(|s| (s.order, s.id));
        let skill = |s: &Skill| BasisSkill {
            id: s.id,
            name: s.name.clone(),
            weight: s.weight,
            target: judged.targets.and_then(|set| set.of(judged.tier, c.id, s.id)),
        };
        BasisCategory {
            id: c.id,
            name: c.name.clone(),
            weight: c.weight,
            must_have: c.must_have,
            skills: skills.into_iter().map(skill).collect(),
        }
    };
    categories.into_iter().map(category).collect()
}

fn tool_categories(judged: &Judged<'_>) -> Vec<BasisToolCategory> {
    let mut categories: Vec<_> = judged
        .tool_categories
        .iter()
        .filter(|c| active_on(c.archived_on, judged.day))
        .collect();
    categories.sort_by_key(|c| (c.order, c.id));
    let category = |c: &ToolCategory| {
        let mut tools: Vec<_> = judged
            .tools
            .iter()
            .filter(|t| t.category == c.id && active_on(t.archived_on, judged.day))
            .collect();
        tools.sort_by_key(|t| (t.order, t.id));
        BasisToolCategory {
            id: c.id,
            name: c.name.clone(),
            tools: tools.into_iter().map(|t| (t.id, t.name.clone())).collect(),
        }
    };
    categories.into_iter().map(category).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::id::{SkillCategoryId, SkillId, TargetSetId};
    use crate::domain::level::Level;
    use crate::domain::target::Target;
    use jiff::civil::date;
    use std::collections::BTreeMap;

    fn category(id: u64, order: u32) -> SkillCategory {
        SkillCategory {
            id: SkillCategoryId(id),
            name: format!("Category {id}"),
            description: String::new(),
            order,
            weight: 1,
            must_have: false,
            archived_on: None,
            import: None,
        }
    }

    fn skill(id: u64, category: u64, order: u32) -> Skill {
        Skill {
            id: SkillId(id),
            category: SkillCategoryId(category),
            name: format!("Skill {id}"),
            description: String::new(),
            order,
            weight: 1,
            critical: false,
            certification: None,
            coverage_target: 2,
            archived_on: None,
            import: None,
        }
    }

    fn length(bytes: &[u8]) -> String {
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn it_keeps_the_order_and_leaves_out_what_was_archived_by_that_day() {
        let day = date(2026, 5, 4);
        let archived = Skill {
            archived_on: Some(day),
            ..skill(3, 1, 0)
        };
        let later = Skill {
            archived_on: Some(date(2026, 5, 5)),
            ..skill(4, 1, 1)
        };
        let third = Level::new(3).unwrap();
        let targets = TargetSet {
            id: TargetSetId(1),
            from: day,
            by_category: BTreeMap::from([((Tier::ALL[1], SkillCategoryId(1)), Target::Level(third))]),
            by_skill: BTreeMap::from([((Tier::ALL[1], SkillId(4)), Target::NotNeeded)]),
        };
        let judged = Judged {
            tier: Tier::ALL[1],
            tier_name: "Handyman",
            day,
            skill_categories: &[category(2, 1), category(1, 0)],
            skills: &[skill(2, 1, 2), archived, later],
            tool_categories: &[],
            tools: &[],
            targets: Some(&targets),
        };
        let basis = of(&judged, length);
        let names: Vec<_> = basis.skill_categories.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Category 1", "Category 2"]);
        let skills = &basis.skill_categories[0].skills;
        assert_eq!(skills.iter().map(|s| s.id.0).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(
            skills.iter().map(|s| s.target).collect::<Vec<_>>(),
            [Some(Target::NotNeeded), Some(Target::Level(third))]
        );
        let again = of(
            &Judged {
                targets: None,
                ..judged
            },
            length,
        );
        assert_ne!(basis.hash, again.hash, "other targets are another basis");
    }
}
