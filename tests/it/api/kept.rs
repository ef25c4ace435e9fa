//! ETags: what has not changed is not sent again, and nothing is changed that one has not seen.

use super::{Program, ann};
use crate::support::Site;
use serde_json::json;

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    for path in [
        "/employees",
        "/employees/1",
        "/me",
        "/settings",
        "/openapi.json",
        "/dashboard",
    ] {
        let first = program.get(path);
        let etag = first.is(200).header("etag").unwrap().to_owned();
        first.has("cache-control", "private, no-cache");
        for known in [etag.clone(), format!("\"x\", W/{etag}"), "*".into()] {
            let again = program.once_with("if-none-match", &known, |program| program.get(path));
            assert!(again.is(304).body.is_empty());
            again.has("etag", &etag);
        }
        program
            .once_with("if-none-match", "\"other\"", |program| program.get(path))
            .is(200);
    }
    let before = program.get("/employees").header("etag").unwrap().to_owned();
    program.post("/employees", ann()).is(201);
    program
        .once_with("if-none-match", &before, |program| program.get("/employees"))
        .is(200);
}

#[test]
fn a_change_for_another_version_than_the_present_one_changes_nothing() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    let seen = program.get("/employees/1").header("etag").unwrap().to_owned();
    let change = |name: &str| json!({ "last_name": name });
    let changed = program.once_with("if-match", &seen, |program| {
        program.patch("/employees/1", change("Stones"))
    });
    let now = changed.is(200).header("etag").unwrap().to_owned();
    assert_ne!(now, seen);
    for stale in [seen.as_str(), "\"0123\"", &format!("W/{now}")] {
        let late = program.once_with("if-match", stale, |program| {
            program.patch("/employees/1", change("Late"))
        });
        late.is(412);
        assert!(late.json()["detail"].as_str().unwrap().contains("Read it again"));
    }
    for wrong in ["nonsense", "{}", "\"open"] {
        program
            .once_with("if-match", wrong, |program| {
                program.patch("/employees/1", change("Late"))
            })
            .is(400);
        program
            .once_with("if-none-match", wrong, |program| program.get("/employees/1"))
            .is(400);
    }
    assert_eq!(program.get("/employees/1").json()["last_name"], "Stones");
    program
        .once_with("if-match", "*", |program| program.patch("/employees/1", change("Rock")))
        .is(200);
    program
        .once_with("if-match", &seen, |program| {
            program.send("DELETE", "/evaluations/9", None)
        })
        .is(404);
}

#[test]
fn an_etag_and_a_cursor_of_before_a_restore_fit_nothing_after_it() {
    let site = Site::start();
    for n in 0..3 {
        site.add_employee(&format!("N{n}"), "X");
    }
    let mut program = Program::of(&site, "anna");
    let etag = program.get("/employees/1").header("etag").unwrap().to_owned();
    let cursor = program.get("/employees?limit=1").json()["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut dump = Vec::new();
    site.app.store.read().unwrap().dump(&mut dump).unwrap();

    let restored = Site::build().restored_from(dump).start();
    assert_ne!(restored.app.epoch(), site.app.epoch());
    let mut program = Program::of(&restored, "anna");
    assert_eq!(program.get("/employees/1").json()["id"], 1);
    program
        .once_with("if-none-match", &etag, |program| program.get("/employees/1"))
        .is(200);
    program
        .once_with("if-match", &etag, |program| {
            program.patch("/employees/1", json!({ "last_name": "Late" }))
        })
        .is(412);
    program.get(&format!("/employees?limit=1&cursor={cursor}")).is(422);
}

#[test]
fn of_many_changes_for_one_version_one_is_made() {
    let site = Site::start();
    let etag = Program::of(&site, "anna")
        .get("/employees/1")
        .header("etag")
        .unwrap()
        .to_owned();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|n| {
                let mut program = Program::of(&site, "anna").header("if-match", &etag);
                scope.spawn(move || {
                    program
                        .patch("/employees/1", json!({ "last_name": format!("N{n}") }))
                        .status
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| [200, 412].contains(status)),
        "{statuses:?}"
    );
}
