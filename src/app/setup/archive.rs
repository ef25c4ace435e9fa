//! Moving in from an archive of another Handyman KPI, in two steps: looking at what is in it, and taking
//! it over. Meanwhile the one file waits, on the disk without a name; a restart or a later file takes it
//! away.

use super::super::archive::{self, Brought};
use super::super::restore::{self, KEY, Source};
use super::super::{App, Error, sealed};
use crate::domain::policy::Actor;
use crate::host::secret;
use jiff::{SignedDuration, Timestamp};
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a file waits for the next step.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The file that waits.
#[derive(Debug, Default)]
pub struct Waiting {
    one: Mutex<Option<One>>,
}

#[derive(Debug)]
struct One {
    source: Source,
    brings: Brought,
    /// Of the setup link it came with.
    link: String,
    since: Timestamp,
}

/// Looks at an archive and keeps it for the next step, in place of an earlier one. `key` is what was typed
/// to open it, if anything was.
///
/// # Errors
/// `NotFound` when the setup link does not open; `Conflict` with what is wrong with the file, `Invalid` with
/// what is wrong with the key.
pub fn keep(app: &App, token: &str, file: File, key: &str) -> Result<(), Error> {
    if !super::opens(app, token)? {
        return Err(Error::NotFound);
    }
    app.moving_in.forget();
    let source = Source::new(file, "")?.with_keys(sealed::typed_if_any(KEY, key)?)?;
    let brings = archive::look(app, &source)?;
    *app.moving_in.lock() = Some(One {
        source,
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

/// Begins to take the file that waits over, all or nothing: it uses the link up. Gives the ticket to see
/// with how far it is.
///
/// # Errors
/// `NotFound` when the link does not open, or no file waits; `Conflict` when another is being taken over.
pub fn take_over(app: &Arc<App>, token: &str) -> Result<String, Error> {
    if !super::opens(app, token)? {
        return Err(Error::NotFound);
    }
    // Out of everyone's reach: two at once would read it in turns.
    let link = secret::hash(token);
    let one = app.moving_in.find(app.now(), &link).take().ok_or(Error::NotFound)?;
    let source = one.source.again()?;
    let token = token.to_owned();
    let allowed = move |app: &App| match super::opens(app, &token)? {
        true => archive::into_empty(app),
        false => Err(Error::NotFound),
    };
    restore::start(app, &Actor::Visitor, source, allowed, move |app, done| {
        if !done {
            *app.moving_in.lock() = Some(one);
        }
    })
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
