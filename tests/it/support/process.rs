//! The real binary as a process, with browsers for it.

use super::Browser;
use crate::cli::Running;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// `handyman-kpi serve` on a data folder, until this is dropped.
pub struct Process {
    pub running: Running,
    folder: PathBuf,
}

impl Process {
    /// Starts it and waits until it serves.
    pub fn start(folder: &Path) -> Self {
        Self {
            running: Running::start(folder),
            folder: folder.to_owned(),
        }
    }

    /// A browser nobody is signed in with, which trusts the authority in the data folder.
    pub fn visitor(&self) -> Browser {
        let pem = std::fs::read(self.folder.join("tls/authority.pem")).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], self.running.port()));
        Browser::at(address, &CertificateDer::from_pem_slice(&pem).unwrap())
    }
}
