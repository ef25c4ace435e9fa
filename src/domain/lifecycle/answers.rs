//! What the person an evaluation is about answers to it. Answers are only ever added, belong to one
//! revision, and block nothing.

use crate::domain::day;
use crate::domain::evaluation::{AcknowledgedHow, Acknowledgement, Evaluation, Kind, Statement, Status};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::text::{self, NOTE_MAX};
use crate::message;
use jiff::civil::Date;

/// Most statements on one revision.
pub const STATEMENTS_MAX: usize = 10;

/// Whether `revision` of an evaluation can be answered; else why not.
pub fn answerable(evaluation: &Evaluation, revision: u32) -> Result<(), Message> {
    match (evaluation.kind, evaluation.status) {
        (Kind::SelfRating, _) => Err(message!("Only what a manager wrote is acknowledged.")),
        _ if revision < evaluation.revision => Err(withdrawn(revision)),
        (_, Status::Finalised) if revision == evaluation.revision => Ok(()),
        _ => Err(message!("This evaluation is not finalised.")),
    }
}

/// What is said to who answers a revision that was withdrawn.
pub fn withdrawn(revision: u32) -> Message {
    message!(
        "Revision {revision} was withdrawn meanwhile and cannot be answered any more. What was said of it stays.",
        revision = revision
    )
}

/// Whether one more acknowledgement says something new after those there are of this revision.
/// Who refused or was read to may still acknowledge; who has acknowledged has.
pub fn says_more(before: &[Acknowledgement], how: AcknowledgedHow) -> Result<(), Message> {
    use AcknowledgedHow::*;
    if before.iter().any(|one| matches!(one.how, Seen | Pin)) {
        return Err(message!(
            "This revision is acknowledged already. A statement can still be attached."
        ));
    }
    match how {
        Refused if before.iter().any(|one| one.how == Refused) => Err(message!(
            "To acknowledge this revision was refused already. A statement can still be attached."
        )),
        ReadOut(day) if before.iter().any(|one| one.how == ReadOut(day)) => Err(message!(
            "It is recorded already that this revision was read out on {day}.",
            day = day::in_words(day)
        )),
        _ => Ok(()),
    }
}

/// The day an evaluation was read out: not in the future, not before the day it is of.
pub fn read_out_on(typed: &str, evaluation: &Evaluation, today: Date) -> Result<Date, Invalid> {
    let on = day::required("read_out", typed)?;
    if on > today {
        return Err(Invalid::one(
            "read_out",
            message!(
                "{day} is in the future. Please choose today or an earlier day.",
                day = day::in_words(on)
            ),
        ));
    }
    if on < evaluation.date {
        return Err(Invalid::one(
            "read_out",
            message!(
                "The evaluation is of {day}. Please choose that day or a later one.",
                day = day::in_words(evaluation.date)
            ),
        ));
    }
    Ok(on)
}

/// The words that go with an acknowledgement; there may be none.
pub fn comment(typed: &str) -> Result<String, Invalid> {
    text::lines("comment", typed, NOTE_MAX)
}

/// The text of a statement.
pub fn statement(typed: &str) -> Result<String, Invalid> {
    let text = text::lines("statement", typed, NOTE_MAX)?;
    match text.is_empty() {
        true => Err(Invalid::one(
            "statement",
            message!("Please write what you want to say."),
        )),
        false => Ok(text),
    }
}

/// Whether one more statement can be attached to this revision.
pub fn room_for_a_statement(before: &[Statement]) -> Result<(), Message> {
    match before.len() < STATEMENTS_MAX {
        true => Ok(()),
        false => Err(message!(
            "There are {n} statements on this revision already, which is as many as there can be.",
            n = before.len()
        )),
    }
}
