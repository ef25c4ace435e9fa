//! One change under way: the transaction, its events, and what it means for the projection.

use super::projected::Projected;
use super::projection::Changed;
use super::{App, Error};
use crate::domain::event::{By, Event};
use crate::domain::policy::Actor;
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
}

impl<'a> Change<'a> {
    pub(super) fn new(store: &'a mut Writer, app: &App, actor: &Actor) -> Self {
        let by = match actor {
            Actor::User(account) => By::User(account.user),
            Actor::Shell { uid, sudo_uid } => By::Shell {
                uid: *uid,
                sudo_uid: *sudo_uid,
            },
            Actor::Program => By::Program,
            Actor::Visitor => By::Visitor,
        };
        let now = app.zoned_now();
        Self {
            store,
            now: now.timestamp(),
            today: now.date(),
            by,
            changed: Vec::new(),
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

    pub(super) fn finish(self) -> Vec<Changed> {
        self.changed
    }
}
