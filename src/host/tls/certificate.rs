//! A certificate with its key, checked to belong together, and what stands in it.

use crate::domain::message::Message;
use crate::message;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::net::IpAddr;
use std::sync::Arc;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What stands in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Names and addresses it is for, in lower case.
    pub names: Vec<String>,
    pub from: Timestamp,
    pub until: Timestamp,
    /// Who issued it, as people call it.
    pub issuer: String,
    /// SHA-256 as browsers show it: `AB:CD:…`.
    pub fingerprint: String,
}

impl Facts {
    /// Reads them.
    pub fn of(der: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let at = |time: x509_parser::time::ASN1Time| Timestamp::from_second(time.timestamp()).ok();
        let names = parsed
            .subject_alternative_name()
            .ok()
            .flatten()
            .map(|names| names.value.general_names.iter().filter_map(name).collect())
            .unwrap_or_default();
        let issuer = parsed.issuer();
        let by = issuer
            .iter_common_name()
            .next()
            .or_else(|| issuer.iter_organization().next());
        Some(Self {
            names,
            from: at(parsed.validity().not_before)?,
            until: at(parsed.validity().not_after)?,
            issuer: by.and_then(|by| by.as_str().ok()).unwrap_or_default().to_owned(),
            fingerprint: fingerprint(der),
        })
    }

    /// Of the first certificate in a text.
    pub fn of_pem(text: &str) -> Option<Self> {
        Self::of(&first_of(text)?)
    }

    /// Whether it is for this name or address, as a browser writes it in lower case.
    pub fn covers(&self, name: &str) -> bool {
        self.names.iter().any(|known| match known.strip_prefix("*.") {
            Some(domain) => name.split_once('.').is_some_and(|(_, rest)| rest == domain),
            None => known == name,
        })
    }

    /// Whether its time has come and is not over.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}

/// SHA-256 of a certificate as browsers show it.
pub fn fingerprint(der: &[u8]) -> String {
    let pairs: Vec<String> = digest(&SHA256, der)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    }
}

/// An address of 4 or 16 bytes.
pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => Some(IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?).to_canonical()),
        16 => Some(IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?)),
        _ => None,
    }
}

/// A certificate, those between it and its root, and its key.
#[derive(Clone)]
pub struct Certificate {
    pub facts: Facts,
    certified: Arc<CertifiedKey>,
    /// As it was read.
    pem: String,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

impl Certificate {
    /// Reads the PEM of certificates (the own one first) and of its key, in one text or in two.
    /// The error says what is wrong with it and what to do.
    pub fn read(pem: &str) -> Result<Self, Message> {
        if pem.contains("ENCRYPTED") {
            return Err(message!(
                "The key is protected by a passphrase, which nobody could type when the box starts by itself. Please give it without one: openssl pkey -in key.pem -out open.pem"
            ));
        }
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| message!("The certificate cannot be read: part of it is damaged or cut off."))?;
        let Some(own) = chain.first() else {
            return Err(message!(
                "There is no certificate in it. A certificate in PEM form begins with “-----BEGIN CERTIFICATE-----”."
            ));
        };
        let facts = Facts::of(own)
            .ok_or_else(|| message!("The certificate cannot be read: part of it is damaged or cut off."))?;
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| match has_key(pem) {
            true => message!("The key cannot be read: part of it is damaged or cut off."),
            false => message!(
                "The key is missing. A key in PEM form begins with “-----BEGIN PRIVATE KEY-----”; it comes with the certificate or in a file of its own."
            ),
        })?;
        let signer = rustls::crypto::ring::sign::any_supported_type(&key).map_err(|_| {
            message!("A key of this kind cannot be used. RSA of 2048 to 4096 bits and ECDSA P-256 or P-384 can.")
        })?;
        let certified = CertifiedKey::new(chain, signer);
        if certified.keys_match().is_err() {
            return Err(message!(
                "The key does not belong to this certificate. Please give the two that were made together."
            ));
        }
        Ok(Self {
            facts,
            certified: Arc::new(certified),
            pem: pem.to_owned(),
        })
    }

    /// Whether every certificate of the chain was issued by the one after it; the sentence says
    /// what is missing.
    pub fn check_chain(&self) -> Result<(), Message> {
        let parsed: Vec<X509Certificate<'_>> = self
            .certified
            .cert
            .iter()
            .map(|der| X509Certificate::from_der(der).map(|(_, parsed)| parsed))
            .collect::<Result<_, _>>()
            .map_err(|_| message!("The certificate cannot be read: part of it is damaged or cut off."))?;
        let linked = parsed.windows(2).all(|pair| {
            pair[0].issuer() == pair[1].subject() && pair[0].verify_signature(Some(pair[1].public_key())).is_ok()
        });
        if !linked {
            return Err(message!(
                "The certificates are not in order: each must be followed by the one that issued it, the box's own first."
            ));
        }
        let alone = parsed.len() == 1 && parsed[0].issuer() != parsed[0].subject();
        if alone {
            return Err(message!(
                "The certificate of whoever issued this one (“{issuer}”) is missing behind it; without it phones refuse the connection. Most authorities give both as one file, often named fullchain.pem.",
                issuer = self.facts.issuer
            ));
        }
        Ok(())
    }

    /// The certificate itself.
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.certified.cert[0]
    }

    /// Whether just this certificate stands behind it, or none.
    pub(super) fn is_followed_by(&self, next: Option<&CertificateDer<'_>>) -> bool {
        self.certified.cert.get(1).map(AsRef::as_ref) == next.map(AsRef::<[u8]>::as_ref)
    }

    /// Certificates and key as one text.
    pub fn file(&self) -> String {
        self.pem.clone()
    }

    pub(super) fn certified(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified)
    }
}

fn has_key(pem: &str) -> bool {
    pem.lines()
        .any(|line| line.starts_with("-----BEGIN") && line.contains("PRIVATE KEY"))
}

/// The first certificate of a PEM text.
pub(super) fn first_of(pem: &str) -> Option<CertificateDer<'static>> {
    CertificateDer::from_pem_slice(pem.as_bytes()).ok()
}

/// All certificates of a PEM text, however many; what is none is left out.
pub(super) fn all_of(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .filter_map(Result::ok)
        .collect()
}
