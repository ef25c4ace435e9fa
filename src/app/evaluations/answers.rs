//! What is answered to a finalised evaluation: acknowledged, refused, read out, a statement. Only
//! ever added, and to the revision the page showed: nobody answers what they have not seen.

use super::super::leaving::still_a_person;
use super::super::{App, Change, Error};
use super::access::{self, Loaded, account, rater_name};
use super::back::{facts_of_withdrawn, withdrawn};
use crate::domain::account::User;
use crate::domain::evaluation::{AcknowledgedHow, Acknowledgement, Evaluation, Statement};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::lifecycle;
use crate::domain::policy::{Action, Actor, Decision, EvaluationFacts};
use crate::message;
use crate::store::{Order, Read, Span};
use jiff::Timestamp;

/// One answer to an evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub revision: u32,
    pub at: Timestamp,
    /// Who recorded it.
    pub by: String,
    pub said: Said,
    /// The comment, or the statement.
    pub text: String,
}

/// What kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Acknowledged(AcknowledgedHow),
    Statement,
}

/// The person has read it, and may say something to it.
pub fn acknowledge(app: &App, actor: &Actor, id: EvaluationId, revision: u32, comment: &str) -> Result<(), Error> {
    subject_says(app, actor, id, revision, AcknowledgedHow::Seen, comment)
}

/// The person does not acknowledge it, and may say why. It counts all the same.
pub fn refuse(app: &App, actor: &Actor, id: EvaluationId, revision: u32, comment: &str) -> Result<(), Error> {
    subject_says(app, actor, id, revision, AcknowledgedHow::Refused, comment)
}

/// It was read out to a person without an account on the day typed.
pub fn record_read_out(
    app: &App,
    actor: &Actor,
    id: EvaluationId,
    revision: u32,
    day: &str,
    comment: &str,
) -> Result<(), Error> {
    app.change(actor, |change| {
        let found = answering(app, actor, change, id, revision, Action::RecordReadOut)?;
        if has_account(change.store, found.evaluation.employee)? {
            return Err(Error::Conflict(message!(
                "{name} has an account and answers this evaluation there.",
                name = found.person.employee.name()
            )));
        }
        let day = lifecycle::read_out_on(day, &found.evaluation, change.today)?;
        put_acknowledgement(actor, change, &found, AcknowledgedHow::ReadOut(day), comment)?;
        change.record::<Evaluation>("evaluation_read_out", id, &[])
    })
}

/// The person attaches a statement.
pub fn attach_statement(app: &App, actor: &Actor, id: EvaluationId, revision: u32, text: &str) -> Result<(), Error> {
    app.change(actor, |change| {
        let found = answering(app, actor, change, id, revision, Action::Acknowledge)?;
        let before = change
            .store
            .list::<Statement>("by_evaluation", of(&found), Order::Ascending, usize::MAX)?;
        lifecycle::room_for_a_statement(&before).map_err(Error::Conflict)?;
        let statement = Statement {
            id: change.next_id::<Statement>()?,
            evaluation: id,
            revision,
            at: change.now,
            by: account(actor)?.user,
            text: lifecycle::statement(text)?,
        };
        change.put(&statement)?;
        change.record::<Evaluation>("statement_attached", id, &[])
    })
}

fn subject_says(
    app: &App,
    actor: &Actor,
    id: EvaluationId,
    revision: u32,
    how: AcknowledgedHow,
    comment: &str,
) -> Result<(), Error> {
    app.change(actor, |change| {
        let found = answering(app, actor, change, id, revision, Action::Acknowledge)?;
        // Who has no account says it on a device that was handed over.
        let how = match has_account(change.store, found.evaluation.employee)? {
            false if how == AcknowledgedHow::Seen => AcknowledgedHow::Pin,
            _ => how,
        };
        put_acknowledgement(actor, change, &found, how, comment)?;
        let what = match how {
            AcknowledgedHow::Refused => "acknowledgement_refused",
            _ => "evaluation_acknowledged",
        };
        change.record::<Evaluation>(what, id, &[])
    })
}

fn put_acknowledgement(
    actor: &Actor,
    change: &mut Change<'_>,
    found: &Loaded,
    how: AcknowledgedHow,
    comment: &str,
) -> Result<(), Error> {
    let before = change
        .store
        .list::<Acknowledgement>("by_evaluation", of(found), Order::Ascending, usize::MAX)?;
    lifecycle::says_more(&before, how).map_err(Error::Conflict)?;
    let acknowledgement = Acknowledgement {
        id: change.next_id::<Acknowledgement>()?,
        evaluation: found.evaluation.id,
        revision: found.evaluation.revision,
        at: change.now,
        by: account(actor)?.user,
        how,
        comment: lifecycle::comment(comment)?,
    };
    change.put(&acknowledgement)
}

/// Reads it for an answer to `revision`. Who may read a revision that was withdrawn meanwhile is
/// told so, even where its successor is no business of theirs yet.
fn answering(
    app: &App,
    actor: &Actor,
    change: &Change<'_>,
    id: EvaluationId,
    revision: u32,
    action: impl FnOnce(EvaluationFacts) -> Action,
) -> Result<Loaded, Error> {
    if let Some(withdrawn) = withdrawn(change.store, id, revision)? {
        let facts = facts_of_withdrawn(&app.projection(), &withdrawn, change.today)?;
        app.permit(actor, &Action::SeeEvaluation(facts))?;
        app.permit(actor, &action(facts))?;
        return Err(Error::Conflict(lifecycle::withdrawn(revision)));
    }
    let found = access::load(app, actor, change, id, action)?;
    still_a_person(&found.person.employee)?;
    lifecycle::answerable(&found.evaluation, revision).map_err(Error::Conflict)?;
    Ok(found)
}

/// The answers to the revision at hand.
fn of(found: &Loaded) -> Span {
    Span::of((found.evaluation.id, u64::from(found.evaluation.revision)))
}

/// Whether the person can answer in their own name.
fn has_account(store: &impl Read, employee: EmployeeId) -> Result<bool, Error> {
    let user = store.unique::<User>("employee", employee)?;
    Ok(user.is_some_and(|user| user.active))
}

/// What a reader may answer to a revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MayAnswer {
    pub acknowledge: bool,
    pub refuse: bool,
    pub attach: bool,
    pub record_read_out: bool,
}

/// What this reader may answer, as things stand.
pub(super) fn may_answer(
    app: &App,
    actor: &Actor,
    store: &impl Read,
    evaluation: &Evaluation,
    facts: EvaluationFacts,
) -> Result<MayAnswer, Error> {
    let allowed = |action: Action| app.allows(actor, &action) == Decision::Allowed;
    if lifecycle::answerable(evaluation, evaluation.revision).is_err() {
        return Ok(MayAnswer::default());
    }
    let span = || Span::of((evaluation.id, u64::from(evaluation.revision)));
    let before = store.list::<Acknowledgement>("by_evaluation", span(), Order::Ascending, usize::MAX)?;
    let says_more = |how| lifecycle::says_more(&before, how).is_ok();
    if allowed(Action::Acknowledge(facts)) {
        let statements = store.list::<Statement>("by_evaluation", span(), Order::Ascending, usize::MAX)?;
        return Ok(MayAnswer {
            acknowledge: says_more(AcknowledgedHow::Seen),
            refuse: says_more(AcknowledgedHow::Refused),
            attach: lifecycle::room_for_a_statement(&statements).is_ok(),
            record_read_out: false,
        });
    }
    let read_out = allowed(Action::RecordReadOut(facts))
        && says_more(AcknowledgedHow::ReadOut(jiff::civil::Date::MIN))
        && !has_account(store, evaluation.employee)?;
    Ok(MayAnswer {
        record_read_out: read_out,
        ..MayAnswer::default()
    })
}

/// All answers to an evaluation, of one revision or of every, oldest first.
pub(super) fn answers(
    app: &App,
    store: &impl Read,
    id: EvaluationId,
    revision: Option<u32>,
) -> Result<Vec<Answer>, Error> {
    let span = || match revision {
        Some(revision) => Span::of((id, u64::from(revision))),
        None => Span::of(id),
    };
    let projection = app.projection();
    let evaluation = store.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let subject = projection.person(evaluation.employee).ok_or(Error::NotFound)?;
    let name = |user| rater_name(&projection, store, user);
    // What the person said on a device that was handed over stands under both names.
    let said_by = |id| -> Result<String, Error> {
        let own = |user: User| user.employee == Some(evaluation.employee);
        match store.get::<User>(id)?.is_none_or(own) {
            true => name(id),
            false => Ok(format!("{} ({})", subject.employee.name(), name(id)?)),
        }
    };
    let mut all = Vec::new();
    for one in store.list::<Acknowledgement>("by_evaluation", span(), Order::Ascending, usize::MAX)? {
        all.push(Answer {
            revision: one.revision,
            at: one.at,
            by: match one.how {
                AcknowledgedHow::ReadOut(_) => name(one.by)?,
                _ => said_by(one.by)?,
            },
            said: Said::Acknowledged(one.how),
            text: one.comment,
        });
    }
    for one in store.list::<Statement>("by_evaluation", span(), Order::Ascending, usize::MAX)? {
        all.push(Answer {
            revision: one.revision,
            at: one.at,
            by: said_by(one.by)?,
            said: Said::Statement,
            text: one.text,
        });
    }
    all.sort_by_key(|one| one.at);
    Ok(all)
}
