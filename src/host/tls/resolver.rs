//! The one place that decides which certificate a handshake shows.

use super::authority::Authority;
use super::certificate::Certificate;
use crate::host::clock::Clock;
use arc_swap::ArcSwap;
use jiff::Timestamp;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::sync::Arc;

/// The protocol by which an authority proves a name (RFC 8737).
pub(super) const ACME_TLS: &[u8] = b"acme-tls/1";

/// What there is to show.
#[derive(Debug)]
pub(super) struct Shown {
    pub authority: Authority,
    /// A certificate that others issued.
    pub public: Option<Certificate>,
    /// Whether an authority was asked for it; else somebody gave it.
    pub asked_for: bool,
}

pub(super) struct Resolver {
    pub shown: ArcSwap<Shown>,
    /// By name: what answers an authority that asks by `acme-tls/1`.
    pub challenges: ArcSwap<HashMap<String, Arc<CertifiedKey>>>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

impl Resolver {
    pub fn new(shown: Shown, clock: Arc<dyn Clock>) -> Self {
        Self {
            shown: ArcSwap::from_pointee(shown),
            challenges: ArcSwap::default(),
            clock,
        }
    }
}

impl Shown {
    /// For a name in lower case, or none where an address was called.
    pub fn for_name(&self, name: Option<&str>, now: Timestamp) -> Option<&Certificate> {
        let leaves = &self.authority.leaves;
        let local = |name: &str| leaves.iter().find(|leaf| leaf.facts.covers(name));
        let Some(name) = name else {
            return leaves.first().or(self.public.as_ref());
        };
        let public = self.public.as_ref().filter(|public| public.facts.covers(name));
        match public {
            // A device that trusts the box's own root still gets in when the other's time is over.
            Some(public) if public.facts.holds_at(now) => Some(public),
            Some(public) => local(name).or(Some(public)),
            None => local(name)
                .or(self.public.as_ref().filter(|_| leaves.is_empty()))
                .or(leaves.first()),
        }
    }
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().map(str::to_ascii_lowercase);
        let mut protocols = hello.alpn().into_iter().flatten();
        if protocols.any(|protocol| protocol == ACME_TLS) {
            return self.challenges.load().get(&name?).cloned();
        }
        self.shown
            .load()
            .for_name(name.as_deref(), self.clock.now())
            .map(Certificate::certified)
    }
}
