//! `evaluations` through the API: as in the documentation, through their whole life.

use super::{Program, said_of};
use crate::evaluations::crew;
use serde_json::{Value, json};

fn evaluation(employee: u64) -> Value {
    json!({ "employee_id": employee, "kind": "manager", "date": "2026-05-04", "notes": "Good year", "finalise": true,
            "private_note": "ready soon",
            "ratings": [{ "skill_id": 1, "level": 3, "note": "alone" }, { "skill_id": 2, "not_applicable": true }],
            "tools": [{ "tool_id": 1, "can_operate": true, "holding": "truck" }],
            "special_skills": [{ "name": "Bagpipes" }] })
}

#[test]
fn a_whole_evaluation_is_written_down_and_stands_in_the_levels() {
    let crew = crew();
    let mut max = Program::of(&crew.site, "max");
    let made = max.post("/evaluations", evaluation(crew.eli.0));
    let json = made.is(201).json();
    assert_eq!(json["status"], "finalised");
    assert_eq!(
        json["ratings"],
        json!([{ "skill_id": 1, "level": 3, "note": "alone" }, { "skill_id": 2, "not_applicable": true }])
    );
    assert_eq!(
        json["tools"],
        json!([{ "tool_id": 1, "can_operate": true, "holding": "truck" }])
    );
    assert_eq!(json["private_note"], "ready soon");

    let levels = max
        .get(&format!("/employees/{}/levels?as_of=2026-05-04", crew.eli))
        .is(200)
        .json();
    assert_eq!(levels["employee_id"], crew.eli.0);
    assert_eq!(
        levels["levels"][0],
        json!({ "skill_id": 1, "level": 3, "date": "2026-05-04" })
    );
    assert_eq!(levels["levels"][1], json!({ "skill_id": 2, "state": "not_applicable" }));
    assert_eq!(levels["levels"][2], json!({ "skill_id": 3, "state": "not_rated" }));
    let first = &levels["categories"][0];
    assert_eq!(
        (&first["average"], &first["rated"], &first["applicable"]),
        (&json!(3.0), &json!(1), &json!(5))
    );
    assert_eq!(first["state"], "not_enough_data");
    let before = max
        .get(&format!("/employees/{}/levels?as_of=2026-05-03", crew.eli))
        .json();
    assert_eq!(before["levels"][0]["state"], "not_rated");
    let future = max.get(&format!("/employees/{}/levels?as_of=2026-05-05", crew.eli));
    future.is(422);
    said_of(&future, "as_of");

    let mut eli = Program::of(&crew.site, "eli");
    let id = json["id"].as_u64().unwrap();
    let read = eli.get(&format!("/evaluations/{id}"));
    assert_eq!(read.is(200).json()["notes"], "Good year");
    assert!(!read.text().contains("ready soon"));
}

#[test]
fn a_draft_is_changed_submitted_returned_finalised_reopened_and_acknowledged() {
    let crew = crew();
    let mut max = Program::of(&crew.site, "max");
    let mut draft = evaluation(crew.eli.0);
    draft["finalise"] = json!(false);
    let id = max.post("/evaluations", draft).is(201).json()["id"].as_u64().unwrap();
    let at = format!("/evaluations/{id}");
    Program::of(&crew.site, "eli").get(&at).is(404);
    let known = Program::of(&crew.site, "anna").get(&at);
    assert_eq!(known.is(200).json()["readable"], false);
    assert!(known.json().get("notes").is_none());

    let changed = max.patch(
        &at,
        json!({ "notes": "Better", "ratings": [{ "skill_id": 1 }, { "skill_id": 3, "level": 5 }], "tools": [{ "tool_id": 1 }],
                "special_skills": [] }),
    );
    let json = changed.is(200).json();
    assert_eq!(
        json["ratings"],
        json!([{ "skill_id": 2, "not_applicable": true }, { "skill_id": 3, "level": 5 }])
    );
    assert_eq!(
        (&json["tools"], &json["special_skills"], &json["notes"]),
        (&json!([]), &json!([]), &json!("Better"))
    );

    assert_eq!(
        max.act(&format!("{at}/submission")).is(200).json()["status"],
        "submitted"
    );
    max.patch(&at, json!({ "notes": "late" })).is(409);
    let returned = max.post(&format!("{at}/return"), json!({ "reason": "Skill 1 is missing" }));
    assert_eq!(returned.is(200).json()["status"], "draft");
    assert_eq!(
        max.act(&format!("{at}/finalisation")).is(200).json()["status"],
        "finalised"
    );
    max.act(&format!("{at}/finalisation")).is(409);
    max.send("DELETE", &at, None).is(409);

    let mut eli = Program::of(&crew.site, "eli");
    eli.patch(&at, json!({ "notes": "mine" })).is(403);
    let answered = eli.post(&format!("{at}/acknowledgement"), json!({ "comment": "Thanks" }));
    assert_eq!(answered.is(200).json()["answers"][0]["kind"], "acknowledged");
    eli.post(&format!("{at}/acknowledgement"), json!({})).is(409);
    eli.post(&format!("{at}/statements"), json!({ "text": "I want it noted" }))
        .is(200);

    let reopened = max.post(&format!("{at}/reopening"), json!({ "reason": "Wrong day" }));
    assert_eq!(
        (&reopened.is(200).json()["status"], &reopened.json()["revision"]),
        (&json!("draft"), &json!(2))
    );
    let withdrawn = eli.get(&at);
    assert_eq!(withdrawn.is(200).json()["withdrawn"]["reason"], "Wrong day");
    assert_eq!(eli.get(&format!("{at}?revision=1")).is(200).json()["revision"], 1);
    eli.get(&format!("{at}?revision=2")).is(404);
}

#[test]
fn an_own_draft_is_deleted_and_gone() {
    let crew = crew();
    let mut eli = Program::of(&crew.site, "eli");
    let own = json!({ "employee_id": crew.eli.0, "kind": "self", "date": "2026-05-04" });
    let id = eli.post("/evaluations", own).is(201).json()["id"].as_u64().unwrap();
    Program::of(&crew.site, "max")
        .send("DELETE", &format!("/evaluations/{id}"), None)
        .is(404);
    eli.send("DELETE", &format!("/evaluations/{id}"), None).is(204);
    eli.get(&format!("/evaluations/{id}")).is(404);
}

#[test]
fn what_cannot_be_rated_is_named_where_it_stands() {
    let crew = crew();
    let mut max = Program::of(&crew.site, "max");
    let with = |name: &str, value: Value| {
        let mut body = evaluation(crew.eli.0);
        body[name] = value;
        body
    };
    for (body, field) in [
        (
            with("ratings", json!([{ "skill_id": 1, "level": 6 }])),
            "ratings.0.level",
        ),
        (
            with("ratings", json!([{ "skill_id": 1, "level": 0 }])),
            "ratings.0.level",
        ),
        (
            with("ratings", json!([{ "skill_id": 1, "level": 2.5 }])),
            "ratings.0.level",
        ),
        (
            with(
                "ratings",
                json!([{ "skill_id": 1, "level": 2, "not_applicable": true }]),
            ),
            "ratings.0.not_applicable",
        ),
        (
            with(
                "ratings",
                json!([{ "skill_id": 2, "level": 2 }, { "skill_id": 999, "level": 2 }]),
            ),
            "ratings.1.skill_id",
        ),
        (
            with(
                "ratings",
                json!([{ "skill_id": 1, "level": 2 }, { "skill_id": 1, "level": 3 }]),
            ),
            "ratings.1.skill_id",
        ),
        (
            with(
                "ratings",
                json!([{ "skill_id": 1, "level": 2, "note": "x".repeat(10_000) }]),
            ),
            "ratings.0.note",
        ),
        (
            with("tools", json!([{ "tool_id": 999, "can_operate": true }])),
            "tools.0.tool_id",
        ),
        (
            with("tools", json!([{ "tool_id": 1, "holding": "rents" }])),
            "tools.0.holding",
        ),
        (
            with("special_skills", json!([{ "name": " ", "description": "x" }])),
            "special_skills.0.name",
        ),
        (
            with("special_skills", json!([{ "name": "x", "acquired_on": "2026-02-30" }])),
            "special_skills.0.acquired_on",
        ),
        (with("date", json!("2026-05-05")), "date"),
        (with("date", json!("4 May")), "date"),
        (with("kind", json!("peer")), "kind"),
    ] {
        let refused = max.post("/evaluations", body.clone());
        assert_eq!(refused.status, 422, "{body}: {}", refused.text());
        said_of(&refused, field);
    }
    max.post("/evaluations", evaluation(999)).is(404);
    let own = json!({ "employee_id": crew.eli.0, "kind": "self", "date": "2026-05-04", "finalise": true });
    let refused = Program::of(&crew.site, "eli").post("/evaluations", own);
    said_of(&refused, "finalise");
    assert_eq!(max.get("/evaluations").json()["items"], json!([]));
}
