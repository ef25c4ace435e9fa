//! `/exports`: every list as a file, with the filters of its page in the query, and everything the
//! company recorded. What is in a file is what the page shows to whoever asks.

mod files;

pub use files::list;

use crate::app::archive;
use crate::domain::account::Role;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section};
use crate::web::encoding::query_value;
use crate::web::{Access, Ctx, Failure, Pairs, Reply, Request, Route, file, file_by_form, get};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/exports", Access::Manager, show),
    file("/exports/employees", Access::Manager, files::file),
    file("/exports/evaluations", Access::User, files::file),
    file("/exports/ratings", Access::User, files::file),
    file("/exports/tool-marks", Access::User, files::file),
    file("/exports/categories", Access::Manager, files::file),
    file("/exports/trend", Access::Manager, files::file),
    file("/exports/skills", Access::Admin, files::file),
    file("/exports/tools", Access::Admin, files::file),
    file("/exports/targets", Access::Admin, files::file),
    file("/exports/users", Access::Admin, files::file),
    file_by_form("/exports/everything", Access::Admin, files::everything),
];

/// A list as a file of one format.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// As people call the format.
    pub label: &'static str,
    pub href: String,
}

/// The list at `path` with the filters, sort and search that stand in `query`, in each format.
pub fn downloads(path: &str, query: &Pairs) -> Vec<Download> {
    [("CSV", "csv"), ("XLSX", "xlsx")]
        .into_iter()
        .map(|(label, format)| {
            let kept = query
                .iter()
                .filter(|(name, value)| !["page", "format"].contains(name) && !value.is_empty());
            let pairs: Vec<String> = kept
                .chain([("format", format)])
                .map(|(name, value)| format!("{}={}", query_value(name), query_value(value)))
                .collect();
            Download {
                label,
                href: format!("{path}?{}", pairs.join("&")),
            }
        })
        .collect()
}

#[derive(Serialize)]
struct ExportsPage {
    lists: Vec<Item>,
    /// The whole company, for who may have it.
    everything: bool,
}

#[derive(Serialize)]
struct Item {
    title: Message,
    told: Message,
    /// The page of the list, where it can be filtered first.
    page: &'static str,
    downloads: Vec<Download>,
}

impl view::Page for ExportsPage {
    const TEMPLATE: &'static str = "exports/show.html";
    fn title(&self) -> Message {
        message!("Import/export")
    }
    fn section(&self) -> Section {
        Section::Exchange
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let item = |path: &str, page, title, told| Item {
        title,
        told,
        page,
        downloads: downloads(path, &Pairs(Vec::new())),
    };
    // The whole of a list, where its page opens with a part of it.
    let whole = |path: &str, name: &str, page, title, told| Item {
        downloads: downloads(path, &Pairs(vec![(name.to_owned(), "all".to_owned())])),
        ..item(path, page, title, told)
    };
    let mut lists = vec![
        whole(
            "/exports/employees",
            "status",
            "/employees?status=all",
            message!("Employees"),
            message!("Everyone on record: number, name, tier, days, contacts, manager, next talk."),
        ),
        item(
            "/exports/evaluations",
            "/evaluations",
            message!("Evaluations"),
            message!("One row an evaluation, a column a skill, with the notes on the whole."),
        ),
        item(
            "/exports/ratings",
            "/evaluations",
            message!("Ratings"),
            message!("One row a rating, with its note: for pivot tables and other programs."),
        ),
        item(
            "/exports/tool-marks",
            "/evaluations",
            message!("Tool marks"),
            message!("One row a tool mark: who can operate what, owns it, and carries it on the truck."),
        ),
    ];
    if request.user()?.role == Role::Admin {
        lists.extend([
            whole(
                "/exports/skills",
                "show",
                "/catalogue?show=all",
                message!("Skills"),
                message!("Every skill with its category, weight and what it needs, archived ones too."),
            ),
            whole(
                "/exports/tools",
                "show",
                "/catalogue/tools?show=all",
                message!("Tools"),
                message!("Every tool with its category, archived ones too."),
            ),
            item(
                "/exports/targets",
                "/targets",
                message!("Targets"),
                message!("The level each tier asks for today."),
            ),
            item(
                "/exports/users",
                "/users",
                message!("Users"),
                message!("Who can sign in, as what. No passwords."),
            ),
        ]);
    }
    let page = ExportsPage {
        lists,
        everything: archive::permit(&ctx.app, &request.actor).is_ok(),
    };
    ctx.page(request, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_keeps_what_the_list_shows_but_not_the_page_of_it() {
        let pairs = [("q", "o'neil & co"), ("tier", ""), ("page", "3"), ("sort", "-name")];
        let query = Pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let all = downloads("/exports/employees", &query);
        assert_eq!(
            all[1].href,
            "/exports/employees?q=o%27neil+%26+co&sort=-name&format=xlsx"
        );
        assert_eq!((all.len(), all[0].label), (2, "CSV"));
    }
}
