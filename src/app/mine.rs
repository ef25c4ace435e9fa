//! My page: what an employee is to do next, and where they stand.

use super::evaluations::{self, New};
use super::figures::Filter;
use super::profile::{self, Profile};
use super::projection::{Header, Person};
use super::{App, Error};
use crate::domain::evaluation::{Acknowledgement, Kind, Source, Status};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::kpi::due::subtract_months;
use crate::domain::kpi::freshness::days_between;
use crate::domain::policy::{Account, Actor};
use crate::store::{Order, Read, Span};
use jiff::ToSpan;
use jiff::civil::Date;

/// How far back the trend begins, in months.
const MONTHS: u32 = 24;
/// From this many days before a talk is due on, one is asked to write the own view.
const ASKED_BEFORE_DAYS: i64 = 30;
/// A self evaluation of the last so many days is the one for the coming talk.
const LATELY_DAYS: i32 = 60;
/// Of what was finished, how much is new enough to be read next.
const NEW_DAYS: i32 = 30;

/// The page.
#[derive(Clone, Debug)]
pub struct Mine {
    pub profile: Profile,
    pub todo: Vec<Todo>,
    /// A self evaluation can be begun today.
    pub may_begin: bool,
    pub held: Held,
}

/// One thing to do next, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Go on with the own draft.
    GoOn { id: EvaluationId, date: Date, rated: u16 },
    /// Write the own view before the talk that is due on that day.
    RateMyself { due: Date },
    /// Read what a manager finished lately.
    Read { id: EvaluationId, date: Date },
    /// Read both views side by side.
    Compare { id: EvaluationId, date: Date },
}

/// How much is recorded about the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub manager_evaluations: usize,
    pub self_evaluations: usize,
    /// The day of the first of them.
    pub since: Option<Date>,
}

/// The employee the actor is, or that there is no such page for them.
fn own(actor: &Actor) -> Result<(&Account, EmployeeId), Error> {
    match actor {
        Actor::User(account) => Ok((account, account.employee.ok_or(Error::NotFound)?)),
        _ => Err(Error::NotFound),
    }
}

/// # Errors
/// Not found for a user who is no employee.
pub fn show(app: &App, actor: &Actor) -> Result<Mine, Error> {
    let (account, id) = own(actor)?;
    let today = app.today();
    let filter = Filter {
        from: subtract_months(today, MONTHS),
        ..Filter::last_year(today)
    };
    let profile = profile::show(app, actor, id, &filter)?;
    let projection = app.projection();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    let draft = own_draft(person, account);
    let may_begin = profile.may.evaluate_self && profile.facts.active && draft.is_none();
    Ok(Mine {
        todo: todo(app, actor, person, &profile, draft)?,
        held: held(person),
        may_begin,
        profile,
    })
}

/// Begins the own self evaluation of today, or goes on with the draft there is.
pub fn begin(app: &App, actor: &Actor, client_uuid: Option<String>, source: Source) -> Result<EvaluationId, Error> {
    let (account, employee) = own(actor)?;
    if let Some(draft) = app
        .projection()
        .person(employee)
        .and_then(|person| own_draft(person, account))
    {
        return Ok(draft.id);
    }
    let new = New {
        employee,
        kind: Kind::SelfRating,
        date: app.today(),
        client_uuid,
        source,
    };
    evaluations::begin(app, actor, &new)
}

fn own_draft(person: &Person, account: &Account) -> Option<Header> {
    let open = |one: &&Header| one.kind == Kind::SelfRating && one.status == Status::Draft && one.rater == account.user;
    person.evaluations.iter().rev().find(open).copied()
}

/// Whether the revision that stands was acknowledged, refused or read out.
fn is_answered(app: &App, person: &Person, id: EvaluationId, date: Date) -> Result<bool, Error> {
    let revision = person.evaluation(date, id).map_or(1, |header| header.revision);
    let span = Span::of((id, u64::from(revision)));
    let said = app
        .store
        .read()?
        .list::<Acknowledgement>("by_evaluation", span, Order::Ascending, 1)?;
    Ok(!said.is_empty())
}

fn todo(
    app: &App,
    actor: &Actor,
    person: &Person,
    profile: &Profile,
    draft: Option<Header>,
) -> Result<Vec<Todo>, Error> {
    let today = app.today();
    let mut todo = Vec::new();
    if let Some(draft) = draft {
        todo.push(Todo::GoOn {
            id: draft.id,
            date: draft.date,
            rated: draft.rated + draft.not_applicable,
        });
    }
    let asked_from = profile.due.saturating_sub(ASKED_BEFORE_DAYS.days());
    let written = person
        .evaluations
        .iter()
        .rev()
        .take_while(|one| days_between(one.date, today) <= LATELY_DAYS)
        .any(|one| one.kind == Kind::SelfRating);
    if profile.facts.active && today >= asked_from && !written {
        todo.push(Todo::RateMyself { due: profile.due });
    }
    let finished = person.counted().last();
    if let Some((date, id)) = finished.filter(|(date, _)| days_between(*date, today) <= NEW_DAYS) {
        let (date, id) = (*date, *id);
        if !is_answered(app, person, id, date)? {
            todo.push(Todo::Read { id, date });
        }
        if person
            .evaluation(date, id)
            .and_then(|header| super::comparison::holding(app, actor, person, header))
            .is_some()
        {
            todo.push(Todo::Compare { id, date });
        }
    }
    Ok(todo)
}

fn held(person: &Person) -> Held {
    let mut held = Held::default();
    for one in &person.evaluations {
        match (one.kind, one.status) {
            (_, Status::Draft) | (Kind::Manager, Status::Submitted) => continue,
            (Kind::Manager, _) => held.manager_evaluations += 1,
            (Kind::SelfRating, _) => held.self_evaluations += 1,
        }
        held.since = held.since.or(Some(one.date));
    }
    held
}
