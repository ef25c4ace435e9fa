//! How far the two views of a person, or of the crew, are apart: each one's newest comparison that
//! the actor may see. What a pair of evaluations shares is read once and kept until one of them
//! changes.

use super::comparison::{Eyes, newest, shared};
use super::figures::Filter;
use super::projection::{Header, Person, Projection};
use super::{App, Error};
use crate::domain::evaluation::Evaluation;
use crate::domain::id::{EvaluationId, SkillId};
use crate::domain::kpi::agreement::{self, Agreement, Counts, CrewAgreement};
use crate::domain::level::Level;
use crate::domain::policy::Actor;
use crate::store::Read;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Pairs that are kept; a company of 5,000 fits, with other days looked at as well.
const KEPT_AT_MOST: usize = 20_000;

type Shared = Arc<[(SkillId, Level, Level)]>;

/// Tells one state of an evaluation from another.
type Stamp = (u32, Timestamp);

type Kept = HashMap<(EvaluationId, EvaluationId), ([Stamp; 2], Shared)>;

/// What pairs of evaluations share, by their ids, with the state of each when it was read.
#[derive(Default)]
pub(super) struct Pairs(Mutex<Kept>);

fn stamps(own: &Header, manager: &Header) -> [Stamp; 2] {
    [own, manager].map(|header| (header.revision, header.updated_at))
}

impl Pairs {
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn known(&self, own: &Header, manager: &Header) -> Option<Shared> {
        let pairs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, shared) = pairs.get(&(own.id, manager.id))?;
        (*of == stamps(own, manager)).then(|| Arc::clone(shared))
    }

    fn keep(&self, own: &Header, manager: &Header, shared: &Shared) {
        let mut pairs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= KEPT_AT_MOST {
            pairs.clear();
        }
        pairs.insert((own.id, manager.id), (stamps(own, manager), Arc::clone(shared)));
    }
}

/// Of one person, with the manager evaluation it is of; `None` when nothing can be compared.
pub(super) fn of_person(app: &App, actor: &Actor, person: &Person) -> Result<Option<(EvaluationId, Agreement)>, Error> {
    let eyes = Eyes::of(app, actor);
    let Some((manager, own)) = newest(&eyes, person, eyes.today) else {
        return Ok(None);
    };
    let shared = read(app, own, manager)?;
    let agreement = Counts::of(shared.iter().map(|(_, own, manager)| (*own, *manager))).agreement();
    Ok(agreement.map(|agreement| (manager.id, agreement)))
}

/// Over the people the filter has in view, as of its `to`; `None` when nothing can be compared.
pub(super) fn of_crew(app: &App, actor: &Actor, filter: &Filter) -> Result<Option<CrewAgreement>, Error> {
    let projection = app.projection();
    let (eyes, scope, today) = (Eyes::of(app, actor), app.scope(actor), app.today());
    let in_view = |person: &&Arc<Person>| {
        let employee = &person.employee;
        scope.holds(person.about(today))
            && employee.employed_on(filter.to)
            && filter.has_person(person.id())
            && filter.has_tier(employee, filter.to)
    };
    let mut people = Vec::new();
    for person in projection.people().filter(in_view) {
        if let Some((manager, own)) = newest(&eyes, person, filter.to) {
            let shared = read(app, own, manager)?;
            people.push(Counts::of(levels(&projection, filter, &shared)));
        }
    }
    Ok(agreement::of_crew(people))
}

fn read(app: &App, own: &Header, manager: &Header) -> Result<Shared, Error> {
    if let Some(known) = app.pairs.known(own, manager) {
        return Ok(known);
    }
    let reader = app.store.read()?;
    let both = (reader.get::<Evaluation>(own.id)?, reader.get::<Evaluation>(manager.id)?);
    let (Some(own_record), Some(manager_record)) = both else {
        return Ok(Arc::default());
    };
    let shared: Shared = shared(&own_record, &manager_record).into();
    // Saved meanwhile: right for this answer, and read anew for the next.
    let stamps_read = [&own_record, &manager_record].map(|record| (record.revision, record.updated_at));
    if stamps_read == stamps(own, manager) {
        app.pairs.keep(own, manager, &shared);
    }
    Ok(shared)
}

/// Those of the filter's category.
fn levels<'a>(
    projection: &'a Projection,
    filter: &'a Filter,
    shared: &'a Shared,
) -> impl Iterator<Item = (Level, Level)> + 'a {
    let within = move |skill: SkillId| match filter.category {
        None => true,
        only => projection.catalogue.skill(skill).map(|skill| skill.category) == only,
    };
    shared
        .iter()
        .filter(move |(skill, ..)| within(*skill))
        .map(|(_, own, manager)| (*own, *manager))
}
