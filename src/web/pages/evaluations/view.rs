//! `GET /evaluations/{id}`: to read, and on paper.

use super::words;
use crate::app::evaluations::{self, Sight, Viewed};
use crate::domain::draft::Field;
use crate::domain::evaluation::{BasisCategory, BasisSkill, Evaluation, Kind, Status};
use crate::domain::id::EvaluationId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Moment, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct ViewPage {
    id: u64,
    employee: String,
    employee_href: Option<String>,
    kind: Message,
    is_manager: bool,
    date: Date,
    rater: String,
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
    may_finalise: bool,
    seen_by: Message,
}

#[derive(Serialize)]
struct FinalisedBy {
    at: Moment,
    by: String,
}

#[derive(Serialize)]
struct Category {
    name: String,
    rated: usize,
    of: usize,
    skills: Vec<Skill>,
    /// Names of those not rated.
    open: Vec<String>,
}

#[derive(Serialize)]
struct Skill {
    name: String,
    /// `1` to `5`, `n`; `None`: a note without a rating.
    level: Option<String>,
    target: Option<String>,
    gap: Option<i64>,
    note: String,
}

#[derive(Serialize)]
struct ToolGroup {
    name: String,
    tools: Vec<Tool>,
}

#[derive(Serialize)]
struct Tool {
    name: String,
    can: &'static str,
    holding: &'static str,
}

#[derive(Serialize)]
struct Special {
    name: String,
    description: String,
    acquired_on: Option<Date>,
    valid_until: Option<Date>,
    certification: String,
}

impl view::Page for ViewPage {
    const TEMPLATE: &'static str = "evaluations/view.html";
    fn title(&self) -> Message {
        match self.is_manager {
            true => message!("Evaluation of {name}", name = self.employee),
            false => message!("Self evaluation of {name}", name = self.employee),
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
}

impl view::Page for ExistsPage {
    const TEMPLATE: &'static str = "evaluations/exists.html";
    fn title(&self) -> Message {
        message!("A draft about {name}", name = self.employee)
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::view(&ctx.app, &request.actor, id)? {
        Sight::Whole(seen) => ctx.page(request, &page(ctx, request, &seen)),
        Sight::Exists { employee, date, rater } => ctx.page(request, &ExistsPage { employee, date, rater }),
    }
}

fn page(ctx: &Ctx, request: &Request, seen: &Viewed) -> ViewPage {
    let evaluation = &seen.evaluation;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let (status, status_kind) = words::status(evaluation.status);
    let mut categories: Vec<Category> = seen
        .basis
        .skill_categories
        .iter()
        .map(|category| read_category(category, evaluation))
        .collect();
    categories.extend(others(seen));
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
        tools: tools(seen),
        special: special(ctx, evaluation),
        notes: evaluation.content.shared_notes.clone(),
        private: Some(evaluation.content.private_note.clone())
            .filter(|note| seen.may.see_private_note && !note.is_empty()),
        may_write: seen.may.write,
        may_finalise: seen.may.finalise,
        seen_by: words::seen_by(evaluation.kind, evaluation.status, &seen.employee),
    }
}

fn read_category(category: &BasisCategory, evaluation: &Evaluation) -> Category {
    let content = &evaluation.content;
    let said =
        |skill: &&BasisSkill| content.ratings.contains_key(&skill.id) || content.unrated_notes.contains_key(&skill.id);
    Category {
        name: category.name.clone(),
        rated: category
            .skills
            .iter()
            .filter(|skill| content.ratings.contains_key(&skill.id))
            .count(),
        of: category.skills.len(),
        skills: category
            .skills
            .iter()
            .filter(said)
            .map(|skill| read_skill(skill, evaluation))
            .collect(),
        open: category
            .skills
            .iter()
            .filter(|skill| !said(skill))
            .map(|skill| skill.name.clone())
            .collect(),
    }
}

fn read_skill(skill: &BasisSkill, evaluation: &Evaluation) -> Skill {
    let mark = evaluation.content.ratings.get(&skill.id).map(|rating| rating.mark);
    let level = mark.and_then(|mark| mark.level());
    let target = skill.target.and_then(|target| target.level());
    Skill {
        name: skill.name.clone(),
        level: mark.map(|mark| words::mark(Some(mark))),
        target: target.map(|target| target.to_string()),
        gap: level
            .zip(target)
            .map(|(level, target)| i64::from(level.get()) - i64::from(target.get())),
        note: crate::domain::draft::field::note(evaluation, skill.id).to_owned(),
    }
}

/// What was rated and belongs to no category of that day.
fn others(seen: &Viewed) -> Option<Category> {
    let content = &seen.evaluation.content;
    let skills: Vec<Skill> = seen
        .others
        .iter()
        .filter_map(|(field, name)| match field {
            Field::Rating(id) => Some(Skill {
                name: name.clone(),
                level: content.ratings.get(id).map(|rating| words::mark(Some(rating.mark))),
                target: None,
                gap: None,
                note: crate::domain::draft::field::note(&seen.evaluation, *id).to_owned(),
            }),
            _ => None,
        })
        .collect();
    (!skills.is_empty()).then(|| Category {
        name: String::new(),
        rated: skills.len(),
        of: skills.len(),
        skills,
        open: Vec::new(),
    })
}

fn tools(seen: &Viewed) -> Vec<ToolGroup> {
    let marks = &seen.evaluation.content.tools;
    let tool = |id, name: &String| {
        marks.get(&id).map(|mark| Tool {
            name: name.clone(),
            can: words::can(mark.can_operate),
            holding: words::holding(mark.holding),
        })
    };
    let mut groups: Vec<ToolGroup> = seen
        .basis
        .tool_categories
        .iter()
        .map(|group| ToolGroup {
            name: group.name.clone(),
            tools: group.tools.iter().filter_map(|(id, name)| tool(*id, name)).collect(),
        })
        .collect();
    groups.push(ToolGroup {
        name: String::new(),
        tools: seen
            .others
            .iter()
            .filter_map(|(field, name)| match field {
                Field::CanOperate(id) => tool(*id, name),
                _ => None,
            })
            .collect(),
    });
    groups.retain(|group| !group.tools.is_empty());
    groups
}

fn special(ctx: &Ctx, evaluation: &Evaluation) -> Vec<Special> {
    let projection = ctx.app.projection();
    evaluation
        .content
        .special_skills
        .iter()
        .map(|skill| Special {
            name: skill.name.clone(),
            description: skill.description.clone(),
            acquired_on: skill.acquired_on,
            valid_until: skill.valid_until,
            certification: skill
                .certification
                .and_then(|id| projection.catalogue.certification_type(id))
                .map(|kind| kind.name.clone())
                .unwrap_or_default(),
        })
        .collect()
}
