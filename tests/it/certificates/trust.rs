//! `/trust`, in the open and over https, and what a root is taken along as.

use super::codes;
use crate::support::{Answer, Site};
use handyman_kpi::app::certificates;
use std::io::{Read, Write};
use std::net::TcpStream;

/// What the plain port answers to this path, as a browser that called `localhost` asks.
fn plainly(site: &Site, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(site.plain_address).unwrap();
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(all[..end].to_vec()).unwrap().to_ascii_lowercase();
    (head, all[end + 4..].to_vec())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_way_to_trust_is_told_in_the_open_with_its_styles_and_asks_over_https() {
    let site = Site::start();
    let (head, page) = plainly(&site, "/trust");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let fingerprint = &certificates::trust(&site.app).unwrap().roots[0].facts.fingerprint;
    assert!(text(&page).contains(fingerprint));
    let probe = format!("{}/trust/probe", site.origin());
    assert!(text(&page).contains(&format!("data-probe=\"{probe}\"")));
    assert!(
        head.contains(&format!("connect-src 'self' {}", site.origin())),
        "{head}"
    );
    assert!(
        !head.contains("set-cookie") && !head.contains("strict-transport-security"),
        "{head}"
    );
    for part in text(&page)
        .split(['"', '\''])
        .filter(|part| part.starts_with("/trust/assets/"))
    {
        let (head, body) = plainly(&site, part);
        assert!(head.starts_with("http/1.1 200") && !body.is_empty(), "{part}: {head}");
    }
    assert!(!text(&page).contains("\"/assets/"), "what is not served in the open");
}

#[test]
fn a_box_that_is_not_set_up_yet_tells_the_way_as_well() {
    let site = Site::empty();
    let (head, page) = plainly(&site, "/trust");
    assert!(
        head.starts_with("http/1.1 200") && text(&page).contains("Trust this box"),
        "{head}"
    );
    site.visitor().get("/trust").is(200).shows("Trust this box");
    site.visitor().get("/").leads_to("/setup");
}

#[test]
fn the_probe_answers_any_page_over_https_and_never_in_the_open() {
    let site = Site::start();
    let answer = site.visitor().get("/trust/probe");
    answer.is(204).has("cross-origin-resource-policy", "cross-origin");
    assert_eq!(answer.headers("cross-origin-resource-policy").count(), 1);
    let (head, _) = plainly(&site, "/trust/probe");
    assert!(head.starts_with("http/1.1 308"), "{head}");
}

#[test]
fn nothing_else_is_served_in_the_open() {
    let site = Site::start();
    for path in [
        "/",
        "/sign-in",
        "/trustworthy",
        "/healthz",
        "/assets/app.css",
        "/api/v1/me",
        "/.well-known/other",
    ] {
        let (head, _) = plainly(&site, path);
        assert!(head.starts_with("http/1.1 308"), "{path}: {head}");
    }
    for path in [
        "/trust/",
        "/trust/keys",
        "/trust/../settings",
        "/.well-known/acme-challenge/unknown",
    ] {
        let (head, _) = plainly(&site, path);
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
    }
}

#[test]
fn the_root_comes_as_pem_as_der_and_as_a_profile_and_all_are_the_same() {
    let site = Site::start();
    let mut visitor = site.visitor();
    let got = |answer: Answer| answer.is(200).body.clone();
    let der = got(visitor.get("/trust/root.cer"));
    assert_eq!(der, site.certificate.as_ref());
    let pem = got(visitor.get("/trust/root.pem"));
    assert_eq!(pem::parse(&pem).unwrap().contents(), der);
    let profile = got(visitor.get("/trust/root.mobileconfig"));
    let profile = text(&profile);
    let data = profile.split("<data>").nth(1).unwrap().split("</data>").next().unwrap();
    let data: String = data.split_whitespace().collect();
    assert_eq!(data_encoding::BASE64.decode(data.as_bytes()).unwrap(), der);
    assert!(!profile.contains("PRIVATE KEY"));
    visitor.get("/trust/earlier-root.pem").is(404);
}

#[test]
fn a_new_address_is_answered_to_and_one_that_is_gone_no_longer() {
    let site = Site::start();
    assert!(codes(&site).is_empty(), "{:?}", codes(&site));
    site.app.names().set(["10.9.8.7".to_owned()]);
    let asked = |host: &str| {
        site.wire_says(&format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n\r\n"))
            .status
    };
    assert_eq!(asked("10.9.8.7"), 200);
    // The next look finds what the box really has.
    certificates::keep(&site.app).unwrap();
    assert_eq!(asked("10.9.8.7"), 421);
}

#[test]
fn while_two_roots_hold_both_are_offered() {
    let clock = Site::clock();
    let mut site = Site::build().with_clock(&clock).start();
    let old = certificates::trust(&site.app).unwrap().roots[0].facts.clone();
    let later = old.until - jiff::SignedDuration::from_hours(24 * 400);
    site.clock.set(later);
    site = site.restart();
    let roots = certificates::trust(&site.app).unwrap().roots;
    assert_eq!(roots.len(), 2);
    assert_eq!(roots[1].facts, old);
    // By today's clock its handshakes are of the future: it is asked in the open.
    let page = plainly(&site, "/trust").1;
    for root in &roots {
        assert!(text(&page).contains(&root.facts.fingerprint));
    }
    assert_eq!(plainly(&site, "/trust/earlier-root.cer").1, roots[1].der);
    let profile = plainly(&site, "/trust/root.mobileconfig").1;
    assert_eq!(text(&profile).matches("com.apple.security.root").count(), 2);
    assert!(codes(&site).contains(&"authority_changes"));
}

#[test]
fn what_an_authority_asks_in_the_open_is_answered_under_the_domain_only() {
    let site = Site::build().configured("domains", "kpi.example.com").start();
    let tls = site.app.tls().unwrap();
    tls.set_answers([("token1".to_owned(), "token1.thumb".to_owned())].into());
    let asked = |host: &str, path: &str| {
        let mut stream = TcpStream::connect(site.plain_address).unwrap();
        stream
            .write_all(format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes())
            .unwrap();
        let mut all = String::new();
        stream.read_to_string(&mut all).unwrap();
        all
    };
    let answer = asked("kpi.example.com", "/.well-known/acme-challenge/token1");
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\ntoken1.thumb"),
        "{answer}"
    );
    assert!(asked("other.example.com", "/.well-known/acme-challenge/token1").starts_with("HTTP/1.1 421"));
    tls.set_answers([].into());
    assert!(asked("kpi.example.com", "/.well-known/acme-challenge/token1").starts_with("HTTP/1.1 404"));
}
