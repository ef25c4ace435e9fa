//! `/employees`: search, filters, sort and page stand in the URL.

use super::{manager_choices, tier_choices};
use crate::app::employees::{self, Activity, Filter, ManagerFilter, PAGE, Sort, Talk};
use crate::domain::message::Message;
use crate::domain::tier::Tier;
use crate::message;
use crate::view::{self, Chip, Choice, Column, ListUrl, Paging, Section};
use crate::web::pages::exports::{self, Download};
use crate::web::{Ctx, Failure, Pairs, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct ListPage {
    active: usize,
    on_record: usize,
    nobody_yet: bool,
    search: String,
    keep: Vec<(String, String)>,
    tier: String,
    tiers: Vec<Choice>,
    manager: String,
    managers: Vec<Choice<Label>>,
    status: String,
    statuses: Vec<Choice<Message>>,
    talk: String,
    talks: Vec<Choice<Message>>,
    chips: Vec<Chip>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    paging: Paging,
    downloads: Vec<Download>,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    number: String,
    tier: String,
    manager: Option<Named>,
    hired: Date,
    left: Option<Date>,
    due: Option<Date>,
    overdue: bool,
    soon: bool,
}

#[derive(Serialize)]
struct Named {
    id: u64,
    name: String,
}

/// A person's name, or words of ours.
#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Label {
    Name(String),
    Said(Message),
}

impl view::Page for ListPage {
    const TEMPLATE: &'static str = "employees/list.html";
    fn title(&self) -> Message {
        message!("Employees")
    }
    fn section(&self) -> Section {
        Section::Employees
    }
}

const NAMES: [&str; 7] = ["q", "tier", "manager", "status", "talk", "sort", "page"];

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let query = &request.query;
    let filter = filter(&request.query);
    let listed = employees::list(&ctx.app, &request.actor, &filter)?;
    let settings = ctx.settings(request);
    let known = query.iter().filter(|(name, _)| NAMES.contains(name));
    let url = ListUrl::new("/employees", known.map(|(n, v)| (n.to_owned(), v.to_owned())));

    let people = manager_choices(ctx, request, None)?;
    let mut managers = vec![Choice::new("none", Label::Said(message!("Nobody")))];
    managers.extend(
        people
            .into_iter()
            .map(|choice| Choice::new(choice.value, Label::Name(choice.label))),
    );
    let present = match (sort_word(filter.sort), filter.descending) {
        (word, true) => format!("-{word}"),
        (word, false) => word.to_owned(),
    };
    let page = ListPage {
        active: listed.active,
        on_record: listed.of,
        nobody_yet: listed.of == 0,
        search: filter.search.clone(),
        keep: url.keep(&["sort"]),
        tier: query.text("tier").to_owned(),
        tiers: tier_choices(ctx, request),
        manager: query.text("manager").to_owned(),
        chips: chips(&url, &filter, &managers, |tier| settings.tier_name(tier).to_owned()),
        managers,
        status: query.text("status").to_owned(),
        statuses: vec![
            Choice::new("", message!("Work here")),
            Choice::new("left", message!("Have left")),
            Choice::new("all", message!("Everyone")),
        ],
        talk: query.text("talk").to_owned(),
        talks: vec![
            Choice::new("overdue", message!("Overdue")),
            Choice::new("soon", message!("Within 30 days")),
        ],
        columns: [
            (Sort::Name, message!("Name")),
            (Sort::Tier, message!("Tier")),
            (Sort::Number, message!("Number")),
            (Sort::Manager, message!("Reports to")),
            (Sort::Hired, message!("Hired")),
            (Sort::Due, message!("Next talk")),
        ]
        .into_iter()
        .map(|(sort, label)| url.column(sort_word(sort), label, &present))
        .collect(),
        downloads: exports::downloads("/exports/employees", query),
        paging: url.paging(listed.page, PAGE, listed.found),
        rows: listed
            .rows
            .into_iter()
            .map(|row| Row {
                id: row.id.0,
                name: row.name,
                number: row.number.unwrap_or_default(),
                tier: settings.tier_name(row.tier).to_owned(),
                manager: row.manager.map(|(id, name)| Named { id: id.0, name }),
                hired: row.hired,
                left: row.left,
                due: row.due,
                overdue: row.talk == Some(Talk::Overdue),
                soon: row.talk == Some(Talk::Soon),
            })
            .collect(),
    };
    ctx.page(request, &page)
}

/// What is no filter is none: an address typed by hand never fails.
pub(in crate::web) fn filter(query: &Pairs) -> Filter {
    let sort = query.text("sort");
    let (word, descending) = sort.strip_prefix('-').map_or((sort, false), |word| (word, true));
    Filter {
        search: query.text("q").chars().take(200).collect(),
        tier: query.parse("tier").and_then(Tier::new),
        activity: match query.text("status") {
            "left" => Activity::Left,
            "all" => Activity::All,
            _ => Activity::Active,
        },
        manager: match query.text("manager") {
            "none" => Some(ManagerFilter::Nobody),
            _ => query.parse("manager").map(ManagerFilter::Of),
        },
        talk: match query.text("talk") {
            "overdue" => Some(Talk::Overdue),
            "soon" => Some(Talk::Soon),
            _ => None,
        },
        sort: SORTS
            .into_iter()
            .find(|sort| sort_word(*sort) == word)
            .unwrap_or_default(),
        descending,
        page: query.parse("page").unwrap_or(1),
    }
}

const SORTS: [Sort; 6] = [
    Sort::Name,
    Sort::Number,
    Sort::Tier,
    Sort::Hired,
    Sort::Manager,
    Sort::Due,
];

fn sort_word(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "name",
        Sort::Number => "number",
        Sort::Tier => "tier",
        Sort::Hired => "hired",
        Sort::Manager => "manager",
        Sort::Due => "due",
    }
}

fn chips(url: &ListUrl, filter: &Filter, managers: &[Choice<Label>], tier: impl Fn(Tier) -> String) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |name: &str, label| {
        chips.push(Chip {
            label,
            href: url.without(name),
        });
    };
    if !filter.search.trim().is_empty() {
        add("q", message!("“{words}”", words = filter.search.trim()));
    }
    if let Some(chosen) = filter.tier {
        add("tier", message!("{tier}", tier = tier(chosen)));
    }
    match filter.manager {
        Some(ManagerFilter::Nobody) => add("manager", message!("Reports to nobody")),
        Some(ManagerFilter::Of(id)) => {
            let name = managers.iter().find_map(|choice| match &choice.label {
                Label::Name(name) if choice.value == id.to_string() => Some(name.clone()),
                _ => None,
            });
            add(
                "manager",
                message!("Reports to {name}", name = name.unwrap_or_else(|| "–".into())),
            );
        }
        None => {}
    }
    match filter.talk {
        Some(Talk::Overdue) => add("talk", message!("Talk overdue")),
        Some(Talk::Soon) => add("talk", message!("Talk within 30 days")),
        None => {}
    }
    match filter.activity {
        Activity::Active => {}
        Activity::Left => add("status", message!("Have left")),
        Activity::All => add("status", message!("Everyone")),
    }
    chips
}
