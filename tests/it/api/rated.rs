//! The catalogue and the targets through the API.

use super::{Program, said_of};
use crate::support::Site;
use serde_json::json;

#[test]
fn the_catalogue_is_read_by_everyone_and_changed_by_administrators() {
    let site = Site::start();
    site.add_catalogue();
    let mut anna = Program::of(&site, "anna");
    let made = anna.post("/skill-categories", json!({ "name": "Plumbing 2", "weight": 3 }));
    let id = made.is(201).json()["id"].as_u64().unwrap();
    let skill = anna.post(
        "/skills",
        json!({ "category_id": id, "name": "Copper", "critical": true }),
    );
    let skill_id = skill.is(201).json()["id"].as_u64().unwrap();
    assert_eq!(
        (&skill.json()["weight"], &skill.json()["coverage_target"]),
        (&json!(1), &json!(2))
    );
    let twice = anna.post("/skills", json!({ "category_id": id, "name": "COPPER" }));
    assert!(said_of(twice.is(422), "name").contains("is there already"));
    said_of(
        anna.post("/skills", json!({ "category_id": 999, "name": "X" })).is(422),
        "category_id",
    );
    let changed = anna.patch(
        &format!("/skills/{skill_id}"),
        json!({ "name": "Copper pipe", "certification_type_id": 1 }),
    );
    assert_eq!(changed.is(200).json()["certification_type_id"], 1);

    let mut eli = Program::of(&site, "eli");
    let all = eli.get("/skill-categories").is(200).json();
    let last = all["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["name"], &last["skills"][0]["name"]),
        (&json!("Plumbing 2"), &json!("Copper pipe"))
    );
    assert!(last.get("weight").is_none());
    eli.post("/skill-categories", json!({ "name": "X" })).is(404);
    eli.act(&format!("/skill-categories/{id}/archival")).is(404);

    anna.act(&format!("/skill-categories/{id}/archival")).is(200);
    eli.get(&format!("/skill-categories/{id}")).is(404);
    eli.get(&format!("/skills/{skill_id}")).is(404);
    assert_eq!(
        anna.get(&format!("/skill-categories/{id}")).json()["archived_on"],
        "2026-05-04"
    );
    anna.act(&format!("/skill-categories/{id}/restoration")).is(200);
    eli.get(&format!("/skill-categories/{id}")).is(200);
}

#[test]
fn tools_and_certification_types_are_added_and_changed() {
    let site = Site::start();
    let mut anna = Program::of(&site, "anna");
    let id = anna.post("/tool-categories", json!({ "name": "Saws" })).is(201).json()["id"]
        .as_u64()
        .unwrap();
    let tool = anna
        .post("/tools", json!({ "category_id": id, "name": "Jigsaw" }))
        .is(201)
        .json()["id"]
        .as_u64()
        .unwrap();
    anna.patch(&format!("/tools/{tool}"), json!({ "description": "With guide" }))
        .is(200);
    assert_eq!(
        anna.get("/tool-categories").json()["items"][0]["tools"][0]["description"],
        "With guide"
    );
    anna.act(&format!("/tools/{tool}/archival")).is(200);
    let licence = anna.post(
        "/certification-types",
        json!({ "name": "EPA 608", "default_validity_months": 24 }),
    );
    let licence_id = licence.is(201).json()["id"].as_u64().unwrap();
    let cleared = anna.patch(
        &format!("/certification-types/{licence_id}"),
        json!({ "default_validity_months": null, "holder": "company" }),
    );
    assert!(cleared.is(200).json().get("default_validity_months").is_none());
    assert_eq!(anna.get("/certification-types").json()["items"][0]["holder"], "company");
}

#[test]
fn targets_are_put_down_corrected_and_taken_away() {
    let site = Site::start();
    site.add_catalogue();
    let mut anna = Program::of(&site, "anna");
    let set = json!({ "from": "2026-01-01", "by_category": [{ "tier": 2, "category_id": 1, "level": 3 }],
                      "by_skill": [{ "tier": 2, "skill_id": 1, "not_needed": true }] });
    let made = anna.post("/targets", set.clone());
    let id = made.is(201).json()["id"].as_u64().unwrap();
    assert_eq!(made.json()["by_skill"], set["by_skill"]);
    said_of(anna.post("/targets", set.clone()).is(422), "from");
    let mut other = set.clone();
    other["by_category"][0]["level"] = json!(4);
    assert_eq!(
        anna.send("PUT", &format!("/targets/{id}"), Some(other.clone()))
            .is(200)
            .json()["by_category"][0]["level"],
        4
    );
    other["by_category"][0]["level"] = json!(6);
    said_of(
        anna.send("PUT", &format!("/targets/{id}"), Some(other.clone())).is(422),
        "by_category.0.level",
    );
    other["by_category"] = json!([{ "tier": 2, "category_id": 1 }]);
    said_of(
        anna.send("PUT", &format!("/targets/{id}"), Some(other)).is(422),
        "by_category.0.level",
    );
    Program::of(&site, "max").get("/targets").is(404);
    anna.send("DELETE", &format!("/targets/{id}"), None).is(204);
    anna.get(&format!("/targets/{id}")).is(404);
}
