//! `GET /evaluations/{id}/rate`: one's own draft with the catalogue around it.

use super::rate_page::{Category, LevelWords, RatePage, Skill, Special, Tool, ToolGroup};
use super::words;
use crate::app::evaluations::{self, Sheet, SheetCategory, SheetSkill};
use crate::app::{self};
use crate::domain::draft::Value;
use crate::domain::evaluation::{Kind, SpecialSkill};
use crate::domain::id::EvaluationId;
use crate::domain::level::{Level, Mark};
use crate::domain::settings::Settings;
use crate::message;
use crate::view::{Choice, Errors, Moment};
use crate::web::{Ctx, Failure, Flash, Reply, Request};

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::sheet(&ctx.app, &request.actor, id) {
        Ok(sheet) => ctx.page(request, &page(ctx, request, &sheet, Errors::default())),
        // One who goes back after finishing is told so where it can be read.
        Err(app::Error::Conflict(why)) => {
            Ok(Reply::see_other(format!("/evaluations/{id}")).with_flash(Flash::problem(why)))
        }
        Err(other) => Err(other.into()),
    }
}

/// The page of a draft as it stands.
pub fn page(ctx: &Ctx, request: &Request, sheet: &Sheet, errors: Errors) -> RatePage {
    let settings = ctx.settings(request);
    let evaluation = &sheet.evaluation;
    let id = evaluation.id;
    let manager = evaluation.kind == Kind::Manager;
    let skills = || sheet.categories.iter().flat_map(|category| &category.skills);
    let rated = skills().filter(|skill| skill.mark.is_some()).count();
    RatePage {
        back: "/evaluations".into(),
        evaluation: id.0,
        employee: sheet.employee.clone(),
        kind: words::kind(evaluation.kind),
        date: evaluation.date,
        tier: settings.tier_name(sheet.tier).to_owned(),
        action: format!("/evaluations/{id}"),
        saves: format!("/evaluations/{id}/saves"),
        delete: format!("/evaluations/{id}/deletion"),
        edit: evaluation.edit,
        revision: evaluation.revision,
        saved_at: (evaluation.edit > 0).then(|| Moment::new(evaluation.updated_at, ctx.app.zoned_now().time_zone())),
        rated,
        of: skills().count(),
        first_open: skills().find(|skill| skill.mark.is_none()).map(|skill| skill.id.0),
        levels: Level::ALL.map(|level| level_words(&settings, level)).into(),
        choices: Level::ALL
            .map(|level| {
                let name = &settings.level_text(level).name;
                [level.to_string(), level.to_string(), format!("{level}, {name}")]
            })
            .into(),
        categories: sheet
            .categories
            .iter()
            .map(|category| rated_category(category, &settings))
            .collect(),
        tools: sheet
            .tools
            .iter()
            .map(|group| ToolGroup {
                name: group.name.clone(),
                tools: group
                    .tools
                    .iter()
                    .map(|tool| Tool {
                        can_field: format!("t{}", tool.id),
                        holding_field: format!("h{}", tool.id),
                        name: tool.name.clone(),
                        can: words::can(tool.mark.can_operate),
                        holding: words::holding(tool.mark.holding),
                    })
                    .collect(),
            })
            .collect(),
        special: special(&evaluation.content.special_skills),
        certifications: sheet
            .certifications
            .iter()
            .map(|kind| Choice::new(kind.id, kind.name.clone()))
            .collect(),
        notes: evaluation.content.shared_notes.clone(),
        notes_hint: match manager {
            true => message!("{name} reads these notes once it is finalised.", name = sheet.employee),
            false => message!("Your manager reads these notes after writing their own view."),
        },
        private: manager.then(|| evaluation.content.private_note.clone()),
        submit: message!("Look it over and finish"),
        then: message!("You see what you rated and who will see it, before anything is final."),
        errors,
    }
}

fn level_words(settings: &Settings, level: Level) -> LevelWords {
    let text = settings.level_text(level);
    LevelWords {
        level: level.get(),
        name: text.name.clone(),
        anchor: text.anchor.clone(),
    }
}

fn rated_category(category: &SheetCategory, settings: &Settings) -> Category {
    Category {
        anchor: format!("c{}", category.id),
        name: category.name.clone(),
        description: category.description.clone(),
        rated: category.skills.iter().filter(|skill| skill.mark.is_some()).count(),
        of: category.skills.len(),
        skills: category
            .skills
            .iter()
            .map(|skill| rated_skill(skill, settings))
            .collect(),
    }
}

fn rated_skill(skill: &SheetSkill, settings: &Settings) -> Skill {
    Skill {
        id: skill.id.0,
        field: format!("r{}", skill.id),
        name: skill.name.clone(),
        description: skill.description.clone(),
        critical: skill.critical,
        archived: skill.archived,
        mark: words::mark(skill.mark),
        anchor: match skill.mark.and_then(Mark::level) {
            Some(level) => settings.level_text(level).anchor.clone(),
            None => String::new(),
        },
        previous: skill.previous.map(|previous| words::mark(Some(previous))),
        target: skill
            .target
            .and_then(|target| target.level())
            .map(|level| level.to_string()),
        note: skill.note.clone(),
    }
}

/// What is there, and empty rows to fill in without script.
fn special(list: &[SpecialSkill]) -> Vec<Special> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| Value::Date(day).written()).unwrap_or_default();
    list.iter()
        .map(|skill| Special {
            name: skill.name.clone(),
            description: skill.description.clone(),
            acquired_on: day(skill.acquired_on),
            valid_until: day(skill.valid_until),
            certification: skill.certification.map(|id| id.to_string()).unwrap_or_default(),
        })
        .collect()
}
