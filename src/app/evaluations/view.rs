//! One evaluation to read, for whoever may: as it stands, or a revision that was withdrawn.

use super::super::projection::Projection;
use super::super::{App, Error, comparison};
use super::access::{self, rater_name};
use super::answers::{self, Answer, MayAnswer};
use super::{back, writer};
use crate::domain::draft::Field;
use crate::domain::evaluation::{Basis, Evaluation, Kind, Status, WithdrawnRevision};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::lifecycle;
use crate::domain::policy::{Action, Actor, Decision, EvaluationFacts};
use crate::store::{Order, Read, Reader, Span};
use jiff::Timestamp;
use jiff::civil::Date;

/// What there is to see.
#[derive(Clone, Debug)]
pub enum Sight {
    Whole(Box<Viewed>),
    /// Someone else's draft, or a self evaluation that is still hidden: an admin knows that it is
    /// there, and no more.
    Exists {
        employee: String,
        date: Date,
        rater: String,
        /// It is a submitted self evaluation, which this reader may release.
        may_release: bool,
        /// It is a draft that nobody can go on with, which this reader may discard.
        may_discard: bool,
    },
    /// Opened again, and what becomes of it is not for this reader yet: the last withdrawn revision is.
    Reopened {
        revision: u32,
    },
}

/// An evaluation as this reader may see it.
#[derive(Clone, Debug)]
pub struct Viewed {
    /// Without the private note when that is not for this reader.
    pub evaluation: Evaluation,
    pub employee: String,
    pub rater: String,
    /// Who finalised it.
    pub finalised_by: Option<String>,
    /// Set when this is a revision that was withdrawn.
    pub withdrawn: Option<Withdrawal>,
    /// What it is judged against: frozen when finalised, else as of now.
    pub basis: Basis,
    /// Names of what was rated and is not in the basis.
    pub others: Vec<(EvaluatedOther, String)>,
    /// The other revisions that were finalised, newest first.
    pub withdrawn_before: Vec<Withdrawal>,
    /// How often this revision became a draft again, oldest first; not for the subject of a manager
    /// evaluation, who saw none of it.
    pub returned: Vec<ReturnedBy>,
    /// Of this revision, or of all when it is the last.
    pub answers: Vec<Answer>,
    pub may: May,
}

/// How a revision came to be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub revision: u32,
    /// The effective date it had.
    pub date: Date,
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
    /// There is no finalised revision after it yet.
    pub being_revised: bool,
}

/// How a submitted evaluation became a draft again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedBy {
    pub at: Timestamp,
    pub by: String,
    pub reason: String,
}

/// A skill or tool outside the basis.
pub type EvaluatedOther = Field;

/// What this reader may do with it, and see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    pub write: bool,
    pub delete: bool,
    /// Discard what was written since it was withdrawn, which nobody can go on with.
    pub discard: bool,
    pub finalise: bool,
    pub return_to_draft: bool,
    pub reopen: bool,
    pub answer: MayAnswer,
    pub see_private_note: bool,
    pub see_employee: bool,
    /// The reader is the one it is about.
    pub is_subject: bool,
    /// The manager evaluation that stands beside the self evaluation of the same time, one of them this one.
    pub compare: Option<EvaluationId>,
}

/// The evaluation, or that it is there.
pub fn view(app: &App, actor: &Actor, id: EvaluationId) -> Result<Sight, Error> {
    let reader = app.store.read()?;
    let evaluation = reader.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let (person, facts) = access::of(&projection, actor, &evaluation, app.today())?;
    let allowed = |action: Action| app.allows(actor, &action) == Decision::Allowed;
    if !allowed(Action::SeeEvaluation(facts)) {
        let before = evaluation.revision.saturating_sub(1);
        if let Some(last) = back::withdrawn(&reader, id, before)? {
            let facts = back::facts_of_withdrawn(&projection, &last, app.today())?;
            if allowed(Action::SeeEvaluation(facts)) {
                return Ok(Sight::Reopened { revision: before });
            }
        }
        app.permit(actor, &Action::KnowEvaluation(facts))?;
        return Ok(Sight::Exists {
            employee: person.employee.name(),
            date: evaluation.date,
            rater: rater_name(&projection, &reader, evaluation.rater)?,
            may_release: allowed(Action::Release(facts)),
            may_discard: writer::may_discard(app, actor, &reader, facts)?,
        });
    }
    let may = May {
        write: allowed(Action::WriteDraft(facts)),
        delete: allowed(Action::WriteDraft(facts)) && evaluation.revision == 1,
        finalise: evaluation.status == Status::Submitted && allowed(Action::Finalise(facts)),
        return_to_draft: back::may_return(app, actor, &reader, &evaluation, facts)?,
        reopen: lifecycle::reopenable(&evaluation).is_ok() && allowed(Action::Reopen(facts)),
        answer: answers::may_answer(app, actor, &reader, &evaluation, facts)?,
        compare: person
            .evaluation(evaluation.date, id)
            .and_then(|header| comparison::holding(app, actor, person, header)),
        ..may_see(app, actor, facts)
    };
    let answers = answers::answers(app, &reader, id, None)?;
    let viewed = Seeing {
        reader: &reader,
        projection: &projection,
    };
    let withdrawn_before = viewed.withdrawals(&evaluation)?;
    Ok(Sight::Whole(Box::new(Viewed {
        answers,
        withdrawn_before,
        ..viewed.of(evaluation, may)?
    })))
}

/// A revision that was withdrawn, as it stood. Nothing can be done with it.
pub fn view_withdrawn(app: &App, actor: &Actor, id: EvaluationId, revision: u32) -> Result<Viewed, Error> {
    let reader = app.store.read()?;
    let now = reader.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let withdrawn = back::withdrawn(&reader, id, revision)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let facts = back::facts_of_withdrawn(&projection, &withdrawn, app.today())?;
    app.permit(actor, &Action::SeeEvaluation(facts))?;
    let seeing = Seeing {
        reader: &reader,
        projection: &projection,
    };
    let withdrawal = seeing.withdrawal(&withdrawn, &now)?;
    let (person, draft) = access::of(&projection, actor, &now, app.today())?;
    let may = May {
        discard: withdrawal.being_revised
            && person.employee.anonymised_at.is_none()
            && writer::may_discard(app, actor, &reader, draft)?,
        ..may_see(app, actor, facts)
    };
    Ok(Viewed {
        withdrawn: Some(withdrawal),
        answers: answers::answers(app, &reader, id, Some(revision))?,
        ..seeing.of(withdrawn.evaluation, may)?
    })
}

/// What the reader may see of it, and nothing that the reader may do.
fn may_see(app: &App, actor: &Actor, facts: EvaluationFacts) -> May {
    let allowed = |action: Action| app.allows(actor, &action) == Decision::Allowed;
    May {
        see_private_note: allowed(Action::SeePrivateNote(facts)),
        see_employee: allowed(Action::SeeEmployee(facts.about)),
        is_subject: is_subject(actor, facts.about.employee),
        ..May::default()
    }
}

fn is_subject(actor: &Actor, employee: EmployeeId) -> bool {
    access::account(actor).is_ok_and(|account| account.employee == Some(employee))
}

struct Seeing<'a> {
    reader: &'a Reader,
    projection: &'a Projection,
}

impl Seeing<'_> {
    fn of(&self, mut evaluation: Evaluation, may: May) -> Result<Viewed, Error> {
        let person = self.projection.person(evaluation.employee).ok_or(Error::NotFound)?;
        if !may.see_private_note {
            evaluation.content.private_note.clear();
        }
        let name = |user| rater_name(self.projection, self.reader, user);
        let basis = access::basis(self.projection, self.reader, person, &evaluation)?;
        let mut returned = Vec::new();
        for one in std::mem::take(&mut evaluation.returned) {
            returned.push(ReturnedBy {
                at: one.at,
                by: name(one.by)?,
                reason: one.reason,
            });
        }
        if may.is_subject && evaluation.kind == Kind::Manager {
            returned.clear();
        }
        Ok(Viewed {
            others: others(self.projection, &evaluation, &basis),
            employee: person.employee.name(),
            rater: name(evaluation.rater)?,
            finalised_by: evaluation.finalised.as_ref().map(|f| name(f.by)).transpose()?,
            withdrawn: None,
            basis,
            withdrawn_before: Vec::new(),
            returned,
            answers: Vec::new(),
            may,
            evaluation,
        })
    }

    /// The revisions before the one that stands, newest first. Whoever may read that one may read them.
    fn withdrawals(&self, now: &Evaluation) -> Result<Vec<Withdrawal>, Error> {
        if now.revision < 2 {
            return Ok(Vec::new());
        }
        let span = Span::of(now.id);
        self.reader
            .list::<WithdrawnRevision>("by_evaluation", span, Order::Descending, usize::MAX)?
            .iter()
            .map(|withdrawn| self.withdrawal(withdrawn, now))
            .collect()
    }

    fn withdrawal(&self, withdrawn: &WithdrawnRevision, now: &Evaluation) -> Result<Withdrawal, Error> {
        let revision = withdrawn.evaluation.revision;
        Ok(Withdrawal {
            revision,
            date: withdrawn.evaluation.date,
            at: withdrawn.withdrawn_at,
            by: rater_name(self.projection, self.reader, withdrawn.withdrawn_by)?,
            reason: withdrawn.reason.clone(),
            being_revised: revision + 1 == now.revision && now.status != Status::Finalised,
        })
    }
}

/// Rated and not in the basis: an imported record, or a draft of a skill archived meanwhile.
fn others(projection: &Projection, evaluation: &Evaluation, basis: &Basis) -> Vec<(EvaluatedOther, String)> {
    let catalogue = &projection.catalogue;
    let skills = || basis.skill_categories.iter().flat_map(|category| &category.skills);
    let tools = || basis.tool_categories.iter().flat_map(|category| &category.tools);
    let known_skills: std::collections::BTreeSet<_> = skills().map(|skill| skill.id).collect();
    let known_tools: std::collections::BTreeSet<_> = tools().map(|(id, _)| *id).collect();
    let content = &evaluation.content;
    let lost_skills = content
        .ratings
        .keys()
        .chain(content.unrated_notes.keys())
        .filter(|id| !known_skills.contains(id))
        .map(|id| (Field::Rating(*id), catalogue.skill(*id).map(|skill| skill.name.clone())));
    let lost_tools = content.tools.keys().filter(|id| !known_tools.contains(id)).map(|id| {
        (
            Field::CanOperate(*id),
            catalogue.tool(*id).map(|tool| tool.name.clone()),
        )
    });
    lost_skills
        .chain(lost_tools)
        .map(|(field, name)| (field, name.unwrap_or_default()))
        .collect()
}
