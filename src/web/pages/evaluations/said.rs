//! What an evaluation says: skills by category, tools, special skills.

use super::words;
use crate::app::evaluations::Viewed;
use crate::domain::draft::Field;
use crate::domain::evaluation::{BasisCategory, BasisSkill, Evaluation};
use crate::web::Ctx;
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
pub struct Category {
    name: String,
    pub rated: usize,
    pub of: usize,
    pub skills: Vec<Skill>,
    /// Names of those not rated.
    pub open: Vec<String>,
}

#[derive(Serialize)]
pub struct Skill {
    name: String,
    /// `1` to `5`, `n`; `None`: a note without a rating.
    level: Option<String>,
    target: Option<String>,
    gap: Option<i64>,
    note: String,
    /// The mark on the paper card, on the card's own scale.
    on_paper: Option<u8>,
}

#[derive(Serialize)]
pub struct ToolGroup {
    name: String,
    tools: Vec<Tool>,
}

#[derive(Serialize)]
pub struct Tool {
    name: String,
    can: &'static str,
    holding: &'static str,
}

#[derive(Serialize)]
pub struct Special {
    name: String,
    description: String,
    acquired_on: Option<Date>,
    valid_until: Option<Date>,
    certification: String,
}

/// By category, and last what is in none of them.
pub fn categories(seen: &Viewed) -> Vec<Category> {
    let categories = seen.basis.skill_categories.iter();
    let mut all: Vec<Category> = categories.map(|one| category(one, &seen.evaluation)).collect();
    all.extend(others(seen));
    all
}

fn category(category: &BasisCategory, evaluation: &Evaluation) -> Category {
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
            .map(|one| skill(one, evaluation))
            .collect(),
        open: category
            .skills
            .iter()
            .filter(|skill| !said(skill))
            .map(|skill| skill.name.clone())
            .collect(),
    }
}

fn skill(skill: &BasisSkill, evaluation: &Evaluation) -> Skill {
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
        on_paper: evaluation.content.paper_marks.get(&skill.id).copied(),
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
                on_paper: content.paper_marks.get(id).copied(),
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

pub fn tools(seen: &Viewed) -> Vec<ToolGroup> {
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

pub fn special(ctx: &Ctx, evaluation: &Evaluation) -> Vec<Special> {
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
