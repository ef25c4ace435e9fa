//! Copies of the backups that lie off this box, in a mounted folder or in storage that speaks S3. A copy
//! counts once it was read back from there to its end and is what was sent.
//!
//! | file | what lives there |
//! |---|---|
//! | `places` | adding, changing, pausing and removing a place |
//! | `reaching` | a place as something that can be written, read, listed and tidied |
//! | `sending` | what is due: what is missing there is sent, what is too old goes |
//! | `uploading` | one backup to one place, going on where it was broken off |
//! | `telling` | what somebody should see to |
//! | `testing` | whether a place works, step by step |

mod places;
mod reaching;
mod sending;
mod telling;
mod testing;
mod uploading;

pub use places::{add, change, pause, remove};
pub use sending::{Sent, send_due, send_now};
pub use telling::{alarm, newest_copy, not_now, remind_again, trouble};
pub use testing::{Step, Tested, test};

use crate::app::{App, Error};
use crate::domain::id::PlaceId;
use crate::domain::message::Message;
use crate::domain::offsite::{Copied, Place};
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use std::sync::{MutexGuard, TryLockError};

/// The places, oldest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Place>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    places_of(app)
}

/// One of them.
pub fn place(app: &App, actor: &Actor, id: PlaceId) -> Result<Place, Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.store.read()?.get::<Place>(id)?.ok_or(Error::NotFound)
}

/// What lies at the places or is on its way there, newest backup first.
pub fn copies(app: &App, actor: &Actor) -> Result<Vec<Copied>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    copies_of(app)
}

fn places_of(app: &App) -> Result<Vec<Place>, Error> {
    Ok(app.store.read()?.all::<Place>()?)
}

fn copies_of(app: &App) -> Result<Vec<Copied>, Error> {
    let mut all = app.store.read()?.all::<Copied>()?;
    all.sort_by_key(|copy| std::cmp::Reverse((copy.made_at, copy.id)));
    Ok(all)
}

/// One at a time: two would send the same.
fn alone(app: &App) -> Result<MutexGuard<'_, ()>, Error> {
    match app.sending.try_lock() {
        Ok(alone) => Ok(alone),
        Err(TryLockError::Poisoned(poisoned)) => Ok(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => Err(Error::Conflict(under_way())),
    }
}

fn under_way() -> Message {
    message!("Copies are being sent or looked at just now. Please try again in a moment.")
}
