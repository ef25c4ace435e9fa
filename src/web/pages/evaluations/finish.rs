//! The last step: what was rated and who will see it, then submit and finalise. Deleting a draft.

use super::words;
use crate::app::evaluations::{self, Sheet, Sight, Typed, TypedChange, Viewed};
use crate::app::{self};
use crate::domain::day;
use crate::domain::draft::Value;
use crate::domain::evaluation::{Kind, Status};
use crate::domain::id::EvaluationId;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Ctx, Failure, Flash, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct FinishPage {
    id: u64,
    employee: String,
    kind: Message,
    manager: bool,
    rated: usize,
    of: usize,
    not_applicable: usize,
    tools: usize,
    tools_of: usize,
    special: usize,
    /// Skills without a rating, by category.
    open: Vec<Open>,
    nothing: bool,
    date: String,
    today: Date,
    hired: Date,
    notes: bool,
    private: bool,
    errors: Errors,
}

#[derive(Serialize)]
struct Open {
    category: String,
    anchor: String,
    skills: Vec<String>,
}

impl view::Page for FinishPage {
    const TEMPLATE: &'static str = "evaluations/finish.html";
    fn title(&self) -> Message {
        message!("Finish the evaluation of {name}", name = self.employee)
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
}

pub fn ask(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::sheet(&ctx.app, &request.actor, id) {
        Ok(sheet) => ctx.page(request, &page(ctx, &sheet, None, Errors::default())),
        Err(app::Error::Conflict(why)) => Ok(back_to(id, Flash::problem(why))),
        Err(other) => Err(other.into()),
    }
}

pub fn submit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let sheet = match evaluations::sheet(&ctx.app, &request.actor, id) {
        Ok(sheet) => sheet,
        Err(app::Error::Conflict(why)) => return Ok(back_to(id, Flash::problem(why))),
        Err(other) => return Err(other.into()),
    };
    let date = request.form.text("date");
    let finished = redate(ctx, request, &sheet, date).and_then(|()| {
        let final_too = sheet.evaluation.kind == Kind::Manager && request.form.text("then") != "submit";
        match final_too {
            true => evaluations::submit_and_finalise(&ctx.app, &request.actor, id),
            false => evaluations::submit(&ctx.app, &request.actor, id),
        }
        .map(|()| final_too)
    });
    match finished {
        Ok(true) => Ok(back_to(
            id,
            Flash::done(message!(
                "The evaluation of {name} is finalised and counts from now on.",
                name = sheet.employee
            )),
        )),
        Ok(false) => Ok(back_to(
            id,
            Flash::done(message!(
                "The evaluation of {name} is submitted.",
                name = sheet.employee
            )),
        )),
        Err(app::Error::Invalid(invalid)) => {
            let sheet = evaluations::sheet(&ctx.app, &request.actor, id)?;
            ctx.page_again(request, &page(ctx, &sheet, Some(date), Errors::from(&invalid)))
        }
        Err(app::Error::Conflict(why)) => Ok(back_to(id, Flash::problem(why))),
        Err(other) => Err(other.into()),
    }
}

/// Another date than the draft's is saved first, as any other field.
fn redate(ctx: &Ctx, request: &Request, sheet: &Sheet, date: &str) -> Result<(), app::Error> {
    if date.is_empty() || day::optional("date", date)? == Some(sheet.evaluation.date) {
        return Ok(());
    }
    let draft = &sheet.evaluation;
    let typed = Typed {
        revision: draft.revision,
        seen: draft.edit,
        changes: vec![TypedChange {
            field: "date".into(),
            value: date.to_owned(),
            base: draft.edit,
        }],
        ..Typed::default()
    };
    let saved = evaluations::save(&ctx.app, &request.actor, draft.id, &typed)?;
    match saved.clashes.is_empty() {
        true => Ok(saved.refused.into_result(())?),
        false => Err(Invalid::one(
            "date",
            message!("The date was changed on another device meanwhile. Please check it."),
        )
        .into()),
    }
}

pub fn finalise(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    match evaluations::finalise(&ctx.app, &request.actor, id) {
        Ok(()) => Ok(back_to(
            id,
            Flash::done(message!("The evaluation is finalised and counts from now on.")),
        )),
        Err(app::Error::Conflict(why)) => Ok(back_to(id, Flash::problem(why))),
        Err(other) => Err(other.into()),
    }
}

pub fn delete(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: EvaluationId = request.id("id")?;
    let Sight::Whole(seen) = evaluations::view(&ctx.app, &request.actor, id)? else {
        return Err(app::Error::Denied.into());
    };
    let Viewed {
        evaluation, employee, ..
    } = *seen;
    match evaluations::delete(&ctx.app, &request.actor, id) {
        Ok(()) => Ok(Reply::see_other("/evaluations").with_flash(Flash::done(message!(
            "The draft of {name} of {date} is deleted.",
            name = employee,
            date = day::in_words(evaluation.date)
        )))),
        Err(app::Error::Conflict(why)) => Ok(back_to(id, Flash::problem(why))),
        Err(other) => Err(other.into()),
    }
}

fn back_to(id: EvaluationId, flash: Flash) -> Reply {
    Reply::see_other(format!("/evaluations/{id}")).with_flash(flash)
}

fn page(ctx: &Ctx, sheet: &Sheet, date: Option<&str>, errors: Errors) -> FinishPage {
    let draft = &sheet.evaluation;
    let content = &draft.content;
    let skills = || sheet.categories.iter().flat_map(|category| &category.skills);
    let rated = skills().filter(|skill| skill.mark.is_some()).count();
    debug_assert_eq!(draft.status, Status::Draft, "a sheet is of a draft");
    FinishPage {
        id: draft.id.0,
        employee: sheet.employee.clone(),
        kind: words::kind(draft.kind),
        manager: draft.kind == Kind::Manager,
        rated,
        of: skills().count(),
        not_applicable: skills()
            .filter(|skill| skill.mark.is_some_and(|mark| mark.level().is_none()))
            .count(),
        tools: content.tools.len(),
        tools_of: sheet.tools.iter().map(|group| group.tools.len()).sum(),
        special: content.special_skills.len(),
        open: sheet
            .categories
            .iter()
            .map(|category| Open {
                category: category.name.clone(),
                anchor: format!("c{}", category.id),
                skills: category
                    .skills
                    .iter()
                    .filter(|skill| skill.mark.is_none())
                    .map(|skill| skill.name.clone())
                    .collect(),
            })
            .filter(|open| !open.skills.is_empty())
            .collect(),
        nothing: content.ratings.is_empty() && content.tools.is_empty(),
        date: date.map_or_else(|| Value::Date(draft.date).written(), str::to_owned),
        today: ctx.app.today(),
        hired: sheet.hired,
        notes: !content.shared_notes.is_empty(),
        private: !content.private_note.is_empty(),
        errors,
    }
}
