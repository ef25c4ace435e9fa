//! `GET /evaluations/{id}`: to read, and on paper.

use super::answers::{self, Answers};
use super::life::Again;
use super::said::{self, Category, Special, ToolGroup};
use super::words;
use crate::app::evaluations::{self, Sight, Viewed};
use crate::domain::evaluation::{Kind, Source, Status};
use crate::domain::id::EvaluationId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

#[derive(Serialize)]
pub struct ViewPage {
    id: u64,
    employee: String,
    employee_href: Option<String>,
    kind: Message,
    is_manager: bool,
    date: Date,
    rater: String,
    on_paper: bool,
    status: Message,
    status_kind: &'static str,
    draft: bool,
    revision: u32,
    tier: String,
    finalised: Option<FinalisedBy>,
    submitted: Option<Moment>,
    rated: usize,
    of: usize,
    categories: Vec<Category>,
    tools: Vec<ToolGroup>,
    special: Vec<Special>,
    notes: String,
    /// `None`: not for this reader.
    private: Option<String>,
    may_write: bool,
    may_delete: bool,
    may_discard: bool,
    may_finalise: bool,
    /// Where it stands beside the other view of the same time.
    compare: Option<String>,
    may_return: bool,
    may_reopen: bool,
    /// Set on a revision that was withdrawn.
    withdrawn: Option<Withdrawn>,
    /// Revisions withdrawn before and returns to draft, newest first.
    history: Vec<Step>,
    answers: Answers,
    /// The form that was not accepted, if one was sent.
    again: Again,
    errors: Errors,
    seen_by: Message,
}

#[derive(Serialize)]
struct Withdrawn {
    at: Moment,
    by: String,
    reason: String,
    being_revised: bool,
}

/// One way back.
#[derive(Serialize)]
struct Step {
    /// `None`: a return to draft.
    revision: Option<u32>,
    at: Moment,
    by: String,
    reason: String,
}

#[derive(Serialize)]
struct FinalisedBy {
    at: Moment,
    by: String,
}

impl view::Page for ViewPage {
    const TEMPLATE: &'static str = "evaluations/view.html";
    fn title(&self) -> Message {
        match (self.is_manager, &self.withdrawn) {
            (true, None) => message!("Evaluation of {name}", name = self.employee),
            (true, Some(_)) => message!("Withdrawn evaluation of {name}", name = self.employee),
            (false, _) => message!("Self evaluation of {name}", name = self.employee),
        }
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
    fn seen_by(&self) -> Option<Message> {
        Some(self.seen_by.clone())
    }
}

/// Someone else's draft.
#[derive(Serialize)]
struct ExistsPage {
    employee: String,
    date: Date,
    rater: String,
    /// Where a hidden self evaluation is released.
    release: Option<String>,
    /// Where a draft that nobody can go on with is discarded.
    discard: Option<String>,
}

impl view::Page for ExistsPage {
    const TEMPLATE: &'static str = "evaluations/exists.html";
    fn title(&self) -> Message {
        match self.release {
            None => message!("A draft about {name}", name = self.employee),
            Some(_) => message!("{name} has rated themselves", name = self.employee),
        }
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::view(&ctx.app, &request.actor, id)? {
        Sight::Whole(seen) => ctx.page(request, &page(ctx, request, &seen)),
        Sight::Exists {
            employee,
            date,
            rater,
            may_release,
            may_discard,
        } => {
            let release = may_release.then(|| format!("/evaluations/{id}/release"));
            let discard = may_discard.then(|| format!("/evaluations/{id}/discarding"));
            let page = ExistsPage {
                employee,
                date,
                rater,
                release,
                discard,
            };
            ctx.page(request, &page)
        }
        Sight::Reopened { revision } => Ok(Reply::see_other(format!("/evaluations/{id}/revisions/{revision}"))),
    }
}

/// Shows a self evaluation to those who have not submitted their own yet.
pub fn release(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    evaluations::release(&ctx.app, &request.actor, id)?;
    let said = message!("The self evaluation is released. Managers who may rate this person see it now.");
    Ok(Reply::see_other(format!("/evaluations/{id}")).with_flash(Flash::done(said)))
}

pub fn page(ctx: &Ctx, request: &Request, seen: &Viewed) -> ViewPage {
    page_with(ctx, request, seen, Again::default(), Errors::default())
}

/// The page with one of its forms open again.
pub fn page_with(ctx: &Ctx, request: &Request, seen: &Viewed, again: Again, errors: Errors) -> ViewPage {
    let evaluation = &seen.evaluation;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let (status, status_kind) = match seen.withdrawn {
        Some(_) => (message!("Withdrawn"), "warn"),
        None => words::status(evaluation.status),
    };
    let categories = said::categories(seen);
    ViewPage {
        id: evaluation.id.0,
        employee: seen.employee.clone(),
        employee_href: seen
            .may
            .see_employee
            .then(|| format!("/employees/{}", evaluation.employee)),
        kind: words::kind(evaluation.kind),
        is_manager: evaluation.kind == Kind::Manager,
        date: evaluation.date,
        rater: seen.rater.clone(),
        status,
        status_kind,
        draft: evaluation.status == Status::Draft,
        on_paper: evaluation.source == Source::PaperCard,
        revision: evaluation.revision,
        tier: ctx.words(request).own(&seen.basis.tier_name),
        finalised: evaluation.finalised.as_ref().map(|finalised| FinalisedBy {
            at: Moment::new(finalised.at, &zone),
            by: seen.finalised_by.clone().unwrap_or_default(),
        }),
        submitted: evaluation.submitted_at.map(|at| Moment::new(at, &zone)),
        rated: categories.iter().map(|category| category.rated).sum(),
        of: categories.iter().map(|category| category.of).sum(),
        categories: categories
            .into_iter()
            .filter(|category| !category.skills.is_empty() || !category.open.is_empty())
            .collect(),
        tools: said::tools(seen),
        special: said::special(ctx, evaluation),
        notes: evaluation.content.shared_notes.clone(),
        private: Some(evaluation.content.private_note.clone())
            .filter(|note| seen.may.see_private_note && !note.is_empty()),
        may_write: seen.may.write,
        may_delete: seen.may.delete,
        may_discard: seen.may.discard,
        may_finalise: seen.may.finalise,
        compare: seen.may.compare.map(|id| format!("/evaluations/{id}/comparison")),
        may_return: seen.may.return_to_draft,
        may_reopen: seen.may.reopen,
        withdrawn: seen.withdrawn.as_ref().map(|withdrawn| Withdrawn {
            at: Moment::new(withdrawn.at, &zone),
            by: withdrawn.by.clone(),
            reason: withdrawn.reason.clone(),
            being_revised: withdrawn.being_revised,
        }),
        history: history(seen, &zone),
        answers: answers::read(ctx, seen),
        again,
        errors,
        seen_by: match evaluation.status {
            _ if seen.withdrawn.is_some() => words::seen_by_withdrawn(&seen.employee),
            Status::Draft if evaluation.revision > 1 => words::seen_by_reopened(&seen.employee),
            status => words::seen_by(evaluation.kind, status, &seen.employee),
        },
    }
}

fn history(seen: &Viewed, zone: &TimeZone) -> Vec<Step> {
    let withdrawn = seen.withdrawn_before.iter().map(|one| {
        let step = Step {
            revision: Some(one.revision),
            at: Moment::new(one.at, zone),
            by: one.by.clone(),
            reason: one.reason.clone(),
        };
        (one.at, step)
    });
    let returned = seen.returned.iter().map(|one| {
        let step = Step {
            revision: None,
            at: Moment::new(one.at, zone),
            by: one.by.clone(),
            reason: one.reason.clone(),
        };
        (one.at, step)
    });
    let mut steps: Vec<_> = withdrawn.chain(returned).collect();
    steps.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    steps.into_iter().map(|(_, step)| step).collect()
}
