//! Saves that come late: what changed under the draft while the device was without a connection.

use super::{crew, save, save_as};
use crate::support::catalogue as entries;
use handyman_kpi::app::{catalogue, employees};
use handyman_kpi::domain::catalogue::{Skill, SkillCategory};
use handyman_kpi::domain::evaluation::Status;
use handyman_kpi::domain::id::{SkillCategoryId, SkillId};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use serde_json::json;

#[test]
fn a_save_of_a_revision_from_the_future_is_refused_and_nothing_of_it_taken() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let body = json!({"device": "a", "number": 1, "revision": 2, "seen": 0,
        "changes": [{"field": "r1", "value": "3", "base": 0}]});
    max.post_json(&format!("/evaluations/{id}/saves"), &body)
        .is(409)
        .shows("another state of the evaluation");
    assert!(crew.record(id).content.ratings.is_empty());
}

#[test]
fn a_save_sent_again_after_its_answer_was_lost_is_taken_once() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    let again = save(&mut max, id, 1, 0, &[("r1", "3")]);
    assert_eq!(again.is(200).json()["edit"], 1);
    assert_eq!(crew.record(id).edit, 1);
}

#[test]
fn a_draft_about_someone_who_left_meanwhile_still_takes_what_was_rated_before() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let last_day = crew.site.app.today().yesterday().unwrap();
    employees::deactivate(&crew.site.app, &crew.site.actor("anna"), crew.eli, last_day).unwrap();
    save(&mut max, id, 1, 0, &[("r1", "3"), ("notes", "Good hands.")]).is(200);
    assert_eq!(crew.record(id).content.ratings.len(), 1);
    max.get(&format!("/evaluations/{id}/rate")).is(200).shows("1 of 11");
    let path = format!("/evaluations/{id}/submission");
    max.post(&path, &[("date", "2026-05-04"), ("then", "finalise")])
        .is(422)
        .shows("Eli Stone was not employed on 4 May 2026.");
    max.post(&path, &[("date", "2026-05-03"), ("then", "finalise")]).is(303);
    assert_eq!(crew.record(id).status, Status::Finalised);
}

#[test]
fn a_rater_who_was_deactivated_is_signed_out_and_saves_nothing() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let user = handyman_kpi::app::users::by_name(&crew.site.app, "max")
        .unwrap()
        .unwrap();
    crew.site.edit_user(user.id, |user| user.active = false);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(401);
    assert!(crew.record(id).content.ratings.is_empty());
}

#[test]
fn what_was_archived_meanwhile_keeps_nothing_else_back() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let anna = crew.site.actor("anna");
    catalogue::archive::<Skill>(&crew.site.app, &anna, SkillId(1)).unwrap();
    catalogue::archive::<SkillCategory>(&crew.site.app, &anna, SkillCategoryId(2)).unwrap();
    let answer = save(
        &mut max,
        id,
        1,
        0,
        &[("r1", "3"), ("r7", "4"), ("r2", "5"), ("t1", "y")],
    );
    let said = answer.is(422).json();
    assert_eq!(said["taken"], json!(["r2", "t1"]));
    let refused: Vec<&str> = said["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    assert_eq!(refused, ["r1", "r7"]);
}

#[test]
fn a_catalogue_renamed_moved_and_added_to_meanwhile_is_rated_as_it_is_now() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    crew.site
        .app
        .change(&Actor::Program, |change| {
            let mut skill = change.store.get::<Skill>(SkillId(1))?.unwrap();
            skill.name = "Solder a joint".into();
            skill.category = SkillCategoryId(2);
            change.put(&skill)?;
            change.put(&entries::skill(13, 2))
        })
        .unwrap();
    // A page from before saves on, and the next one shows what there is now.
    save(&mut max, id, 2, 1, &[("r1", "4"), ("r2", "2")]).is(200);
    max.get(&format!("/evaluations/{id}/rate"))
        .is(200)
        .shows("Solder a joint")
        .shows("Skill 13")
        .shows("2 of 12");
    save(&mut max, id, 3, 2, &[("r13", "5")]).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(303);
    let read = max.get(&format!("/evaluations/{id}"));
    read.is(200).shows("Solder a joint").hides("Skill 1 ");
    assert_eq!(crew.record(id).content.ratings.len(), 3);
}

#[test]
fn what_was_typed_before_a_draft_was_submitted_and_returned_is_asked_about() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save_as(&mut max, "desk", id, 1, 0, &[("r1", "3")]).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
        .is(303);
    max.get(&format!("/evaluations/{id}")).is(200);
    max.post(
        &format!("/evaluations/{id}/return"),
        &[("revision", "1"), ("reason", "One more look")],
    )
    .is(303);
    let body = json!({"device": "phone", "number": 1, "revision": 1, "seen": 1,
        "changes": [{"field": "r1", "value": "5", "base": 0}, {"field": "r2", "value": "4", "base": 1}]});
    let said = max.post_json(&format!("/evaluations/{id}/saves"), &body).is(409).json();
    assert_eq!(said["conflicts"], json!([{"field": "r1", "yours": "5", "theirs": "3"}]));
    assert_eq!(said["taken"], json!(["r2"]));
    // A page from before that changed something else is merged as ever.
    save_as(&mut max, "tablet", id, 1, 0, &[("r3", "2")]).is(200);
}
