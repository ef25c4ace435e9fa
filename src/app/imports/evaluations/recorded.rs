//! Whether an evaluation of the same person, day and kind is there already.

use super::super::super::evaluations::asking;
use super::super::super::projection::{Header, Person, Projection};
use super::super::super::{App, Error};
use super::Step;
use crate::domain::evaluation::{Content, Evaluation, Kind, Status};
use crate::domain::policy::{Action, Actor, Decision};
use crate::store::{Read, Reader};
use jiff::civil::Date;

/// What is there.
pub(super) enum Found {
    Nothing,
    /// It has the same ratings.
    Same,
    /// It has others, or is not for the one who imports to read.
    Other {
        /// Whether one more may be written.
        another: bool,
    },
}

/// Looks at what is recorded.
pub(super) struct Recorded<'a> {
    app: &'a App,
    actor: &'a Actor,
    store: &'a Reader,
    now: &'a Projection,
    today: Date,
}

impl<'a> Recorded<'a> {
    pub fn new(app: &'a App, actor: &'a Actor, store: &'a Reader, now: &'a Projection) -> Self {
        Self {
            app,
            actor,
            store,
            now,
            today: app.today(),
        }
    }

    pub fn about(&self, step: &Step) -> Result<Found, Error> {
        let (head, person) = (&step.head, self.now.person(step.head.employee));
        let Some(person) = person else {
            return Ok(Found::Nothing);
        };
        let of_that_day = person
            .evaluations
            .iter()
            .filter(|one| one.date == head.date && one.kind == head.kind && one.status != Status::Draft);
        let mut found = Found::Nothing;
        for header in of_that_day {
            if self.says(person, header, &step.content)? {
                return Ok(Found::Same);
            }
            found = Found::Other {
                another: head.kind == Kind::SelfRating,
            };
        }
        Ok(found)
    }

    /// Whether its ratings are these. Of one that may not be read yet nothing can be found out.
    fn says(&self, person: &Person, header: &Header, content: &Content) -> Result<bool, Error> {
        let facts = person.facts(header, asking(self.actor), self.today);
        if self.app.allows(self.actor, &Action::SeeEvaluation(facts)) != Decision::Allowed {
            return Ok(false);
        }
        let marks = |content: &Content| -> Vec<_> {
            let ratings = content.ratings.iter();
            ratings.map(|(skill, rating)| (*skill, rating.mark)).collect()
        };
        let recorded = self.store.get::<Evaluation>(header.id)?;
        Ok(recorded.is_some_and(|recorded| marks(&recorded.content) == marks(content)))
    }
}
