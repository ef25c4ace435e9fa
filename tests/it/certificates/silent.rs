//! An authority that takes every question and never answers, and the real program.

use super::DOMAIN;
use crate::cli::{Running, command, run};
use crate::support::authority::{Authority, Habit};
use crate::support::{Browser, company};
use handyman_kpi::host::clock::FixedClock;
use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn days(n: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * n)
}

#[track_caller]
fn wait_for(what: &str, at_most: u64, done: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(at_most);
    while !done() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(500));
    }
}

#[test]
fn an_authority_that_never_answers_is_given_up_and_the_old_certificate_stays() {
    let folder = tempfile::tempdir().unwrap();
    let session = company::fill(&company::open(folder.path()), 3, 1);
    // By its clock: what it issues is due for renewal at once, and good for 20 days more.
    let clock = Arc::new(FixedClock::at(Timestamp::now() - days(70)));
    let authority = Authority::start(&clock, days(90));
    let mut serve = command(
        folder.path(),
        &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
    );
    let running = Running::of(
        serve
            .env("HANDYMAN_KPI_CERTIFICATE", "lets-encrypt")
            .env("HANDYMAN_KPI_DOMAINS", DOMAIN)
            .env("HANDYMAN_KPI_MDNS", "off")
            .env("HANDYMAN_KPI_ACME_DIRECTORY", authority.directory())
            .env("HANDYMAN_KPI_ACME_ROOT", authority.root()),
    );
    wait_for("no certificate came", 30, || authority.issued() == 1);
    let kept = folder.path().join("tls/acme.pem");
    wait_for("it is not kept", 30, || kept.exists());
    authority.behave(Habit::Silent);
    let status = || run(folder.path(), &["status", "--json"]).json();
    let refused = || {
        let all = status()["findings"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["code"] == "certificate_refused")
    };
    let pem = fs::read(folder.path().join("tls/authority.pem")).unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], running.port()));
    let mut browser = Browser::at(address, &CertificateDer::from_pem_slice(&pem).unwrap());
    browser.cookies.insert("__Host-session".into(), session);
    browser.get("/certificates").is(200);
    browser.post("/certificates/attempt", &[]).leads_to("/certificates");
    // Two questions, each waited for half a minute; an attempt ends after five at the latest.
    wait_for("the attempt does not end", 240, || refused().is_some());
    let said = refused().unwrap()["sentence"].as_str().unwrap().to_owned();
    assert!(
        said.contains("could not be reached") && said.contains("tries again"),
        "{said}"
    );
    assert_eq!(status()["certificate"]["issuer"], "Test authority");
    browser
        .get("/certificates")
        .is(200)
        .shows("The authority could not be reached")
        .shows("did not answer in time")
        .shows("Test authority");
    assert_eq!(running.stop(), 0);
}
