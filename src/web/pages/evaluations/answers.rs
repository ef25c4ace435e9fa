//! What was answered to an evaluation, as its page shows it, and the forms to answer.

use crate::app::evaluations::{Answer, Said, Viewed};
use crate::domain::day;
use crate::domain::evaluation::{AcknowledgedHow, Kind, Status};
use crate::domain::message::Message;
use crate::message;
use crate::view::Moment;
use crate::web::Ctx;
use jiff::civil::Date;
use serde::Serialize;

/// The section of the page.
#[derive(Serialize)]
pub struct Answers {
    /// There is one: what can be answered, or was.
    shown: bool,
    rows: Vec<Row>,
    /// The answers are of more than one revision, so each says of which.
    several: bool,
    may_acknowledge: bool,
    may_refuse: bool,
    may_attach: bool,
    may_record_read_out: bool,
    is_subject: bool,
    today: Date,
}

#[derive(Serialize)]
struct Row {
    what: Message,
    kind: &'static str,
    at: Moment,
    by: String,
    text: String,
    revision: u32,
}

pub fn read(ctx: &Ctx, seen: &Viewed) -> Answers {
    let (evaluation, may) = (&seen.evaluation, seen.may.answer);
    let zone = ctx.app.zoned_now().time_zone().clone();
    let finalised = evaluation.kind == Kind::Manager && evaluation.status == Status::Finalised;
    Answers {
        shown: finalised || !seen.answers.is_empty(),
        rows: seen
            .answers
            .iter()
            .map(|answer| Row {
                what: what(answer),
                kind: kind(answer),
                at: Moment::new(answer.at, &zone),
                by: answer.by.clone(),
                text: answer.text.clone(),
                revision: answer.revision,
            })
            .collect(),
        several: seen.withdrawn.is_none() && evaluation.revision > 1,
        may_acknowledge: may.acknowledge,
        may_refuse: may.refuse,
        may_attach: may.attach,
        may_record_read_out: may.record_read_out,
        is_subject: seen.may.is_subject,
        today: ctx.app.today(),
    }
}

fn what(answer: &Answer) -> Message {
    match answer.said {
        Said::Statement => message!("Statement"),
        Said::Acknowledged(AcknowledgedHow::Seen) => message!("Acknowledged"),
        Said::Acknowledged(AcknowledgedHow::Pin) => message!("Acknowledged on a device handed over"),
        Said::Acknowledged(AcknowledgedHow::Refused) => message!("Acknowledgement refused"),
        Said::Acknowledged(AcknowledgedHow::ReadOut(on)) => {
            message!("Read out on {day}", day = day::in_words(on))
        }
    }
}

/// For the mark beside it.
fn kind(answer: &Answer) -> &'static str {
    match answer.said {
        Said::Statement => "note",
        Said::Acknowledged(AcknowledgedHow::Refused) => "close",
        Said::Acknowledged(_) => "check",
    }
}
