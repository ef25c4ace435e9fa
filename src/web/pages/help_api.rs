//! `/help/api`: how a program uses the API, with the rows as the description has them.

use crate::domain::message::Message;
use crate::message;
use crate::view::{Page, Section};
use crate::web::{Access, Ctx, Failure, Reply, Request, Route, api, get};
use serde::Serialize;

pub const ROUTES: &[Route] = &[get("/help/api", Access::User, show)];

#[derive(Serialize)]
struct ApiHelp {
    /// `https://host:port/api/v1`
    base: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    method: String,
    path: &'static str,
    summary: Message,
}

impl Page for ApiHelp {
    const TEMPLATE: &'static str = "help/api.html";
    fn title(&self) -> Message {
        message!("Help for programs")
    }
    fn section(&self) -> Section {
        Section::Help
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let rows = api::rows().map(|row| Row {
        method: row.route.method.to_string(),
        path: row.route.path,
        summary: row.summary.clone(),
    });
    let page = ApiHelp {
        base: format!("{}{}", request.origin, api::BASE),
        rows: rows.collect(),
    };
    ctx.page(request, &page)
}
