//! What a token is worth, and for how long.

use super::{Program, ann, token};
use crate::support::Site;
use handyman_kpi::app::{tokens, users};
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::id::ApiTokenId;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::token::ApiToken;
use handyman_kpi::store::Read;
use jiff::SignedDuration;

fn with(site: &Site, token: &str) -> Program {
    Program::with(site.visitor(), token)
}

#[test]
fn without_a_token_or_with_something_that_is_none_nothing_is_told() {
    let site = Site::start();
    let (_, good) = token(&site, "anna", false, None);
    for header in [
        "".to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer hkpi_".to_owned(),
        format!("Bearer {}", &good[..good.len() - 1]),
        format!("Bearer {good}x"),
        format!("Basic {good}"),
        good.clone(),
        format!("Bearer {}", "x".repeat(5_000)),
        "Bearer é".to_owned(),
    ] {
        let mut program = with(&site, "").header("authorization", &header);
        for path in ["/me", "/employees", "/employees/1", "/users"] {
            let answer = program.get(path);
            answer.is(401).has("www-authenticate", "Bearer realm=\"Handyman KPI\"");
            assert_eq!(answer.json()["type"], "urn:handyman-kpi:problem:no-token");
        }
        program.post("/employees", ann()).is(401);
    }
    with(&site, &good).get("/me").is(200);
    with(&site, "")
        .header("authorization", &format!("bEaReR {good}"))
        .get("/me")
        .is(200);
}

#[test]
fn two_tokens_in_one_request_are_one_too_many() {
    let site = Site::start();
    let (_, good) = token(&site, "anna", false, None);
    let answer = site.wire_says(&format!(
        "GET /api/v1/me HTTP/1.1\r\nhost: localhost:{}\r\nauthorization: Bearer {good}\r\nauthorization: Bearer {good}\r\n\r\n",
        site.address.port()
    ));
    answer.is(401);
}

#[test]
fn a_token_ends_when_it_expires_is_revoked_or_its_user_is_deactivated() {
    let site = Site::start();
    let (_, short) = token(&site, "anna", false, Some(1));
    let (id, revoked) = token(&site, "anna", false, None);
    let (_, dead) = token(&site, "max", false, None);
    for token in [&short, &revoked, &dead] {
        with(&site, token).get("/me").is(200);
    }
    tokens::revoke(&site.app, &Actor::Program, ApiTokenId(id)).unwrap();
    with(&site, &revoked).get("/me").is(401);
    site.wait(SignedDuration::from_hours(23));
    with(&site, &short).get("/me").is(200);
    site.wait(SignedDuration::from_hours(1));
    with(&site, &short).get("/me").is(401);

    let max = users::by_name(&site.app, "max").unwrap().unwrap().id;
    users::set_active(&site.app, &Actor::Program, max, false).unwrap();
    with(&site, &dead).get("/me").is(401);
    users::set_active(&site.app, &Actor::Program, max, true).unwrap();
    with(&site, &dead).get("/me").is(401);
}

#[test]
fn a_reset_link_ends_the_tokens_of_its_user() {
    let site = Site::start();
    let (_, token) = token(&site, "max", false, None);
    let max = users::by_name(&site.app, "max").unwrap().unwrap().id;
    users::reset_link(&site.app, &Actor::Program, max).unwrap();
    with(&site, &token).get("/me").is(401);
}

#[test]
fn a_token_that_may_only_read_changes_nothing_whatever_is_sent() {
    let site = Site::start();
    let (_, token) = token(&site, "anna", true, None);
    let mut program = with(&site, &token);
    assert_eq!(program.get("/me").is(200).json()["token"]["read_only"], true);
    program.get("/users").is(200);
    program.get("/settings").is(200);
    let people = site.app.projection().people().len();
    for row in handyman_kpi::web::api::rows().filter(|row| row.route.method != http::Method::GET) {
        let path = row.route.path.strip_prefix("/api/v1").unwrap().replace("{id}", "1");
        let answer = program.ask(row, &path, ann());
        answer.is(403);
        assert_eq!(answer.json()["type"], "urn:handyman-kpi:problem:read-only-token");
    }
    assert_eq!(site.app.projection().people().len(), people);
}

#[test]
fn a_token_is_worth_nothing_on_pages_and_a_session_nothing_to_the_api() {
    let site = Site::start();
    let (_, token) = token(&site, "anna", false, None);
    let mut on_pages = site.visitor().with("authorization", &format!("Bearer {token}"));
    on_pages.get("/users").leads_to("/sign-in?next=%2Fusers");
    on_pages.get("/employees").is(303);

    let mut signed_in = site.sign_in("anna");
    signed_in.get("/account").is(200);
    signed_in.get("/api/v1/me").is(401);
    let made = signed_in.send(
        "POST",
        "/api/v1/employees",
        "application/json",
        ann().to_string().as_bytes(),
    );
    made.is(401);
    assert!(made.headers("set-cookie").next().is_none());
}

#[test]
fn a_token_is_stored_as_its_hash_and_its_use_is_written_down_rarely() {
    let site = Site::start();
    let (id, token) = token(&site, "anna", false, None);
    let stored = || -> ApiToken { site.app.store.read().unwrap().get(ApiTokenId(id)).unwrap().unwrap() };
    assert!(!serde_json::to_string(&stored()).unwrap().contains(&token));
    assert_eq!(stored().last_used_at, None);
    let mut program = with(&site, &token);
    program.get("/me").is(200);
    let first = stored().last_used_at.unwrap();
    site.wait(SignedDuration::from_mins(30));
    program.get("/me").is(200);
    assert_eq!(stored().last_used_at, Some(first));
    site.wait(SignedDuration::from_mins(31));
    program.get("/me").is(200);
    assert!(stored().last_used_at.unwrap() > first);
}

#[test]
fn an_event_says_which_token_did_it() {
    let site = Site::start();
    let (id, token) = token(&site, "anna", false, None);
    with(&site, &token).post("/employees", ann()).is(201);
    let events = site.app.store.read().unwrap().all::<Event>().unwrap();
    let user = users::by_name(&site.app, "anna").unwrap().unwrap().id;
    assert_eq!(
        events.last().unwrap().by,
        By::Token {
            user,
            token: ApiTokenId(id)
        }
    );
}
