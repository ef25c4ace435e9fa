//! The HTTP by which a storage is asked: public roots and those of its own authority, answers of bounded
//! size, and an end when nothing moves any more.

use crate::domain::offsite::{Fault, FaultKind};
use crate::host::pace::{LOOK, Pace};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_LENGTH, DATE, ETAG, HeaderMap, HeaderName};
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Runtime;

/// Bytes of an answer that is no file: a thousand names of a list are some 400 KB.
const ANSWER_MAX: usize = 2 << 20;
/// What is sent goes out in such pieces, so that one sees it move.
const PIECE: usize = 64 << 10;

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub connecting: Duration,
    /// Until the next bytes, either way.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connecting: Duration::from_secs(10),
            silence: Duration::from_secs(30),
        }
    }
}

/// What came back, as far as somebody looks at it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub status: u16,
    /// Of the body, as announced.
    pub length: Option<u64>,
    pub tag: Option<String>,
    /// The other clock.
    pub date: Option<String>,
    /// Of what is no file.
    pub body: String,
}

/// Asks one storage.
pub(super) struct Asking<'a> {
    client: Client<HttpsConnector<HttpConnector>, Pieces>,
    runtime: Option<Runtime>,
    patience: Patience,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Asking<'a> {
    pub fn new(authority: &str, patience: Patience, stop: &'a (dyn Fn() -> bool + Sync)) -> Result<Self, Fault> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.into(),
        };
        for one in certificates(authority)? {
            roots
                .add(one)
                .map_err(|error| Fault::with(FaultKind::Untrusted, &error.to_string()))?;
        }
        let broken = |error: &dyn std::fmt::Display| Fault::with(FaultKind::Broken, &error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| broken(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_connect_timeout(Some(patience.connecting));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| broken(&error))?;
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            runtime: Some(runtime),
            patience,
            stop,
        })
    }

    /// The same, waiting so long for a word.
    pub fn within(&self, silence: Duration) -> Patient<'_, 'a> {
        Patient { asking: self, silence }
    }

    pub fn ask(&self, method: &str, url: &str, content: Bytes) -> Result<Answer, Fault> {
        self.within(self.patience.silence).ask(method, url, content)
    }

    /// Asks for a file, which is given to `take` piece by piece until that has enough of it.
    pub fn read(&self, url: &str, mut take: impl FnMut(&[u8]) -> Result<(), Fault>) -> Result<Answer, Fault> {
        let pace = Pace::begin();
        let answer = self.client.request(request("GET", url, Bytes::new(), &pace)?);
        let work = async {
            let (mut known, mut body) = begun(answer.await)?;
            if known.status != 200 {
                known.body = text(body).await?;
                return Ok(known);
            }
            while let Some(frame) = body.frame().await {
                pace.moved();
                if let Some(piece) = frame.map_err(|error| broken_off(&error))?.data_ref() {
                    take(piece)?;
                }
            }
            Ok(known)
        };
        self.watched(&pace, self.patience.silence, work)
    }

    fn watched<T>(
        &self,
        pace: &Pace,
        silence: Duration,
        work: impl Future<Output = Result<T, Fault>>,
    ) -> Result<T, Fault> {
        let Some(runtime) = &self.runtime else {
            return Err(Fault::of(FaultKind::Stopped));
        };
        runtime.block_on(async {
            tokio::pin!(work);
            loop {
                // First of all: many short questions in a row would never be looked at.
                if let Some(fault) = pace.end(silence, self.stop) {
                    return Err(fault);
                }
                tokio::select! {
                    done = &mut work => return done,
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
        })
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        // A name that is being looked up would be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// [`Asking`], waiting otherwise.
pub(super) struct Patient<'b, 'a> {
    asking: &'b Asking<'a>,
    silence: Duration,
}

impl Patient<'_, '_> {
    pub fn ask(&self, method: &str, url: &str, content: Bytes) -> Result<Answer, Fault> {
        let pace = Pace::begin();
        let answer = self.asking.client.request(request(method, url, content, &pace)?);
        let work = async {
            let (mut known, body) = begun(answer.await)?;
            pace.moved();
            known.body = text(body).await?;
            Ok(known)
        };
        self.asking.watched(&pace, self.silence, work)
    }
}

/// Whether there is a certificate in it, and nothing that cannot be read.
pub fn is_authority(pem: &str) -> bool {
    certificates(pem)
        .is_ok_and(|all| !all.is_empty() && all.into_iter().all(|one| RootCertStore::empty().add(one).is_ok()))
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Fault> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| Fault::with(FaultKind::Untrusted, &error.to_string()))
}

fn request(method: &str, url: &str, content: Bytes, pace: &Pace) -> Result<Request<Pieces>, Fault> {
    let pieces = Pieces {
        rest: content,
        pace: pace.clone(),
    };
    Request::builder()
        .method(method)
        .uri(url)
        .body(pieces)
        // Without its words: they hold what is signed.
        .map_err(|_| Fault::of(FaultKind::Unreachable))
}

fn begun(answer: Result<Response<Incoming>, Error>) -> Result<(Answer, Incoming), Fault> {
    let (head, body) = answer.map_err(|error| refused(&error))?.into_parts();
    let known = Answer {
        status: head.status.as_u16(),
        length: text_of(&head.headers, CONTENT_LENGTH).and_then(|text| text.parse().ok()),
        tag: text_of(&head.headers, ETAG),
        date: text_of(&head.headers, DATE),
        body: String::new(),
    };
    Ok((known, body))
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

async fn text(body: Incoming) -> Result<String, Fault> {
    let whole = Limited::new(body, ANSWER_MAX).collect().await;
    let bytes = whole.map_err(|error| broken_off(&*error))?.to_bytes();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn broken_off(error: &(dyn std::error::Error + 'static)) -> Fault {
    Fault::with(FaultKind::Broken, &in_full(error))
}

/// Before there was an answer.
fn refused(error: &Error) -> Fault {
    let kind = match error.is_connect() {
        true if is_distrust(error) => FaultKind::Untrusted,
        true => FaultKind::Unreachable,
        false => FaultKind::Broken,
    };
    Fault::with(kind, &in_full(error))
}

fn is_distrust(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(rustls::Error::InvalidCertificate(_)) = error.downcast_ref::<rustls::Error>() {
        return true;
    }
    // An error of I/O does not count what it is made of among its causes.
    let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    inner.is_some_and(|inner| is_distrust(inner)) || error.source().is_some_and(is_distrust)
}

/// With its causes.
fn in_full(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        words = format!("{words}: {one}");
        cause = one.source();
    }
    words
}

/// What is sent, piece by piece.
struct Pieces {
    rest: Bytes,
    pace: Pace,
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        self.pace.moved();
        let length = PIECE.min(self.rest.len());
        let piece = self.rest.split_to(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}
