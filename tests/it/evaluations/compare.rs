//! Blind, then both views side by side.

use super::{Crew, crew, save};

const OWN: [(&str, &str); 6] = [
    ("r1", "5"),
    ("r1note", "I train the new ones."),
    ("r2", "3"),
    ("r3", "4"),
    ("r7", "2"),
    ("r8", "n"),
];
const MANAGERS: [(&str, &str); 6] = [
    ("r1", "2"),
    ("r1note", "Needs a check on <b>every</b> joint."),
    ("r2", "4"),
    ("r3", "4"),
    ("r9", "3"),
    ("r8", "n"),
];

/// Max's evaluation of Eli, finalised.
fn managers_view(crew: &Crew, changes: &[(&str, &str)]) -> u64 {
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, changes).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .leads_to(&format!("/evaluations/{id}"));
    id
}

#[test]
fn the_own_view_is_hidden_until_the_other_is_submitted_then_both_stand_side_by_side() {
    let crew = crew();
    let own = crew.own_view(&OWN);
    let mut max = crew.site.sign_in("max");
    max.get(&format!("/evaluations/{own}")).is(404);
    for page in [
        "/evaluations",
        "/evaluations?kind=self",
        &format!("/employees/{}", crew.eli),
        "/",
    ] {
        let text = max.get(page).is(200).text();
        assert!(!text.contains(&format!("/evaluations/{own}\"")), "{page} names it");
        assert!(
            !text.contains("Self evaluation of") && !text.contains("Self against manager"),
            "{page}"
        );
    }
    let id = crew.begin(&mut max, crew.eli, "2026-05-04");
    max.get(&format!("/evaluations/{id}/comparison")).is(404);
    max.get(&format!("/evaluations/{own}")).is(404);
    save(&mut max, id, 1, 0, &MANAGERS).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
        .leads_to(&format!("/evaluations/{id}"));
    max.get(&format!("/evaluations/{own}"))
        .is(200)
        .shows("I train the new ones.");
    max.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("Compare both views");
    // Eli waits until it is finalised.
    let mut eli = crew.site.sign_in("eli");
    eli.get(&format!("/evaluations/{id}/comparison")).is(404);
    max.post(&format!("/evaluations/{id}/finalisation"), &[])
        .leads_to(&format!("/evaluations/{id}"));
    eli.get(&format!("/evaluations/{id}/comparison"))
        .is(200)
        .shows("Your view and your manager's");
    eli.get("/me").is(200).shows("Two views, side by side");
}

#[test]
fn what_differs_most_comes_first_with_both_notes_and_the_figures_say_how_far_apart() {
    let crew = crew();
    crew.own_view(&OWN);
    let id = managers_view(&crew, &MANAGERS);
    let mut max = crew.site.sign_in("max");
    let page = max.get(&format!("/evaluations/{id}/comparison"));
    page.is(200)
        .shows("One skill is worth a talk first")
        .shows("I train the new ones.")
        .shows("Needs a check on <b>every</b> joint.")
        // 5→2, 3→4, 4→4: mean −2/3, one of three the same, two within one.
        .shows("−0.67")
        .shows("33 %")
        .shows("67 %")
        .shows("1.33 levels apart on average");
    let text = page.text();
    assert!(!text.contains("<b>every"), "typed text is escaped");
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is not there"));
    assert!(at("Skill 1<") < at("Skill 2<") && at("Skill 2<") < at("Skill 3<"));
    assert!(at("Skill 3<") < at("Skill 7<") && at("Skill 7<") < at("Skill 9<"));
    assert!(at("The same: 2 skills") < at("Rated by one of you only: 2 skills"));
    max.get(&format!("/employees/{}", crew.eli))
        .is(200)
        .shows("Self against manager")
        .shows("within one level in 67 % of 3");
}

#[test]
fn an_admin_who_did_not_rate_knows_that_it_is_there_and_releases_it() {
    let crew = crew();
    let own = crew.own_view(&OWN);
    let mut anna = crew.site.sign_in("anna");
    let page = anna.get(&format!("/evaluations/{own}"));
    page.is(200).shows("has rated themselves").shows("Release it now");
    assert!(!page.text().contains("I train the new ones."));
    let mut max = crew.site.sign_in("max");
    max.get("/evaluations").is(200);
    max.post(&format!("/evaluations/{own}/release"), &[]).is(404);
    anna.post(&format!("/evaluations/{own}/release"), &[])
        .leads_to(&format!("/evaluations/{own}"));
    max.get(&format!("/evaluations/{own}"))
        .is(200)
        .shows("I train the new ones.");
    // Released is released.
    anna.get(&format!("/evaluations/{own}")).is(200);
    anna.post(&format!("/evaluations/{own}/release"), &[]).is(303);
    assert!(crew.record(own).released_by.is_some());
}

#[test]
fn a_self_evaluation_of_another_time_is_no_comparison() {
    let crew = crew();
    crew.own_view(&OWN);
    crew.site.wait(jiff::SignedDuration::from_hours(24 * 61));
    let mut max = crew.site.sign_in("max");
    let id = crew.begin(&mut max, crew.eli, "2026-07-04");
    save(&mut max, id, 1, 0, &MANAGERS).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .leads_to(&format!("/evaluations/{id}"));
    max.get(&format!("/evaluations/{id}/comparison")).is(404);
    assert!(
        !max.get(&format!("/evaluations/{id}"))
            .text()
            .contains("Compare both views")
    );
}

#[test]
fn a_comparison_is_nobody_elses() {
    let crew = crew();
    crew.own_view(&OWN);
    let id = managers_view(&crew, &MANAGERS);
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    let path = format!("/evaluations/{id}/comparison");
    crew.site.sign_in("zoe").get(&path).is(404);
    crew.site.visitor().get(&path).is(303);
    crew.site.add_user("rita", "manager", None);
    // Rita has not rated Eli: the self evaluation is hidden from her, so there is nothing to compare.
    crew.site.sign_in("rita").get(&path).is(404);
    let (_, other) = crew.finalised(crew.zoe, "2026-05-04");
    crew.site
        .sign_in("max")
        .get(&format!("/evaluations/{other}/comparison"))
        .is(404);
    crew.site.sign_in("max").get("/evaluations/999999/comparison").is(404);
}

#[test]
fn the_dashboard_says_how_far_the_two_views_are_apart_of_what_its_reader_may_see() {
    let crew = crew();
    crew.own_view(&OWN);
    let id = managers_view(&crew, &MANAGERS);
    let mut max = crew.site.sign_in("max");
    // Eli: 5→2, 3→4, 4→4.
    let shown = |text: &str| text.contains("Self against manager");
    max.get("/")
        .is(200)
        .shows("Self against manager")
        .shows("−0.67")
        .shows("1 person; within one level in 67 % of 3");
    // In a category of the catalogue only what belongs to it: nothing of the second is shared.
    assert!(shown(&max.get("/?category=1").text()));
    assert!(!shown(&max.get("/?category=2").text()));
    assert!(!shown(&max.get(&format!("/?employee={}", crew.zoe)).text()));
    assert!(
        !shown(&max.get("/?from=2026-01-01&to=2026-05-03").text()),
        "not yet then"
    );
    // Whoever has not rated Eli sees no self evaluation, and nothing made of one.
    let mut anna = crew.site.sign_in("anna");
    assert!(!shown(&anna.get("/").text()));
    // Another answer after the evaluation was changed: nothing old is kept.
    max.get(&format!("/evaluations/{id}")).is(200);
    max.post(
        &format!("/evaluations/{id}/reopening"),
        &[("revision", "1"), ("reason", "Too low")],
    )
    .is(303);
    assert!(!shown(&max.get("/").text()), "a draft is compared with nothing");
    max.get(&format!("/evaluations/{id}/rate")).is(200);
    let edit = crew.record(id).edit;
    let raise = serde_json::json!({"device": "desk", "number": 1, "revision": 2, "seen": edit,
        "changes": [{"field": "r1", "value": "5", "base": edit}]});
    max.post_json(&format!("/evaluations/{id}/saves"), &raise).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(303);
    max.get("/")
        .is(200)
        .shows("+0.33")
        .shows("within one level in 100 % of 3");
}
