//! One evaluation to read, for whoever may.

use super::super::{App, Error, comparison};
use super::access::{self, rater_name};
use crate::domain::evaluation::{Basis, Evaluation, Status};
use crate::domain::id::{EmployeeId, EvaluationId};
use crate::domain::policy::{Action, Actor, Decision};
use crate::store::Read;
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
    /// What it is judged against: frozen when finalised, else as of now.
    pub basis: Basis,
    /// Names of what was rated and is not in the basis.
    pub others: Vec<(EvaluatedOther, String)>,
    pub may: May,
}

/// A skill or tool outside the basis.
pub type EvaluatedOther = crate::domain::draft::Field;

/// What this reader may do with it, and see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    pub write: bool,
    pub finalise: bool,
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
    let mut evaluation = reader.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let (person, facts) = access::of(&projection, actor, &evaluation, app.today())?;
    let rater = rater_name(&projection, &reader, evaluation.rater)?;
    let allowed = |action: Action| app.allows(actor, &action) == Decision::Allowed;
    if !allowed(Action::SeeEvaluation(facts)) {
        app.permit(actor, &Action::KnowEvaluation(facts))?;
        return Ok(Sight::Exists {
            employee: person.employee.name(),
            date: evaluation.date,
            rater,
            may_release: allowed(Action::Release(facts)),
        });
    }
    let may = May {
        write: allowed(Action::WriteDraft(facts)),
        finalise: evaluation.status == Status::Submitted && allowed(Action::Finalise(facts)),
        see_private_note: allowed(Action::SeePrivateNote(facts)),
        see_employee: allowed(Action::SeeEmployee(facts.about)),
        is_subject: is_subject(actor, evaluation.employee),
        compare: person
            .evaluation(evaluation.date, id)
            .and_then(|header| comparison::holding(app, actor, person, header)),
    };
    if !may.see_private_note {
        evaluation.content.private_note.clear();
    }
    let basis = access::basis(&projection, &reader, person, &evaluation)?;
    let finalised_by = match &evaluation.finalised {
        Some(finalised) => Some(rater_name(&projection, &reader, finalised.by)?),
        None => None,
    };
    Ok(Sight::Whole(Box::new(Viewed {
        others: others(&projection, &evaluation, &basis),
        employee: person.employee.name(),
        evaluation,
        rater,
        finalised_by,
        basis,
        may,
    })))
}

fn is_subject(actor: &Actor, employee: EmployeeId) -> bool {
    access::account(actor).is_ok_and(|account| account.employee == Some(employee))
}

/// Rated and not in the basis: an imported record, or a draft of a skill archived meanwhile.
fn others(
    projection: &super::super::projection::Projection,
    evaluation: &Evaluation,
    basis: &Basis,
) -> Vec<(EvaluatedOther, String)> {
    use crate::domain::draft::Field;
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
