//! A backup takes the place of what is on this box. It is looked at first, then done as a whole or not
//! at all; the same way for a browser, the shell and the wizard of an empty box.
//!
//! 1. Everything is unpacked into a new store beside the one in use, and checked. Work goes on meanwhile.
//! 2. Nobody can change anything any more. What is here is backed up.
//! 3. The new store takes along what belongs to this box, is started as after a restart, and whoever was
//!    anonymised since is so in it too.
//! 4. It takes the place of the one in use, between two requests. If it is not well, that one comes back.

mod engine;
mod preview;
mod progress;
mod source;
pub mod unreadable;
mod waiting;

pub use engine::{Allowed, Done, run};
pub(super) use preview::rehearse;
pub use preview::{Here, Names, Preview, look};
pub use progress::{Run, Stage, running, start};
pub use source::{KEY, Source};
pub use waiting::{Held, forget, keep, waiting};

use super::{App, Error};
use crate::domain::id::RestoreId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::domain::restore::Restore;
use crate::message;
use crate::store::Read;
use std::sync::atomic::{AtomicBool, Ordering};

/// What goes on about restores in this run of the program.
#[derive(Default)]
pub(super) struct Restores {
    /// One at a time.
    under_way: AtomicBool,
    running: progress::Running,
    waiting: waiting::Waiting,
}

impl Restores {
    /// Lets go of the files that wait.
    pub fn forget_waiting(&self) {
        self.waiting.clear();
    }
}

/// The one that is under way; another may begin when this is dropped.
struct OneAtATime<'a>(&'a AtomicBool);

impl<'a> OneAtATime<'a> {
    fn begin(app: &'a App) -> Result<Self, Error> {
        match app.restores.under_way.swap(true, Ordering::AcqRel) {
            false => Ok(Self(&app.restores.under_way)),
            true => Err(another()),
        }
    }
}

impl Drop for OneAtATime<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

fn another() -> Error {
    Error::Conflict(message!(
        "Another backup is being restored just now. Please wait for it to end."
    ))
}

/// Whether one is being done just now.
pub(super) fn is_under_way(app: &App) -> bool {
    app.restores.under_way.load(Ordering::Acquire)
}

/// The last time a backup took the place of what was here.
pub fn last(app: &App) -> Result<Option<Restore>, Error> {
    let all = app.store.read()?.all::<Restore>()?;
    Ok(all.into_iter().max_by_key(|restore| restore.id))
}

/// Whether this box has to wait with what it does in the company's name until an admin has said that the
/// one it was restored from is gone: certificates of a public authority, mail, copies elsewhere.
pub fn holds_outgoing(app: &App) -> Result<bool, Error> {
    Ok(last(app)?.is_some_and(|restore| restore.holds_outgoing()))
}

/// What an admin has to decide about it, if so.
pub fn undecided(app: &App) -> Result<Option<Message>, Error> {
    Ok(holds_outgoing(app)?.then(|| {
        message!(
            "What is here was restored from a backup of another machine, so no certificate is asked for elsewhere and no copy leaves this box. Say under Backups that this box takes that one's place."
        )
    }))
}

/// An admin says that this box takes the place of the other one.
pub fn confirm(app: &App, actor: &Actor, id: RestoreId) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        let mut restore = change.store.get::<Restore>(id)?.ok_or(Error::NotFound)?;
        if !restore.holds_outgoing() {
            return Err(Error::Conflict(message!(
                "This box does not wait for anything any more."
            )));
        }
        restore.confirmed_at = Some(change.now);
        change.put(&restore)?;
        change.record::<Restore>("box_replaces_other", id, &[])
    })?;
    app.bell().ring();
    Ok(())
}
