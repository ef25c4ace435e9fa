//! Writes the skills and tools of a table, and the categories they need.

use super::super::super::catalogue::Kind as Recorded;
use super::super::super::projection::Projection;
use super::super::super::{Change, Error};
use super::super::recording::{Importable, Recording};
use super::{Member, Plan, Step};
use crate::domain::catalogue::entry::{SkillCategoryEntry, ToolCategoryEntry};
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::id::{SkillCategoryId, ToolCategoryId};
use crate::domain::text::folded;
use std::collections::{BTreeMap, BTreeSet};

impl Plan {
    /// Writes everything, categories that are not there yet first.
    pub(in super::super) fn write(
        self,
        change: &mut Change<'_>,
        recording: &mut Recording,
        now: &Projection,
    ) -> Result<(), Error> {
        let catalogue = &now.catalogue;
        let mut skills = Places::new(&catalogue.skill_categories, &catalogue.skills);
        let mut tools = Places::new(&catalogue.tool_categories, &catalogue.tools);
        for step in self.steps {
            match step {
                Step::Skill(mut one) => {
                    if one.before.is_none() {
                        let made = |id, order, name: &str| {
                            let entry = SkillCategoryEntry {
                                name: name.to_owned(),
                                description: String::new(),
                                weight: 1,
                                must_have: false,
                            };
                            SkillCategory::made(id, order, &entry)
                        };
                        let category = skills.category(change, recording, &one.category, one.line, made)?;
                        one.after.category = SkillCategoryId(category);
                        one.after.order = skills.next(category);
                        one.after.id = change.next_id::<Skill>()?;
                    }
                    put(change, recording, one)?;
                }
                Step::Tool(mut one) => {
                    if one.before.is_none() {
                        let made = |id, order, name: &str| {
                            let entry = ToolCategoryEntry {
                                name: name.to_owned(),
                                description: String::new(),
                            };
                            ToolCategory::made(id, order, &entry)
                        };
                        let category = tools.category(change, recording, &one.category, one.line, made)?;
                        one.after.category = ToolCategoryId(category);
                        one.after.order = tools.next(category);
                        one.after.id = change.next_id::<Tool>()?;
                    }
                    put(change, recording, one)?;
                }
            }
        }
        Ok(())
    }
}

fn put<R: Importable + Recorded>(
    change: &mut Change<'_>,
    recording: &mut Recording,
    one: Member<R>,
) -> Result<(), Error> {
    let place = one.line.to_string();
    match one.before {
        None => recording.create(change, one.after, &place),
        Some(before) => {
            let (id, fields) = (one.after.id(), before.differing(&one.after));
            recording.change(change, before, &one.after, &place)?;
            change.record::<R>(&format!("{}_changed", R::WORD), id, &fields)
        }
    }
}

/// The categories by name, and where the next of each goes.
struct Places {
    categories: BTreeMap<String, u64>,
    next_category: u32,
    next: BTreeMap<u64, u32>,
}

impl Places {
    fn new<C: Recorded, M: Recorded>(categories: &[C], members: &[M]) -> Self {
        let mut next: BTreeMap<u64, u32> = BTreeMap::new();
        for member in members {
            let at = next.entry(member.category().unwrap_or_default()).or_default();
            *at = (*at).max(member.order() + 1);
        }
        let orders: BTreeSet<u32> = categories.iter().map(Recorded::order).collect();
        Self {
            categories: categories
                .iter()
                .map(|one| (folded(one.name()), one.id().into()))
                .collect(),
            next_category: orders.last().map_or(0, |last| last + 1),
            next,
        }
    }

    fn category<C: Importable>(
        &mut self,
        change: &mut Change<'_>,
        recording: &mut Recording,
        name: &str,
        line: u32,
        made: impl FnOnce(C::Id, u32, &str) -> C,
    ) -> Result<u64, Error> {
        if let Some(id) = self.categories.get(&folded(name)) {
            return Ok(*id);
        }
        let id = change.next_id::<C>()?;
        recording.create(change, made(id, self.next_category, name), &line.to_string())?;
        self.next_category += 1;
        self.categories.insert(folded(name), id.into());
        Ok(id.into())
    }

    fn next(&mut self, category: u64) -> u32 {
        let at = self.next.entry(category).or_default();
        *at += 1;
        *at - 1
    }
}
