//! The HTTPS by which an authority is asked: public roots and one that is configured, an answer of
//! bounded size in bounded time.

use crate::domain::certificate::{Refusal, RefusalKind};
use http::Request;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// For one question and its answer.
const TIME: Duration = Duration::from_secs(30);
/// Bytes of an answer: a chain of certificates is some thousand.
const ANSWER_MAX: usize = 256 * 1024;

/// Asks an authority.
#[derive(Clone)]
pub(super) struct Asking(Client<HttpsConnector<HttpConnector>, BodyWrapper<Bytes>>);

impl Asking {
    /// Trusting the public roots, and those of the PEM file `root`.
    pub fn new(root: Option<&Path>) -> Result<Self, Refusal> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.into(),
        };
        if let Some(path) = root {
            let unusable = |why: String| Refusal {
                kind: RefusalKind::NoAuthority,
                detail: format!("The root in {} cannot be read: {why}", path.display()),
            };
            let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
            let more: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
                .collect::<Result<_, _>>()
                .map_err(|error| unusable(error.to_string()))?;
            for one in more {
                roots.add(one).map_err(|error| unusable(error.to_string()))?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Refusal {
                kind: RefusalKind::NoAuthority,
                detail: error.to_string(),
            })?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_only()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }
}

impl HttpClient for Asking {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let answer = self.0.request(request);
        let other = |error: Box<dyn std::error::Error + Send + Sync>| Error::Other(error);
        Box::pin(async move {
            let whole = async {
                let (head, body) = answer.await.map_err(|error| other(Box::new(error)))?.into_parts();
                let body = Limited::new(body, ANSWER_MAX)
                    .collect()
                    .await
                    .map_err(other)?
                    .to_bytes();
                Ok(BytesResponse::from(http::Response::from_parts(head, Full::new(body))))
            };
            match tokio::time::timeout(TIME, whole).await {
                Ok(answered) => answered,
                Err(_) => Err(Error::Other("the authority did not answer in time".into())),
            }
        })
    }
}
