//! The box's own certificate: self-signed, made at first start, kept in the data folder.

use crate::host::addresses;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use ring::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Certificate and key in one file, so that they are never of two makings.
const FILE: &str = "self-signed.pem";
/// Browsers take no certificate for longer.
const VALID_DAYS: i32 = 397;
/// Made anew at a start when less than this is left.
const RENEW_DAYS: i32 = 60;
/// Stands before the certificate in the file.
const UNTIL: &str = "Valid until: ";

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The certificate in {path} cannot be used: {why}. Move the file away and start again: a new one is made.")]
    Unusable { path: PathBuf, why: String },
    #[error("The certificate cannot be kept in {path}: {why}. The folder must be writable for this user.")]
    NotKept { path: PathBuf, why: io::Error },
    #[error("The certificate cannot be made: {0}.")]
    NotMade(String),
}

/// The certificate this box shows.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// The certificate kept in `data/tls`; a new one for `names` where there is none, or hardly any
    /// of its time is left.
    pub fn load_or_make(data: &Path, names: &[String], now: Timestamp) -> Result<Self, Error> {
        let folder = data.join("tls");
        let path = folder.join(FILE);
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        match fs::read_to_string(&path) {
            Ok(pem) if until(&pem).is_none_or(|until| until > today.saturating_add(RENEW_DAYS.days())) => {
                return Self::read(&pem).map_err(|why| Error::Unusable { path, why });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(why) => {
                return Err(Error::Unusable {
                    path,
                    why: why.to_string(),
                });
            }
        }
        let pem = make(names, today).map_err(|error| Error::NotMade(error.to_string()))?;
        keep(&folder, &pem).map_err(|why| Error::NotKept { path, why })?;
        Self::read(&pem).map_err(Error::NotMade)
    }

    fn read(pem: &str) -> Result<Self, String> {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| error.to_string())?;
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|error| error.to_string())?;
        Ok(Self { certificate, key })
    }

    /// What the server does its handshakes with: TLS 1.3 and 1.2, AEAD only, HTTP/2 and 1.1.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, Error> {
        let unusable = |error: rustls::Error| Error::NotMade(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(unusable)?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], self.key.clone_key())
            .map_err(unusable)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // A browser that comes back needs no full handshake; the keys live and change in memory.
        config.ticketer = rustls::crypto::ring::Ticketer::new().map_err(unusable)?;
        config.send_tls13_tickets = 1;
        Ok(Arc::new(config))
    }

    /// The certificate itself, for a client that shall trust it.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// SHA-256 of the certificate as browsers show it: `AB:CD:…`.
    pub fn fingerprint(&self) -> String {
        let hash = digest(&SHA256, &self.certificate);
        let pairs: Vec<String> = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }
}

/// SHA-256 of the certificate kept in `data/tls` as browsers show it, if there is one.
pub fn fingerprint(data: &Path) -> Option<String> {
    let pem = fs::read_to_string(data.join("tls").join(FILE)).ok()?;
    Identity::read(&pem).ok().map(|identity| identity.fingerprint())
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

fn until(pem: &str) -> Option<Date> {
    pem.lines()
        .find_map(|line| line.strip_prefix(UNTIL)?.trim().parse().ok())
}

fn make(names: &[String], today: Date) -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Handyman KPI");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // A day back: clocks of phones differ.
    let (first, last) = (
        today.saturating_sub(1.day()),
        today.saturating_add((VALID_DAYS - 1).days()),
    );
    let midnight = |day: Date| {
        date_time_ymd(
            i32::from(day.year()),
            day.month().unsigned_abs(),
            day.day().unsigned_abs(),
        )
    };
    params.not_before = midnight(first);
    params.not_after = midnight(last);
    let certificate = params.self_signed(&key)?;
    Ok(format!("{UNTIL}{last}\n{}{}", certificate.pem(), key.serialize_pem()))
}

/// Whole or not at all, and for nobody else to read.
fn keep(folder: &Path, pem: &str) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let unfinished = folder.join(format!("{FILE}.new"));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(FILE))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn at(day: &str) -> Timestamp {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn the_second_start_shows_the_certificate_of_the_first() {
        let data = tempfile::tempdir().unwrap();
        let names = own_names();
        let first = Identity::load_or_make(data.path(), &names, at("2026-01-05")).unwrap();
        let second = Identity::load_or_make(data.path(), &names, at("2026-06-05")).unwrap();
        assert_eq!(first.fingerprint(), second.fingerprint());
        second.server_config().unwrap();
    }

    #[test]
    fn a_certificate_soon_at_its_end_is_made_anew() {
        let data = tempfile::tempdir().unwrap();
        let first = Identity::load_or_make(data.path(), &own_names(), at("2026-01-05")).unwrap();
        let later = Identity::load_or_make(data.path(), &own_names(), at("2027-01-05")).unwrap();
        assert_ne!(first.fingerprint(), later.fingerprint());
    }

    #[test]
    fn nobody_else_may_read_the_key() {
        let data = tempfile::tempdir().unwrap();
        Identity::load_or_make(data.path(), &own_names(), at("2026-01-05")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data.path().join("tls")), 0o700);
        assert_eq!(mode(&data.path().join("tls").join(FILE)), 0o600);
    }

    #[test]
    fn a_damaged_certificate_is_said_and_not_overwritten() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("tls").join(FILE);
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, "Valid until: 2030-01-01\nnot a certificate").unwrap();
        let error = Identity::load_or_make(data.path(), &own_names(), at("2026-01-05")).unwrap_err();
        assert!(error.to_string().contains("Move the file away"), "{error}");
        assert!(path.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("tls"), "a file").unwrap();
        let error = Identity::load_or_make(data.path(), &own_names(), at("2026-01-05")).unwrap_err();
        assert!(error.to_string().starts_with("The certificate"), "{error}");
    }
}
