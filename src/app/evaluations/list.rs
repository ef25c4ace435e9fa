//! The list of evaluations: filters, sort, pages. What a page costs does not grow with history.

use super::super::projection::{Header, Person, Projection};
use super::super::{App, Error};
use super::access::{asking, name_of, rater_name};
use super::writer::may_discard;
use crate::domain::account::{Role, User};
use crate::domain::evaluation::{Evaluation, Kind, Status};
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::policy::{self, Action, Actor, Decision, Scope};
use crate::domain::text::folded;
use crate::store::Read;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Rows on a page.
pub const PAGE: usize = 50;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Every word must be in the person's name or number.
    pub search: String,
    pub employee: Option<EmployeeId>,
    pub kind: Option<Kind>,
    pub status: Option<Status>,
    pub rater: Option<UserId>,
    /// Effective dates, both included.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub sort: Sort,
    /// From 1.
    pub page: usize,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// By the person's name, each one's newest first.
    Person,
    PersonBackwards,
}

/// One evaluation of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: EvaluationId,
    pub employee: EmployeeId,
    pub name: String,
    /// The person's number.
    pub number: Option<String>,
    pub date: Date,
    pub kind: Kind,
    pub status: Status,
    pub rater: String,
    /// Skills given a level.
    pub rated: u16,
    pub updated_at: Timestamp,
    /// The asking user's own draft.
    pub own_draft: bool,
    /// False: someone else's draft, of which only this row may be known.
    pub readable: bool,
    /// Someone else's draft that nobody can go on with, which the reader may discard.
    pub left_behind: bool,
    /// 1, and one more each time it was reopened.
    pub revision: u32,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub rows: Vec<Row>,
    /// From 1.
    pub page: usize,
    /// There are more after these.
    pub more: bool,
}

/// Users who may be chosen as rater in a filter: id and name, by name.
pub type Raters = Vec<(UserId, String)>;

/// One page of the evaluations the actor may know of and that fit.
pub fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Listed, Error> {
    let page = filter.page.max(1);
    let skip = (page - 1).saturating_mul(PAGE);
    let mut rows = found(app, actor, filter, skip, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok(Listed { rows, page, more })
}

/// All of them, to be taken along.
pub fn all(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<Row>, Error> {
    found(app, actor, filter, 0, usize::MAX)
}

fn found(app: &App, actor: &Actor, filter: &Filter, skip: usize, most: usize) -> Result<Vec<Row>, Error> {
    let projection = app.projection();
    let seen = Seen {
        actor,
        today: app.today(),
        user: asking(actor),
        scope: app.scope(actor),
        filter,
        people: people(&projection, filter),
    };
    let found: Vec<(&Arc<Person>, &Header)> = seen.all(&projection).skip(skip).take(most).collect();
    rows(app, actor, &projection, &found)
}

/// Those the actor may know of and that fit, newest first, behind the place `after`; at most `limit`.
/// Order and pages of the filter are not looked at.
pub fn newest(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<(Date, EvaluationId)>,
    limit: usize,
) -> Result<Vec<Row>, Error> {
    let projection = app.projection();
    let earliest = |to: Option<Date>| [to, after.map(|(day, _)| day)].into_iter().flatten().min();
    let filter = Filter {
        sort: Sort::Newest,
        to: earliest(filter.to),
        ..filter.clone()
    };
    let seen = Seen {
        actor,
        today: app.today(),
        user: asking(actor),
        scope: app.scope(actor),
        filter: &filter,
        people: people(&projection, &filter),
    };
    let behind = |(_, header): &(&Arc<Person>, &Header)| after.is_none_or(|after| (header.date, header.id) < after);
    let found: Vec<_> = seen.all(&projection).filter(behind).take(limit).collect();
    rows(app, actor, &projection, &found)
}

/// One that the actor may know of.
pub fn row(app: &App, actor: &Actor, id: EvaluationId) -> Result<Row, Error> {
    let evaluation = app.store.read()?.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let person = projection.person(evaluation.employee).ok_or(Error::NotFound)?;
    let header = person.evaluation(evaluation.date, id).ok_or(Error::NotFound)?;
    let facts = person.facts(header, asking(actor), app.today());
    app.permit(actor, &Action::KnowEvaluation(facts))?;
    let mut rows = rows(app, actor, &projection, &[(person, header)])?;
    rows.pop().ok_or(Error::NotFound)
}

fn rows(
    app: &App,
    actor: &Actor,
    projection: &Projection,
    found: &[(&Arc<Person>, &Header)],
) -> Result<Vec<Row>, Error> {
    let (user, today) = (asking(actor), app.today());
    let reader = app.store.read()?;
    let mut names = BTreeMap::new();
    let mut rows = Vec::with_capacity(found.len());
    for (person, header) in found {
        let facts = person.facts(header, user, today);
        let rater = match names.get(&header.rater) {
            Some(name) => String::clone(name),
            None => {
                let name = rater_name(projection, &reader, header.rater)?;
                names.insert(header.rater, name.clone());
                name
            }
        };
        rows.push(Row {
            id: header.id,
            employee: person.id(),
            name: person.employee.name(),
            number: person.employee.number.clone(),
            date: header.date,
            kind: header.kind,
            status: header.status,
            rater,
            rated: header.rated,
            updated_at: header.updated_at,
            own_draft: app.allows(actor, &Action::WriteDraft(facts)) == Decision::Allowed,
            readable: app.allows(actor, &Action::SeeEvaluation(facts)) == Decision::Allowed,
            left_behind: may_discard(app, actor, &reader, facts)?,
            revision: header.revision,
        });
    }
    Ok(rows)
}

/// Whom one can look for as rater: the users who may rate others.
pub fn raters(app: &App, actor: &Actor) -> Result<Raters, Error> {
    app.permit(actor, &Action::SeeCrew)?;
    let projection = app.projection();
    let mut raters: Raters = app
        .store
        .read()?
        .all::<User>()?
        .iter()
        .filter(|user| user.role >= Role::Manager)
        .map(|user| (user.id, name_of(&projection, user)))
        .collect();
    raters.sort_by_cached_key(|(id, name)| (folded(name), *id));
    Ok(raters)
}

/// The name of someone the actor may see, for the filter that stands in the URL.
pub fn name_of_employee(app: &App, actor: &Actor, employee: EmployeeId) -> Option<String> {
    let projection = app.projection();
    let person = projection.person(employee)?;
    let may = app.allows(actor, &Action::SeeEmployee(person.about(app.today())));
    (may == Decision::Allowed).then(|| person.employee.name())
}

/// The people looked for; `None`: all.
fn people(projection: &Projection, filter: &Filter) -> Option<HashSet<EmployeeId>> {
    let words: Vec<String> = folded(&filter.search)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return filter.employee.map(|one| HashSet::from([one]));
    }
    let named = |person: &&Arc<Person>| {
        let name = folded(&person.employee.name());
        let number = person.employee.number.as_deref().map(folded).unwrap_or_default();
        words.iter().all(|word| name.contains(word) || number.contains(word))
    };
    Some(
        projection
            .people()
            .filter(named)
            .map(|person| person.id())
            .filter(|id| filter.employee.is_none_or(|one| one == *id))
            .collect(),
    )
}

struct Seen<'a> {
    actor: &'a Actor,
    today: Date,
    user: Option<UserId>,
    scope: Scope,
    filter: &'a Filter,
    people: Option<HashSet<EmployeeId>>,
}

type Pairs<'p> = Box<dyn Iterator<Item = (&'p Arc<Person>, &'p Header)> + 'p>;

impl Seen<'_> {
    /// All that fit, in order, found as they are taken.
    fn all<'p>(&'p self, projection: &'p Projection) -> Pairs<'p> {
        let managers_see = projection.settings.managers_see;
        let fits = move |(person, header): &(&Arc<Person>, &Header)| {
            self.fits(header) && self.knows(managers_see, person, header)
        };
        let (from, to) = (self.filter.from, self.filter.to);
        let before = move |header: &Header| to.is_some_and(|to| header.date > to);
        let after = move |header: &Header| from.is_some_and(|from| header.date < from);
        let one_by_one = self.people.is_some() || self.scope != Scope::Everyone;
        match self.filter.sort {
            Sort::Newest | Sort::Oldest if one_by_one => Box::new(self.by_date(projection).filter(fits)),
            Sort::Newest => Box::new(
                projection
                    .evaluations_newest(0)
                    .skip_while(move |(_, header)| before(header))
                    .take_while(move |(_, header)| !after(header))
                    .filter(fits),
            ),
            Sort::Oldest => Box::new(
                projection
                    .evaluations_oldest(0)
                    .skip_while(move |(_, header)| after(header))
                    .take_while(move |(_, header)| !before(header))
                    .filter(fits),
            ),
            Sort::Person | Sort::PersonBackwards => {
                let mut people: Vec<_> = self.chosen(projection).collect();
                people.sort_by_cached_key(|person| (folded(&person.employee.name()), person.id()));
                if self.filter.sort == Sort::PersonBackwards {
                    people.reverse();
                }
                Box::new(
                    people
                        .into_iter()
                        .flat_map(|person| person.evaluations.iter().rev().map(move |header| (person, header)))
                        .filter(fits),
                )
            }
        }
    }

    /// The evaluations of few people, by date: theirs alone are looked at.
    fn by_date<'p>(&self, projection: &'p Projection) -> impl Iterator<Item = (&'p Arc<Person>, &'p Header)> + use<'p> {
        let mut all: Vec<_> = self
            .chosen(projection)
            .flat_map(|person| person.evaluations.iter().map(move |header| (person, header)))
            .collect();
        all.sort_unstable_by_key(|(_, header)| (header.date, header.id));
        if self.filter.sort == Sort::Newest {
            all.reverse();
        }
        all.into_iter()
    }

    fn chosen<'p>(&self, projection: &'p Projection) -> impl Iterator<Item = &'p Arc<Person>> {
        projection.people().filter(|person| {
            let sought = self.people.as_ref().is_none_or(|people| people.contains(&person.id()));
            sought && self.scope.holds(person.about(self.today))
        })
    }

    fn fits(&self, header: &Header) -> bool {
        let filter = self.filter;
        filter.kind.is_none_or(|kind| header.kind == kind)
            && filter.status.is_none_or(|status| header.status == status)
            && filter.rater.is_none_or(|rater| header.rater == rater)
            && filter.from.is_none_or(|from| header.date >= from)
            && filter.to.is_none_or(|to| header.date <= to)
    }

    fn knows(&self, managers_see: crate::domain::settings::ManagersSee, person: &Person, header: &Header) -> bool {
        let facts = person.facts(header, self.user, self.today);
        policy::allows(self.actor, managers_see, &Action::KnowEvaluation(facts)) == Decision::Allowed
    }
}
