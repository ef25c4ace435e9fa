//! What this box shows browsers: its certificates, where they are kept, and which of them a
//! handshake gets.
//!
//! | file | what lives there |
//! |---|---|
//! | `authority` | the box's own root, and what it issues for the box's names and addresses |
//! | `subtrees` | what that root may issue for |
//! | `certificate` | a certificate with its key, read and checked |
//! | `resolver` | the one place that decides which certificate a handshake shows |
//! | `kept` | files with secrets in them |

mod authority;
mod certificate;
pub mod kept;
mod resolver;
mod subtrees;

pub use authority::{AtRest, Authority, Done, Root, Wanted};
pub use certificate::{Certificate, Facts};

use crate::host::addresses;
use crate::host::clock::Clock;
use jiff::Timestamp;
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use resolver::{ACME_TLS, Resolver, Shown};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Why there is no TLS at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The certificate cannot be made: {0}.")]
    NotMade(String),
}

/// Everything about the certificates of this box that must be at hand while it runs.
pub struct Tls {
    folder: PathBuf,
    resolver: Arc<Resolver>,
    /// One at a time changes what is shown.
    changing: Mutex<()>,
    /// What an authority that asks over plain HTTP is answered, by token.
    answers: arc_swap::ArcSwap<HashMap<String, String>>,
}

impl Tls {
    /// The certificates kept in `data/tls`, made where there are none, and good for `wanted`.
    pub fn start(data: &Path, wanted: &Wanted, clock: Arc<dyn Clock>) -> Result<(Self, Vec<Done>), Error> {
        let folder = data.join("tls");
        let (authority, done) = Authority::keep(&folder, None, wanted, clock.now()).map_err(not_made)?;
        let shown = Shown {
            authority,
            public: None,
            asked_for: false,
        };
        let tls = Self {
            folder,
            resolver: Arc::new(Resolver::new(shown, clock)),
            changing: Mutex::default(),
            answers: arc_swap::ArcSwap::default(),
        };
        Ok((tls, done))
    }

    /// Sees to it that the own certificates are there, hold, and are good for `wanted`.
    pub fn keep(&self, wanted: &Wanted, now: Timestamp) -> Result<Vec<Done>, Error> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.resolver.shown.load_full();
        let (authority, done) =
            Authority::keep(&self.folder, Some(&before.authority), wanted, now).map_err(not_made)?;
        self.resolver.shown.store(Arc::new(Shown {
            authority,
            public: before.public.clone(),
            asked_for: before.asked_for,
        }));
        Ok(done)
    }

    /// Shows this one for the names it is for, from the next handshake on; `None`: no longer.
    /// `asked_for`: an authority was asked for it; else somebody gave it.
    pub fn show(&self, public: Option<Certificate>, asked_for: bool) {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.resolver.shown.load_full();
        self.resolver.shown.store(Arc::new(Shown {
            authority: before.authority.clone(),
            public,
            asked_for,
        }));
    }

    /// What the own authority has issued.
    pub fn authority(&self) -> Authority {
        self.resolver.shown.load().authority.clone()
    }

    /// The certificate that browsers trust by themselves, if there is one.
    pub fn public(&self) -> Option<Certificate> {
        self.resolver.shown.load().public.clone()
    }

    /// Whether the certificate that browsers trust by themselves is one an authority was asked for; else
    /// somebody gave it.
    pub fn was_asked_for(&self) -> bool {
        self.resolver.shown.load().asked_for
    }

    /// Whether this name has a certificate that an authority was asked for, and that holds.
    pub fn is_vouched_for(&self, name: &str, now: Timestamp) -> bool {
        let shown = self.resolver.shown.load();
        let holds = |public: &Certificate| public.facts.covers(name) && public.facts.holds_at(now);
        shown.asked_for && shown.public.as_ref().is_some_and(holds)
    }

    /// What is to be shown to somebody who calls this name, in lower case; `None`: an address.
    pub fn for_name(&self, name: Option<&str>, now: Timestamp) -> Option<Certificate> {
        self.resolver.shown.load().for_name(name, now).cloned()
    }

    /// What the server does its handshakes with: TLS 1.3 and 1.2, AEAD only, HTTP/2 and 1.1.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, Error> {
        let unusable = |error: rustls::Error| Error::NotMade(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(unusable)?
            .with_no_client_auth()
            .with_cert_resolver(self.resolver.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec(), ACME_TLS.to_vec()];
        // A browser that comes back needs no full handshake; the keys live and change in memory.
        config.ticketer = rustls::crypto::ring::Ticketer::new().map_err(unusable)?;
        config.send_tls13_tickets = 1;
        // The strongest that both sides know, whatever the other would rather have.
        config.ignore_client_order = true;
        Ok(Arc::new(config))
    }

    /// What to answer an authority that asks over plain HTTP for this token.
    pub fn answer(&self, token: &str) -> Option<String> {
        self.answers.load().get(token).cloned()
    }

    /// Answers these tokens from now on, and no others.
    pub fn set_answers(&self, answers: HashMap<String, String>) {
        self.answers.store(Arc::new(answers));
    }

    /// Shows these to an authority that asks by `acme-tls/1` for a name, and no others.
    pub fn set_challenges(&self, challenges: HashMap<String, Arc<CertifiedKey>>) {
        self.resolver.challenges.store(Arc::new(challenges));
    }

    /// Where certificates are kept.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The certificate that proves a name to an authority asking by `acme-tls/1` (RFC 8737, 3).
pub(super) fn proof(name: &str, digest: &[u8]) -> Result<Arc<CertifiedKey>, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let shown = params.self_signed(&key)?.der().clone();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    // Browsers do not know its extension, and need not: this is for the authority alone.
    let signer =
        rustls::crypto::ring::sign::any_supported_type(&key).map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
    Ok(Arc::new(CertifiedKey::new(vec![shown], signer)))
}

fn not_made(error: rcgen::Error) -> Error {
    Error::NotMade(error.to_string())
}

/// The names and addresses this box can be called by, besides what the configuration adds.
pub fn own_names() -> Vec<String> {
    let mut names = vec!["localhost".to_owned()];
    if let Some(host) = addresses::host_name() {
        if !host.contains('.') {
            names.push(format!("{host}.local"));
        }
        names.push(host);
    }
    names.extend(addresses::own().into_iter().map(|address| address.to_string()));
    names
}
