//! The ways back: return a submitted evaluation to draft, open a finalised one again.

use super::super::leaving::still_a_person;
use super::super::projection::{Projection, SEEN_AFTER_OWN_DAYS};
use super::super::{App, Change, Error};
use super::access::{self, Loaded, account, rater_name};
use crate::domain::account::User;
use crate::domain::evaluation::{Evaluation, Kind, Status, WithdrawnRevision};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::lifecycle;
use crate::domain::policy::{Account, Action, Actor, Decision, EvaluationFacts};
use crate::store::{Order, Read, Span};
use jiff::ToSpan;
use jiff::civil::Date;

/// A draft that was made of what was no draft, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub rater: UserId,
    pub rater_name: String,
}

/// Makes a submitted evaluation a draft of the same revision again.
///
/// Its rater may, and for a manager evaluation an admin. A self evaluation only until a rater may
/// have read it.
pub fn return_to_draft(
    app: &App,
    actor: &Actor,
    id: EvaluationId,
    revision: u32,
    reason: &str,
) -> Result<Opened, Error> {
    app.change(actor, |change| {
        let mut found = access::load(app, actor, change, id, Action::ReturnToDraft)?;
        still_a_person(&found.person.employee)?;
        access::same_revision(&found.evaluation, revision)?;
        let shown = shown_to_a_rater(change.store, &found.evaluation)?;
        // A state that does not fit is said before what was typed is looked at.
        lifecycle::returnable(&found.evaluation, shown).map_err(Error::Conflict)?;
        let reason = lifecycle::reason(reason)?;
        let by = account(actor)?.user;
        lifecycle::return_to_draft(&mut found.evaluation, shown, by, reason, change.now).map_err(Error::Conflict)?;
        let fields = hand_over(app, change, &mut found, by)?;
        change.put(&found.evaluation)?;
        change.record::<Evaluation>("evaluation_returned", id, fields)?;
        opened(change, &found)
    })
}

/// Opens a finalised manager evaluation again as a draft of the next revision. The old one counts in
/// no figure any more and stays to be read.
pub fn reopen(app: &App, actor: &Actor, id: EvaluationId, revision: u32, reason: &str) -> Result<Opened, Error> {
    app.change(actor, |change| {
        let mut found = access::load(app, actor, change, id, Action::Reopen)?;
        still_a_person(&found.person.employee)?;
        access::same_revision(&found.evaluation, revision)?;
        lifecycle::reopenable(&found.evaluation).map_err(Error::Conflict)?;
        let reason = lifecycle::reason(reason)?;
        let by = account(actor)?.user;
        let withdrawn = change.next_id::<WithdrawnRevision>()?;
        let withdrawn =
            lifecycle::reopen(&mut found.evaluation, withdrawn, by, reason, change.now).map_err(Error::Conflict)?;
        change.put(&withdrawn)?;
        let fields = hand_over(app, change, &mut found, by)?;
        change.put(&found.evaluation)?;
        change.record::<Evaluation>("evaluation_reopened", id, fields)?;
        opened(change, &found)
    })
}

fn opened(change: &Change<'_>, found: &Loaded) -> Result<Opened, Error> {
    let rater = found.evaluation.rater;
    Ok(Opened {
        rater,
        rater_name: rater_name(&found.projection, change.store, rater)?,
    })
}

/// The draft is its rater's. When that one can rate this person no more, it would be nobody's: then
/// it is of the admin who opened it. Gives back the names of the fields that changed.
fn hand_over(app: &App, change: &Change<'_>, found: &mut Loaded, to: UserId) -> Result<&'static [&'static str], Error> {
    let rater = found.evaluation.rater;
    if rater == to || found.evaluation.kind == Kind::SelfRating {
        return Ok(&[]);
    }
    let about = found.person.about(change.today);
    let still_rates = change.store.get::<User>(rater)?.is_some_and(|user| {
        let rater = Actor::User(Account {
            user: user.id,
            role: user.role,
            employee: user.employee,
            via: None,
        });
        user.active && app.allows(&rater, &Action::EvaluateAsManager(about)) == Decision::Allowed
    });
    if still_rates {
        return Ok(&[]);
    }
    found.evaluation.rater = to;
    Ok(&["rater"])
}

/// Whether someone who rates this person may have read a submitted self evaluation: it was released,
/// or a manager evaluation from around its day is or once was submitted.
pub(super) fn shown_to_a_rater(store: &impl Read, evaluation: &Evaluation) -> Result<bool, Error> {
    if evaluation.kind != Kind::SelfRating || evaluation.status != Status::Submitted {
        return Ok(false);
    }
    if evaluation.released_by.is_some() {
        return Ok(true);
    }
    let (employee, days) = (evaluation.employee, i64::from(SEEN_AFTER_OWN_DAYS).days());
    let around = Span::between(
        (employee, evaluation.date.saturating_sub(days)),
        (employee, evaluation.date.saturating_add(days)),
    );
    let others = store.list::<Evaluation>("by_employee", around, Order::Ascending, usize::MAX)?;
    Ok(others.iter().any(|other| {
        let submitted = other.status != Status::Draft || other.revision > 1 || !other.returned.is_empty();
        other.kind == Kind::Manager && submitted
    }))
}

/// Whether there is something to return, for this reader.
pub(super) fn may_return(
    app: &App,
    actor: &Actor,
    store: &impl Read,
    evaluation: &Evaluation,
    facts: EvaluationFacts,
) -> Result<bool, Error> {
    if evaluation.status != Status::Submitted || app.allows(actor, &Action::ReturnToDraft(facts)) != Decision::Allowed {
        return Ok(false);
    }
    Ok(lifecycle::returnable(evaluation, shown_to_a_rater(store, evaluation)?).is_ok())
}

/// A withdrawn revision, if there is one of that number.
pub(super) fn withdrawn(
    store: &impl Read,
    id: EvaluationId,
    revision: u32,
) -> Result<Option<WithdrawnRevision>, Error> {
    let span = Span::of((id, u64::from(revision)));
    let found = store.list::<WithdrawnRevision>("by_evaluation", span, Order::Ascending, 1)?;
    Ok(found.into_iter().next())
}

/// What the policy looks at of a withdrawn revision: it is still what it was, a finalised evaluation.
pub(super) fn facts_of_withdrawn(
    projection: &Projection,
    withdrawn: &WithdrawnRevision,
    today: Date,
) -> Result<EvaluationFacts, Error> {
    let evaluation = &withdrawn.evaluation;
    let person = projection.person(evaluation.employee).ok_or(Error::NotFound)?;
    Ok(EvaluationFacts {
        about: person.about(today),
        kind: evaluation.kind,
        status: evaluation.status,
        rater: evaluation.rater,
        seen_after_own: false,
    })
}
