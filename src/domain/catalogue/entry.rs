//! What is typed to add or change something of the catalogue, accepted or refused field by field.

use super::{CertificationType, Holder, Skill, SkillCategory, Tool, ToolCategory, WEIGHT_MAX};
use crate::domain::id::{CertificationTypeId, SkillCategoryId, ToolCategoryId};
use crate::domain::invalid::Invalid;
use crate::domain::text::{self, NAME_MAX, NOTE_MAX};
use crate::message;
use serde::Serialize;

/// Most people a skill may ask for.
pub const COVERAGE_MAX: u32 = 99;
/// Longest validity of a certification, in months.
pub const MONTHS_MAX: u32 = 600;

/// The fields as they were typed. Each kind looks at those it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Typed {
    pub name: String,
    pub description: String,
    /// The category a skill or tool is in, by id.
    pub category: String,
    pub weight: String,
    pub must_have: bool,
    pub critical: bool,
    /// The certification a skill needs, by id, or none.
    pub certification: String,
    pub coverage_target: String,
    pub needed_for: String,
    pub typical_validity: String,
    pub default_validity_months: String,
    /// `person` or `company`.
    pub holder: String,
    pub note: String,
}

/// A skill category as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillCategoryEntry {
    pub name: String,
    pub description: String,
    pub weight: u32,
    pub must_have: bool,
}

/// A skill as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillEntry {
    pub category: SkillCategoryId,
    pub name: String,
    pub description: String,
    pub weight: u32,
    pub critical: bool,
    pub certification: Option<CertificationTypeId>,
    pub coverage_target: u32,
}

/// A tool category as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolCategoryEntry {
    pub name: String,
    pub description: String,
}

/// A tool as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolEntry {
    pub category: ToolCategoryId,
    pub name: String,
    pub description: String,
}

/// A certification type as accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationTypeEntry {
    pub name: String,
    pub needed_for: String,
    pub typical_validity: String,
    pub default_validity_months: Option<u32>,
    pub holder: Holder,
    pub note: String,
}

impl SkillCategoryEntry {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let entry = Self {
            name: invalid.take(name(typed)),
            description: invalid.take(description(typed)),
            weight: invalid.take(weight(typed)),
            must_have: typed.must_have,
        };
        invalid.into_result(entry)
    }
}

impl SkillEntry {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let certification = match typed.certification.trim() {
            "" => None,
            id => id.parse().map(Some).unwrap_or_else(|_| {
                invalid.add(
                    "certification",
                    message!("Please choose a certification from the list."),
                );
                None
            }),
        };
        let entry = Self {
            category: SkillCategoryId(invalid.take(category(typed))),
            name: invalid.take(name(typed)),
            description: invalid.take(description(typed)),
            weight: invalid.take(weight(typed)),
            critical: typed.critical,
            certification,
            coverage_target: invalid.take(number("coverage_target", &typed.coverage_target, 0, COVERAGE_MAX)),
        };
        invalid.into_result(entry)
    }
}

impl ToolCategoryEntry {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let entry = Self {
            name: invalid.take(name(typed)),
            description: invalid.take(description(typed)),
        };
        invalid.into_result(entry)
    }
}

impl ToolEntry {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let entry = Self {
            category: ToolCategoryId(invalid.take(category(typed))),
            name: invalid.take(name(typed)),
            description: invalid.take(description(typed)),
        };
        invalid.into_result(entry)
    }
}

impl CertificationTypeEntry {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(typed: &Typed) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let months = match typed.default_validity_months.trim() {
            "" => None,
            months => Some(invalid.take(number("default_validity_months", months, 1, MONTHS_MAX))),
        };
        let holder = match typed.holder.as_str() {
            "person" => Holder::Person,
            "company" => Holder::Company,
            _ => {
                invalid.add("holder", message!("Please choose who holds it."));
                Holder::Person
            }
        };
        let entry = Self {
            name: invalid.take(name(typed)),
            needed_for: invalid.take(text::optional("needed_for", &typed.needed_for, NAME_MAX)),
            typical_validity: invalid.take(text::optional("typical_validity", &typed.typical_validity, NAME_MAX)),
            default_validity_months: months,
            holder,
            note: invalid.take(text::lines("note", &typed.note, NOTE_MAX)),
        };
        invalid.into_result(entry)
    }
}

fn name(typed: &Typed) -> Result<String, Invalid> {
    text::required("name", &typed.name, NAME_MAX)
}

fn description(typed: &Typed) -> Result<String, Invalid> {
    text::lines("description", &typed.description, NOTE_MAX)
}

fn weight(typed: &Typed) -> Result<u32, Invalid> {
    number("weight", &typed.weight, 0, WEIGHT_MAX)
}

fn category(typed: &Typed) -> Result<u64, Invalid> {
    let id = typed.category.trim().parse();
    id.map_err(|_| Invalid::one("category", message!("Please choose a category from the list.")))
}

fn number(field: &str, typed: &str, least: u32, most: u32) -> Result<u32, Invalid> {
    match typed.trim().parse::<u32>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(Invalid::one(
            field,
            message!(
                "Please enter a whole number from {least} to {most}.",
                least = least,
                most = most
            ),
        )),
    }
}

impl SkillCategory {
    /// As it stands in its form.
    pub fn typed(&self) -> Typed {
        Typed {
            name: self.name.clone(),
            description: self.description.clone(),
            weight: self.weight.to_string(),
            must_have: self.must_have,
            ..Typed::default()
        }
    }
}

impl Skill {
    /// As it stands in its form.
    pub fn typed(&self) -> Typed {
        Typed {
            category: self.category.to_string(),
            name: self.name.clone(),
            description: self.description.clone(),
            weight: self.weight.to_string(),
            critical: self.critical,
            certification: self.certification.map(|id| id.to_string()).unwrap_or_default(),
            coverage_target: self.coverage_target.to_string(),
            ..Typed::default()
        }
    }
}

impl ToolCategory {
    /// As it stands in its form.
    pub fn typed(&self) -> Typed {
        Typed {
            name: self.name.clone(),
            description: self.description.clone(),
            ..Typed::default()
        }
    }
}

impl Tool {
    /// As it stands in its form.
    pub fn typed(&self) -> Typed {
        Typed {
            category: self.category.to_string(),
            name: self.name.clone(),
            description: self.description.clone(),
            ..Typed::default()
        }
    }
}

impl CertificationType {
    /// As it stands in its form.
    pub fn typed(&self) -> Typed {
        Typed {
            name: self.name.clone(),
            needed_for: self.needed_for.clone(),
            typical_validity: self.typical_validity.clone(),
            default_validity_months: self.default_validity_months.map(|n| n.to_string()).unwrap_or_default(),
            holder: match self.holder {
                Holder::Person => "person",
                Holder::Company => "company",
            }
            .to_owned(),
            note: self.note.clone(),
            ..Typed::default()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn skill(name: &str) -> Typed {
        Typed {
            name: name.into(),
            category: "1".into(),
            weight: "1".into(),
            coverage_target: "2".into(),
            ..Typed::default()
        }
    }

    #[test]
    fn names_may_hold_script_emoji_and_right_to_left_text_but_not_only_spaces_or_10_000_characters() {
        for good in ["<script>alert(1)</script>", "Tile 🛠", "ריצוף", " Tile  work "] {
            assert!(SkillEntry::parse(&skill(good)).is_ok(), "{good}");
        }
        assert_eq!(SkillEntry::parse(&skill(" Tile  work ")).unwrap().name, "Tile work");
        for bad in ["", "   ", "\u{200B}\u{3000}", &"x".repeat(10_000)] {
            assert!(SkillEntry::parse(&skill(bad)).unwrap_err().of("name").is_some());
        }
    }

    #[test]
    fn weights_and_numbers_out_of_bounds_are_named_all_at_once() {
        for bad in ["", "-1", "101", "1.5", "x", "99999999999"] {
            let typed = Typed {
                weight: bad.into(),
                coverage_target: "100".into(),
                ..skill("")
            };
            let invalid = SkillEntry::parse(&typed).unwrap_err();
            for field in ["name", "weight", "coverage_target"] {
                assert!(invalid.of(field).is_some(), "{field} with {bad}");
            }
        }
        assert!(
            SkillEntry::parse(&Typed {
                weight: "0".into(),
                ..skill("Tile")
            })
            .is_ok()
        );
    }

    #[test]
    fn what_is_recorded_stands_in_its_form_unchanged() {
        let typed = Typed {
            name: "First aid".into(),
            holder: "company".into(),
            default_validity_months: "24".into(),
            note: "a\nb".into(),
            ..Typed::default()
        };
        let entry = CertificationTypeEntry::parse(&typed).unwrap();
        let record = CertificationType {
            id: CertificationTypeId(1),
            name: entry.name,
            needed_for: entry.needed_for,
            typical_validity: entry.typical_validity,
            default_validity_months: entry.default_validity_months,
            holder: entry.holder,
            note: entry.note,
            archived_on: None,
        };
        assert_eq!(record.typed(), typed);
        assert!(
            CertificationTypeEntry::parse(&Typed {
                default_validity_months: "0".into(),
                ..typed.clone()
            })
            .is_err()
        );
        assert!(
            CertificationTypeEntry::parse(&Typed {
                holder: "x".into(),
                ..typed
            })
            .is_err()
        );
    }
}
