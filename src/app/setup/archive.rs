//! Moving in from an archive of another Handyman KPI, in two steps: looking at what is in it, and taking
//! it over. Meanwhile the one file waits, on the disk without a name; a restart or a later file takes it
//! away.

use super::super::archive::{self, Brought};
use super::super::{App, Error, sealed};
use crate::domain::policy::Actor;
use crate::host::sealed::Key;
use crate::host::secret;
use jiff::{SignedDuration, Timestamp};
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How long a file waits for the next step.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The file that waits.
#[derive(Debug, Default)]
pub struct Waiting {
    one: Mutex<Option<One>>,
}

#[derive(Debug)]
struct One {
    file: File,
    /// What opens it, where it is encrypted; in memory only, as long as the file waits.
    keys: Vec<Key>,
    brings: Brought,
    /// Of the setup link it came with.
    link: String,
    since: Timestamp,
}

/// The field of the key.
pub const KEY: &str = "key";

/// Looks at an archive and keeps it for the next step, in place of an earlier one. `key` is what was typed
/// to open it, if anything was.
///
/// # Errors
/// `NotFound` when the setup link does not open; `Conflict` with what is wrong with the file, `Invalid` with
/// what is wrong with the key.
pub fn keep(app: &App, token: &str, mut file: File, key: &str) -> Result<(), Error> {
    if !super::opens(app, token)? {
        return Err(Error::NotFound);
    }
    app.moving_in.forget();
    let keys = sealed::typed_if_any(KEY, key)?;
    let brings = archive::look(app, reader(&mut file, &keys)?)?;
    *app.moving_in.lock() = Some(One {
        file,
        keys,
        brings,
        link: secret::hash(token),
        since: app.now(),
    });
    Ok(())
}

/// What the file that waits brings; `None`: none does.
pub fn waiting(app: &App, token: &str) -> Option<Brought> {
    let link = secret::hash(token);
    app.moving_in
        .find(app.now(), &link)
        .as_ref()
        .map(|one| one.brings.clone())
}

/// Takes the file that waits over, all or nothing: uses the link up in the same change.
///
/// # Errors
/// `NotFound` when the link does not open, or no file waits; the file waits on after any other.
pub fn take_over(app: &App, token: &str) -> Result<Brought, Error> {
    if !super::opens(app, token)? {
        return Err(Error::NotFound);
    }
    // Out of everyone's reach: two at once would read it in turns.
    let link = secret::hash(token);
    let mut one = app.moving_in.find(app.now(), &link).take().ok_or(Error::NotFound)?;
    let brought = reader(&mut one.file, &one.keys).and_then(|from| {
        archive::bring(app, &Actor::Visitor, from, |writer| {
            // Links belong to the box: it is gone with all that was here.
            super::link_of(writer, app.now(), token)?
                .map(|_| ())
                .ok_or(Error::NotFound)
        })
    });
    if brought.is_err() {
        *app.moving_in.lock() = Some(one);
    }
    brought
}

fn reader<'a>(file: &'a mut File, keys: &[Key]) -> Result<Box<dyn BufRead + 'a>, Error> {
    file.seek(SeekFrom::Start(0))
        .map_err(|cause| Error::Failed(format!("an archive could not be read: {cause}")))?;
    sealed::plain_for_field(KEY, BufReader::with_capacity(256 * 1024, file), keys)
}

impl Waiting {
    /// Lets go of the file.
    pub fn forget(&self) {
        *self.lock() = None;
    }

    fn find(&self, now: Timestamp, link: &str) -> MutexGuard<'_, Option<One>> {
        let mut one = self.lock();
        if one
            .as_ref()
            .is_some_and(|one| one.link != link || now.duration_since(one.since) >= KEPT)
        {
            *one = None;
        }
        one
    }

    fn lock(&self) -> MutexGuard<'_, Option<One>> {
        self.one.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
