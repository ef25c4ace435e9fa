//! What is answered where there is no page.

use crate::support::Site;
use handyman_kpi::app::Error;
use handyman_kpi::domain::invalid::Invalid;
use handyman_kpi::message;
use handyman_kpi::web::{Access, Body, Ctx, Failure, Reply, Request, get, post};

fn fails(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    Err(Failure::App(match request.params.text("how") {
        "denied" => Error::Denied,
        "conflict" => Error::Conflict(message!("There is an evaluation of that day already.")),
        "invalid" => Error::Invalid(Invalid::one("name", message!("Please type a name."))),
        "busy" => Error::Busy,
        "cannot-save" => Error::CannotSave(message!("The disk is full. Free some space; nothing is lost.")),
        "failed" => Error::Failed("page 7 of /secret/path is torn".into()),
        _ => Error::NotFound,
    }))
}

fn panics(_: &Ctx, _: &Request) -> Result<Reply, Failure> {
    panic!("a secret")
}

fn site() -> Site {
    let rows = [
        get("/fails/{how}", Access::User, fails),
        post("/fails/{how}/json", Access::User, Body::Json, fails),
        get("/panics", Access::Visitor, panics),
    ];
    Site::build().with_rows(rows).start()
}

#[test]
fn a_path_that_is_no_page_is_not_found_signed_in_or_not() {
    let site = site();
    site.visitor().get("/nowhere").is(404).shows("There is nothing here");
    site.sign_in("anna").get("/nowhere").is(404).shows("anna");
}

#[test]
fn another_method_is_told_which_there_are() {
    let site = site();
    let mut browser = site.visitor();
    browser
        .send("DELETE", "/healthz", "", b"")
        .is(405)
        .has("allow", "GET, HEAD");
    browser.send("OPTIONS", "/healthz", "", b"").is(405);
    browser.send("BREW", "/healthz", "", b"").is(405);
}

#[test]
fn head_answers_like_get_without_the_body() {
    let site = site();
    let mut browser = site.visitor().with("accept-encoding", "");
    let whole = browser.get("/healthz");
    let head = browser.send("HEAD", "/healthz", "", b"");
    assert!(head.is(200).body.is_empty());
    assert_eq!(head.header("content-length"), whole.header("content-length"));
    // And the connection is still in step.
    browser.get("/healthz").is(200);
}

#[test]
fn each_failure_has_its_status_and_its_sentence() {
    let site = site();
    let mut anna = site.sign_in("anna");
    anna.get("/fails/denied")
        .is(403)
        .shows("Your role does not include this.");
    anna.get("/fails/missing").is(404);
    anna.get("/fails/conflict")
        .is(409)
        .shows("There is an evaluation of that day already.");
    anna.get("/fails/invalid").is(422).shows("Please type a name.");
    anna.get("/fails/busy")
        .is(503)
        .shows("Please try again in a moment")
        .has("retry-after", "5");
    anna.get("/fails/cannot-save").is(503).shows("The disk is full.");
}

#[test]
fn a_fault_shows_its_number_and_never_its_cause() {
    let site = site();
    let mut anna = site.sign_in("anna");
    let answer = anna.get("/fails/failed");
    answer
        .is(500)
        .shows("Something went wrong here")
        .hides("secret")
        .hides("torn")
        .shows("say this number");
}

#[test]
fn a_script_gets_its_failures_as_json() {
    let site = site();
    let mut anna = site.sign_in("anna");
    anna.get("/nowhere");
    let answer = anna.post_json("/fails/conflict/json", &serde_json::json!({}));
    assert_eq!(
        answer.is(409).json()["message"],
        "There is an evaluation of that day already."
    );
}

#[test]
fn a_handler_that_panics_is_a_fault_and_the_program_lives_on() {
    let site = site();
    let mut browser = site.visitor();
    for _ in 0..3 {
        browser.get("/panics").is(500).hides("a secret");
    }
    browser.get("/healthz").is(200);
}

#[test]
fn broken_utf_8_in_an_address_is_said() {
    let site = site();
    let mut browser = site.visitor();
    for path in ["/employees/%ff", "/healthz?q=%C3%28", "/%80"] {
        browser.get(path).is(400).shows("could not be read");
    }
    browser.get("/healthz?q=%zz&&&=&a").is(200);
}

#[test]
fn health_says_how_it_is_and_no_secrets() {
    let site = site();
    let health = site.visitor().get("/healthz").is(200).json();
    assert_eq!(health["status"], "ok");
    assert_eq!(health.as_object().unwrap().len(), 2);
}
