//! The authority's signatures: roots, a root signed by the one before it, certificates of the box.

use super::Root;
use crate::host::addresses;
use crate::host::tls::certificate::Certificate;
use crate::host::tls::subtrees::Subtrees;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Browsers take no certificate for longer than 398 days, also from a root that was added by hand; Mozilla's
/// "intermediate" profile none for longer than a year. It is renewed long before.
const LEAF_DAYS: i32 = 365;
const ROOT_YEARS: i16 = 10;

/// A root's key, with what it signs in whose name.
pub(super) struct Signer {
    key: KeyPair,
    params: CertificateParams,
}

impl Signer {
    /// A new root.
    pub fn new(subtrees: &Subtrees, today: Date) -> Result<(Self, CertificateDer<'static>), rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        let host = addresses::host_name().unwrap_or_else(|| "this box".to_owned());
        // The day and the key's own mark tell two roots apart in a device's list.
        let mark =
            &data_encoding::HEXUPPER.encode(ring::digest::digest(&ring::digest::SHA256, key.der_bytes()).as_ref())[..4];
        let name = format!("Handyman KPI on {host} ({today}, {mark})");
        params.distinguished_name.push(DnType::CommonName, name);
        params.distinguished_name.push(DnType::OrganizationName, "Handyman KPI");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(subtrees.constraints());
        span(&mut params, today, today.saturating_add(ROOT_YEARS.years()));
        let root = params.self_signed(&key)?;
        let der = root.der().clone();
        Ok((Self { key, params }, der))
    }

    /// The key that stands behind the root in its file.
    pub fn read(pem: &str, root: &CertificateDer<'static>) -> Option<Self> {
        let start = pem.find("-----BEGIN PRIVATE KEY-----")?;
        let key = KeyPair::from_pem(&pem[start..]).ok()?;
        let (_, parsed) = X509Certificate::from_der(root).ok()?;
        if parsed.public_key().raw != key.subject_public_key_info() {
            return None;
        }
        // What is needed of it again: its name, its bounds and its span, for the one after it.
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        let subject = parsed.subject();
        for name in subject.iter_common_name() {
            params.distinguished_name.push(DnType::CommonName, name.as_str().ok()?);
        }
        for name in subject.iter_organization() {
            params
                .distinguished_name
                .push(DnType::OrganizationName, name.as_str().ok()?);
        }
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Some(Self { key, params })
    }

    /// Root and key as one file.
    pub fn file(&self, root: &Root) -> String {
        root.pem() + self.key.serialize_pem().as_str()
    }

    /// This new root as `other` signs it: until the other's end, and never for longer.
    pub fn signed_by(&self, other: &Self, root: &Root, today: Date) -> Result<CertificateDer<'static>, rcgen::Error> {
        let mut params = self.params.clone();
        let end = root.facts.until.to_zoned(TimeZone::UTC).date();
        span(&mut params, today, end);
        let issuer = Issuer::from_params(&other.params, &other.key);
        Ok(params.signed_by(&self.key, &issuer)?.der().clone())
    }

    /// A certificate of the box for these names, followed by the new root as the old one signed it.
    pub fn leaf(
        &self,
        names: &[String],
        root: &Root,
        through: Option<&CertificateDer<'static>>,
        today: Date,
    ) -> Result<Certificate, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Handyman KPI");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let end = today
            .saturating_add((LEAF_DAYS - 1).days())
            .min(root.facts.until.to_zoned(TimeZone::UTC).date());
        span(&mut params, today, end);
        let issuer = Issuer::from_params(&self.params, &self.key);
        let leaf = params.signed_by(&key, &issuer)?;
        let mut text = leaf.pem();
        if let Some(through) = through {
            text.push_str(&pem(through));
        }
        text.push_str(&key.serialize_pem());
        Certificate::read(&text).map_err(|_| rcgen::Error::CouldNotParseCertificate)
    }

    /// Whether this root issued it.
    pub fn issued(&self, leaf: &Certificate) -> bool {
        let spki = self.key.subject_public_key_info();
        let Ok((_, spki)) = x509_parser::x509::SubjectPublicKeyInfo::from_der(&spki) else {
            return false;
        };
        X509Certificate::from_der(leaf.der()).is_ok_and(|(_, parsed)| parsed.verify_signature(Some(&spki)).is_ok())
    }
}

/// A certificate as PEM.
pub(super) fn pem(der: &CertificateDer<'_>) -> String {
    let block = pem::Pem::new("CERTIFICATE", der.to_vec());
    pem::encode_config(&block, pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF))
}

/// From a day before the first, since clocks of phones differ, to the last.
fn span(params: &mut CertificateParams, first: Date, last: Date) {
    let midnight = |day: Date| {
        date_time_ymd(
            i32::from(day.year()),
            day.month().unsigned_abs(),
            day.day().unsigned_abs(),
        )
    };
    params.not_before = midnight(first.saturating_sub(1.day()));
    params.not_after = midnight(last);
}
