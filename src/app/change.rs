//! One change under way: the transaction, its events, and what it means for the projection.

use super::projected::Projected;
use super::projection::Changed;
use super::{App, Error, once};
use crate::domain::account::Role;
use crate::domain::event::{By, Event};
use crate::domain::id::UserId;
use crate::domain::policy::Actor;
use crate::domain::token::Once;
use crate::store::{Read, Record, Writer};
use jiff::Timestamp;
use jiff::civil::Date;

/// One write transaction with what it has changed so far.
pub struct Change<'a> {
    /// For reads inside the transaction.
    pub store: &'a mut Writer,
    /// The moment of the change; the same for all its records.
    pub now: Timestamp,
    /// That moment's day at the company.
    pub today: Date,
    by: By,
    changed: Vec<Changed>,
    /// What the last event was about.
    subject: Option<u64>,
    /// To be remembered with the change.
    once: Option<(UserId, Role, Once)>,
}

impl<'a> Change<'a> {
    pub(super) fn begin(store: &'a mut Writer, app: &App, actor: &Actor) -> Result<Self, Error> {
        let via = match actor {
            Actor::User(account) => account.via.as_ref().map(|via| (account, via)),
            _ => None,
        };
        let mut once = None;
        if let Some((account, via)) = via {
            if via.read_only {
                return Err(Error::Denied);
            }
            if via.after.is_some_and(|after| after != app.changes()) {
                return Err(Error::Meanwhile);
            }
            once = via.once.clone().map(|once| (account.user, account.role, once));
        }
        let by = match (actor, via) {
            (Actor::User(account), Some((_, via))) => By::Token {
                user: account.user,
                token: via.token,
            },
            (actor, _) => Self::by_whom(actor),
        };
        let now = app.zoned_now();
        Ok(Self {
            store,
            now: now.timestamp(),
            today: now.date(),
            by,
            changed: Vec::new(),
            subject: None,
            once,
        })
    }

    fn by_whom(actor: &Actor) -> By {
        match actor {
            Actor::User(account) => By::User(account.user),
            Actor::Shell { uid, sudo_uid } => By::Shell {
                uid: *uid,
                sudo_uid: *sudo_uid,
            },
            Actor::Program => By::Program,
            Actor::Visitor => By::Visitor,
        }
    }

    /// The next id of a record's sequence.
    pub fn next_id<R: Record>(&mut self) -> Result<R::Id, Error> {
        Ok(self.store.next_id::<R>()?)
    }

    /// Writes a record: new, or in place of the one with its id.
    pub fn put<R: Projected>(&mut self, record: &R) -> Result<(), Error> {
        let before = if R::NEEDS_BEFORE {
            self.store.get::<R>(record.id())?
        } else {
            None
        };
        self.store.put(record)?;
        self.changed.extend(R::changed(before, Some(record)));
        Ok(())
    }

    /// Removes a record; nothing happens when it is not there.
    pub fn delete<R: Projected>(&mut self, id: R::Id) -> Result<(), Error> {
        let before = self.store.get::<R>(id)?;
        if before.is_some() {
            self.store.delete::<R>(id)?;
            self.changed.extend(R::changed(before, None));
        }
        Ok(())
    }

    /// Writes the event of what was done. `fields` are names only, never values.
    pub fn record<R: Record>(&mut self, what: &str, subject: R::Id, fields: &[&str]) -> Result<(), Error> {
        self.event(what, Some((R::TABLE.to_owned(), subject.into())), fields)
    }

    /// Writes an event that is about no record.
    pub fn event(&mut self, what: &str, subject: Option<(String, u64)>, fields: &[&str]) -> Result<(), Error> {
        self.subject = subject.as_ref().map(|(_, id)| *id);
        let event = Event {
            id: self.store.next_id::<Event>()?,
            at: self.now,
            by: self.by.clone(),
            what: what.to_owned(),
            subject,
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        };
        Ok(self.store.put(&event)?)
    }

    /// Who does it.
    pub fn by(&self) -> &By {
        &self.by
    }

    pub(super) fn finish(mut self) -> Result<Vec<Changed>, Error> {
        if let Some((user, role, once)) = self.once.take() {
            let subject = self.subject;
            once::remember(&mut self, user, role, once, subject)?;
        }
        Ok(self.changed)
    }
}
