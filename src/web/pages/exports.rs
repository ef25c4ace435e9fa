//! `/exports`: every list as a file, with the filters of its page in the query, and everything the
//! company recorded. What is in a file is what the page shows to whoever asks.

pub(in crate::web) mod files;
pub(in crate::web) mod offered;

pub use files::{list, made};

use crate::app::archive;
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
    let role = request.user()?.role;
    let offered = offered::ALL
        .into_iter()
        .filter(|list| !list.elsewhere && role >= list.least);
    let lists = offered.map(|list| {
        let whole = list.whole.map(|name| (name.to_owned(), "all".to_owned()));
        Item {
            downloads: downloads(&format!("/exports/{}", list.name), &Pairs(whole.into_iter().collect())),
            title: list.title,
            told: list.told,
            page: list.page,
        }
    });
    let page = ExportsPage {
        lists: lists.collect(),
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
