//! Cards that were read and wait for what is decided about them, in memory only: of each user the
//! last ones, for an hour, of a few users. The files themselves are not kept.

use super::super::super::{App, Error};
use super::Entry;
use crate::domain::id::UserId;
use crate::domain::import::Kind;
use crate::domain::policy::{Action, Actor};
use crate::host::secret;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// Users whose cards wait at the same time; a card takes about 40 kB.
const USERS_MAX: usize = 10;

/// The cards that wait.
#[derive(Debug, Default)]
pub struct Waiting {
    all: Mutex<Vec<Stack>>,
}

impl Waiting {
    /// Lets go of all.
    pub fn clear(&self) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[derive(Debug)]
struct Stack {
    key: u64,
    user: UserId,
    cards: Arc<Vec<Entry>>,
    touched: Timestamp,
}

/// Keeps them for the next page; those the user had before go.
pub fn keep(app: &App, actor: &Actor, cards: Vec<Entry>) -> Result<u64, Error> {
    let user = user(app, actor)?;
    let key = u64::from_be_bytes(secret::random()) >> 11;
    let mut all = app.cards.all.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|stack| stack.user != user);
    if all.len() >= USERS_MAX {
        all.remove(0);
    }
    all.push(Stack {
        key,
        user,
        cards: Arc::new(cards),
        touched: app.now(),
    });
    Ok(key)
}

/// The cards of that key, for the user who sent them.
pub fn get(app: &App, actor: &Actor, key: u64) -> Result<Arc<Vec<Entry>>, Error> {
    let user = user(app, actor)?;
    let now = app.now();
    let mut all = app.cards.all.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|stack| now.duration_since(stack.touched) < KEPT);
    let found = all.iter_mut().find(|stack| stack.key == key && stack.user == user);
    let stack = found.ok_or(Error::NotFound)?;
    stack.touched = now;
    Ok(Arc::clone(&stack.cards))
}

/// Lets go of them.
pub fn forget(app: &App, actor: &Actor, key: u64) -> Result<(), Error> {
    let user = user(app, actor)?;
    let mut all = app.cards.all.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|stack| stack.key != key || stack.user != user);
    Ok(())
}

fn user(app: &App, actor: &Actor) -> Result<UserId, Error> {
    app.permit(actor, &Action::Import(Kind::ScoreCards))?;
    match actor {
        Actor::User(account) => Ok(account.user),
        _ => Err(Error::Denied),
    }
}
