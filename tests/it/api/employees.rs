//! `employees` through the API: as in the documentation, and what is refused.

use super::{Program, ann, said_of};
use crate::support::Site;
use serde_json::json;

#[test]
fn an_employee_is_added_read_changed_and_deactivated() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let made = program.post("/employees", ann());
    made.is(201);
    let id = made.json()["id"].as_u64().unwrap();
    let at = format!("/employees/{id}");
    made.has("location", &format!("/api/v1{at}"));
    let read = program.get(&at);
    assert_eq!(read.is(200).json(), made.json());
    assert_eq!(read.header("etag"), made.header("etag"));

    let changed = program.patch(
        &at,
        json!({ "last_name": "Leigh", "number": "A-17", "phone": "555-0134" }),
    );
    assert_eq!(changed.is(200).json()["last_name"], "Leigh");
    let cleared = program.patch(&at, json!({ "number": null }));
    assert_eq!(cleared.is(200).json()["number"], json!(null));
    assert_eq!(cleared.json()["phone"], "555-0134");

    let promoted = program.post(
        &format!("{at}/tiers"),
        json!({ "from": "2026-05-01", "tier": 3, "reason": "Leads jobs" }),
    );
    assert_eq!(promoted.is(200).json()["tier"], 3);
    let gone = program.post(&format!("{at}/deactivation"), json!({ "last_day": "2026-05-03" }));
    assert_eq!(gone.is(200).json()["active"], false);
    assert_eq!(gone.json()["last_day"], "2026-05-03");
    assert!(!program.get("/employees").text().contains("Leigh"));
    assert!(program.get("/employees?state=left").text().contains("Leigh"));
    program
        .post(&format!("{at}/reactivation"), json!({ "from": "2026-05-04" }))
        .is(200);
    assert_eq!(program.get("/employees?q=leigh&tier=3").json()["items"][0]["id"], id);
}

#[test]
fn everything_wrong_is_said_at_once_with_the_names_of_the_fields() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let refused = program.post(
        "/employees",
        json!({ "first_name": " ", "last_name": "Lee", "tier": 9, "hire_date": "2026-02-30", "email": "nobody" }),
    );
    refused.is(422);
    assert!(said_of(&refused, "hire_date").contains("30 February"));
    for field in ["first_name", "tier", "email"] {
        said_of(&refused, field);
    }
    for (body, field) in [
        (json!({ "first_name": "A" }), ""),
        (
            json!({ "first_name": 7, "last_name": "B", "tier": 1, "hire_date": "2024-01-01" }),
            "first_name",
        ),
        (
            json!({ "first_name": "A", "last_name": "B", "tier": -1, "hire_date": "2024-01-01" }),
            "tier",
        ),
        (
            json!({ "first_name": "A", "last_name": "B", "tier": 1, "hire_date": "2024-01-01", "wage": 12 }),
            "wage",
        ),
        (json!([]), ""),
    ] {
        let refused = program.post("/employees", body);
        refused.is(422);
        said_of(&refused, field);
    }
    let manager =
        json!({ "first_name": "A", "last_name": "B", "tier": 1, "hire_date": "2024-01-01", "manager_id": 999 });
    let refused = program.post("/employees", manager);
    assert!([404, 422].contains(&refused.status), "{}", refused.text());
    assert_eq!(site.app.projection().people().len(), 1);
}

#[test]
fn an_employees_token_finds_the_own_record_and_nobody_elses() {
    let site = Site::start();
    let other = site.add_employee("Rosa", "Field");
    let own = site.app.projection().people().next().unwrap().id();
    let mut program = Program::of(&site, "eli");
    let read = program.get(&format!("/employees/{own}"));
    assert!(read.is(200).json().get("notes").is_none());
    for path in [
        format!("/employees/{other}"),
        "/employees".into(),
        "/employees/99".into(),
        "/employees/x".into(),
    ] {
        program.get(&path).is(404);
    }
    program
        .patch(&format!("/employees/{own}"), json!({ "phone": "1" }))
        .is(404);
    program.post("/employees", ann()).is(404);
    program.get(&format!("/employees/{own}/levels")).is(200);
    program.get(&format!("/employees/{other}/levels")).is(404);
}

#[test]
fn a_text_is_as_long_as_it_was_sent_blanks_and_all() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let mut body = ann();
    for long in [" ".repeat(130) + "Ann", "\u{1}".repeat(130), "x".repeat(121)] {
        body["first_name"] = json!(long);
        let refused = program.post("/employees", body.clone());
        refused.is(422);
        assert!(said_of(&refused, "first_name").contains("120"));
    }
}
