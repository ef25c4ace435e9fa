//! Writes down a whole evaluation at once: all or nothing.

use super::super::{App, Change, Error};
use super::access::{Dated, Loaded, account};
use super::begin::{self, Begun, New};
use super::submit::{finalise_in, submit_in};
use crate::domain::draft::Rateable;
use crate::domain::evaluation::{Content, Evaluation, Kind};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::policy::Actor;
use crate::domain::text::{self, NAME_MAX, NOTE_MAX};
use crate::message;
use std::sync::Arc;

/// A whole evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    pub new: New,
    pub content: Content,
    pub then: Then,
}

/// How far it goes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It stays a draft.
    Keep,
    Submit,
    /// Manager evaluations only.
    Finalise,
}

/// Writes it down in one transaction; asking again with the same `client_uuid` finds the first.
pub fn create(app: &App, actor: &Actor, whole: &Whole) -> Result<EvaluationId, Error> {
    app.change(actor, |change| {
        let evaluation = match begin::draft(app, actor, change, &whole.new)? {
            Begun::Before(evaluation) => return Ok(evaluation.id),
            Begun::Now(evaluation) => *evaluation,
        };
        let projection = app.projection();
        let person = projection.person(evaluation.employee).ok_or(Error::NotFound)?;
        let mut found = Loaded {
            person: Arc::clone(person),
            evaluation,
            projection: Arc::clone(&projection),
        };
        let dated = Dated {
            catalogue: &projection.catalogue,
            date: found.evaluation.date,
        };
        found.evaluation.content = accepted(&whole.content, found.evaluation.kind, &dated)?;
        let id = found.evaluation.id;
        change.record::<Evaluation>("evaluation_begun", id, &[])?;
        create_in(account(actor)?.user, change, &mut found, whole.then)?;
        change.put(&found.evaluation)?;
        Ok(id)
    })
}

/// Takes a draft that is not stored yet as far as it goes; `by` finalises. Storing it is left to
/// whoever asks.
pub(in crate::app) fn create_in(
    by: UserId,
    change: &mut Change<'_>,
    found: &mut Loaded,
    then: Then,
) -> Result<(), Error> {
    if then != Then::Keep {
        submit_in(change, found)?;
    }
    if then == Then::Finalise {
        finalise_in(by, change, found)?;
    }
    Ok(())
}

/// The content with its texts in their bounds, or everything that is wrong with it.
pub(in crate::app) fn accepted(content: &Content, kind: Kind, dated: &Dated<'_>) -> Result<Content, Invalid> {
    let mut invalid = Invalid::new();
    let mut accepted = content.clone();
    invalid.take(dated.check(content));
    for (skill, rating) in &mut accepted.ratings {
        rating.note = invalid.take(text::lines(&format!("r{skill}note"), &rating.note, NOTE_MAX));
    }
    for (skill, note) in &mut accepted.unrated_notes {
        if let Err(why) = dated.skill(*skill) {
            invalid.add(format!("r{skill}note"), why);
        }
        *note = invalid.take(text::lines(&format!("r{skill}note"), note, NOTE_MAX));
    }
    accepted
        .unrated_notes
        .retain(|skill, note| !note.is_empty() && !content.ratings.contains_key(skill));
    for (n, special) in accepted.special_skills.iter_mut().enumerate() {
        special.name = invalid.take(text::required(&format!("special.{n}.name"), &special.name, NAME_MAX));
        let at = format!("special.{n}.description");
        special.description = invalid.take(text::lines(&at, &special.description, NOTE_MAX));
        if special.certification.is_some_and(|id| !dated.certification(id)) {
            invalid.add(
                format!("special.{n}.certification"),
                message!(
                    "The certification of “{name}” is not in the catalogue.",
                    name = special.name
                ),
            );
        }
    }
    accepted.shared_notes = invalid.take(text::lines("notes", &content.shared_notes, NOTE_MAX));
    accepted.private_note = invalid.take(text::lines("private", &content.private_note, NOTE_MAX));
    if kind == Kind::SelfRating && !accepted.private_note.is_empty() {
        invalid.add(
            "private",
            message!("A self evaluation has no private note. Please use the notes for both."),
        );
    }
    invalid.into_result(accepted)
}
