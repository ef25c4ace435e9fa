//! Undoing an import: what nobody touched since goes, or is as it was before; the rest stays and is
//! listed by name, with the reason.

mod catalogue;
mod people;
mod plan;

use super::super::{App, Change, Error};
use super::recording::Importable;
use super::{import, written};
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::ImportId;
use crate::domain::import::{Former, Import, Imported, Of, Undone};
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use plan::{Act, Plan};

/// A record that undoing leaves as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub record: Of,
    /// `None`: not for the one who asks.
    pub name: Option<Message>,
    /// Why it stays; `None` once nothing would keep it any more.
    pub why: Option<Message>,
    /// Where it stood in the file.
    pub place: String,
}

/// What is said once it is done.
pub fn undone_but() -> Message {
    message!("The import is undone, but for what somebody changed or used since.")
}

/// A record that an import wrote, and what undoing makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    pub record: Of,
    /// `None`: not for the one who asks, or no longer there.
    pub name: Option<Message>,
    /// Where it stood in the file.
    pub place: String,
    /// It was there before the import.
    pub changed: bool,
    pub becomes: Becomes,
}

/// What undoing makes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// It is no longer there.
    Gone,
    Removed,
    /// As it was before the import.
    Restored,
    /// It stays, or stayed; `None` once nothing would keep it any more.
    Kept(Option<Message>),
}

/// What an import wrote and undoing has not taken back, in the order it was written.
pub fn fates(app: &App, actor: &Actor, id: ImportId) -> Result<Vec<Fate>, Error> {
    let import = import(app, actor, id)?;
    let reader = app.store.read()?;
    let plan = Plan::new(&reader, &app.projection(), written(&reader, id)?)?;
    let mut fates = Vec::with_capacity(plan.acts.len());
    for (one, act) in plan.acts {
        fates.push(Fate {
            record: one.record,
            name: people::name(app, actor, &reader, one.record)?,
            becomes: match act {
                Act::Keep(why) => Becomes::Kept(Some(why)),
                _ if import.undone.is_some() => Becomes::Kept(None),
                Act::Gone => Becomes::Gone,
                Act::Remove => Becomes::Removed,
                Act::Restore(_) => Becomes::Restored,
            },
            changed: one.changed,
            place: one.place,
        });
    }
    Ok(fates)
}

/// What undoing would leave, or has left, as it is: by name.
pub fn kept(app: &App, actor: &Actor, id: ImportId) -> Result<Vec<Kept>, Error> {
    let stays = |fate: Fate| match fate.becomes {
        Becomes::Kept(why) => Some(Kept {
            record: fate.record,
            name: fate.name,
            why,
            place: fate.place,
        }),
        _ => None,
    };
    Ok(fates(app, actor, id)?.into_iter().filter_map(stays).collect())
}

/// Undoes an import, once: all of it in one change.
///
/// # Errors
/// `Conflict` when it was undone already.
pub fn undo(app: &App, actor: &Actor, id: ImportId) -> Result<Undone, Error> {
    app.change(actor, |change| {
        let mut import = change.store.get::<Import>(id)?.ok_or(Error::NotFound)?;
        app.permit(actor, &Action::SeeImport(import.kind, import.user()))?;
        if import.undone.is_some() {
            return Err(Error::Conflict(message!("This import was undone already.")));
        }
        let plan = Plan::new(&*change.store, &app.projection(), written(change.store, id)?)?;
        let (removed, restored) = carry_out(change, plan)?;
        let undone = Undone {
            at: change.now,
            by: change.by().clone(),
            removed,
            restored,
        };
        import.undone = Some(undone.clone());
        change.put(&import)?;
        change.record::<Import>("import_undone", id, &[])?;
        Ok(undone)
    })
}

fn carry_out(change: &mut Change<'_>, plan: Plan) -> Result<(u32, u32), Error> {
    let (mut removed, mut restored) = (0, 0);
    let mut put_back = Vec::new();
    // What came last goes first, and everything that goes frees its names and numbers for what comes back.
    for (one, act) in plan.acts.into_iter().rev() {
        match act {
            Act::Keep(_) => continue,
            Act::Gone => {}
            Act::Remove => {
                remove(change, one.record)?;
                removed += 1;
            }
            Act::Restore(former) => {
                put_back.push(former);
                restored += 1;
            }
        }
        change.delete::<Imported>(one.id)?;
    }
    for former in &put_back {
        people::free_number(change, former)?;
    }
    for former in put_back {
        match former {
            Former::Employee(record) => put(change, *record, "employee_import_undone")?,
            Former::SkillCategory(record) => put(change, *record, "skill_category_import_undone")?,
            Former::Skill(record) => put(change, *record, "skill_import_undone")?,
            Former::ToolCategory(record) => put(change, *record, "tool_category_import_undone")?,
            Former::Tool(record) => put(change, *record, "tool_import_undone")?,
        }
    }
    Ok((removed, restored))
}

fn put<R: Importable>(change: &mut Change<'_>, record: R, what: &str) -> Result<(), Error> {
    change.put(&record)?;
    change.record::<R>(what, record.id(), &[])
}

fn remove(change: &mut Change<'_>, record: Of) -> Result<(), Error> {
    match record {
        Of::Employee(id) => removed::<Employee>(change, id, "employee_import_undone"),
        Of::Evaluation(id) => removed::<Evaluation>(change, id, "evaluation_import_undone"),
        Of::SkillCategory(id) => removed::<SkillCategory>(change, id, "skill_category_import_undone"),
        Of::Skill(id) => removed::<Skill>(change, id, "skill_import_undone"),
        Of::ToolCategory(id) => removed::<ToolCategory>(change, id, "tool_category_import_undone"),
        Of::Tool(id) => removed::<Tool>(change, id, "tool_import_undone"),
    }
}

fn removed<R: Importable>(change: &mut Change<'_>, id: R::Id, what: &str) -> Result<(), Error> {
    change.delete::<R>(id)?;
    change.record::<R>(what, id, &[])
}
