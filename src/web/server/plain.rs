//! The plain port: nothing is served there, every address is sent on to https.

use crate::web::hosts::{Authority, Hosts};
use crate::web::reply::secure;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use std::net::IpAddr;

/// The redirect, with path and query kept; only to a name of our own.
pub(super) fn answer<B>(request: &Request<B>, hosts: &Hosts, local: IpAddr, https_port: u16) -> Response<Full<Bytes>> {
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

fn said(status: StatusCode, sentence: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(sentence.as_bytes())));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    // A redirect for good would outlive a change of the port.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
