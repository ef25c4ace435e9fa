//! The plain port: what cannot be asked over https (the way to trust this box, an authority's
//! question) is answered, every other address is sent on there.

use crate::web::hosts::{Authority, Hosts};
use crate::web::reply::secure;
use http::{HeaderValue, Method, Request, StatusCode, header};
use std::net::IpAddr;
use warp::Reply;

/// Whether a request is answered in the open.
pub(super) fn passes<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    let open = path == "/trust" || path.starts_with("/trust/") || path.starts_with("/.well-known/acme-challenge/");
    looks && open && path != "/trust/probe"
}

/// The redirect, with path and query kept; only to a name of our own.
pub(super) fn answer<B>(request: &Request<B>, hosts: &Hosts, local: IpAddr, https_port: u16) -> warp::reply::Response {
    let written = match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST).and_then(|host| host.to_str().ok()),
    };
    let ours = written
        .and_then(Authority::parse)
        .filter(|authority| hosts.answers_to(authority, local));
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let to = ours.filter(|_| path.starts_with('/')).and_then(|authority| {
        let to = format!("https://{}{path}", authority.with_port(Some(https_port)));
        HeaderValue::try_from(to).ok()
    });
    let mut response = match to {
        Some(to) => {
            let mut response = said(StatusCode::PERMANENT_REDIRECT, "This is only served over https.\n");
            response.headers_mut().insert(header::LOCATION, to);
            response
        }
        None => said(
            StatusCode::MISDIRECTED_REQUEST,
            "This box does not answer to that name.\n",
        ),
    };
    secure(response.headers_mut());
    response
}

fn said(status: StatusCode, sentence: &'static str) -> warp::reply::Response {
    let mut response = sentence.into_response();
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    // A redirect for good would outlive a change of the port.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
