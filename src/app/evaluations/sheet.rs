//! Everything the Rate page shows of one's own draft.

use super::super::projection::{AsOf, Projection, active_on};
use super::super::{App, Error};
use super::access;
use crate::domain::catalogue::CertificationType;
use crate::domain::draft::field::note;
use crate::domain::evaluation::{Evaluation, Kind, ToolMark};
use crate::domain::id::{EvaluationId, SkillCategoryId, SkillId, ToolId};
use crate::domain::kpi::level::Standing;
use crate::domain::level::Mark;
use crate::domain::lifecycle;
use crate::domain::policy::{Action, Actor};
use crate::domain::target::Target;
use crate::domain::tier::Tier;
use crate::store::Read;
use jiff::civil::Date;

/// A draft with the catalogue as of its date around it.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub evaluation: Evaluation,
    pub employee: String,
    pub hired: Date,
    /// On the effective date.
    pub tier: Tier,
    pub categories: Vec<SheetCategory>,
    pub tools: Vec<SheetToolCategory>,
    pub certifications: Vec<CertificationType>,
}

/// A skill category with what can be rated, or was before it was archived.
#[derive(Clone, Debug)]
pub struct SheetCategory {
    pub id: SkillCategoryId,
    pub name: String,
    pub description: String,
    pub skills: Vec<SheetSkill>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct SheetSkill {
    pub id: SkillId,
    pub name: String,
    pub description: String,
    pub critical: bool,
    /// Archived by the effective date: it can only be cleared.
    pub archived: bool,
    pub mark: Option<Mark>,
    pub note: String,
    /// The official level before the effective date, where the company wants it shown.
    pub previous: Option<Mark>,
    /// What the tier asks for, where the company wants it shown.
    pub target: Option<Target>,
}

/// A tool category.
#[derive(Clone, Debug)]
pub struct SheetToolCategory {
    pub name: String,
    pub tools: Vec<SheetTool>,
}

/// One tool.
#[derive(Clone, Debug)]
pub struct SheetTool {
    pub id: ToolId,
    pub name: String,
    pub mark: ToolMark,
    /// What was said of it before the effective date.
    pub previous: Option<ToolMark>,
}

/// The draft, for its rater.
///
/// # Errors
/// `Conflict` with a sentence when it is no draft any more.
pub fn sheet(app: &App, actor: &Actor, id: EvaluationId) -> Result<Sheet, Error> {
    let evaluation = app.store.read()?.get::<Evaluation>(id)?.ok_or(Error::NotFound)?;
    let projection = app.projection();
    let (person, facts) = access::of(&projection, actor, &evaluation, app.today())?;
    if access::asking(actor) == Some(evaluation.rater) {
        lifecycle::still_a_draft(&evaluation).map_err(Error::Conflict)?;
    }
    app.permit(actor, &Action::WriteDraft(facts))?;
    let tier = person.employee.tier_on(evaluation.date).unwrap_or(Tier::ALL[0]);
    let before = evaluation.date.yesterday().unwrap_or(evaluation.date);
    let standing = person.as_of(before);
    Ok(Sheet {
        employee: person.employee.name(),
        hired: person.employee.hire_date,
        tier,
        categories: categories(&projection, &evaluation, tier, &standing),
        tools: tools(&projection, &evaluation, &standing),
        certifications: projection
            .catalogue
            .certification_types
            .iter()
            .filter(|kind| active_on(kind.archived_on, evaluation.date))
            .cloned()
            .collect(),
        evaluation,
    })
}

fn categories(projection: &Projection, draft: &Evaluation, tier: Tier, before: &AsOf<'_>) -> Vec<SheetCategory> {
    let (catalogue, day) = (&projection.catalogue, draft.date);
    let shown = projection.settings.show_previous;
    let targets = projection.targets_on(day).filter(|_| shown);
    // One's own levels are no news, and a self evaluation is not to follow them.
    let previous = shown && draft.kind == Kind::Manager;
    let content = &draft.content;
    catalogue
        .skill_categories
        .iter()
        .map(|category| SheetCategory {
            id: category.id,
            name: category.name.clone(),
            description: category.description.clone(),
            skills: catalogue
                .skills_of(category.id)
                .iter()
                .filter_map(|skill| {
                    let archived = !active_on(skill.archived_on, day) || !active_on(category.archived_on, day);
                    let mark = content.ratings.get(&skill.id).map(|rating| rating.mark);
                    if archived && mark.is_none() {
                        return None;
                    }
                    Some(SheetSkill {
                        id: skill.id,
                        name: skill.name.clone(),
                        description: skill.description.clone(),
                        critical: skill.critical,
                        archived,
                        mark,
                        note: note(draft, skill.id).to_owned(),
                        previous: previous
                            .then(|| projection.shape().skill(skill.id))
                            .flatten()
                            .and_then(|slot| said(before.skill(slot).0)),
                        target: targets.and_then(|set| set.of(tier, category.id, skill.id)),
                    })
                })
                .collect(),
        })
        .filter(|category| !category.skills.is_empty())
        .collect()
}

fn tools(projection: &Projection, draft: &Evaluation, before: &AsOf<'_>) -> Vec<SheetToolCategory> {
    let (catalogue, day) = (&projection.catalogue, draft.date);
    catalogue
        .tool_categories
        .iter()
        .map(|category| SheetToolCategory {
            name: category.name.clone(),
            tools: catalogue
                .tools_of(category.id)
                .iter()
                .filter(|tool| {
                    let active = active_on(tool.archived_on, day) && active_on(category.archived_on, day);
                    active || draft.content.tools.contains_key(&tool.id)
                })
                .map(|tool| SheetTool {
                    id: tool.id,
                    name: tool.name.clone(),
                    mark: draft.content.tools.get(&tool.id).copied().unwrap_or_default(),
                    previous: projection.shape().tool(tool.id).and_then(|slot| before.tool(slot)),
                })
                .collect(),
        })
        .filter(|category| !category.tools.is_empty())
        .collect()
}

fn said(standing: Standing) -> Option<Mark> {
    match standing {
        Standing::Level(level) => Some(Mark::Level(level)),
        Standing::NotApplicable => Some(Mark::NotApplicable),
        Standing::NotRated => None,
    }
}
