//! What stands on every answer, and what cookies may do.

use crate::support::{Answer, Site};
use handyman_kpi::web::{Access, Ctx, Failure, Reply, Request, get};
use std::time::Duration;

fn signs_in(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    Ok(Reply::see_other("/").with_session("token".into(), Duration::from_secs(3_600)))
}

fn signs_out(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    Ok(Reply::see_other("/").without_session())
}

fn file(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    Ok(Reply::download("text/csv", "Zoë.csv", b"a;b".to_vec()))
}

fn site() -> Site {
    let rows = [
        get("/in", Access::Visitor, signs_in),
        get("/out", Access::Visitor, signs_out),
        get("/file", Access::Visitor, file),
    ];
    Site::build().with_rows(rows).start()
}

#[track_caller]
fn is_secured(answer: &Answer) {
    let policy = answer.header("content-security-policy").unwrap_or_default();
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "script-src 'self';",
    ] {
        assert!(
            policy.contains(part),
            "{part} is missing for {}: {policy}",
            answer.asked
        );
    }
    assert!(!policy.contains("unsafe"));
    answer
        .has("cross-origin-opener-policy", "same-origin")
        .has("cross-origin-resource-policy", "same-origin")
        .has("x-content-type-options", "nosniff")
        .has("referrer-policy", "same-origin");
    assert!(answer.header("permissions-policy").is_some());
    assert!(
        answer.header("strict-transport-security").is_none(),
        "the certificate is not publicly trusted"
    );
    assert!(answer.header("server").is_none());
}

#[test]
fn every_answer_is_secured_whatever_it_is() {
    let site = site();
    let mut browser = site.visitor();
    let asset = handyman_kpi::view::assets::url("css/app.css").unwrap();
    for path in ["/healthz", "/nowhere", "/%ff", "/in", "/file", &asset] {
        is_secured(&browser.get(path));
    }
    is_secured(&browser.send("PUT", "/healthz", "", b""));
    is_secured(&site.visitor().with("host", "evil.example").get("/"));
}

#[test]
fn pages_are_never_kept_and_assets_for_ever() {
    let site = site();
    let mut browser = site.visitor();
    browser.get("/nowhere").has("cache-control", "no-store");
    browser.get("/file").has("cache-control", "no-store");
    let asset = handyman_kpi::view::assets::url("css/app.css").unwrap();
    browser
        .get(&asset)
        .is(200)
        .has("cache-control", "public, max-age=31536000, immutable")
        .has("content-encoding", "zstd");
    browser.get("/assets/app.css").is(404);
    browser.get("/assets/..%2f..%2fetc%2fpasswd").is(404);
}

#[test]
fn pages_are_compressed_as_the_browser_likes() {
    let site = site();
    for (accepted, encoding) in [("gzip, zstd", Some("zstd")), ("gzip", Some("gzip")), ("br", None)] {
        let answer = site.visitor().with("accept-encoding", accepted).get("/nowhere");
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.header("vary").unwrap().contains("Accept-Encoding"));
        answer.shows("There is nothing here");
        assert_eq!(encoding.is_some(), answer.sent.len() < answer.body.len());
    }
}

#[test]
fn the_session_cookie_is_for_this_host_and_no_script() {
    let site = site();
    let answer = site.visitor().get("/in");
    let cookie = answer
        .headers("set-cookie")
        .find(|cookie| cookie.starts_with("__Host-session=token;"))
        .unwrap();
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=3600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let answer = site.visitor().get("/out");
    assert!(
        answer
            .headers("set-cookie")
            .any(|cookie| cookie.starts_with("__Host-session=; Path=/; Max-Age=0"))
    );
}

#[test]
fn only_a_visitor_who_sees_a_page_gets_a_cookie() {
    let site = site();
    let mut visitor = site.visitor();
    assert!(visitor.get("/healthz").header("set-cookie").is_none());
    assert!(
        visitor
            .get("/nowhere")
            .header("set-cookie")
            .unwrap()
            .starts_with("__Host-visitor=")
    );
    assert!(visitor.get("/nowhere").header("set-cookie").is_none());
    assert!(site.sign_in("anna").get("/nowhere").header("set-cookie").is_none());
}
