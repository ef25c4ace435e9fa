//! Requests that are carried out once however often they are sent: what was done is remembered in the
//! transaction that did it, for a week. The answer is kept beside it; should it be missing (the
//! program was ended in between), it is made anew from what was done.

use super::{App, Change, Error};
use crate::domain::account::Role;
use crate::domain::id::{AnsweredRequestId, UserId};
use crate::domain::policy::Actor;
use crate::domain::token::{AnsweredRequest, KeptAnswer, Once};
use crate::store::{Order, Read, Span};
use data_encoding::HEXLOWER;
use jiff::SignedDuration;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// How long a request is remembered.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most requests that are remembered at a time.
pub const REMEMBERED_MAX: u64 = 50_000;
/// Longest answer that is kept as it was, in bytes; a longer one is made anew.
const ANSWER_MAX: usize = 64 * 1024;
/// Requests forgotten at once, when a new one comes.
const FORGOTTEN_AT_ONCE: usize = 100;

/// The keys of what is being done.
#[derive(Debug, Default)]
pub(super) struct UnderWay(Mutex<HashSet<String>>);

/// The right to do something, until it is dropped.
pub struct Turn<'a> {
    app: &'a App,
    key: String,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut keys = self.app.under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.remove(&self.key);
    }
}

/// What is known of a request.
pub enum Known<'a> {
    /// Nothing: it may be done.
    Not(Turn<'a>),
    /// The same is being done just now.
    UnderWay,
    /// It was done.
    Done(Box<AnsweredRequest>),
    /// Something else was done under this key.
    OtherBody,
    /// No further one can be remembered.
    Full,
}

/// The name of a request: `key` is what the program chose, `sent` its query and its body.
pub fn named(app: &App, user: UserId, method: &str, path: &str, key: &str, sent: (&str, &[u8])) -> Once {
    let epoch = app.epoch();
    let name = serde_json::to_string(&(epoch, user, method, path, key)).expect("texts and a number are JSON");
    Once {
        key: sha256(&[name.as_bytes()]),
        body: match sent {
            ("", body) => sha256(&[body]),
            (query, body) => sha256(&[query.as_bytes(), b"\n", body]),
        },
    }
}

fn sha256(parts: &[&[u8]]) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    HEXLOWER.encode(context.finish().as_ref())
}

/// What is known of it.
pub fn know<'a>(app: &'a App, once: &Once) -> Result<Known<'a>, Error> {
    {
        let mut keys = app.under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !keys.insert(once.key.clone()) {
            return Ok(Known::UnderWay);
        }
    }
    // From here on nobody else does it, so what is read now stays true.
    let turn = Turn {
        app,
        key: once.key.clone(),
    };
    let reader = app.store.read()?;
    let now = app.now();
    let found = reader.unique::<AnsweredRequest>("key", &once.key)?;
    if let Some(done) = found.filter(|done| now.duration_since(done.at) < KEPT) {
        return Ok(match done.body == once.body {
            true => Known::Done(Box::new(done)),
            false => Known::OtherBody,
        });
    }
    let full = reader.count::<AnsweredRequest>()? >= REMEMBERED_MAX
        && reader
            .ids::<AnsweredRequest>("by_at", Span::up_to(now - KEPT), Order::Ascending, 1)?
            .is_empty();
    Ok(if full { Known::Full } else { Known::Not(turn) })
}

/// Remembers inside a change that it was done, and forgets what is old.
pub(super) fn remember(
    change: &mut Change<'_>,
    user: UserId,
    role: Role,
    once: Once,
    subject: Option<u64>,
) -> Result<(), Error> {
    let old = change.store.ids::<AnsweredRequest>(
        "by_at",
        Span::up_to(change.now - KEPT),
        Order::Ascending,
        FORGOTTEN_AT_ONCE,
    )?;
    for id in old {
        change.delete::<AnsweredRequest>(id)?;
    }
    // Of the same name, and older than a week: it stood beyond those.
    if let Some(old) = change.store.unique::<AnsweredRequest>("key", &once.key)?
        && change.now.duration_since(old.at) >= KEPT
    {
        change.delete::<AnsweredRequest>(old.id)?;
    }
    let id: AnsweredRequestId = change.next_id::<AnsweredRequest>()?;
    change.put(&AnsweredRequest {
        id,
        user,
        key: once.key,
        body: once.body,
        at: change.now,
        role,
        subject,
        answer: None,
    })
}

/// Keeps the answer that was given. Best effort: without it, it is made anew when asked for again.
pub fn keep(app: &App, once: &Once, answer: KeptAnswer) {
    if answer.body.len() > ANSWER_MAX {
        return;
    }
    let done = app.change(&Actor::Program, |change| {
        if let Some(mut done) = change.store.unique::<AnsweredRequest>("key", &once.key)? {
            done.answer = Some(answer);
            change.put(&done)?;
        }
        Ok(())
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the answer to a request could not be kept");
    }
}

/// Lets go of every kept answer, inside a change: they hold names and notes.
pub(super) fn drop_answers(change: &mut Change<'_>) -> Result<(), Error> {
    for mut done in change.store.all::<AnsweredRequest>()? {
        if done.answer.take().is_some() {
            change.put(&done)?;
        }
    }
    Ok(())
}
