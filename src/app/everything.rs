//! Everything about one person that the one who asks may see, as one JSON document.
//!
//! The same policy as the pages decides, record by record: the person does not get private notes,
//! the notes on them, or what they may not see yet; a manager does not get a self evaluation before
//! the own rating. Shape: [`Everything`]; days are `2026-05-04`, moments are RFC 3339 in UTC, what
//! is empty or not for the reader is left out. One evaluation is in memory at a time besides the
//! document itself.

mod account;
mod evaluation;
mod person;

use super::projection::{Person, Projection};
use super::{App, Error};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Evaluation, WithdrawnRevision};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::policy::{Action, Actor, Decision, EvaluationFacts};
use crate::store::{Order, Read, Reader, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use std::cell::RefCell;
use std::sync::Arc;

/// The name and version of the document's shape.
const FORMAT: &str = "handyman-kpi everything about a person, 1";

/// The document.
#[derive(Serialize)]
struct Everything<'a> {
    format: &'static str,
    made_at: Timestamp,
    company: &'a str,
    person: person::Person<'a>,
    /// For the person and admins.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<account::Account>,
    /// What imports keep of the person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    imports: Vec<person::FromImport>,
    /// By date: what they say.
    evaluations: Evaluations<'a>,
    /// Revisions that were opened again and count no more.
    withdrawn_revisions: Withdrawn<'a>,
    /// Evaluations of which this reader may know and not more, by date.
    only_known: Vec<person::OnlyKnown>,
}

/// What is looked at throughout.
struct Asked<'a> {
    app: &'a App,
    actor: &'a Actor,
    projection: &'a Projection,
    reader: &'a Reader,
    person: &'a Arc<Person>,
    today: Date,
    /// Why the document could not be written to its end.
    trouble: RefCell<Option<Error>>,
}

/// Whether the actor may have the document.
pub fn permit(app: &App, actor: &Actor, id: EmployeeId) -> Result<(), Error> {
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    app.permit(actor, &Action::SeeEmployee(person.about(app.today())))
}

/// The document, for whoever may see the person, as pretty JSON. That it was taken is an event.
pub fn about(app: &App, actor: &Actor, id: EmployeeId) -> Result<Vec<u8>, Error> {
    permit(app, actor, id)?;
    let projection = app.projection();
    let today = app.today();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    let reader = app.store.read()?;
    let asked = Asked {
        app,
        actor,
        projection: &projection,
        reader: &reader,
        person,
        today,
        trouble: RefCell::default(),
    };
    let document = Everything {
        format: FORMAT,
        made_at: app.now(),
        company: &projection.settings.company,
        person: person::person(&asked)?,
        account: account::account(&asked)?,
        imports: person::imports(&asked)?,
        evaluations: Evaluations(&asked),
        withdrawn_revisions: Withdrawn(&asked),
        only_known: person::only_known(&asked)?,
    };
    let written = serde_json::to_vec_pretty(&document);
    let trouble = asked.trouble.take();
    let mut text = written.map_err(|error| trouble.unwrap_or_else(|| Error::Failed(error.to_string())))?;
    text.push(b'\n');
    drop(reader);
    app.change(actor, |change| change.record::<Employee>("everything_taken", id, &[]))?;
    Ok(text)
}

impl Asked<'_> {
    fn allowed(&self, action: Action) -> bool {
        self.app.allows(self.actor, &action) == Decision::Allowed
    }

    /// The one who asks is the person.
    fn is_subject(&self) -> bool {
        matches!(self.actor, Actor::User(account) if account.employee == Some(self.person.id()))
    }

    fn facts(&self, evaluation: &Evaluation) -> Result<EvaluationFacts, Error> {
        let asking = super::evaluations::asking(self.actor);
        let header = self
            .person
            .evaluation(evaluation.date, evaluation.id)
            .ok_or_else(|| Error::Failed(format!("evaluation {} is not in memory", evaluation.id)))?;
        Ok(self.person.facts(header, asking, self.today))
    }

    /// Keeps the reason, for which the serialiser has no room.
    fn broken<E: serde::ser::Error>(&self, error: Error) -> E {
        let said = E::custom(&error);
        *self.trouble.borrow_mut() = Some(error);
        said
    }

    fn ids(&self) -> impl Iterator<Item = EvaluationId> {
        self.person.evaluations.iter().map(|header| header.id)
    }
}

/// Read, decided on and written one by one.
struct Evaluations<'a>(&'a Asked<'a>);

impl Serialize for Evaluations<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut seq = to.serialize_seq(None)?;
        for id in self.0.ids() {
            if let Some(found) = read(self.0, id).map_err(|error| self.0.broken(error))? {
                seq.serialize_element(&found)?;
            }
        }
        seq.end()
    }
}

fn read(asked: &Asked<'_>, id: EvaluationId) -> Result<Option<evaluation::Evaluation>, Error> {
    let Some(one) = asked.reader.get::<Evaluation>(id)? else {
        return Ok(None);
    };
    let facts = asked.facts(&one)?;
    match asked.allowed(Action::SeeEvaluation(facts)) {
        true => evaluation::evaluation(asked, one, facts).map(Some),
        false => Ok(None),
    }
}

struct Withdrawn<'a>(&'a Asked<'a>);

impl Serialize for Withdrawn<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut seq = to.serialize_seq(None)?;
        for id in self.0.ids() {
            for one in withdrawn(self.0, id).map_err(|error| self.0.broken(error))? {
                seq.serialize_element(&one)?;
            }
        }
        seq.end()
    }
}

fn withdrawn(asked: &Asked<'_>, id: EvaluationId) -> Result<Vec<evaluation::Withdrawn>, Error> {
    let span = Span::of(id);
    let revisions = asked
        .reader
        .list::<WithdrawnRevision>("by_evaluation", span, Order::Ascending, usize::MAX)?;
    let mut found = Vec::new();
    for revision in revisions {
        // It is seen by those who saw it when it counted; found by way of the evaluation of today,
        // which may have another date by now.
        let Some(now) = asked.reader.get::<Evaluation>(id)? else {
            continue;
        };
        let mut facts = asked.facts(&now)?;
        (facts.status, facts.rater) = (revision.evaluation.status, revision.evaluation.rater);
        if asked.allowed(Action::SeeEvaluation(facts)) {
            found.push(evaluation::withdrawn(asked, revision, facts)?);
        }
    }
    Ok(found)
}
