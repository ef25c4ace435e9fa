//! What lists show of an evaluation, drafts included: everything but what it says.

use super::slim::Slim;
use crate::domain::evaluation::{Kind, Source, Status};
use crate::domain::id::{EvaluationId, UserId};
use crate::domain::kpi::exact::Exact;
use jiff::Timestamp;
use jiff::civil::Date;

/// One evaluation of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub id: EvaluationId,
    pub date: Date,
    pub kind: Kind,
    pub status: Status,
    pub rater: UserId,
    pub revision: u32,
    pub source: Source,
    /// An admin has shown it to raters before they submitted their own.
    pub released: bool,
    pub updated_at: Timestamp,
    /// Skills given a level.
    pub rated: u16,
    /// Skills marked "n/a".
    pub not_applicable: u16,
    /// Tools with an answer.
    pub tools: u16,
    /// Σ of the levels given.
    pub levels: u32,
}

impl Header {
    pub(super) fn of(evaluation: &Slim) -> Self {
        let marks = || evaluation.ratings.0.iter().map(|(_, code)| *code);
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Header {
            id: evaluation.id,
            date: evaluation.date,
            kind: evaluation.kind,
            status: evaluation.status,
            rater: evaluation.rater,
            revision: evaluation.revision,
            source: evaluation.source,
            released: evaluation.released_by.is_some(),
            updated_at: evaluation.updated_at,
            rated: count(marks().filter(|code| *code <= 5).count()),
            not_applicable: count(marks().filter(|code| *code > 5).count()),
            tools: count(evaluation.tools.0.len()),
            levels: marks().filter(|code| *code <= 5).map(u32::from).sum(),
        }
    }

    /// Whether it counts: a finalised manager evaluation.
    pub fn counts(&self) -> bool {
        self.kind == Kind::Manager && self.status == Status::Finalised
    }

    /// The plain mean of the levels given in it; `None` without any.
    pub fn mean(&self) -> Option<Exact> {
        Exact::ratio(self.levels.into(), self.rated.into())
    }

    /// Where it stands in lists by date.
    pub(super) fn key(&self) -> (Date, EvaluationId) {
        (self.date, self.id)
    }
}
