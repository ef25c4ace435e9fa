//! `/healthz`: whether this box answers and can save, without secrets, for whoever watches it.

use crate::web::{Access, Ctx, Failure, Reply, Request, Route, get};
use http::StatusCode;
use serde::Serialize;

pub const ROUTES: &[Route] = &[get("/healthz", Access::Public, show)];

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

fn show(ctx: &Ctx, _: &Request) -> Result<Reply, Failure> {
    let (status, word) = match ctx.app.cannot_save() {
        None => (StatusCode::OK, "ok"),
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "cannot_save"),
    };
    let health = Health {
        status: word,
        version: env!("CARGO_PKG_VERSION"),
    };
    Ok(Reply::json(&health)?.with_status(status))
}
