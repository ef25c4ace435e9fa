//! `/evaluations/new` and `POST /evaluations`.

use super::crew;

#[test]
fn a_manager_chooses_a_person_and_starts_rating() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    max.get(&format!("/evaluations/new?employee={}", crew.zoe))
        .is(200)
        .shows("Zoë Ladder")
        .shows("Eli Stone")
        .hides("Max Boss")
        .shows("Only you see the draft");
    let id = crew.begin(&mut max, crew.zoe, "2026-05-04");
    max.get(&format!("/evaluations/{id}/rate"))
        .is(200)
        .shows("Zoë Ladder")
        .shows("Skill 11")
        .hides("Skill 12");
}

#[test]
fn what_cannot_be_rated_comes_back_with_a_sentence_and_what_was_typed() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    max.get("/evaluations/new").is(200);
    let eli = crew.eli.to_string();
    for (employee, date, sentence) in [
        (eli.as_str(), "2026-05-05", "5 May 2026 is in the future"),
        (&eli, "2024-02-29", "Eli Stone was hired on 1 Mar 2024"),
        (&eli, "2025-02-29", "There is no 29 February in the year 2025"),
        (&eli, "yesterday", "Please write the date as year-month-day"),
        (&eli, "", "Please give a date"),
        ("", "2026-05-04", "Please choose a person from the list"),
        ("999", "2026-05-04", "Please choose a person from the list"),
        ("<script>", "2026-05-04", "Please choose a person from the list"),
        (
            &crew.max.to_string(),
            "2026-05-04",
            "You cannot rate yourself as a manager",
        ),
    ] {
        max.post("/evaluations", &[("employee", employee), ("date", date)])
            .is(422)
            .shows(sentence)
            .hides("<script>alert");
    }
    assert_eq!(crew.site.app.projection().evaluation_count(), 0);
}

#[test]
fn the_form_sent_twice_begins_one_draft() {
    let crew = crew();
    let mut max = crew.site.sign_in("max");
    let uuid = max.get("/evaluations/new").field("client_uuid").unwrap();
    let eli = crew.eli.to_string();
    let fields = [
        ("employee", eli.as_str()),
        ("date", "2026-05-04"),
        ("client_uuid", &uuid),
    ];
    let first = max.post("/evaluations", &fields);
    let second = max.post("/evaluations", &fields);
    assert_eq!(first.header("location"), second.is(303).header("location"));
    assert_eq!(crew.site.app.projection().evaluation_count(), 1);
}

#[test]
fn an_employee_begins_nothing_about_others() {
    let crew = crew();
    let mut eli = crew.site.sign_in("eli");
    eli.get("/evaluations").is(200).hides("New evaluation");
    eli.get("/evaluations/new").is(404);
    let zoe = crew.zoe.to_string();
    eli.post("/evaluations", &[("employee", &zoe), ("date", "2026-05-04")])
        .is(404);
}
