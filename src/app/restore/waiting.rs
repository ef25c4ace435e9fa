//! A file that was looked at and waits for somebody to say yes: one a user, for an hour. It lies on the
//! disk without a name, or among the backups; a restart or a later file takes it away.

use super::super::{App, Error};
use super::{Preview, Source, preview};
use crate::domain::id::UserId;
use crate::domain::policy::{Action, Actor};
use crate::host::secret;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long it waits.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

#[derive(Default)]
pub(super) struct Waiting(Mutex<Vec<Held>>);

/// A file with what a look at it found.
#[derive(Clone)]
pub struct Held {
    pub key: String,
    pub source: Arc<Source>,
    pub preview: Arc<Preview>,
    user: UserId,
    since: Timestamp,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, Vec<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clear(&self) {
        self.lock().clear();
    }
}

/// Looks at a file and keeps it for the next step; gives its key.
///
/// # Errors
/// `Conflict` with what is wrong with it.
pub fn keep(app: &App, actor: &Actor, source: Source) -> Result<String, Error> {
    let user = user(app, actor)?;
    let preview = preview::look(app, actor, &source)?;
    let held = Held {
        key: secret::token(),
        source: Arc::new(source),
        preview: Arc::new(preview),
        user,
        since: app.now(),
    };
    let key = held.key.clone();
    let mut all = app.restores.waiting.lock();
    all.retain(|other| other.user != user);
    all.push(held);
    Ok(key)
}

/// The file of that key, for the user who brought it.
pub fn waiting(app: &App, actor: &Actor, key: &str) -> Result<Held, Error> {
    let user = user(app, actor)?;
    let now = app.now();
    let mut all = app.restores.waiting.lock();
    all.retain(|held| now.duration_since(held.since) < KEPT);
    let found = all.iter().find(|held| held.user == user && held.key == key);
    found.cloned().ok_or(Error::NotFound)
}

/// Lets go of it.
pub fn forget(app: &App, actor: &Actor, key: &str) -> Result<(), Error> {
    let user = user(app, actor)?;
    let mut all = app.restores.waiting.lock();
    all.retain(|held| !(held.user == user && held.key == key));
    Ok(())
}

fn user(app: &App, actor: &Actor) -> Result<UserId, Error> {
    app.permit(actor, &Action::ManageBox)?;
    match actor {
        Actor::User(account) => Ok(account.user),
        _ => Err(Error::Denied),
    }
}
