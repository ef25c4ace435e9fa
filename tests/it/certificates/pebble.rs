//! Certificates from a real ACME server: Let's Encrypt's own test server, pebble, which checks
//! every signature and comes to see whether this box is behind the name.

use super::{DOMAIN, shown};
use crate::support::Site;
use handyman_kpi::domain::certificate::{RefusalKind, Renewal as Kept};
use handyman_kpi::host::clock::SystemClock;
use handyman_kpi::host::tls::{Tls, Wanted};
use handyman_kpi::jobs::{Job, Renewal};
use handyman_kpi::store::{RENEWAL, Read};
use jiff::Timestamp;
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the box is reached, which is only known once it runs: pebble is told afterwards.
struct Pebble {
    folder: tempfile::TempDir,
    port: u16,
    names: Child,
    server: Option<Child>,
    names_port: u16,
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Pebble {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let wanted = Wanted {
            chosen: Vec::new(),
            found: vec!["localhost".into(), "127.0.0.1".into()],
        };
        let (tls, _) = Tls::start(folder.path(), &wanted, Arc::new(SystemClock)).unwrap();
        fs::write(folder.path().join("root.pem"), tls.authority().root.pem()).unwrap();
        let names_port = free_port();
        let address = format!("127.0.0.1:{names_port}");
        // Every name leads to this machine, and nothing else is answered.
        let names = Command::new("pebble-challtestsrv")
            .args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &address])
            .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-management", &format!("127.0.0.1:{}", free_port())])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pebble is installed: apt-get install pebble");
        Self {
            port: free_port(),
            folder,
            names,
            server: None,
            names_port,
        }
    }

    fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.port)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// Starts it, coming to these ports; so many per cent of the numbers it is given it refuses.
    fn start(&mut self, http: u16, https: u16, refuses: u8) {
        self.stop();
        let tls = self.folder.path().join("tls/local.pem");
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{}", self.port),
            "managementListenAddress": format!("127.0.0.1:{}", free_port()),
            "certificate": tls, "privateKey": tls,
            "httpPort": http, "tlsPort": https,
            "ocspResponderURL": "", "externalAccountBindingRequired": false,
        }});
        let path = self.folder.path().join("pebble.json");
        fs::write(&path, config.to_string()).unwrap();
        let log = File::create(self.folder.path().join("pebble.log")).unwrap();
        let server = Command::new("pebble")
            .args(["-strict", "-config", path.to_str().unwrap()])
            .args(["-dnsserver", &format!("127.0.0.1:{}", self.names_port)])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", refuses.to_string())
            .env("PEBBLE_AUTHZREUSE", "0")
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.server = Some(server);
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port))).is_err() {
            assert!(Instant::now() < until, "pebble does not start: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("pebble.log")).unwrap_or_default()
    }

    fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// A box of today that asks it.
    fn site(&self) -> Site {
        let clock = Site::clock();
        clock.set(Timestamp::now());
        Site::build()
            .with_clock(&clock)
            .configured("certificate", "lets-encrypt")
            .configured("domains", DOMAIN)
            .configured("acme_email", "office@example.com")
            .asking(&self.directory(), &self.root(), None)
            .start()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        self.stop();
        let _ = self.names.kill();
        let _ = self.names.wait();
    }
}

fn kept(site: &Site) -> Kept {
    site.app.store.read().unwrap().get(RENEWAL).unwrap().unwrap()
}

/// An hour from now: what pebble has just issued holds by the box's clock too.
fn later(site: &Site) {
    site.clock.set(Timestamp::now() + jiff::SignedDuration::from_hours(1));
}

fn is_of_pebble(site: &Site) -> bool {
    shown(site).issuer.starts_with("Pebble")
}

#[test]
fn orders_over_http_with_half_of_the_numbers_refused_and_renews_by_the_dates() {
    let mut pebble = Pebble::new();
    let site = pebble.site();
    pebble.start(site.plain_address.port(), site.address.port(), 50);
    Renewal.run(&site.app).unwrap();
    later(&site);
    assert!(is_of_pebble(&site), "{:?}\n{}", kept(&site).refusal, pebble.log());
    assert!(pebble.log().contains("validate w/ HTTP"), "{}", pebble.log());
    let first = shown(&site);
    Renewal.run(&site.app).unwrap();
    assert_eq!(shown(&site), first, "nothing is ordered before its time");
    let due = handyman_kpi::domain::certificate::due(first.from, first.until);
    site.clock.set(due);
    Renewal.run(&site.app).unwrap();
    later(&site);
    assert_ne!(shown(&site), first, "{:?}\n{}", kept(&site).refusal, pebble.log());
    assert!(is_of_pebble(&site));
}

#[test]
fn where_nobody_gets_in_at_port_80_the_handshake_proves_the_name() {
    let mut pebble = Pebble::new();
    let site = pebble.site();
    pebble.start(free_port(), site.address.port(), 0);
    Renewal.run(&site.app).unwrap();
    later(&site);
    assert!(is_of_pebble(&site), "{:?}\n{}", kept(&site).refusal, pebble.log());
    // Nothing listens where it would come by plain HTTP.
    site.visitor().get("/healthz").is(200);
}

#[test]
fn where_nobody_gets_in_at_all_it_is_said_what_to_do_and_the_old_one_stays() {
    let mut pebble = Pebble::new();
    let site = pebble.site();
    pebble.start(site.plain_address.port(), site.address.port(), 0);
    Renewal.run(&site.app).unwrap();
    later(&site);
    let first = shown(&site);
    pebble.start(free_port(), free_port(), 0);
    site.clock
        .set(handyman_kpi::domain::certificate::due(first.from, first.until));
    Renewal.run(&site.app).unwrap();
    assert_eq!(shown(&site), first, "the last good one stays");
    let refusal = kept(&site).refusal.unwrap();
    // A pebble that was started anew does not know the account any more; that is found first.
    assert_eq!(refusal.kind, RefusalKind::Account, "{refusal:?}");
    site.clock.set(kept(&site).next_at.unwrap());
    Renewal.run(&site.app).unwrap();
    let refusal = kept(&site).refusal.unwrap();
    assert_eq!(refusal.kind, RefusalKind::Unreachable, "{refusal:?}\n{}", pebble.log());
    assert!(!refusal.detail.is_empty());
    let mut anna = site.sign_in("anna");
    anna.get("/certificates")
        .is(200)
        .shows("ports 80 and 443")
        .shows("failed 2 times");
}
