//! How a save meets what was saved meanwhile: different fields merge, the same field comes back as
//! a conflict with both values, and nothing is overwritten unseen.

use super::field::{Change, Field, Value};
use crate::domain::evaluation::Evaluation;
use crate::domain::message::Message;
use crate::message;

/// Browsers a draft remembers. One that was forgotten may see a conflict with itself, no more.
const DEVICES_MAX: usize = 24;

/// What one browser sends at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Save {
    /// The name the browser (or tab) gave itself; empty: a plain form.
    pub device: String,
    /// Counts up with each save of that browser; the same save sent again keeps its number.
    pub number: u64,
    pub revision: u32,
    /// The edit whose state the page shows.
    pub seen: u64,
    pub changes: Vec<Change>,
}

/// What became of a save.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The edit the draft is at now.
    pub edit: u64,
    /// Fields that now hold what was sent.
    pub taken: Vec<Field>,
    /// Fields that hold something else, saved by another device after the page's state.
    pub conflicts: Vec<Conflict>,
    /// What other devices changed since the page's state, to be shown there.
    pub news: Vec<(Field, Value)>,
    /// Fields that changed by this save; none: there is nothing to store.
    pub changed: Vec<Field>,
}

/// The same field, changed on two devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub field: Field,
    /// What this save wanted; not stored.
    pub yours: Value,
    /// What is stored.
    pub theirs: Value,
}

/// A save that cannot be merged at all. What was typed stays with the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Based on an edit or revision that this draft has not reached or has left.
    OtherHistory,
}

impl Refused {
    /// Why, for the person.
    pub fn message(&self) -> Message {
        match self {
            Refused::OtherHistory => message!(
                "This page belongs to another state of the evaluation. Please copy what you wrote and load it again."
            ),
        }
    }
}

/// Merges `save` into the draft, field by field.
pub fn merge(draft: &mut Evaluation, save: Save) -> Result<Merged, Refused> {
    let ahead = |base: u64| base > draft.edit;
    if save.revision != draft.revision || ahead(save.seen) || save.changes.iter().any(|change| ahead(change.base)) {
        return Err(Refused::OtherHistory);
    }
    let again = draft
        .devices
        .get(&save.device)
        .is_some_and(|device| save.number <= device.save && !save.device.is_empty());
    let next = draft.edit + 1;
    let mut merged = Merged::default();
    for change in save.changes {
        let name = change.field.to_string();
        let theirs = change.field.of(draft);
        let own = draft
            .devices
            .get(&save.device)
            .is_some_and(|device| device.fields.contains(&name));
        let untouched = draft.field_edits.get(&name).copied().unwrap_or_default() <= change.base;
        if theirs == change.value {
            merged.taken.push(change.field);
        } else if again && own {
            // An older save that was overtaken by a later one of the same browser.
            merged.taken.push(change.field);
        } else if own || untouched {
            change.value.put(change.field, draft);
            draft.field_edits.insert(name, next);
            merged.taken.push(change.field);
            merged.changed.push(change.field);
        } else {
            merged.conflicts.push(Conflict {
                field: change.field,
                yours: change.value,
                theirs,
            });
        }
    }
    if !merged.changed.is_empty() {
        draft.edit = next;
        remember(draft, &save.device, save.number, &merged.changed);
    }
    merged.edit = draft.edit;
    merged.news = news(draft, &save.device, save.seen, &merged);
    Ok(merged)
}

/// What was changed after edit `seen` by others than `device`, and is not said elsewhere in the answer.
fn news(draft: &Evaluation, device: &str, seen: u64, merged: &Merged) -> Vec<(Field, Value)> {
    draft
        .field_edits
        .iter()
        .filter(|(name, edit)| {
            let own = draft
                .devices
                .get(device)
                .is_some_and(|device| device.fields.contains(*name));
            **edit > seen && !own
        })
        .filter_map(|(name, _)| Field::parse(name))
        .filter(|field| !merged.taken.contains(field) && !merged.conflicts.iter().any(|c| c.field == *field))
        .map(|field| (field, field.of(draft)))
        .collect()
}

fn remember(draft: &mut Evaluation, device: &str, number: u64, changed: &[Field]) {
    let names: Vec<String> = changed.iter().map(Field::to_string).collect();
    for other in draft.devices.values_mut() {
        for name in &names {
            other.fields.remove(name);
        }
    }
    if device.is_empty() {
        return;
    }
    if draft.devices.len() >= DEVICES_MAX && !draft.devices.contains_key(device) {
        let least = draft.devices.iter().min_by_key(|(_, device)| device.fields.len());
        if let Some(name) = least.map(|(name, _)| name.clone()) {
            draft.devices.remove(&name);
        }
    }
    let own = draft.devices.entry(device.to_owned()).or_default();
    own.save = own.save.max(number);
    own.fields.extend(names);
}
