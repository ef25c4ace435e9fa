//! The company's skills by the ways a table writes them: by name alone, or with their category.

use super::super::App;
use super::super::projection::Catalogue;
use crate::domain::id::SkillId;
use crate::domain::import::columns::plain;
use crate::domain::text::folded;
use std::collections::{HashMap, HashSet};

/// Which skill a text means. What could be two is none.
pub(super) struct SkillNames {
    ids: HashSet<SkillId>,
    /// As written but for case and spaces: what a file of ours has.
    written: Texts,
    /// Without accents and punctuation too.
    plain: Texts,
    /// Category and name.
    within: HashMap<(String, String), SkillId>,
}

type Texts = HashMap<String, Vec<SkillId>>;

impl SkillNames {
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut names = Self {
            ids: HashSet::new(),
            written: Texts::new(),
            plain: Texts::new(),
            within: HashMap::new(),
        };
        for skill in &catalogue.skills {
            names.ids.insert(skill.id);
            let category = catalogue.skill_category(skill.category);
            let category = category.map_or("", |category| category.name.as_str());
            names.within.insert((folded(category), folded(&skill.name)), skill.id);
            let texts = [
                skill.name.clone(),
                format!("{} ({category})", skill.name),
                format!("{category}: {}", skill.name),
                format!("{category} / {}", skill.name),
            ];
            for text in texts {
                add(&mut names.written, folded(&text), skill.id);
                add(&mut names.plain, plain(&text), skill.id);
            }
        }
        names
    }

    pub fn holds(&self, id: SkillId) -> bool {
        self.ids.contains(&id)
    }

    /// The skill whose name, with or without its category, stands above a column.
    pub fn of_heading(&self, heading: &str) -> Option<SkillId> {
        match self.written.get(&folded(heading)).map(Vec::as_slice) {
            Some([one]) => return Some(*one),
            Some(_) => return None,
            None => {}
        }
        match self.plain.get(&plain(heading)).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }

    /// The skill of that name in that category; without a category as a heading would have it.
    pub fn of_row(&self, category: &str, name: &str) -> Option<SkillId> {
        if category.is_empty() {
            return self.of_heading(name);
        }
        let within = self.within.get(&(folded(category), folded(name))).copied();
        within.or_else(|| {
            match self
                .plain
                .get(&plain(&format!("{category}: {name}")))
                .map(Vec::as_slice)
            {
                Some([one]) => Some(*one),
                _ => None,
            }
        })
    }

    /// Whether more than one skill has that name.
    pub fn is_shared(&self, name: &str) -> bool {
        self.plain.get(&plain(name)).is_some_and(|ids| ids.len() > 1)
    }
}

/// The one skill of that name, alone or as “Category: Skill”.
pub fn skill_called(app: &App, text: &str) -> Option<SkillId> {
    SkillNames::new(&app.projection().catalogue).of_heading(text)
}

fn add(texts: &mut Texts, text: String, id: SkillId) {
    let ids = texts.entry(text).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::catalogue::Kind as _;
    use crate::domain::catalogue::{Skill, SkillCategory, entry};

    fn names() -> SkillNames {
        let category = |id: u64, name: &str| {
            let entry = entry::SkillCategoryEntry {
                name: name.to_owned(),
                description: String::new(),
                weight: 1,
                must_have: false,
            };
            SkillCategory::made(id.into(), id as u32, &entry)
        };
        let skill = |id: u64, category: u64, name: &str| {
            let typed = entry::Typed {
                name: name.to_owned(),
                weight: "1".into(),
                coverage_target: "2".into(),
                category: category.to_string(),
                ..entry::Typed::default()
            };
            Skill::made(
                id.into(),
                id as u32,
                &entry::SkillEntry::parse(&typed).expect("an entry"),
            )
        };
        SkillNames::new(&Catalogue::new(
            vec![category(1, "Drywall"), category(2, "Plumbing")],
            vec![
                skill(1, 1, "Taping"),
                skill(2, 1, "Repair"),
                skill(3, 2, "Repair"),
                skill(4, 2, "P-traps"),
            ],
            Vec::new(),
            Vec::new(),
            Vec::new(),
        ))
    }

    #[test]
    fn a_heading_names_one_skill_or_none() {
        let names = names();
        for (heading, id) in [
            (" taping ", 1),
            ("Drywall: Taping", 1),
            ("drywall /  taping", 1),
            ("Drywall - Taping", 1),
            ("Repair (Plumbing)", 3),
            ("Plumbing: Repair", 3),
            ("P traps", 4),
        ] {
            assert_eq!(names.of_heading(heading), Some(SkillId(id)), "{heading}");
        }
        for heading in ["Repair", "Tap", "", "Taping: Plumbing", "Drywall"] {
            assert_eq!(names.of_heading(heading), None, "{heading}");
        }
        assert!(names.is_shared("repair") && !names.is_shared("Taping"));
    }

    #[test]
    fn a_row_names_a_skill_in_its_category() {
        let names = names();
        assert_eq!(names.of_row("Plumbing", "repair"), Some(SkillId(3)));
        assert_eq!(names.of_row("", "Taping"), Some(SkillId(1)));
        for (category, name) in [("", "Repair"), ("Plumbing", "Taping"), ("Roofing", "Taping")] {
            assert_eq!(names.of_row(category, name), None, "{category} {name}");
        }
    }
}
