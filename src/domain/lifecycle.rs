//! The life of an evaluation: what must hold before each step, and what it does to the record.
//! Forwards to submitted and finalised here; the ways back and what is answered below.

mod answers;
mod back;
#[cfg(test)]
mod tests;

pub use answers::{
    STATEMENTS_MAX, answerable, comment, read_out_on, room_for_a_statement, says_more, statement, withdrawn,
};
pub use back::{REASON_MAX, begin_again, reason, reopen, reopenable, return_to_draft, returnable};

use super::day;
use super::employee::Employee;
use super::evaluation::{Content, Evaluation, Finalised, Kind, Status};
use super::id::{BasisId, EmployeeId, UserId};
use super::invalid::Invalid;
use super::message::Message;
use super::tier::Tier;
use crate::message;
use jiff::Timestamp;
use jiff::civil::Date;

/// Whether an evaluation of `employee` may be dated `date`: not in the future, not before the hire
/// date, not while the person was not employed.
pub fn datable(date: Date, employee: &Employee, today: Date) -> Result<(), Invalid> {
    let no = |message| Err(Invalid::one("date", message));
    if date > today {
        no(message!(
            "{date} is in the future. Please choose today or an earlier day.",
            date = day::in_words(date)
        ))
    } else if date < employee.hire_date {
        no(message!(
            "{name} was hired on {hired}. Please choose that day or a later one.",
            name = employee.name(),
            hired = day::in_words(employee.hire_date)
        ))
    } else if !employee.employed_on(date) {
        no(message!(
            "{name} was not employed on {date}.",
            name = employee.name(),
            date = day::in_words(date)
        ))
    } else {
        Ok(())
    }
}

/// Whether a rater who is the employee `rater` may rate `subject` this way.
pub fn ratable(kind: Kind, rater: Option<EmployeeId>, subject: EmployeeId) -> Result<(), Message> {
    match (kind, rater == Some(subject)) {
        (Kind::Manager, true) => Err(message!(
            "You cannot rate yourself as a manager. Someone else has to, or you write a self evaluation."
        )),
        (Kind::SelfRating, false) => Err(message!("A self evaluation is written by the person it is about.")),
        _ => Ok(()),
    }
}

/// Why a save comes too late, when it does.
pub fn open_for_saving(evaluation: &Evaluation) -> Result<(), Message> {
    match evaluation.status {
        Status::Draft => Ok(()),
        Status::Submitted => Err(message!(
            "This evaluation was submitted meanwhile, so this change was not saved. What you wrote is still here: copy it if you need it."
        )),
        Status::Finalised => Err(message!(
            "This evaluation was finalised meanwhile, so this change was not saved. What you wrote is still here: copy it if you need it."
        )),
    }
}

/// Where it stands, when it is no draft any more.
pub fn still_a_draft(evaluation: &Evaluation) -> Result<(), Message> {
    match evaluation.status {
        Status::Draft => Ok(()),
        Status::Submitted => Err(message!("This evaluation is submitted and cannot be changed any more.")),
        Status::Finalised => Err(message!("This evaluation is finalised and cannot be changed any more.")),
    }
}

/// Submits a draft: from here on it is locked.
pub fn submit(evaluation: &mut Evaluation, employee: &Employee, today: Date, now: Timestamp) -> Result<(), Invalid> {
    still_a_draft(evaluation).map_err(|why| Invalid::one("", why))?;
    datable(evaluation.date, employee, today)?;
    something_rated(&evaluation.content)?;
    evaluation.status = Status::Submitted;
    evaluation.submitted_at = Some(now);
    evaluation.updated_at = now;
    Ok(())
}

/// Whether there is anything to submit.
pub fn something_rated(content: &Content) -> Result<(), Invalid> {
    match content.ratings.is_empty() && content.tools.is_empty() {
        false => Ok(()),
        true => Err(Invalid::one(
            "",
            message!("Nothing is rated yet. Please rate at least one skill or mark one tool."),
        )),
    }
}

/// Whether it can be finalised; else why not.
pub fn finalisable(evaluation: &Evaluation) -> Result<(), Message> {
    match (evaluation.kind, evaluation.status) {
        (Kind::SelfRating, _) => Err(message!("A self evaluation ends when it is submitted.")),
        (_, Status::Draft) => Err(message!("This evaluation is still a draft. Please submit it first.")),
        (_, Status::Finalised) => Err(message!("This evaluation is finalised already.")),
        (_, Status::Submitted) => Ok(()),
    }
}

/// Finalises a submitted manager evaluation: from here on it counts.
pub fn finalise(
    evaluation: &mut Evaluation,
    by: UserId,
    tier: Tier,
    basis: BasisId,
    now: Timestamp,
) -> Result<(), Message> {
    finalisable(evaluation)?;
    evaluation.status = Status::Finalised;
    evaluation.finalised = Some(Finalised {
        at: now,
        by,
        tier,
        basis,
    });
    evaluation.updated_at = now;
    // What only a draft needs, and what is submitted should it become one again. A new revision is
    // another history: no save of this one fits it.
    evaluation.field_edits.clear();
    evaluation.devices.clear();
    Ok(())
}
