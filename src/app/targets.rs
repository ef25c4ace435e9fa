//! What a tier asks for, in sets that each begin on a day: look, add, correct, take away.
//!
//! A set is valid until a later one begins. What was judged already keeps what it was judged by.

#[cfg(test)]
mod tests;

use super::projection::Projection;
use super::{App, Change, Error};
use crate::domain::catalogue::{Skill, SkillCategory};
use crate::domain::day;
use crate::domain::id::{SkillCategoryId, SkillId, TargetSetId};
use crate::domain::invalid::Invalid;
use crate::domain::policy::{Action, Actor};
use crate::domain::target::{Target, TargetSet};
use crate::domain::tier::Tier;
use crate::message;
use crate::store::Read;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// No set begins before this day.
pub const EARLIEST: Date = date(1950, 1, 1);
/// No set begins later than so many years from today.
pub const YEARS_AHEAD: i32 = 5;

/// A set as a form gives it: what the form could show. No entry: not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub from: Date,
    pub by_category: BTreeMap<(Tier, SkillCategoryId), Target>,
    pub by_skill: BTreeMap<(Tier, SkillId), Target>,
}

/// Everything as it stands, for someone who may look at the targets.
pub fn see(app: &App, actor: &Actor) -> Result<Arc<Projection>, Error> {
    app.permit(actor, &Action::SeeTargets)?;
    Ok(app.projection())
}

/// A set for someone who may change it.
pub fn editable(app: &App, actor: &Actor, id: TargetSetId) -> Result<TargetSet, Error> {
    app.permit(actor, &Action::EditTargets)?;
    app.store.read()?.get::<TargetSet>(id)?.ok_or(Error::NotFound)
}

/// Another value for every other content: tells that a set changed while its form was open.
pub fn version(set: &TargetSet) -> String {
    let bytes = serde_json::to_vec(set).expect("what is stored as JSON has a JSON form");
    format!("{:016x}", xxh3_64(&bytes))
}

/// Adds a set. What is archived is in no form: its targets are taken over from `like`.
pub fn create(app: &App, actor: &Actor, draft: &Draft, like: Option<TargetSetId>) -> Result<TargetSetId, Error> {
    app.permit(actor, &Action::EditTargets)?;
    app.change(actor, |change| {
        let like = match like {
            Some(id) => Some(change.store.get::<TargetSet>(id)?.ok_or(Error::NotFound)?),
            None => None,
        };
        let id = change.next_id::<TargetSet>()?;
        let set = set(change, id, draft, like.as_ref())?;
        change.put(&set)?;
        change.record::<TargetSet>("targets_created", id, &[])?;
        Ok(id)
    })
}

/// Corrects a set. `seen` is the [`version`] the form was made from.
pub fn edit(app: &App, actor: &Actor, id: TargetSetId, seen: &str, draft: &Draft) -> Result<(), Error> {
    app.permit(actor, &Action::EditTargets)?;
    app.change(actor, |change| {
        let before = change.store.get::<TargetSet>(id)?.ok_or(Error::NotFound)?;
        let after = set(change, id, draft, Some(&before))?;
        if after == before {
            return Ok(());
        }
        if seen != version(&before) {
            return Err(Error::Conflict(message!(
                "These targets were changed while you had them open, so nothing is saved yet. Yours are below: save again to put them in place of the others, or cancel to keep those."
            )));
        }
        change.put(&after)?;
        let mut fields = Vec::new();
        let mut differs = |differs: bool, field: &'static str| differs.then(|| fields.push(field));
        differs(after.from != before.from, "from");
        differs(after.by_category != before.by_category, "by_category");
        differs(after.by_skill != before.by_skill, "by_skill");
        change.record::<TargetSet>("targets_changed", id, &fields)
    })
}

/// Takes a set away, as if it had never been; the one before is valid on. Gives what is gone.
pub fn remove(app: &App, actor: &Actor, id: TargetSetId) -> Result<TargetSet, Error> {
    app.permit(actor, &Action::EditTargets)?;
    app.change(actor, |change| {
        let set = change.store.get::<TargetSet>(id)?.ok_or(Error::NotFound)?;
        change.delete::<TargetSet>(id)?;
        change.record::<TargetSet>("targets_removed", id, &[])?;
        Ok(set)
    })
}

fn set(change: &Change<'_>, id: TargetSetId, draft: &Draft, like: Option<&TargetSet>) -> Result<TargetSet, Error> {
    check_day(change, id, draft.from)?;
    let known = Known::of(change)?;
    let categories = draft
        .by_category
        .keys()
        .all(|(_, category)| known.categories.contains(category));
    let skills = draft.by_skill.keys().all(|(_, skill)| known.skills.contains(skill));
    if !categories || !skills {
        let sentence = message!(
            "The catalogue was changed while you had this open, and something here is not in use any more. Please load the page again."
        );
        return Err(Error::Conflict(sentence));
    }
    let mut set = TargetSet {
        id,
        from: draft.from,
        by_category: draft.by_category.clone(),
        by_skill: draft.by_skill.clone(),
    };
    if let Some(like) = like {
        let hidden = like
            .by_category
            .iter()
            .filter(|((_, category), _)| !known.categories.contains(category));
        set.by_category.extend(hidden.map(|(key, target)| (*key, *target)));
        let hidden = like
            .by_skill
            .iter()
            .filter(|((_, skill), _)| !known.skills.contains(skill));
        set.by_skill.extend(hidden.map(|(key, target)| (*key, *target)));
    }
    Ok(set)
}

fn check_day(change: &Change<'_>, id: TargetSetId, from: Date) -> Result<(), Error> {
    let latest = change.today.saturating_add(YEARS_AHEAD.years());
    if !(EARLIEST..=latest).contains(&from) {
        let sentence = message!(
            "Please choose a day from {earliest} to {latest}.",
            earliest = day::in_words(EARLIEST),
            latest = day::in_words(latest)
        );
        return Err(Invalid::one("from", sentence).into());
    }
    let other = change.store.unique::<TargetSet>("from", from)?;
    if other.is_some_and(|other| other.id != id) {
        let sentence = message!("There are targets from that day already. Correct those, or choose another day.");
        return Err(Invalid::one("from", sentence).into());
    }
    Ok(())
}

/// What a form can show: categories in use, and the skills in use in them.
struct Known {
    categories: BTreeSet<SkillCategoryId>,
    skills: BTreeSet<SkillId>,
}

impl Known {
    fn of(change: &Change<'_>) -> Result<Self, Error> {
        let mut categories = BTreeSet::new();
        for category in change.store.all::<SkillCategory>()? {
            if category.archived_on.is_none() {
                categories.insert(category.id);
            }
        }
        let mut skills = BTreeSet::new();
        for skill in change.store.all::<Skill>()? {
            if skill.archived_on.is_none() && categories.contains(&skill.category) {
                skills.insert(skill.id);
            }
        }
        Ok(Self { categories, skills })
    }
}
