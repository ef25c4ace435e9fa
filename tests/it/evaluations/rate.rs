//! The Rate page: saving as one goes, and the whole form without script.

use super::{crew, save, save_as};
use handyman_kpi::domain::id::SkillId;
use serde_json::json;

#[test]
fn each_tap_is_saved_and_there_after_loading_again() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let saved = save(
        &mut max,
        id,
        1,
        0,
        &[("r1", "4"), ("r2", "n"), ("t1", "n"), ("h1", "truck")],
    );
    assert_eq!(saved.is(200).json()["edit"], 1);
    assert_eq!(saved.json()["saved_at"], "12:00");
    save(
        &mut max,
        id,
        2,
        1,
        &[("r1note", "clean <b>joints</b> 👍"), ("notes", "שלום\nsecond line")],
    )
    .is(200);
    max.get(&format!("/evaluations/{id}/rate"))
        .is(200)
        .shows("2 of 11")
        .shows("name=\"r1\" value=\"4\" checked")
        .shows("name=\"r2\" value=\"n\" checked")
        .shows("name=\"t1\" value=\"n\" checked")
        .shows("name=\"h1\" value=\"truck\" checked")
        .shows("שלום")
        .shows("clean <b>joints</b> 👍");
    let text = max.get(&format!("/evaluations/{id}/rate")).text();
    assert!(!text.contains("<b>joints"), "typed text is escaped");
}

#[test]
fn a_rating_of_0_6_or_x_an_unknown_and_an_archived_skill_are_refused_by_name() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let long = "ß".repeat(10_000);
    for (field, value, sentence) in [
        ("r1", "0", "“0” is not a rating. Please choose 1 to 5, or n/a."),
        ("r1", "6", "“6” is not a rating."),
        ("r1", "x", "“x” is not a rating."),
        ("r1", "n4", "“n4” is not a rating."),
        ("r99", "3", "There is no skill number 99 in the catalogue."),
        ("r12", "3", "“Skill 12” was archived on 1 May 2026"),
        ("t1", "maybe", "Please choose yes, no or not asked"),
        ("h1", "leased", "Please choose none, owns or on the truck"),
        (
            "r1note",
            long.as_str(),
            "This is 10000 characters long. Please use at most 4000.",
        ),
        ("colour", "red", "This page has no field “colour”."),
        ("date", "2026-05-05", "5 May 2026 is in the future"),
        ("special", "[{\"description\":\"x\"}]", "Please fill this in."),
    ] {
        let answer = save(&mut max, id, 1, 0, &[(field, value), ("r3", "2")]);
        let said = answer.is(422).json();
        let message = said["refused"][0]["message"].as_str().unwrap();
        assert!(message.starts_with(sentence), "{field}: {message}");
        assert_eq!(said["taken"], json!(["r3"]), "what is right is kept");
    }
    let record = crew.record(id);
    assert_eq!(record.content.ratings.len(), 1);
    save(&mut max, id, 1, 1, &[("notes", " \u{200B}\n ")]).is(200);
    assert_eq!(crew.record(id).content.shared_notes, "", "only spaces are nothing");
}

#[test]
fn a_save_that_is_no_save_is_refused() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    for body in [
        json!({}),
        json!([1]),
        json!({"device": "x", "number": -1}),
        json!("r1=3"),
    ] {
        let answer = max.post_json(&format!("/evaluations/{id}/saves"), &body);
        assert_eq!(answer.status, 400);
        assert!(
            answer.json()["message"]
                .as_str()
                .unwrap()
                .contains("did not arrive whole")
        );
    }
    let token = std::mem::take(&mut max.token);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(403);
    max.token = token;
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    save(&mut max, id, 2, 77, &[("r1", "4")])
        .is(409)
        .shows("another state of the evaluation");
    max.get("/evaluations/77/rate").is(404);
    save(&mut max, 77, 1, 0, &[]).is(404);
}

#[test]
fn two_tabs_merge_by_field_and_a_clash_comes_back_with_both_values() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save_as(&mut max, "tab-1", id, 1, 0, &[("r1", "3"), ("r2", "4")]).is(200);
    let second = save_as(&mut max, "tab-2", id, 1, 0, &[("r1", "5"), ("r3", "1")]);
    let said = second.is(409).json();
    assert_eq!(said["conflicts"], json!([{"field": "r1", "yours": "5", "theirs": "3"}]));
    assert_eq!(said["news"], json!([["r2", "4"]]));
    assert_eq!(said["taken"], json!(["r3"]));
    // Knowing both, the second decides.
    save_as(&mut max, "tab-2", id, 2, 2, &[("r1", "5")]).is(200);
    assert_eq!(crew.record(id).content.ratings.len(), 3);
}

#[test]
fn without_script_the_whole_form_saves_and_leads_on() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let path = format!("/evaluations/{id}");
    let form = [
        ("seen", "0"),
        ("revision", "1"),
        ("r1", "4"),
        ("r1note", "tidy"),
        ("r2", ""),
        ("t1", ""),
        ("h1", "none"),
        ("notes", "Good."),
        ("private", ""),
        ("special.0.name", "Piano tuning"),
        ("special.0.description", ""),
        ("special.0.acquired_on", "2020-02-29"),
        ("special.1.name", ""),
    ];
    let answer = max.post(&path, &[&form[..], &[("then", "save")]].concat());
    answer.leads_to(&format!("/evaluations/{id}/rate"));
    max.follow(answer).shows("Your draft is saved.").shows("Piano tuning");
    let record = crew.record(id);
    assert_eq!(record.content.ratings[&SkillId(1)].note, "tidy");
    assert_eq!(record.content.special_skills.len(), 1);
    assert_eq!(record.edit, 1);
    let again = [&[("seen", "1")], &form[1..], &[("then", "submit")]].concat();
    max.post(&path, &again)
        .leads_to(&format!("/evaluations/{id}/submission"));
    assert_eq!(crew.record(id).edit, 1, "nothing changed, nothing is written");
}

#[test]
fn without_script_what_is_wrong_comes_back_with_everything_typed() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let path = format!("/evaluations/{id}");
    let long = "long ".repeat(2_000);
    let form = [
        ("seen", "0"),
        ("revision", "1"),
        ("r1", "9"),
        ("r2", "3"),
        ("notes", &long),
        ("private", "mine"),
        ("special.0.name", ""),
        ("special.0.description", "a licence without a name"),
    ];
    max.post(&path, &form)
        .is(422)
        .shows("“9” is not a rating")
        .shows("characters long")
        .shows("long long long long")
        .shows("a licence without a name")
        .shows("name=\"r2\" value=\"3\" checked");
    assert_eq!(crew.record(id).content.private_note, "mine", "what is right is saved");
    // A page from before another device saved: both values, and sending again decides.
    save(&mut max, id, 1, 1, &[("r2", "5")]).is(200);
    let clash = max.post(&path, &[("seen", "1"), ("revision", "1"), ("r2", "3"), ("r4", "2")]);
    clash.is(409).shows("On another device this was saved as “5” meanwhile");
    let seen = clash.field("seen").unwrap();
    max.post(
        &path,
        &[("seen", &seen), ("revision", "1"), ("r2", "3"), ("then", "save")],
    )
    .is(303);
    assert_eq!(
        crew.record(id).content.ratings[&SkillId(2)].mark.level().unwrap().get(),
        3
    );
    max.post(&path, &[("r2", "3")]).is(400).shows("did not arrive whole");
}

#[test]
fn a_late_save_is_refused_and_its_text_handed_back() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let late = save(&mut max, id, 9, 1, &[("notes", "forgotten words")]);
    assert!(
        late.is(409).json()["message"]
            .as_str()
            .unwrap()
            .contains("was finalised meanwhile")
    );
    max.post(
        &format!("/evaluations/{id}"),
        &[
            ("seen", "1"),
            ("revision", "1"),
            ("r1", "5"),
            ("r2", "n"),
            ("notes", "forgotten words"),
        ],
    )
    .is(409)
    .shows("was finalised meanwhile")
    .shows("forgotten words")
    .shows("Skill 1")
    .hides("Skill 2");
    assert_eq!(crew.record(id).content.shared_notes, "Good hands.");
}
