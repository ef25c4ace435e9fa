//! What is answered when something cannot be done.

use super::{Program, ann};
use crate::support::Site;

#[test]
fn what_is_not_there_is_a_problem_in_json_and_never_a_page() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    for (method, path, status) in [
        ("GET", "/nothing", 404),
        ("GET", "/employees/99", 404),
        ("GET", "/employees/07", 404),
        ("GET", "/employees/99999999999999999999999", 404),
        ("GET", "/employees/1/", 404),
        ("DELETE", "/employees/1", 405),
        ("PUT", "/employees", 405),
        ("POST", "/dashboard", 405),
    ] {
        let answer = program.raw(method, path, "", b"");
        answer.is(status).has("content-type", "application/problem+json");
        let json = answer.json();
        assert_eq!(json["status"], status);
        for field in ["type", "title", "detail", "request"] {
            assert!(!json[field].as_str().unwrap().is_empty(), "{field}");
        }
        if status == 405 {
            assert!(answer.header("allow").unwrap().contains("GET"), "{path}");
        }
    }
    let mut visitor = site.visitor();
    for path in ["/api", "/api/", "/api/v2/employees", "/api/v1"] {
        visitor
            .get(path)
            .is(404)
            .has("content-type", "application/problem+json");
    }
}

#[test]
fn a_body_of_another_kind_too_large_or_broken_is_refused() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let body = ann().to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        program.raw("POST", "/employees", kind, body.as_bytes()).is(415);
    }
    for broken in ["", "{", "nope", &format!("{} x", ann()), "\u{feff}{}"] {
        program
            .raw("POST", "/employees", "application/json", broken.as_bytes())
            .is(400);
    }
    program
        .raw("POST", "/employees", "application/json", b"{\"first_name\":\"\xff\"}")
        .is(400);
    let deep = "[".repeat(100_000);
    program.raw("POST", "/employees", "application/json", deep.as_bytes());
    let large = format!("{{\"first_name\":\"{}\"}}", "x".repeat(4 << 20));
    program
        .raw("POST", "/employees", "application/json", large.as_bytes())
        .is(413);
    // Who shows no token is told that, whatever is sent.
    let mut nobody = Program::with(site.visitor(), "");
    nobody.raw("POST", "/employees", "text/plain", b"x").is(401);
    nobody
        .raw("POST", "/employees", "application/json", large.as_bytes())
        .is(401);
    assert_eq!(site.app.projection().people().len(), 1);
}

#[test]
fn a_problem_is_said_in_the_language_that_is_asked_for() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna").header("accept-language", "es");
    let answer = program.get("/employees/99");
    assert!(
        !answer.json()["title"].as_str().unwrap().contains("nothing"),
        "{}",
        answer.text()
    );
}

#[test]
fn before_the_company_is_set_up_there_is_nobody_to_ask() {
    let site = Site::empty();
    let mut nobody = Program::with(site.visitor(), "");
    nobody.get("/employees").is(401);
    nobody.get("/nothing").is(404);
    nobody.get("/openapi.json").is(200);
}
