//! A whole catalogue that is not recorded yet: what the starter catalogue and a paper score card
//! both become before they are written down.

use super::catalogue::{Holder, WEIGHT_MAX};
use super::invalid::Invalid;
use super::settings::LevelText;
use super::target::Target;
use super::text;
use super::tier::Tier;
use crate::message;
use std::collections::{BTreeMap, BTreeSet};

/// Most categories of a kind a catalogue may hold.
pub const CATEGORIES_MAX: usize = 200;
/// Most skills or tools a category may hold.
pub const MEMBERS_MAX: usize = 500;

/// Categories, skills and tools in their order, and what goes with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueDraft {
    pub skill_categories: Vec<SkillCategoryDraft>,
    pub tool_categories: Vec<ToolCategoryDraft>,
    /// By tier and position in `skill_categories`; no entry: not set.
    pub targets: BTreeMap<(Tier, usize), Target>,
    pub certification_types: Vec<CertificationTypeDraft>,
    /// Names and anchors, level 1 first; `None`: the company keeps its own.
    pub levels: Option<[LevelText; 5]>,
    /// Lowest first; `None`: the company keeps its own.
    pub tier_names: Option<[String; 5]>,
}

/// A skill category with its skills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillCategoryDraft {
    pub name: String,
    pub description: String,
    /// 0 to 100.
    pub weight: u32,
    pub must_have: bool,
    pub skills: Vec<MemberDraft>,
}

/// A tool category with its tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCategoryDraft {
    pub name: String,
    pub description: String,
    pub tools: Vec<MemberDraft>,
}

/// A skill or a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberDraft {
    pub name: String,
    pub description: String,
}

/// A certification type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationTypeDraft {
    pub name: String,
    pub needed_for: String,
    pub typical_validity: String,
    pub default_validity_months: Option<u32>,
    pub holder: Holder,
    pub note: String,
}

impl CatalogueDraft {
    /// How many skills there are.
    pub fn skills(&self) -> usize {
        self.skill_categories.iter().map(|c| c.skills.len()).sum()
    }

    /// How many tools there are.
    pub fn tools(&self) -> usize {
        self.tool_categories.iter().map(|c| c.tools.len()).sum()
    }

    /// With every text trimmed and bounded; an error names the place as `skill_categories.3.skills.2`.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        count(
            "skill_categories",
            self.skill_categories.len(),
            CATEGORIES_MAX,
            &mut invalid,
        );
        count(
            "tool_categories",
            self.tool_categories.len(),
            CATEGORIES_MAX,
            &mut invalid,
        );
        count(
            "certification_types",
            self.certification_types.len(),
            MEMBERS_MAX,
            &mut invalid,
        );

        let mut names = Names::default();
        for (i, category) in self.skill_categories.iter_mut().enumerate() {
            let at = format!("skill_categories.{i}");
            category.name = names.take(&at, &category.name, &mut invalid);
            category.description = described(&at, &category.description, &mut invalid);
            if category.weight > WEIGHT_MAX {
                invalid.add(
                    &at,
                    message!("A weight is a whole number from 0 to {max}.", max = WEIGHT_MAX),
                );
            }
            members(&format!("{at}.skills"), &mut category.skills, &mut invalid);
        }
        let mut names = Names::default();
        for (i, category) in self.tool_categories.iter_mut().enumerate() {
            let at = format!("tool_categories.{i}");
            category.name = names.take(&at, &category.name, &mut invalid);
            category.description = described(&at, &category.description, &mut invalid);
            members(&format!("{at}.tools"), &mut category.tools, &mut invalid);
        }
        let mut names = Names::default();
        for (i, kind) in self.certification_types.iter_mut().enumerate() {
            let at = format!("certification_types.{i}");
            kind.name = names.take(&at, &kind.name, &mut invalid);
            for words in [&mut kind.needed_for, &mut kind.typical_validity, &mut kind.note] {
                *words = described(&at, words, &mut invalid);
            }
        }
        if let Some(names) = &mut self.tier_names {
            let mut seen = Names::default();
            for (i, name) in names.iter_mut().enumerate() {
                *name = seen.take(&format!("tier_names.{i}"), name, &mut invalid);
            }
        }
        for (_, category) in self.targets.keys() {
            if *category >= self.skill_categories.len() {
                invalid.add(
                    "targets",
                    message!("A target names a category that is not in this catalogue."),
                );
            }
        }
        invalid.into_result(self)
    }
}

fn members(at: &str, list: &mut [MemberDraft], invalid: &mut Invalid) {
    count(at, list.len(), MEMBERS_MAX, invalid);
    let mut names = Names::default();
    for (i, member) in list.iter_mut().enumerate() {
        let at = format!("{at}.{i}");
        member.name = names.take(&at, &member.name, invalid);
        member.description = described(&at, &member.description, invalid);
    }
}

fn count(at: &str, found: usize, max: usize, invalid: &mut Invalid) {
    if found > max {
        invalid.add(
            at,
            message!(
                "There are {found} here. At most {max} can be kept.",
                found = found,
                max = max
            ),
        );
    }
}

fn described(at: &str, typed: &str, invalid: &mut Invalid) -> String {
    invalid.take(text::lines(at, typed, text::NOTE_MAX))
}

/// The names of siblings seen so far.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn take(&mut self, at: &str, typed: &str, invalid: &mut Invalid) -> String {
        let name = invalid.take(text::required(at, typed, text::NAME_MAX));
        if !name.is_empty() && !self.0.insert(text::folded(&name)) {
            invalid.add(at, message!("“{name}” is there twice. Names must differ.", name = name));
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> CatalogueDraft {
        let member = |name: &&str| MemberDraft {
            name: (*name).to_owned(),
            description: String::new(),
        };
        CatalogueDraft {
            skill_categories: vec![SkillCategoryDraft {
                name: " Plumbing ".into(),
                description: String::new(),
                weight: 1,
                must_have: false,
                skills: names.iter().map(member).collect(),
            }],
            ..CatalogueDraft::default()
        }
    }

    #[test]
    fn names_are_trimmed() {
        let draft = of(&["  Fix   a leak "]).checked().expect("plain");
        assert_eq!(draft.skill_categories[0].name, "Plumbing");
        assert_eq!(draft.skill_categories[0].skills[0].name, "Fix a leak");
    }

    #[test]
    fn siblings_that_differ_only_in_case_are_refused_by_name() {
        let e = of(&["Fix a leak", "fix A  leak"]).checked().expect_err("twice");
        assert!(e.of("skill_categories.0.skills.1").is_some());
        assert!(e.to_string().contains("“fix A leak”"), "{e}");
    }

    #[test]
    fn a_name_of_only_spaces_or_10_000_characters_is_refused() {
        assert!(of(&[" \t "]).checked().is_err());
        assert!(of(&[&"x".repeat(10_000)]).checked().is_err());
    }

    #[test]
    fn a_target_of_no_category_is_refused() {
        let mut draft = of(&["Fix a leak"]);
        draft.targets.insert((Tier::ALL[0], 1), Target::NotNeeded);
        assert!(draft.checked().is_err());
    }
}
