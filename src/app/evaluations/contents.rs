//! What the evaluations of a list say, one after the other, from one snapshot: for whoever takes
//! them along.

use super::super::projection::Projection;
use super::super::{App, Error};
use super::access;
use super::list::Row;
use crate::domain::account::Role;
use crate::domain::evaluation::Evaluation;
use crate::domain::policy::{Action, Actor, Decision};
use crate::store::{Read as _, Reader};
use std::sync::Arc;

/// Gives what an actor may read, record by record.
pub struct Contents<'a> {
    app: &'a App,
    actor: &'a Actor,
    projection: Arc<Projection>,
    reader: Reader,
}

/// One evaluation as this reader may see it.
pub enum Read {
    /// Without the private note when that is not for this reader.
    Whole(Box<Evaluation>),
    /// That it is there, and no more.
    Known,
}

impl<'a> Contents<'a> {
    pub fn new(app: &'a App, actor: &'a Actor) -> Result<Self, Error> {
        Ok(Self {
            // Before the snapshot: what was removed meanwhile is left out.
            projection: app.projection(),
            reader: app.store.read()?,
            app,
            actor,
        })
    }

    /// The evaluation of that row; `None`: meanwhile it is not there any more, or is another one.
    pub fn get(&self, row: &Row) -> Result<Option<Read>, Error> {
        let Some(mut evaluation) = self.reader.get::<Evaluation>(row.id)? else {
            return Ok(None);
        };
        let unchanged = evaluation.employee == row.employee
            && evaluation.date == row.date
            && evaluation.status == row.status
            && evaluation.revision == row.revision;
        if !unchanged {
            return Ok(None);
        }
        let (_, facts) = match access::of(&self.projection, self.actor, &evaluation, self.app.today()) {
            Ok(found) => found,
            Err(Error::NotFound | Error::Failed(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let allowed = |action| self.app.allows(self.actor, &action) == Decision::Allowed;
        if !allowed(Action::SeeEvaluation(facts)) {
            return Ok(allowed(Action::KnowEvaluation(facts)).then_some(Read::Known));
        }
        if !allowed(Action::SeePrivateNote(facts)) {
            evaluation.content.private_note.clear();
        }
        Ok(Some(Read::Whole(Box::new(evaluation))))
    }

    /// Whether private notes are for this reader at all.
    pub fn may_hold_private_notes(&self) -> bool {
        match self.actor {
            Actor::User(account) => account.role >= Role::Manager,
            Actor::Shell { .. } | Actor::Program => true,
            Actor::Visitor => false,
        }
    }
}
