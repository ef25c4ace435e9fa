//! One category with what is in it.

use super::filter::{self, Show};
use super::shown::at;
use crate::app::catalogue;
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::id::{SkillCategoryId, ToolCategoryId};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct CategoryPage {
    /// `skills` or `tools`.
    kind: &'static str,
    back: &'static str,
    name: String,
    description: String,
    weight: Option<u32>,
    must_have: bool,
    archived_on: Option<Date>,
    edit: String,
    archiving: String,
    /// Where a skill or tool is added to it.
    add: String,
    rows: Vec<MemberRow>,
    in_use: usize,
    archived: usize,
    /// Whether archived ones are among the rows, and the address of the other view.
    shows_archived: bool,
    other_view: String,
}

#[derive(Serialize)]
struct MemberRow {
    anchor: String,
    edit: String,
    moving: String,
    name: String,
    description: String,
    weight: Option<u32>,
    critical: bool,
    certification: Option<String>,
    coverage_target: Option<u32>,
    archived: bool,
    restoring: String,
    first: bool,
    last: bool,
}

impl view::Page for CategoryPage {
    const TEMPLATE: &'static str = "catalogue/category.html";
    fn title(&self) -> Message {
        message!("{name}", name = self.name)
    }
    fn section(&self) -> Section {
        Section::Catalogue
    }
}

pub fn skills(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = catalogue::see(&ctx.app, &request.actor)?;
    let id: SkillCategoryId = request.id("id")?;
    let category = now.catalogue.skill_category(id).ok_or(Failure::NotFound)?;
    let row = |skill: &Skill| MemberRow {
        anchor: format!("skills-{}", skill.id),
        edit: at::<Skill>(skill.id.0, "/edit"),
        moving: at::<Skill>(skill.id.0, "/position"),
        name: skill.name.clone(),
        description: skill.description.clone(),
        weight: Some(skill.weight),
        critical: skill.critical,
        certification: skill
            .certification
            .and_then(|id| now.catalogue.certification_type(id))
            .map(|kind| kind.name.clone()),
        coverage_target: Some(skill.coverage_target),
        archived: skill.archived_on.is_some(),
        restoring: at::<Skill>(skill.id.0, "/archiving/undo"),
        first: false,
        last: false,
    };
    let rows = now.catalogue.skills_of(id).iter().map(row).collect();
    let page = CategoryPage {
        kind: "skills",
        back: "/catalogue",
        name: category.name.clone(),
        description: category.description.clone(),
        weight: Some(category.weight),
        must_have: category.must_have,
        archived_on: category.archived_on,
        edit: at::<SkillCategory>(id.0, "/edit"),
        archiving: at::<SkillCategory>(id.0, "/archiving"),
        add: format!("/catalogue/skills/new?category={id}"),
        ..with_rows(request, rows)
    };
    ctx.page(request, &page)
}

pub fn tools(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = catalogue::see(&ctx.app, &request.actor)?;
    let id: ToolCategoryId = request.id("id")?;
    let category = now.catalogue.tool_category(id).ok_or(Failure::NotFound)?;
    let row = |tool: &Tool| MemberRow {
        anchor: format!("tools-{}", tool.id),
        edit: at::<Tool>(tool.id.0, "/edit"),
        moving: at::<Tool>(tool.id.0, "/position"),
        name: tool.name.clone(),
        description: tool.description.clone(),
        weight: None,
        critical: false,
        certification: None,
        coverage_target: None,
        archived: tool.archived_on.is_some(),
        restoring: at::<Tool>(tool.id.0, "/archiving/undo"),
        first: false,
        last: false,
    };
    let rows = now.catalogue.tools_of(id).iter().map(row).collect();
    let page = CategoryPage {
        kind: "tools",
        back: "/catalogue/tools",
        name: category.name.clone(),
        description: category.description.clone(),
        archived_on: category.archived_on,
        edit: at::<ToolCategory>(id.0, "/edit"),
        archiving: at::<ToolCategory>(id.0, "/archiving"),
        add: format!("/catalogue/tools/new?category={id}"),
        ..with_rows(request, rows)
    };
    ctx.page(request, &page)
}

/// The part that is the same for both kinds.
fn with_rows(request: &Request, mut rows: Vec<MemberRow>) -> CategoryPage {
    let archived = rows.iter().filter(|row| row.archived).count();
    let in_use = rows.len() - archived;
    let shows_archived = filter::show_of(&request.query) != Show::InUse;
    rows.retain(|row| shows_archived || !row.archived);
    // The ends among what is in use: the arrows pass what is archived.
    if let Some(row) = rows.iter_mut().find(|row| !row.archived) {
        row.first = true;
    }
    if let Some(row) = rows.iter_mut().rfind(|row| !row.archived) {
        row.last = true;
    }
    CategoryPage {
        kind: "",
        back: "",
        name: String::new(),
        description: String::new(),
        weight: None,
        must_have: false,
        archived_on: None,
        edit: String::new(),
        archiving: String::new(),
        add: String::new(),
        rows,
        in_use,
        archived,
        shows_archived,
        other_view: request.with_query("show", (!shows_archived).then_some("all")),
    }
}
