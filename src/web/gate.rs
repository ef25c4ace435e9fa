//! The one warp filter: from a request on the wire to a handler and back. Decides what may pass at
//! all (host, route, body, session, form token); everything behind it is plain functions.

mod admission;
mod body;
mod bounds;
mod large_file;

pub use bounds::Bounds;

use super::Ctx;
use super::encoding;
use super::failure::{Failure, Told};
use super::form_token::random;
use super::hosts::{Authority, Hosts};
use super::reply;
use super::reply::{Asked, Payload};
use super::request::{Pairs, RequestId};
use super::routes::{Access, Body, Found, Route, Table, Work, get};
use crate::domain::message::Message;
use bounds::Places;
use futures_util::Stream;
use http::{HeaderMap, HeaderName, Method, Response, Uri, header};
use hyper::body::Buf;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use warp::Filter;

/// What the server knows of a request before anyone reads it; comes as a request extension.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    pub peer: IpAddr,
    /// The own address the connection was made to.
    pub local: IpAddr,
    pub id: RequestId,
    pub uri: Uri,
    pub way: Way,
}

/// By which port a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Https,
    /// In the open, with the port that https is served on: no session is looked up, no cookie set.
    Plain(u16),
}

impl Arrived {
    pub fn is_plain(&self) -> bool {
        matches!(self.way, Way::Plain(_))
    }

    /// A request that came just now.
    pub fn now(peer: IpAddr, local: IpAddr, uri: &Uri, way: Way) -> Self {
        Self {
            peer,
            local,
            id: RequestId(data_encoding::HEXLOWER.encode(&random::<6>())),
            uri: uri.clone(),
            way,
        }
    }
}

/// Everything the filter works with.
pub struct Gate {
    ctx: Ctx,
    table: Table,
    hosts: Hosts,
    places: Places,
}

/// A request before its body is read.
struct Incoming {
    arrived: Arrived,
    method: Method,
    headers: HeaderMap,
}

impl Incoming {
    /// A header's first value; what is no text counts as absent.
    fn text(&self, name: impl Into<HeaderName>) -> &str {
        self.headers
            .get(name.into())
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// A request with its row, ready for the plain functions.
struct Call {
    incoming: Incoming,
    row: Route,
    params: Pairs,
    query: Pairs,
    /// As the browser wrote it: `https://host:port`.
    origin: String,
    /// Its body, or why it shall not pass.
    body: Result<body::Parts, Failure>,
}

/// The answer, with what only the log says of it.
struct Answer {
    response: Response<Payload>,
    user: Option<u64>,
}

/// Stands for every path that is no page, so that its answer has the usual frame.
const NOWHERE: Route = get("(none)", Access::Visitor, |_, _| Err(Failure::NotFound));

impl Gate {
    /// A gate in front of these rows, for these names.
    pub fn new(ctx: Ctx, table: Table, hosts: Hosts, bounds: Bounds) -> Self {
        Self {
            ctx,
            table,
            hosts,
            places: Places::new(bounds),
        }
    }

    /// The names this gate answers to.
    pub(super) fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// The filter; it rejects nothing.
    pub(super) fn filter(
        self: Arc<Self>,
    ) -> impl Filter<Extract = (warp::reply::Response,), Error = warp::Rejection> + Clone {
        warp::ext::get::<Arrived>()
            .and(warp::method())
            .and(warp::header::headers_cloned())
            .and(warp::body::stream())
            .then(move |arrived, method, headers, body| {
                let gate = Arc::clone(&self);
                async move {
                    let incoming = Incoming {
                        arrived,
                        method,
                        headers,
                    };
                    reply::sent(gate.answer(incoming, body).await)
                }
            })
    }

    async fn answer(
        self: Arc<Self>,
        incoming: Incoming,
        body: impl Stream<Item = Result<impl Buf + Send + 'static, warp::Error>> + Send + 'static,
    ) -> Response<Payload> {
        let started = Instant::now();
        let (id, method) = (incoming.arrived.id.clone(), incoming.method.clone());
        // The row's path, never the real one: that may name a person.
        let mut route = NOWHERE.path;
        let view = Arc::clone(&self.ctx.view);
        let language = view.language_for(incoming.text(header::ACCEPT_LANGUAGE));
        let is_api = super::api::is_below(incoming.arrived.uri.path());
        let answer = self
            .pass(incoming, body, &mut route)
            .await
            .unwrap_or_else(|failure| bare(failure, &id, is_api, &|sentence| view.say(language, sentence)));
        tracing::info!(
            target: "handyman_kpi::access",
            %method,
            route,
            status = answer.response.status().as_u16(),
            ms = started.elapsed().as_secs_f64() * 1e3,
            %id,
            user = answer.user,
        );
        answer.response
    }

    async fn pass(
        self: Arc<Self>,
        incoming: Incoming,
        content: impl Stream<Item = Result<impl Buf + Send + 'static, warp::Error>> + Send + 'static,
        route: &mut &'static str,
    ) -> Result<Answer, Failure> {
        let origin = self.origin(&incoming)?;
        let mut call = self.find(incoming, origin);
        *route = call.row.path;
        // Held until the answer stands: together they bound the memory that bodies take.
        let mut _place = None;
        let mut content = Box::pin(content);
        if call.body.is_ok() {
            let announced = body::Announced {
                length: call.incoming.text(header::CONTENT_LENGTH).parse().ok(),
                kind: call.incoming.text(header::CONTENT_TYPE),
            };
            if self.places.is_large(call.row.body, announced.length) {
                let gate = Arc::clone(&self);
                let (access, who) = (call.row.access, admission::Who::of(&call.incoming.headers));
                let may = self.places.run(move || gate.may_send_much(access, &who)).await?;
                call.body = may.map(|()| body::Parts::default());
            }
            if call.body.is_ok() {
                _place = self.places.for_body(call.row.body, announced.length).await?;
                let content = content.as_mut();
                call.body = match call.row.body {
                    Body::LargeFile => {
                        large_file::read(&self.ctx.app, announced, content, self.places.patience()).await
                    }
                    kind => body::read(kind, announced, content, self.places.time_for(kind)).await,
                };
            }
        }
        if call.body.is_err() {
            tokio::spawn(body::discard(content));
        }
        let gate = Arc::clone(&self);
        if call.row.work == Work::Long {
            self.places.make_file(move || gate.handle(call)).await
        } else if call.row.method == Method::GET {
            self.places.make_page(move || gate.handle(call)).await
        } else {
            self.places.run(move || gate.handle(call)).await
        }
    }

    /// Scheme, host and port as the browser wrote them, if they are ours.
    fn origin(&self, incoming: &Incoming) -> Result<String, Failure> {
        let written = match incoming.arrived.uri.authority() {
            Some(authority) => authority.as_str(),
            None => incoming.text(header::HOST),
        };
        match Authority::parse(written) {
            Some(mut authority) if self.hosts.answers_to(&authority, incoming.arrived.local) => {
                if let Way::Plain(https_port) = incoming.arrived.way {
                    authority.port = Some(https_port).filter(|port| *port != 443);
                }
                Ok(authority.origin())
            }
            Some(authority) => Err(Failure::OtherHost(authority.host)),
            None => Err(Failure::OtherHost("?".into())),
        }
    }

    fn find(&self, incoming: Incoming, origin: String) -> Call {
        let uri = &incoming.arrived.uri;
        let path: Result<Vec<String>, _> = uri.path().split('/').skip(1).map(encoding::path_segment).collect();
        let query = encoding::pairs(uri.query().unwrap_or_default().as_bytes());
        let (row, params, query, body) = match (path, query) {
            (Ok(path), Ok(query)) => {
                let query = Pairs(query);
                match self.table.find(&incoming.method, &path) {
                    // In the open only what everyone may see, whatever the server lets through.
                    Found::Row(row, _)
                        if incoming.arrived.is_plain() && !matches!(row.access, Access::Public | Access::Anyone) =>
                    {
                        (NOWHERE, Pairs::default(), query, Err(Failure::NotFound))
                    }
                    Found::Row(row, params) => (row.clone(), params, query, Ok(body::Parts::default())),
                    Found::OtherMethods(methods) => {
                        (NOWHERE, Pairs::default(), query, Err(Failure::OtherMethods(methods)))
                    }
                    // Before setup, even a page that is not there leads to it.
                    Found::Nothing if matches!(incoming.method, Method::GET | Method::HEAD) => {
                        (NOWHERE, Pairs::default(), query, Ok(body::Parts::default()))
                    }
                    Found::Nothing => (NOWHERE, Pairs::default(), query, Err(Failure::NotFound)),
                }
            }
            _ => (NOWHERE, Pairs::default(), Pairs::default(), Err(body::not_utf8())),
        };
        Call {
            incoming,
            row,
            params,
            query,
            origin,
            body,
        }
    }
}

/// An answer where no page can be made: the sentence alone.
fn bare(failure: Failure, id: &RequestId, is_api: bool, say: &dyn Fn(&Message) -> String) -> Answer {
    if is_api {
        let reply = super::api::problem_in_words(failure, id, say);
        let headers = HeaderMap::new();
        let asked = Asked {
            method: &Method::GET,
            headers: &headers,
            had_flash: false,
            is_plain: false,
            is_public: false,
            say,
        };
        return Answer {
            response: reply.into_response(&asked, None),
            user: None,
        };
    }
    let Told {
        status,
        title,
        sentences,
        cause,
        ..
    } = failure.told();
    if let Some(cause) = cause {
        tracing::error!(%id, cause, "request failed");
    }
    let lines: Vec<String> = std::iter::once(title)
        .chain(sentences)
        .map(|sentence| say(&sentence))
        .collect();
    let reply = super::reply::Reply::text(lines.join("\n") + "\n").with_status(status);
    let headers = HeaderMap::new();
    let asked = Asked {
        method: &Method::GET,
        headers: &headers,
        had_flash: false,
        is_plain: false,
        is_public: false,
        say,
    };
    Answer {
        response: reply.into_response(&asked, None),
        user: None,
    }
}
