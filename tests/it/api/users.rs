//! `users`, `settings`, `me`, `status` and the dashboard through the API.

use super::{Program, said_of};
use crate::support::Site;
use serde_json::json;

#[test]
fn users_are_added_changed_deactivated_and_there_is_always_an_admin() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let made = anna.post(
        "/users",
        json!({ "name": "zoe", "role": "manager", "email": "zoe@example.org" }),
    );
    let id = made.is(201).json()["id"].as_u64().unwrap();
    assert!(made.json()["first_password"].as_str().unwrap().len() > 20);
    let read = anna.get(&format!("/users/{id}"));
    assert!(read.is(200).json().get("first_password").is_none());
    let changed = anna.patch(&format!("/users/{id}"), json!({ "role": "employee", "email": null }));
    assert_eq!(
        (&changed.is(200).json()["role"], changed.json().get("email")),
        (&json!("employee"), None)
    );
    assert_eq!(
        anna.act(&format!("/users/{id}/deactivation")).is(200).json()["active"],
        false
    );
    anna.act(&format!("/users/{id}/reactivation")).is(200);
    anna.act("/users/1/deactivation").is(409);
    anna.patch("/users/1", json!({ "role": "manager" })).is(409);
    said_of(
        anna.post("/users", json!({ "name": "ZOE", "role": "admin" })).is(422),
        "name",
    );
    said_of(
        anna.post("/users", json!({ "name": "a b", "role": "admin" })).is(422),
        "name",
    );
    said_of(
        anna.post("/users", json!({ "name": "yan", "role": "king" })).is(422),
        "role",
    );
    said_of(
        anna.post("/users", json!({ "name": "yan", "role": "admin", "employee_id": 999 }))
            .is(422),
        "employee_id",
    );
    for name in ["max", "eli"] {
        let mut program = Program::of(&site, name);
        program.get("/users").is(404);
        program
            .post("/users", json!({ "name": "yan", "role": "admin" }))
            .is(404);
        program.get("/settings").is(404);
        program.patch("/settings", json!({ "company": "Mine" })).is(404);
    }
}

#[test]
fn settings_are_changed_field_by_field() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let before = anna.get("/settings").is(200).json();
    let changed = anna.patch(
        "/settings",
        json!({ "evaluation_interval_months": 12, "anonymise_after_years": 3 }),
    );
    let after = changed.is(200).json();
    assert_eq!(
        (&after["evaluation_interval_months"], &after["anonymise_after_years"]),
        (&json!(12), &json!(3))
    );
    assert_eq!(after["levels"], before["levels"]);
    for (body, field) in [
        (json!({ "time_zone": "Mars/Olympus" }), "time_zone"),
        (json!({ "company": "" }), "company"),
        (json!({ "evaluation_interval_months": 0 }), "evaluation_interval_months"),
        (json!({ "tier_names": ["A", "B", "a", "D", "E"] }), "tier_names.2"),
        (json!({ "tier_names": ["A"] }), "tier_names"),
    ] {
        said_of(anna.patch("/settings", body).is(422), field);
    }
    let etag = anna.get("/settings").header("etag").unwrap().to_owned();
    anna.once_with("if-match", &etag, |anna| {
        anna.patch("/settings", json!({ "show_previous": false }))
    })
    .is(200);
    anna.once_with("if-match", &etag, |anna| {
        anna.patch("/settings", json!({ "show_previous": true }))
    })
    .is(412);
}

#[test]
fn a_program_learns_whose_token_it_has_and_how_the_box_is_doing() {
    let site = Site::start();
    let mut eli = Program::of(&site, "eli");
    let me = eli.get("/me").is(200).json();
    assert_eq!(
        (&me["name"], &me["role"], &me["employee_id"]),
        (&json!("eli"), &json!("employee"), &json!(1))
    );
    let status = eli.get("/status").is(200).json();
    assert_eq!(
        (&status["saving"], &status["today"]),
        (&json!(true), &json!("2026-05-04"))
    );
}

#[test]
fn the_dashboard_takes_the_filters_of_its_page() {
    let site = Site::start();
    site.add_catalogue();
    let mut max = Program::of(&site, "max");
    let all = max.get("/dashboard").is(200).json();
    assert_eq!(
        (&all["active_employees"], &all["from"]),
        (&json!(1), &json!("2025-05-04"))
    );
    let none = max.get("/dashboard?tier=5&category_id=1&from=2026-01-01&to=2026-05-04");
    assert_eq!(none.is(200).json()["active_employees"], 0);
    max.get("/dashboard?employee_id=99").is(404);
    said_of(max.get("/dashboard?from=2026-05-04&to=2026-01-01").is(422), "from");
    said_of(max.get("/dashboard?to=2027-01-01").is(422), "to");
    Program::of(&site, "eli").get("/dashboard").is(404);
}
