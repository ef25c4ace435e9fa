//! Whether a place works, step by step, with a small file that is gone again afterwards.

use super::alone;
use super::reaching::{There, reach};
use crate::app::{App, Error, restore};
use crate::domain::id::PlaceId;
use crate::domain::message::Message;
use crate::domain::offsite::{Fault, FaultKind, Place};
use crate::domain::policy::{Action, Actor};
use crate::host::secret;
use crate::host::whole_file::Print;
use crate::message;
use crate::store::Read;
use std::io::Cursor;

/// What was tried, up to the first step that went wrong.
#[derive(Clone, Debug)]
pub struct Tested {
    pub steps: Vec<Step>,
    pub fault: Option<Fault>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub sentence: Message,
    pub well: bool,
}

/// Writes, reads back, lists and removes a small file. A folder is marked, so that it is known again; from
/// now on copies are sent.
pub fn test(app: &App, actor: &Actor, id: PlaceId) -> Result<Tested, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let place = app.store.read()?.get::<Place>(id)?.ok_or(Error::NotFound)?;
    let alone = alone(app)?;
    let mut steps = Vec::new();
    let fault = run(app, &place, &mut steps).err();
    drop(alone);
    app.change(actor, |change| {
        let Some(mut place) = change.store.get::<Place>(id)? else {
            return Err(Error::NotFound);
        };
        let what = match fault {
            None => {
                place.tested_at = Some(change.now);
                // What was wrong may be mended: it is seen at once.
                place.trouble = None;
                change.put(&place)?;
                "offsite_place_tested"
            }
            Some(_) => "offsite_test_failed",
        };
        change.record::<Place>(what, id, &[])
    })?;
    if fault.is_none() {
        app.bell().ring();
    }
    Ok(Tested { steps, fault })
}

fn run(app: &App, place: &Place, steps: &mut Vec<Step>) -> Result<(), Fault> {
    let stop = || app.bell().is_stopped() || restore::is_under_way(app);
    let mut step = |sentence: Message, done: Result<(), Fault>| {
        steps.push(Step {
            sentence,
            well: done.is_ok(),
        });
        done
    };
    let name = format!("handyman-kpi-test-{}", secret::token());
    let content = secret::token().into_bytes();
    let there = match reach(app, place, &stop) {
        Ok(There::Folder(folder)) => {
            step(
                message!("It is a folder on another disk, and marked as this place’s."),
                folder.take(app.data_folder()),
            )?;
            There::Folder(folder)
        }
        Ok(there) => {
            step(
                message!("It can be reached and lets this box in."),
                there.list().map(drop),
            )?;
            there
        }
        Err(fault) => return step(message!("It can be reached and lets this box in."), Err(fault)),
    };
    step(message!("A small file was written."), write(&there, &name, &content))?;
    let read = read_back(&there, &name, &content);
    let came_back = step(message!("It was read back and is the same."), read);
    let listed = match &came_back {
        Ok(()) => step(
            message!("It is in the list of what lies there."),
            is_listed(&there, &name),
        ),
        Err(_) => Ok(()),
    };
    // Also where it did not come back as it was.
    let removed = there.remove(&name);
    came_back.and(listed)?;
    step(message!("It was removed again."), removed)
}

fn write(there: &There<'_>, name: &str, content: &[u8]) -> Result<(), Fault> {
    match there {
        There::Folder(folder) => folder.put(name, Cursor::new(content.to_vec())),
        There::Storage { storage, prefix } => storage.put(&format!("{prefix}{name}"), content.to_vec().into()),
    }
}

fn read_back(there: &There<'_>, name: &str, content: &[u8]) -> Result<(), Fault> {
    match there.print(name, content.len() as u64)? {
        None => Err(Fault::of(FaultKind::Vanished)),
        Some(print) if print == Print::of(content) => Ok(()),
        Some(_) => Err(Fault::of(FaultKind::Differs)),
    }
}

fn is_listed(there: &There<'_>, name: &str) -> Result<(), Fault> {
    match there.list()?.contains_key(name) {
        true => Ok(()),
        false => Err(Fault::of(FaultKind::Vanished)),
    }
}
