//! `Idempotency-Key`: sent again is not done again.

use super::{Program, ann, said_of};
use crate::support::{Answer, Site};
use jiff::SignedDuration;
use serde_json::json;

fn keyed(program: &mut Program, key: &str, send: impl FnOnce(&mut Program) -> Answer) -> Answer {
    program.once_with("idempotency-key", key, send)
}

fn people(site: &Site) -> usize {
    site.app.projection().people().len()
}

#[test]
fn the_same_request_is_carried_out_once_and_answered_the_same() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let first = keyed(&mut program, "k-1", |program| program.post("/employees", ann()));
    first.is(201);
    program
        .patch(
            first.header("location").unwrap().strip_prefix("/api/v1").unwrap(),
            json!({ "last_name": "Later" }),
        )
        .is(200);
    let again = keyed(&mut program, "k-1", |program| program.post("/employees", ann()));
    assert_eq!(
        again.is(201).json(),
        first.json(),
        "the first answer, not what is there now"
    );
    again.has("idempotency-replayed", "true");
    for header in ["location", "etag"] {
        assert_eq!(again.header(header), first.header(header));
    }
    assert_eq!(people(&site), 2);
    keyed(&mut program, "k-2", |program| program.post("/employees", ann())).is(201);
    assert_eq!(people(&site), 3);
}

#[test]
fn a_key_is_of_one_user_one_address_and_one_body() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    keyed(&mut program, "k", |program| program.post("/employees", ann())).is(201);
    let other = keyed(&mut program, "k", |program| {
        program.post(
            "/employees",
            json!({ "first_name": "Bob", "last_name": "Roe", "tier": 1, "hire_date": "2024-01-01" }),
        )
    });
    other.is(422);
    assert_eq!(other.json()["type"], "urn:handyman-kpi:problem:other-request");
    keyed(&mut program, "k", |program| {
        program.patch("/employees/1", json!({ "phone": "1" }))
    })
    .is(200);
    keyed(&mut Program::of(&site, "max"), "k", |program| {
        program.post("/employees", ann())
    })
    .is(201);
    assert_eq!(people(&site), 3);
}

#[test]
fn what_was_refused_is_tried_again_with_the_same_key() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let wrong = json!({ "first_name": "", "last_name": "Lee", "tier": 2, "hire_date": "2024-03-01" });
    keyed(&mut program, "k", |program| program.post("/employees", wrong)).is(422);
    keyed(&mut program, "k", |program| program.post("/employees", ann())).is(201);
}

#[test]
fn a_request_is_remembered_for_seven_days() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    keyed(&mut program, "k", |program| program.post("/employees", ann())).is(201);
    site.wait(SignedDuration::from_hours(7 * 24 - 1));
    keyed(&mut program, "k", |program| program.post("/employees", ann())).is(201);
    assert_eq!(people(&site), 2);
    site.wait(SignedDuration::from_hours(1));
    keyed(&mut program, "k", |program| program.post("/employees", ann())).is(201);
    assert_eq!(people(&site), 3);
}

#[test]
fn a_key_that_is_none_is_refused() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    for key in ["two words", &"x".repeat(256), "é"] {
        let refused = keyed(&mut program, key, |program| program.post("/employees", ann()));
        refused.is(422);
        said_of(&refused, "Idempotency-Key");
    }
    keyed(&mut program, &"x".repeat(255), |program| {
        program.post("/employees", ann())
    })
    .is(201);
}

#[test]
fn requests_that_cross_are_carried_out_once() {
    let site = Site::start();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let mut program = Program::of(&site, "anna").header("idempotency-key", "crossed");
                scope.spawn(move || program.post("/employees", ann()))
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(people(&site), 2);
    for answer in &answers {
        assert!([201, 409].contains(&answer.status), "{}", answer.text());
    }
    let mut program = Program::of(&site, "anna");
    let after = keyed(&mut program, "crossed", |program| program.post("/employees", ann()));
    assert_eq!(after.is(201).json()["id"], 2);
}

#[test]
fn a_first_password_is_told_once_and_kept_in_no_answer() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let zoe = || json!({ "name": "zoe", "role": "manager" });
    let first = keyed(&mut program, "k", |program| program.post("/users", zoe()));
    let password = first.is(201).json()["first_password"].as_str().unwrap().to_owned();
    let again = keyed(&mut program, "k", |program| program.post("/users", zoe()));
    assert_eq!(again.is(201).json()["id"], first.json()["id"]);
    assert!(!again.text().contains(&password));
    let mut dump = Vec::new();
    site.app.store.read().unwrap().dump(&mut dump).unwrap();
    let dump = zstd::decode_all(dump.as_slice()).unwrap();
    assert!(!String::from_utf8_lossy(&dump).contains(&password));
}

#[test]
fn anonymising_someone_leaves_no_answer_with_the_name() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let first = keyed(&mut program, "k", |program| program.post("/employees", ann()));
    let id = first.is(201).json()["id"].as_u64().unwrap();
    program
        .post(
            &format!("/employees/{id}/deactivation"),
            json!({ "last_day": "2026-05-03" }),
        )
        .is(200);
    let anna = site.actor("anna");
    handyman_kpi::app::leaving::anonymise(&site.app, &anna, handyman_kpi::domain::id::EmployeeId(id), "Ann Lee")
        .unwrap();
    let again = keyed(&mut program, "k", |program| program.post("/employees", ann()));
    assert_eq!(again.is(201).json()["id"], id);
    assert!(!again.text().contains("Lee"), "{}", again.text());
    assert_eq!(people(&site), 2);
}
