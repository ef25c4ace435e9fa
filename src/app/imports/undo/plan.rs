//! What undoing would do with each record of an import.

use super::super::super::Error;
use super::super::super::projection::Projection;
use super::super::recording::{Importable, hash};
use super::{catalogue, people};
use crate::domain::import::{Former, Imported, Of};
use crate::domain::message::Message;
use crate::message;
use crate::store::Read;

/// What becomes of one record.
pub(super) enum Act {
    /// It is no longer there.
    Gone,
    Remove,
    Restore(Former),
    Keep(Message),
}

/// What becomes of all of them.
pub(super) struct Plan {
    pub acts: Vec<(Imported, Act)>,
}

impl Plan {
    pub fn new(store: &impl Read, now: &Projection, written: Vec<Imported>) -> Result<Self, Error> {
        let mut acts = Vec::new();
        for one in written {
            let act = untouched(store, &one)?;
            acts.push((one, act));
        }
        let mut plan = Self { acts };
        people::keep_what_is_used(&mut plan, store, now)?;
        catalogue::keep_what_is_used(&mut plan, store, now)?;
        Ok(plan)
    }

    /// Reasons to keep what would not stay, by place in the plan.
    pub fn reasons(
        &self,
        mut why: impl FnMut(&Imported, &Act) -> Result<Option<Message>, Error>,
    ) -> Result<Vec<(usize, Message)>, Error> {
        let mut found = Vec::new();
        for (at, (one, act)) in self.acts.iter().enumerate() {
            if matches!(act, Act::Remove | Act::Restore(_)) {
                found.extend(why(one, act)?.map(|why| (at, why)));
            }
        }
        Ok(found)
    }

    /// Keeps these; true when there were any.
    pub fn keep(&mut self, found: Vec<(usize, Message)>) -> bool {
        let any = !found.is_empty();
        for (at, why) in found {
            self.acts[at].1 = Act::Keep(why);
        }
        any
    }
}

/// What would be done if nothing referred to it.
fn untouched(store: &impl Read, one: &Imported) -> Result<Act, Error> {
    let now = match one.record {
        Of::Employee(id) => hash_now::<crate::domain::employee::Employee>(store, id)?,
        Of::Evaluation(id) => hash_now::<crate::domain::evaluation::Evaluation>(store, id)?,
        Of::SkillCategory(id) => hash_now::<crate::domain::catalogue::SkillCategory>(store, id)?,
        Of::Skill(id) => hash_now::<crate::domain::catalogue::Skill>(store, id)?,
        Of::ToolCategory(id) => hash_now::<crate::domain::catalogue::ToolCategory>(store, id)?,
        Of::Tool(id) => hash_now::<crate::domain::catalogue::Tool>(store, id)?,
    };
    let Some(now) = now else { return Ok(Act::Gone) };
    if now != one.hash {
        return Ok(Act::Keep(message!("It was changed since.")));
    }
    Ok(match (&one.before, one.changed) {
        (Some(former), _) => Act::Restore(former.clone()),
        (None, true) => Act::Keep(message!("What it was before is not kept any more.")),
        (None, false) => Act::Remove,
    })
}

fn hash_now<R: Importable>(store: &impl Read, id: R::Id) -> Result<Option<String>, Error> {
    store.get::<R>(id)?.as_ref().map(hash).transpose()
}
