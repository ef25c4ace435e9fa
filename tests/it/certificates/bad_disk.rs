//! The folder of the certificates on a disk that is full or read-only, and gone altogether: the real
//! program serves, says so, and loses nothing.

use crate::cli::{Running, command, run};
use crate::support::{SmallDisk, company};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The certificates are looked at every half minute.
const A_LOOK: Duration = Duration::from_secs(60);

/// A company that is set up; its certificates lie on a disk of their own.
struct Company {
    folder: tempfile::TempDir,
    session: String,
}

impl Company {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let session = company::fill(&company::open(folder.path()), 3, 1);
        Self { folder, session }
    }

    fn on(disk: &SmallDisk) -> Self {
        let new = Self::new();
        std::os::unix::fs::symlink(disk.path(), new.tls()).unwrap();
        new
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn tls(&self) -> PathBuf {
        self.path().join("tls")
    }

    fn serve(&self, names: &str) -> Running {
        let mut serve = command(
            self.path(),
            &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
        );
        Running::of(serve.env("HANDYMAN_KPI_NAMES", names).env("HANDYMAN_KPI_MDNS", "off"))
    }

    fn status(&self) -> Value {
        run(self.path(), &["status", "--json"]).json()
    }

    /// What `status` says under this code.
    fn told(&self, code: &str) -> Option<String> {
        let status = self.status();
        let found = status["findings"].as_array().unwrap().iter();
        let mut found = found.filter(|one| one["code"] == code);
        found.next().map(|one| one["sentence"].as_str().unwrap().to_owned())
    }

    fn root(&self) -> Value {
        self.status()["certificate_sha256"].clone()
    }

    #[track_caller]
    fn within_a_look(&self, done: impl Fn(&Self) -> bool) {
        let until = Instant::now() + A_LOOK;
        while !done(self) {
            assert!(Instant::now() < until, "{:#}", self.status());
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// The Certificates page, to an admin whose device trusts this root.
    fn page(&self, running: &Running, root: &[u8]) -> crate::support::Answer {
        let address = SocketAddr::from(([127, 0, 0, 1], running.port()));
        let root = CertificateDer::from_pem_slice(root).unwrap();
        let mut browser = crate::support::Browser::at(address, &root);
        browser.cookies.insert("__Host-session".into(), self.session.clone());
        browser.get("/certificates")
    }
}

#[test]
fn on_a_full_disk_the_box_serves_says_so_and_keeps_its_certificates_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(1) else { return };
    let new = Company::on(&disk);
    disk.fill_up(0);
    let running = new.serve("");
    let said = new.told("authority_not_kept").unwrap();
    assert!(
        said.contains("No space left") && said.contains("see to the disk"),
        "{said}"
    );
    let root = new.root();
    assert!(!root.is_null());
    disk.make_room();
    new.within_a_look(|new| new.told("authority_not_kept").is_none());
    assert_eq!(running.stop(), 0);
    let running = new.serve("");
    assert_eq!(new.root(), root, "devices need not trust another one");
    drop(running);
}

#[test]
fn a_read_only_folder_keeps_nobody_out_and_the_page_says_what_to_do() {
    let Some(disk) = SmallDisk::mount(1) else { return };
    let new = Company::on(&disk);
    assert_eq!(new.serve("").stop(), 0);
    let pem = fs::read(new.tls().join("authority.pem")).unwrap();
    assert!(disk.remount("ro"));
    // The name needs another certificate, which cannot be written.
    let running = new.serve("crew.lan");
    let said = new.told("authority_not_kept").unwrap();
    assert!(said.contains("Read-only"), "{said}");
    new.page(&running, &pem)
        .is(200)
        .shows("cannot be written to the disk")
        .shows("crew.lan");
    assert!(disk.remount("rw"));
    new.within_a_look(|new| new.told("authority_not_kept").is_none());
    assert_eq!(fs::read(new.tls().join("authority.pem")).unwrap(), pem);
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_folder_that_is_removed_while_the_box_runs_is_written_again() {
    let new = Company::new();
    let running = new.serve("");
    let pem = fs::read(new.tls().join("authority.pem")).unwrap();
    // At once: file by file, the box would write between them.
    fs::rename(new.tls(), new.path().join("gone")).unwrap();
    new.page(&running, &pem).is(200);
    new.within_a_look(|new| new.tls().join("local.pem").exists());
    assert_eq!(fs::read(new.tls().join("authority.pem")).unwrap(), pem);
    assert_eq!(running.stop(), 0);
}

#[test]
fn a_folder_that_is_gone_at_the_start_is_said_with_what_devices_must_do() {
    let new = Company::new();
    // Of a box that serves for the first time nothing is lost, though there is a company.
    let first = new.serve("");
    assert_eq!(new.told("authority_lost"), None);
    new.within_a_look(|new| !new.status()["jobs"].as_array().unwrap().is_empty());
    assert_eq!(first.stop(), 0);
    fs::remove_dir_all(new.tls()).unwrap();
    let running = new.serve("");
    let said = new.told("authority_lost").unwrap();
    assert!(
        said.contains("trust it again at /trust") && said.contains("from a copy"),
        "{said}"
    );
    let pem = fs::read(new.tls().join("authority.pem")).unwrap();
    new.page(&running, &pem).is(200).shows("was gone at the start");
    assert_eq!(running.stop(), 0);
    let running = new.serve("");
    assert_eq!(new.told("authority_lost"), None, "said of the run that made it");
    drop(running);
}
