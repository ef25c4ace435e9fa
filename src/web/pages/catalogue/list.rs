//! `/catalogue` and `/catalogue/tools`: the categories in their order; a search finds what is in them.

use super::filter::{self, Filter, Show};
use super::shown::at;
use crate::app::catalogue;
use crate::app::projection::Projection;
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Chip, Choice, ListUrl, Section};
use crate::web::pages::counted;
use crate::web::pages::exports::{self, Download};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct ListPage {
    /// `skills` or `tools`.
    kind: &'static str,
    path: &'static str,
    /// Where a category and a member is added.
    add_category: &'static str,
    add: &'static str,
    told: Message,
    nothing_yet: bool,
    search: String,
    show: String,
    shows: Vec<Choice<Message>>,
    chips: Vec<Chip>,
    /// Whether the rows stand in their order, all of them.
    movable: bool,
    categories: Vec<CategoryRow>,
    /// Skills or tools that a search, or looking among what is archived, has found.
    found: Vec<FoundRow>,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct CategoryRow {
    anchor: String,
    href: String,
    moving: String,
    name: String,
    description: String,
    members: usize,
    archived_members: usize,
    weight: Option<u32>,
    must_have: bool,
    archived: bool,
    first: bool,
    last: bool,
}

#[derive(Serialize)]
struct FoundRow {
    href: String,
    name: String,
    description: String,
    category: String,
    category_href: String,
    archived: bool,
}

impl view::Page for ListPage {
    const TEMPLATE: &'static str = "catalogue/list.html";
    fn title(&self) -> Message {
        message!("Catalogue")
    }
    fn section(&self) -> Section {
        Section::Catalogue
    }
}

pub fn skills(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = catalogue::see(&ctx.app, &request.actor)?;
    let filter = Filter::of(&request.query);
    let catalogue = &now.catalogue;
    let in_use = |c: &&SkillCategory| c.archived_on.is_none();
    let categories = catalogue.skill_categories.iter().filter(in_use).count();
    let used = |s: &&Skill| {
        s.archived_on.is_none()
            && catalogue
                .skill_category(s.category)
                .is_some_and(|c| c.archived_on.is_none())
    };
    let skills = catalogue.skills.iter().filter(used).count();
    let page = ListPage {
        kind: "skills",
        downloads: exports::downloads("/exports/skills", &request.query),
        path: "/catalogue",
        add_category: "/catalogue/skill-categories/new",
        add: "/catalogue/skills/new",
        told: message!(
            "{categories} with {skills} in use. What is rated, in the order of the rating form.",
            categories = counted::categories(categories as u64),
            skills = counted::skills(skills as u64)
        ),
        nothing_yet: catalogue.skill_categories.is_empty(),
        categories: skill_categories(&now, &filter),
        found: found_skills(&now, &filter),
        ..empty(request, &filter, "/catalogue")
    };
    ctx.page(request, &page)
}

pub fn tools(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let now = catalogue::see(&ctx.app, &request.actor)?;
    let filter = Filter::of(&request.query);
    let catalogue = &now.catalogue;
    let in_use = |c: &&ToolCategory| c.archived_on.is_none();
    let categories = catalogue.tool_categories.iter().filter(in_use).count();
    let used = |t: &&Tool| {
        t.archived_on.is_none()
            && catalogue
                .tool_category(t.category)
                .is_some_and(|c| c.archived_on.is_none())
    };
    let tools = catalogue.tools.iter().filter(used).count();
    let page = ListPage {
        kind: "tools",
        downloads: exports::downloads("/exports/tools", &request.query),
        path: "/catalogue/tools",
        add_category: "/catalogue/tool-categories/new",
        add: "/catalogue/tools/new",
        told: message!(
            "{categories} with {tools} in use. What people are asked whether they can operate and own.",
            categories = counted::categories(categories as u64),
            tools = counted::tools(tools as u64)
        ),
        nothing_yet: catalogue.tool_categories.is_empty(),
        categories: tool_categories(&now, &filter),
        found: found_tools(&now, &filter),
        ..empty(request, &filter, "/catalogue/tools")
    };
    ctx.page(request, &page)
}

fn empty(request: &Request, filter: &Filter, path: &'static str) -> ListPage {
    let known = request.query.iter().filter(|(name, _)| ["q", "show"].contains(name));
    let url = ListUrl::new(path, known.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let mut chips = Vec::new();
    if !filter.folded.is_empty() {
        chips.push(Chip {
            label: message!("“{words}”", words = filter.search.trim()),
            href: url.without("q"),
        });
    }
    let shown = match filter.show {
        Show::InUse => None,
        Show::Archived => Some(message!("Archived")),
        Show::All => Some(message!("In use and archived")),
    };
    chips.extend(shown.map(|label| Chip {
        label,
        href: url.without("show"),
    }));
    ListPage {
        kind: "",
        path,
        add_category: "",
        add: "",
        told: message!("Catalogue"),
        nothing_yet: false,
        search: filter.search.clone(),
        show: filter::word(filter.show).to_owned(),
        shows: vec![
            Choice::new("", message!("In use")),
            Choice::new("archived", message!("Archived")),
            Choice::new("all", message!("Everything")),
        ],
        chips,
        movable: filter.folded.is_empty() && filter.show == Show::InUse,
        categories: Vec::new(),
        found: Vec::new(),
        downloads: Vec::new(),
    }
}

fn skill_categories(now: &Projection, filter: &Filter) -> Vec<CategoryRow> {
    let row = |c: &SkillCategory| {
        let skills = now.catalogue.skills_of(c.id);
        let members = skills.iter().filter(|s| s.archived_on.is_none()).count();
        CategoryRow {
            anchor: format!("skill-categories-{}", c.id),
            href: at::<SkillCategory>(c.id.0, ""),
            moving: at::<SkillCategory>(c.id.0, "/position"),
            name: c.name.clone(),
            description: c.description.clone(),
            members,
            archived_members: skills.len() - members,
            weight: Some(c.weight),
            must_have: c.must_have,
            archived: c.archived_on.is_some(),
            first: false,
            last: false,
        }
    };
    let all = now.catalogue.skill_categories.iter();
    let shown = all.filter(|c| filter.show.holds(c.archived_on.is_some()) && filter.finds(&c.name, &c.description));
    with_ends(shown.map(row).collect())
}

fn tool_categories(now: &Projection, filter: &Filter) -> Vec<CategoryRow> {
    let row = |c: &ToolCategory| {
        let tools = now.catalogue.tools_of(c.id);
        let members = tools.iter().filter(|t| t.archived_on.is_none()).count();
        CategoryRow {
            anchor: format!("tool-categories-{}", c.id),
            href: at::<ToolCategory>(c.id.0, ""),
            moving: at::<ToolCategory>(c.id.0, "/position"),
            name: c.name.clone(),
            description: c.description.clone(),
            members,
            archived_members: tools.len() - members,
            weight: None,
            must_have: false,
            archived: c.archived_on.is_some(),
            first: false,
            last: false,
        }
    };
    let all = now.catalogue.tool_categories.iter();
    let shown = all.filter(|c| filter.show.holds(c.archived_on.is_some()) && filter.finds(&c.name, &c.description));
    with_ends(shown.map(row).collect())
}

fn with_ends(mut rows: Vec<CategoryRow>) -> Vec<CategoryRow> {
    if let Some(first) = rows.first_mut() {
        first.first = true;
    }
    if let Some(last) = rows.last_mut() {
        last.last = true;
    }
    rows
}

fn found_skills(now: &Projection, filter: &Filter) -> Vec<FoundRow> {
    let row = |s: &Skill| {
        let category = now.catalogue.skill_category(s.category);
        FoundRow {
            href: at::<Skill>(s.id.0, "/edit"),
            name: s.name.clone(),
            description: s.description.clone(),
            category: category.map(|c| c.name.clone()).unwrap_or_default(),
            category_href: at::<SkillCategory>(s.category.0, ""),
            archived: s.archived_on.is_some(),
        }
    };
    let all = now.catalogue.skills.iter().filter(|_| filter.looks_inside());
    let found = all.filter(|s| filter.show.holds(s.archived_on.is_some()) && filter.finds(&s.name, &s.description));
    found.map(row).collect()
}

fn found_tools(now: &Projection, filter: &Filter) -> Vec<FoundRow> {
    let row = |t: &Tool| {
        let category = now.catalogue.tool_category(t.category);
        FoundRow {
            href: at::<Tool>(t.id.0, "/edit"),
            name: t.name.clone(),
            description: t.description.clone(),
            category: category.map(|c| c.name.clone()).unwrap_or_default(),
            category_href: at::<ToolCategory>(t.category.0, ""),
            archived: t.archived_on.is_some(),
        }
    };
    let all = now.catalogue.tools.iter().filter(|_| filter.looks_inside());
    let found = all.filter(|t| filter.show.holds(t.archived_on.is_some()) && filter.finds(&t.name, &t.description));
    found.map(row).collect()
}
