//! Skills and tools, in the catalogue's order.

use super::Result;
use super::list::Search;
use super::table::{Cell, Column, Kind, Table};
use crate::app::projection::Projection;
use crate::app::{App, catalogue};
use crate::domain::catalogue::{Skill, Tool};
use crate::domain::policy::Actor;
use crate::domain::text::folded;
use crate::message;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Skills,
    Tools,
    Both,
}

pub(super) fn table<'a>(app: &'a App, actor: &Actor, search: &Search, what: What) -> Result<Table<'a>> {
    let now = catalogue::see(app, actor)?;
    let fits = |name: &str, description: &str, archived: bool| {
        let said = |text| folded(text).contains(&search.folded);
        search.show.holds(archived) && (search.folded.is_empty() || said(name) || said(description))
    };
    let mut rows = Vec::new();
    if what != What::Tools {
        for category in &now.catalogue.skill_categories {
            let skills = now.catalogue.skills_of(category.id).iter();
            // What lies in an archived category is in use nowhere.
            let gone = category.archived_on.is_some();
            let fitting = skills.filter(|s| fits(&s.name, &s.description, gone || s.archived_on.is_some()));
            rows.extend(fitting.map(|skill| skill_row(&now, skill)));
        }
    }
    if what != What::Skills {
        for category in &now.catalogue.tool_categories {
            let tools = now.catalogue.tools_of(category.id).iter();
            let gone = category.archived_on.is_some();
            let fitting = tools.filter(|t| fits(&t.name, &t.description, gone || t.archived_on.is_some()));
            rows.extend(fitting.map(|tool| tool_row(&now, tool)));
        }
    }
    Ok(Table {
        title: match what {
            What::Skills => message!("Skills"),
            What::Tools => message!("Tools"),
            What::Both => message!("Catalogue"),
        },
        columns: vec![
            Column::text("type", message!("Type")),
            Column::text("category", message!("Category")),
            Column::text("name", message!("Name")),
            Column::text("description", message!("Description")),
            Column::new("weight", message!("Weight"), Kind::Number),
            Column::new("category_weight", message!("Weight of the category"), Kind::Number),
            Column::text("must_have", message!("Must have")),
            Column::text("critical", message!("Critical")),
            Column::text("certification", message!("Certification")),
            Column::number("coverage_target", message!("Coverage target")),
            Column::date("archived_on", message!("Archived on")),
        ],
        rows: Box::new(rows.into_iter().map(Ok)),
    })
}

fn skill_row(now: &Projection, skill: &Skill) -> Vec<Cell> {
    let category = now.catalogue.skill_category(skill.category);
    let certification = skill.certification.and_then(|id| now.catalogue.certification_type(id));
    vec![
        Cell::Word("skill", message!("Skill")),
        Cell::text(category.map(|c| c.name.clone()).unwrap_or_default()),
        Cell::text(skill.name.clone()),
        Cell::text(skill.description.clone()),
        Cell::count(skill.weight),
        category.map_or(Cell::Empty, |c| Cell::count(c.weight)),
        yes_no(category.is_some_and(|c| c.must_have)),
        yes_no(skill.critical),
        Cell::text(certification.map(|c| c.name.clone()).unwrap_or_default()),
        Cell::count(skill.coverage_target),
        Cell::date(skill.archived_on.or(category.and_then(|c| c.archived_on))),
    ]
}

fn tool_row(now: &Projection, tool: &Tool) -> Vec<Cell> {
    let category = now.catalogue.tool_category(tool.category);
    let mut cells = vec![
        Cell::Word("tool", message!("Tool")),
        Cell::text(category.map(|c| c.name.clone()).unwrap_or_default()),
        Cell::text(tool.name.clone()),
        Cell::text(tool.description.clone()),
    ];
    cells.extend(std::iter::repeat_n(Cell::Empty, 6));
    cells.push(Cell::date(tool.archived_on.or(category.and_then(|c| c.archived_on))));
    cells
}

fn yes_no(yes: bool) -> Cell {
    match yes {
        true => Cell::Word("yes", message!("Yes")),
        false => Cell::Word("no", message!("No")),
    }
}
