//! Which pages a browser keeps, to show them without a connection, and for whom. Everything else it
//! keeps nothing of: its worker (`web/js/sw.js`) keeps what carries [`HEADER`].

use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use crate::app::App;
use http::header::HeaderName;

/// The pages that are kept: of the rows, and as the worker finds them before it has asked.
pub(super) const PAGES: [&str; 3] = ["/me", "/employees/{id}", "/evaluations/{id}/rate"];

/// Says that a page may be kept, and for whom.
const HEADER: HeaderName = HeaderName::from_static("x-keep");

/// Under what this browser keeps what belongs to whoever is signed in: the store's epoch and the
/// user. After a restore the same number may be someone else.
pub(super) fn owner(app: &App, request: &Request) -> Option<String> {
    let signed = request.signed_in.as_ref()?;
    Some(format!("{}.{}", app.epoch(), signed.user.id))
}

/// The reply, marked when it is a page to keep.
pub(super) fn marked(reply: Reply, row: &Route, request: &Request, app: &App) -> Reply {
    let mine = row.path != "/employees/{id}" || is_own(request);
    if !mine || !PAGES.contains(&row.path) || !reply.is_page() || reply.status() != http::StatusCode::OK {
        return reply;
    }
    match owner(app, request) {
        Some(owner) => reply.with_header(HEADER, &owner),
        None => reply,
    }
}

/// Of the people, only the page of oneself.
fn is_own(request: &Request) -> bool {
    let own = request.signed_in.as_ref().and_then(|signed| signed.user.employee);
    own.is_some_and(|own| request.params.get("id") == Some(&own.to_string()))
}
