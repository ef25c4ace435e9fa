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
pub use sending::{Sent, send_due, send_now, send_soon};
pub use telling::{alarm, newest_copy, not_now, remind_again, trouble};
pub use testing::{Step, Tested, test};

use crate::app::{App, Error};
use crate::domain::id::{BackupId, PlaceId};
use crate::domain::offsite::{Copied, Place};
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use std::sync::{MutexGuard, TryLockError};
use std::time::{Duration, Instant};

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

/// Of each backup the names of the places where a copy lies that was read back.
pub fn whereabouts(app: &App, actor: &Actor) -> Result<Vec<(BackupId, String)>, Error> {
    let (places, copies) = (list(app, actor)?, copies_of(app)?);
    let verified = copies.iter().filter(|copy| copy.verified_at().is_some());
    let name = |copy: &Copied| {
        places
            .iter()
            .find(|place| place.id == copy.place)
            .map(|place| place.name.clone())
    };
    Ok(verified.filter_map(|copy| Some((copy.backup, name(copy)?))).collect())
}

fn places_of(app: &App) -> Result<Vec<Place>, Error> {
    Ok(app.store.read()?.all::<Place>()?)
}

fn copies_of(app: &App) -> Result<Vec<Copied>, Error> {
    let mut all = app.store.read()?.all::<Copied>()?;
    all.sort_by_key(|copy| std::cmp::Reverse((copy.made_at, copy.id)));
    Ok(all)
}

/// How long one waits for another; sending takes as long as the line is slow.
const PATIENCE: Duration = Duration::from_secs(10);

/// One at a time: two would send the same.
fn alone(app: &App) -> Result<MutexGuard<'_, ()>, Error> {
    let until = Instant::now() + PATIENCE;
    loop {
        match app.sending.try_lock() {
            Ok(alone) => return Ok(alone),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PATIENCE / 100),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Conflict(message!(
                    "Copies are being sent or looked at just now. Please try again in a moment."
                )));
            }
        }
    }
}
