//! `/evaluations`: filters, sort and page stand in the URL.

use super::words::{self, KINDS, STATUSES};
use crate::app::evaluations::{self, Filter, PAGE, Sort};
use crate::domain::account::Role;
use crate::domain::day;
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Chip, Choice, Column, ListUrl, Moment, Section};
use crate::web::pages::exports::{self, Download};
use crate::web::{Ctx, Failure, Pairs, Reply, Request};
use jiff::civil::Date;
use serde::Serialize;

#[derive(Serialize)]
struct ListPage {
    /// May begin evaluations of others.
    rates: bool,
    nothing_yet: bool,
    search: String,
    keep: Vec<(String, String)>,
    kind: String,
    kinds: Vec<Choice<Message>>,
    status: String,
    statuses: Vec<Choice<Message>>,
    rater: String,
    raters: Vec<Choice>,
    from: String,
    to: String,
    chips: Vec<Chip>,
    by_person: Column,
    by_date: Column,
    /// Opened again, and not for this reader to see before it is finalised.
    revised: Vec<Revised>,
    rows: Vec<Row>,
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
    downloads: Vec<Download>,
    /// The same, a rating a row.
    downloads_of_ratings: Vec<Download>,
    downloads_of_tool_marks: Vec<Download>,
}

#[derive(Serialize)]
struct Row {
    href: String,
    name: String,
    date: Date,
    kind: Message,
    rater: String,
    status: Message,
    status_kind: &'static str,
    /// `None` for who may only know of it.
    rated: Option<u16>,
    /// A draft that nobody can go on with.
    left_behind: bool,
    /// The reader's own draft: when it was last saved.
    saved: Option<Moment>,
}

#[derive(Serialize)]
struct Revised {
    href: String,
    employee: String,
    date: Date,
    revision: u32,
}

impl view::Page for ListPage {
    const TEMPLATE: &'static str = "evaluations/list.html";
    fn title(&self) -> Message {
        message!("Evaluations")
    }
    fn section(&self) -> Section {
        Section::Evaluations
    }
}

const NAMES: [&str; 9] = ["q", "employee", "kind", "status", "rater", "from", "to", "sort", "page"];

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let query = &request.query;
    let filter = filter(&request.query);
    let listed = evaluations::list(&ctx.app, &request.actor, &filter)?;
    let rates = request.user()?.role >= Role::Manager;
    let raters = match rates {
        true => evaluations::raters(&ctx.app, &request.actor)?,
        false => Vec::new(),
    };
    let known = query.iter().filter(|(name, _)| NAMES.contains(name));
    let url = ListUrl::new("/evaluations", known.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let chips = chips(ctx, request, &url, &filter, &raters);
    let present = sort_word(filter.sort);
    let zone = ctx.app.zoned_now().time_zone().clone();
    let first = (listed.page - 1) * PAGE;
    let to_page = |page: usize| url.with("page", &if page <= 1 { String::new() } else { page.to_string() });
    let page = ListPage {
        rates,
        nothing_yet: listed.rows.is_empty() && listed.page == 1 && chips.is_empty() && filter.search.is_empty(),
        search: filter.search.clone(),
        keep: url.keep(&["sort", "employee"]),
        kind: word_of(&KINDS, filter.kind),
        kinds: KINDS
            .iter()
            .map(|(word, kind)| Choice::new(word, words::kind(*kind)))
            .collect(),
        status: word_of(&STATUSES, filter.status),
        statuses: STATUSES
            .iter()
            .map(|(word, status)| Choice::new(word, words::status(*status).0))
            .collect(),
        rater: filter.rater.map(|rater| rater.to_string()).unwrap_or_default(),
        raters: raters.into_iter().map(|(id, name)| Choice::new(id, name)).collect(),
        from: filter.from.map(|day| day.to_string()).unwrap_or_default(),
        to: filter.to.map(|day| day.to_string()).unwrap_or_default(),
        chips,
        by_person: url.column("person", message!("Person"), present),
        by_date: url.column("date", message!("Date"), present),
        downloads: exports::downloads("/exports/evaluations", query),
        downloads_of_ratings: exports::downloads("/exports/ratings", query),
        downloads_of_tool_marks: exports::downloads("/exports/tool-marks", query),
        first: first + 1,
        last: first + listed.rows.len(),
        previous: (listed.page > 1).then(|| to_page(listed.page - 1)),
        next: listed.more.then(|| to_page(listed.page + 1)),
        revised: revised(ctx, request, &filter)?,
        rows: listed
            .rows
            .into_iter()
            .map(|row| {
                let (status, status_kind) = words::status(row.status);
                Row {
                    href: match row.own_draft {
                        true => format!("/evaluations/{}/rate", row.id),
                        // What may not be read says there why.
                        false => format!("/evaluations/{}", row.id),
                    },
                    name: row.name,
                    date: row.date,
                    kind: words::kind(row.kind),
                    rater: row.rater,
                    status,
                    status_kind,
                    rated: row.readable.then_some(row.rated),
                    left_behind: row.left_behind,
                    saved: row.own_draft.then(|| Moment::new(row.updated_at, &zone)),
                }
            })
            .collect(),
    };
    ctx.page(request, &page)
}

fn revised(ctx: &Ctx, request: &Request, filter: &Filter) -> Result<Vec<Revised>, Failure> {
    if filter.page > 1 {
        return Ok(Vec::new());
    }
    let all = evaluations::being_revised(&ctx.app, &request.actor, filter.employee)?;
    Ok(all
        .into_iter()
        .map(|one| Revised {
            href: format!("/evaluations/{}/revisions/{}", one.id, one.revision),
            employee: one.employee,
            date: one.date,
            revision: one.revision,
        })
        .collect())
}

/// What is no filter is none: an address typed by hand never fails.
pub(in crate::web) fn filter(query: &Pairs) -> Filter {
    let day = |name| {
        query
            .get(name)
            .and_then(|typed| day::optional(name, typed).ok().flatten())
    };
    Filter {
        search: query.text("q").chars().take(200).collect::<String>().trim().to_owned(),
        employee: query.parse("employee").map(EmployeeId),
        kind: of_word(&KINDS, query.text("kind")),
        status: of_word(&STATUSES, query.text("status")),
        rater: query.parse("rater").map(UserId),
        from: day("from"),
        to: day("to"),
        sort: match query.text("sort") {
            "date" => Sort::Oldest,
            "person" => Sort::Person,
            "-person" => Sort::PersonBackwards,
            _ => Sort::Newest,
        },
        page: query.parse("page").unwrap_or(1).clamp(1, 100_000),
    }
}

fn sort_word(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "-date",
        Sort::Oldest => "date",
        Sort::Person => "person",
        Sort::PersonBackwards => "-person",
    }
}

fn of_word<T: Copy>(all: &[(&str, T)], word: &str) -> Option<T> {
    all.iter().find(|(w, _)| *w == word).map(|(_, value)| *value)
}

fn word_of<T: Copy + PartialEq>(all: &[(&'static str, T)], value: Option<T>) -> String {
    let word = all.iter().find(|(_, v)| Some(*v) == value).map(|(w, _)| *w);
    word.unwrap_or_default().to_owned()
}

fn chips(ctx: &Ctx, request: &Request, url: &ListUrl, filter: &Filter, raters: &[(UserId, String)]) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |name: &str, label| {
        chips.push(Chip {
            label,
            href: url.without(name),
        });
    };
    if let Some(employee) = filter.employee {
        let name = evaluations::name_of_employee(&ctx.app, &request.actor, employee);
        add(
            "employee",
            match name {
                Some(name) => message!("{name}", name = name),
                None => message!("One person"),
            },
        );
    }
    if let Some(kind) = filter.kind {
        add("kind", words::kind(kind));
    }
    if let Some(status) = filter.status {
        add("status", words::status(status).0);
    }
    if let Some((_, name)) = raters.iter().find(|(id, _)| Some(*id) == filter.rater) {
        add("rater", message!("By {name}", name = name));
    }
    if let Some(from) = filter.from {
        add("from", message!("From {day}", day = day::in_words(from)));
    }
    if let Some(to) = filter.to {
        add("to", message!("To {day}", day = day::in_words(to)));
    }
    chips
}
