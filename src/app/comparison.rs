//! A manager evaluation beside the self evaluation of the same time: what to talk about first, the
//! rest, and how far the two views are apart. Only for who may see both.

use super::evaluations::access;
use super::projection::{Header, Person};
use super::{App, Error};
use crate::domain::evaluation::{Basis, Evaluation, Kind, Rating, Status};
use crate::domain::id::{EmployeeId, EvaluationId, SkillId, UserId};
use crate::domain::kpi::agreement::{Agreement, agreement};
use crate::domain::kpi::freshness::days_between;
use crate::domain::level::Level;
use crate::domain::policy::{self, Action, Actor, Decision};
use crate::domain::settings::ManagersSee;
use crate::store::Read;
use jiff::civil::Date;
use std::cmp::Reverse;

/// Days within which a self evaluation is of the same time as a manager evaluation.
pub const SAME_TIME_DAYS: i32 = 60;
/// From this many levels apart on, a skill is talked about first.
pub const FAR: u8 = 2;

/// Both views.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub employee: EmployeeId,
    pub name: String,
    pub manager: Side,
    pub own: Side,
    /// In the order of the catalogue as it was, category by category.
    pub rows: Vec<Row>,
    /// `None`: no skill was given a level by both.
    pub agreement: Option<Agreement>,
    /// The reader is the person it is about.
    pub is_subject: bool,
}

/// One of the two.
#[derive(Clone, Debug)]
pub struct Side {
    pub id: EvaluationId,
    pub date: Date,
    pub rater: String,
    pub notes: String,
}

/// A skill that at least one of them rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub skill: SkillId,
    pub name: String,
    pub category: String,
    pub own: Option<Rating>,
    pub manager: Option<Rating>,
}

impl Row {
    /// Manager − self, where both gave a level.
    pub fn difference(&self) -> Option<i8> {
        let (own, manager) = self.levels()?;
        Some(manager.get().cast_signed() - own.get().cast_signed())
    }

    fn levels(&self) -> Option<(Level, Level)> {
        let level = |rating: &Option<Rating>| rating.as_ref().and_then(|rating| rating.mark.level());
        Some((level(&self.own)?, level(&self.manager)?))
    }
}

/// The comparison that belongs to a manager evaluation.
///
/// # Errors
/// Not found when the actor may not see both, or there is no self evaluation of that time.
pub fn show(app: &App, actor: &Actor, id: EvaluationId) -> Result<Comparison, Error> {
    let reader = app.store.read()?;
    let manager = reader.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let (person, facts) = access::of(&projection, actor, &manager, app.today())?;
    app.permit(actor, &Action::SeeEvaluation(facts))?;
    let own = (manager.kind == Kind::Manager)
        .then(|| partner(&Eyes::of(app, actor), person, manager.date))
        .flatten()
        .ok_or(Error::NotFound)?;
    let own = reader.get::<Evaluation>(own.id)?.ok_or(Error::NotFound)?;
    let basis = access::basis(&projection, &reader, person, &manager)?;
    let rows = rows(&basis, &own, &manager);
    let side = |evaluation: &Evaluation| -> Result<Side, Error> {
        Ok(Side {
            id: evaluation.id,
            date: evaluation.date,
            rater: access::rater_name(&projection, &reader, evaluation.rater)?,
            notes: evaluation.content.shared_notes.clone(),
        })
    };
    Ok(Comparison {
        employee: person.id(),
        name: person.employee.name(),
        manager: side(&manager)?,
        own: side(&own)?,
        agreement: agreement(rows.iter().filter_map(Row::levels)),
        rows,
        is_subject: access::account(actor).is_ok_and(|account| account.employee == Some(person.id())),
    })
}

/// The manager evaluation whose comparison holds this evaluation, if the actor may see it.
pub fn holding(app: &App, actor: &Actor, person: &Person, of: &Header) -> Option<EvaluationId> {
    let eyes = &Eyes::of(app, actor);
    match of.kind {
        Kind::Manager => partner(eyes, person, of.date).map(|_| of.id),
        // Of several manager evaluations around it, the nearest whose own nearest is this one.
        Kind::SelfRating => {
            let held = |other: &&Header| {
                other.kind == Kind::Manager
                    && eyes.see(person, other)
                    && partner(eyes, person, other.date).is_some_and(|own| own.id == of.id)
            };
            nearest(around(person, of.date).filter(held), of.date).map(|other| other.id)
        }
    }
}

/// The last finished manager evaluation up to a day with the self evaluation beside it, both of them
/// seen. Costs the same however long the history.
pub(super) fn newest<'p>(eyes: &Eyes<'_>, person: &'p Person, until: Date) -> Option<(&'p Header, &'p Header)> {
    let counted = person.counted();
    let end = counted.partition_point(|(date, _)| *date <= until);
    let (date, id) = counted[end.checked_sub(1)?];
    let manager = person.evaluation(date, id)?;
    let own = partner(eyes, person, date)?;
    eyes.see(person, manager).then_some((manager, own))
}

/// The levels that both gave, by skill: (self, manager).
pub(super) fn shared(own: &Evaluation, manager: &Evaluation) -> Vec<(SkillId, Level, Level)> {
    let level = |of: &Evaluation, skill| of.content.ratings.get(skill).and_then(|rating| rating.mark.level());
    let skills = own.content.ratings.keys();
    skills
        .filter_map(|skill| Some((*skill, level(own, skill)?, level(manager, skill)?)))
        .collect()
}

/// Who looks, asked of the policy for one header after the other.
pub(super) struct Eyes<'a> {
    actor: &'a Actor,
    user: Option<UserId>,
    pub today: Date,
    managers_see: ManagersSee,
}

impl<'a> Eyes<'a> {
    pub fn of(app: &App, actor: &'a Actor) -> Self {
        Self {
            actor,
            user: access::asking(actor),
            today: app.today(),
            managers_see: app.projection().settings.managers_see,
        }
    }

    fn see(&self, person: &Person, header: &Header) -> bool {
        let facts = person.facts(header, self.user, self.today);
        policy::allows(self.actor, self.managers_see, &Action::SeeEvaluation(facts)) == Decision::Allowed
    }
}

/// The self evaluation of the same time, the nearest by date, if the actor may see it. The policy is
/// asked once, however many there are.
fn partner<'p>(eyes: &Eyes<'_>, person: &'p Person, date: Date) -> Option<&'p Header> {
    let own = around(person, date).filter(|other| other.kind == Kind::SelfRating && other.status == Status::Submitted);
    nearest(own, date).filter(|own| eyes.see(person, own))
}

/// The evaluations of that time; a person's are kept by date.
fn around(person: &Person, date: Date) -> impl Iterator<Item = &Header> {
    let all = &person.evaluations;
    let first = all.partition_point(|other| days_between(other.date, date) > SAME_TIME_DAYS);
    all[first..]
        .iter()
        .take_while(move |other| days_between(date, other.date) <= SAME_TIME_DAYS)
}

fn nearest<'p>(all: impl Iterator<Item = &'p Header>, date: Date) -> Option<&'p Header> {
    // Of two as near, the later: it was written with more in view.
    let apart = |other: &&Header| (days_between(other.date, date).abs(), Reverse((other.date, other.id)));
    all.min_by_key(apart)
}

fn rows(basis: &Basis, own: &Evaluation, manager: &Evaluation) -> Vec<Row> {
    let said = |evaluation: &Evaluation, skill: SkillId| evaluation.content.ratings.get(&skill).cloned();
    let mut rows = Vec::new();
    for category in &basis.skill_categories {
        for skill in &category.skills {
            let row = Row {
                skill: skill.id,
                name: skill.name.clone(),
                category: category.name.clone(),
                own: said(own, skill.id),
                manager: said(manager, skill.id),
            };
            if row.own.is_some() || row.manager.is_some() {
                rows.push(row);
            }
        }
    }
    rows
}
