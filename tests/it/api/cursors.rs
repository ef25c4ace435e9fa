//! Lists page by page.

use super::{Program, ann, said_of};
use crate::support::Site;
use std::collections::BTreeSet;

fn all(program: &mut Program, list: &str, mut between: impl FnMut(&mut Program)) -> Vec<u64> {
    let (mut ids, mut next) = (Vec::new(), String::new());
    loop {
        let page = program.get(&format!("{list}{next}"));
        let json = page.is(200).json();
        ids.extend(
            json["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["id"].as_u64().unwrap()),
        );
        match json["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return ids,
        }
        between(program);
    }
}

#[test]
fn every_page_goes_on_where_the_last_one_ended_while_people_come_and_are_renamed() {
    let site = Site::start();
    for n in 0..23 {
        site.add_employee(&format!("N{n}"), "X");
    }
    let mut program = Program::of(&site, "anna");
    let before: BTreeSet<u64> = all(&mut program, "/employees?limit=200", |_| {}).into_iter().collect();
    assert_eq!(before.len(), 24);
    let mut turn = 0;
    let ids = all(&mut program, "/employees?limit=5", |program| {
        turn += 1;
        program.post("/employees", ann()).is(201);
        program
            .patch(
                &format!("/employees/{turn}"),
                serde_json::json!({ "last_name": format!("Z{turn}") }),
            )
            .is(200);
    });
    let once: BTreeSet<u64> = ids.iter().copied().collect();
    assert_eq!(once.len(), ids.len(), "nobody comes twice");
    assert!(before.is_subset(&once), "nobody is left out");
}

#[test]
fn evaluations_page_newest_first_and_each_once() {
    let crew = crate::evaluations::crew();
    for day in 1..=7 {
        let mut max = Program::of(&crew.site, "max");
        let body = serde_json::json!({ "employee_id": crew.eli.0, "kind": "manager", "date": format!("2026-04-{day:02}"),
            "finalise": true, "ratings": [{ "skill_id": 1, "level": 3 }] });
        max.post("/evaluations", body).is(201);
    }
    let mut program = Program::of(&crew.site, "anna");
    let whole = all(&mut program, "/evaluations?limit=200", |_| {});
    assert_eq!(whole.len(), 7);
    assert_eq!(all(&mut program, "/evaluations?limit=2", |_| {}), whole);
    assert!(whole.is_sorted_by(|a, b| a > b));
}

#[test]
fn a_cursor_that_was_made_up_changed_or_taken_from_another_list_is_refused_with_what_to_do() {
    let site = Site::start();
    for n in 0..3 {
        site.add_employee(&format!("N{n}"), "X");
    }
    let mut program = Program::of(&site, "anna");
    let cursor = program.get("/employees?limit=1").json()["next"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut changed = cursor.clone().into_bytes();
    let last = changed.len() - 1;
    changed[last] = if changed[last] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for path in [
        "/employees?cursor=1".to_owned(),
        "/employees?cursor=".to_owned(),
        "/employees?cursor=%00%ff".replace("%ff", "").to_owned(),
        format!("/employees?cursor={changed}"),
        format!("/employees?cursor={cursor}x"),
        format!("/employees?state=all&cursor={cursor}"),
        format!("/evaluations?cursor={cursor}"),
        format!("/users?cursor={cursor}"),
    ] {
        let refused = program.get(&path);
        assert_eq!(refused.status, 422, "{path}");
        assert!(said_of(&refused, "cursor").contains("Begin again without a cursor"));
    }
    program.get(&format!("/employees?limit=2&cursor={cursor}")).is(200);
}

#[test]
fn a_page_is_neither_empty_nor_endless_and_values_nobody_knows_are_refused() {
    let site = Site::start();
    let mut program = Program::of(&site, "anna");
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e2", "limit"),
        ("limit=", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=1&limit=2", "limit"),
        ("tier=6", "tier"),
        ("state=away", "state"),
        ("page=2", "page"),
    ] {
        let refused = program.get(&format!("/employees?{query}"));
        refused.is(422);
        said_of(&refused, field);
    }
    let long = "x".repeat(201);
    program.get(&format!("/employees?q={long}")).is(422);
    program.get("/employees?q=%FF").is(400);
}
