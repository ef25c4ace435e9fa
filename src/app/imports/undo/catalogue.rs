//! What keeps something of the catalogue although nobody changed it: it was rated, has a target, or
//! holds something that stays.

use super::super::super::Error;
use super::super::super::projection::Projection;
use super::plan::{Act, Plan};
use crate::domain::evaluation::Evaluation;
use crate::domain::id::{SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use crate::domain::import::{Former, Of};
use crate::domain::message::Message;
use crate::domain::text::folded;
use crate::message;
use crate::store::Read;
use std::collections::{BTreeMap, BTreeSet};

/// Keeps what is used by something that stays, until nothing more does.
pub(super) fn keep_what_is_used(plan: &mut Plan, store: &impl Read, now: &Projection) -> Result<(), Error> {
    let of_catalogue = |of: Of| !matches!(of, Of::Employee(_) | Of::Evaluation(_));
    if !plan.acts.iter().any(|(one, _)| of_catalogue(one.record)) {
        return Ok(());
    }
    let used = Used::new(store, now)?;
    let found = plan.reasons(|one, act| Ok(matches!(act, Act::Remove).then(|| used.why(one.record)).flatten()))?;
    plan.keep(found);
    loop {
        let after = After::of(plan, now);
        let found = plan.reasons(|one, act| {
            Ok(match act {
                Act::Remove => after.holds(one.record),
                Act::Restore(former) => after.refuses(former),
                Act::Gone | Act::Keep(_) => None,
            })
        })?;
        if !plan.keep(found) {
            return Ok(());
        }
    }
}

/// What was rated or marked, and what a target names.
struct Used {
    skills: BTreeSet<SkillId>,
    tools: BTreeSet<ToolId>,
    skill_targets: BTreeSet<SkillId>,
    category_targets: BTreeSet<SkillCategoryId>,
}

impl Used {
    fn new(store: &impl Read, now: &Projection) -> Result<Self, Error> {
        let (mut skills, mut tools) = (BTreeSet::new(), BTreeSet::new());
        store.each(|evaluation: Evaluation| {
            skills.extend(evaluation.content.ratings.into_keys());
            skills.extend(evaluation.content.unrated_notes.into_keys());
            tools.extend(evaluation.content.tools.into_keys());
        })?;
        let sets = || now.targets.iter();
        Ok(Self {
            skills,
            tools,
            skill_targets: sets().flat_map(|set| set.by_skill.keys()).map(|(_, id)| *id).collect(),
            category_targets: sets()
                .flat_map(|set| set.by_category.keys())
                .map(|(_, id)| *id)
                .collect(),
        })
    }

    fn why(&self, record: Of) -> Option<Message> {
        let (used, target) = match record {
            Of::Skill(id) => (self.skills.contains(&id), self.skill_targets.contains(&id)),
            Of::Tool(id) => (self.tools.contains(&id), false),
            Of::SkillCategory(id) => (false, self.category_targets.contains(&id)),
            _ => (false, false),
        };
        match (used, target) {
            (true, _) => Some(message!("It stands in an evaluation.")),
            (_, true) => Some(message!("It has a target.")),
            _ => None,
        }
    }
}

/// The catalogue as it would be once it is undone: what each category holds, by name.
#[derive(Default)]
struct After {
    skill_categories: BTreeMap<String, Vec<SkillCategoryId>>,
    skills: BTreeMap<(SkillCategoryId, String), Vec<SkillId>>,
    tool_categories: BTreeMap<String, Vec<ToolCategoryId>>,
    tools: BTreeMap<(ToolCategoryId, String), Vec<ToolId>>,
}

impl After {
    fn of(plan: &Plan, now: &Projection) -> Self {
        let acts: BTreeMap<Of, &Act> = plan.acts.iter().map(|(one, act)| (one.record, act)).collect();
        let goes = |of: Of| matches!(acts.get(&of), Some(Act::Remove));
        let former = |of: Of| match acts.get(&of) {
            Some(Act::Restore(former)) => Some(former),
            _ => None,
        };
        let (mut after, catalogue) = (Self::default(), &now.catalogue);
        for one in catalogue
            .skill_categories
            .iter()
            .filter(|one| !goes(Of::SkillCategory(one.id)))
        {
            let one = match former(Of::SkillCategory(one.id)) {
                Some(Former::SkillCategory(former)) => former,
                _ => one,
            };
            after
                .skill_categories
                .entry(folded(&one.name))
                .or_default()
                .push(one.id);
        }
        for one in catalogue.skills.iter().filter(|one| !goes(Of::Skill(one.id))) {
            let one = match former(Of::Skill(one.id)) {
                Some(Former::Skill(former)) => former,
                _ => one,
            };
            let key = (one.category, folded(&one.name));
            after.skills.entry(key).or_default().push(one.id);
        }
        for one in catalogue
            .tool_categories
            .iter()
            .filter(|one| !goes(Of::ToolCategory(one.id)))
        {
            let one = match former(Of::ToolCategory(one.id)) {
                Some(Former::ToolCategory(former)) => former,
                _ => one,
            };
            after.tool_categories.entry(folded(&one.name)).or_default().push(one.id);
        }
        for one in catalogue.tools.iter().filter(|one| !goes(Of::Tool(one.id))) {
            let one = match former(Of::Tool(one.id)) {
                Some(Former::Tool(former)) => former,
                _ => one,
            };
            let key = (one.category, folded(&one.name));
            after.tools.entry(key).or_default().push(one.id);
        }
        after
    }

    /// Why a category cannot go.
    fn holds(&self, record: Of) -> Option<Message> {
        let held = match record {
            Of::SkillCategory(id) => self.skills.keys().any(|(category, _)| *category == id),
            Of::ToolCategory(id) => self.tools.keys().any(|(category, _)| *category == id),
            _ => false,
        };
        held.then(|| message!("It holds something that stays."))
    }

    /// Why something cannot be as before.
    fn refuses(&self, former: &Former) -> Option<Message> {
        let (named, there) = match former {
            Former::Employee(_) => return None,
            Former::SkillCategory(one) => (self.skill_categories.get(&folded(&one.name)).map_or(0, Vec::len), true),
            Former::ToolCategory(one) => (self.tool_categories.get(&folded(&one.name)).map_or(0, Vec::len), true),
            Former::Skill(one) => (
                self.skills.get(&(one.category, folded(&one.name))).map_or(0, Vec::len),
                self.skill_categories.values().flatten().any(|id| *id == one.category),
            ),
            Former::Tool(one) => (
                self.tools.get(&(one.category, folded(&one.name))).map_or(0, Vec::len),
                self.tool_categories.values().flatten().any(|id| *id == one.category),
            ),
        };
        match (named, there) {
            (_, false) => Some(message!("The category it was in is not there any more.")),
            (2.., _) => Some(message!("Something else has its former name now.")),
            _ => None,
        }
    }
}
