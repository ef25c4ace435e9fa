//! Submitting, finalising, deleting.

use super::{crew, save};
use handyman_kpi::domain::evaluation::Status;

#[test]
fn the_last_step_says_what_was_rated_and_who_will_see_it() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let path = format!("/evaluations/{id}/submission");
    max.get(&path)
        .is(200)
        .shows("Nothing is rated yet")
        .hides("Finalise it");
    save(&mut max, id, 1, 0, &[("r1", "3"), ("r2", "n"), ("private", "x")]).is(200);
    max.get(&path)
        .is(200)
        .shows("2 of 11")
        .shows("9 skills are not rated")
        .shows("Skill 3")
        .shows("Eli Stone sees every level")
        .shows("stays hidden from Eli Stone");
    let done = max.post(&path, &[("date", "2026-05-04"), ("then", "finalise")]);
    done.leads_to(&format!("/evaluations/{id}"));
    max.follow(done)
        .shows("is finalised and counts from now on")
        .shows("Finalised");
    assert_eq!(crew.record(id).status, Status::Finalised);
}

#[test]
fn submitted_only_it_waits_for_its_rater_or_an_admin() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
        .is(303);
    assert_eq!(crew.record(id).status, Status::Submitted);
    crew.site.sign_in("eli").get(&format!("/evaluations/{id}")).is(404);
    let mut anna = crew.site.sign_in("anna");
    anna.get(&format!("/evaluations/{id}")).is(200).shows("Finalise…");
    anna.submit(&format!("/evaluations/{id}/finalisation"), &[])
        .is(200)
        .shows("is finalised and counts from now on");
    assert_eq!(crew.record(id).finalised.unwrap().tier.get(), 2);
}

#[test]
fn a_second_evaluation_on_one_day_names_the_first_and_another_day_is_chosen_there() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-04");
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3")]).is(200);
    let path = format!("/evaluations/{id}/submission");
    max.post(&path, &[("date", "2026-05-04"), ("then", "finalise")])
        .is(422)
        .shows("There is already an evaluation of Eli Stone of 4 May 2026, by Max Boss.");
    for (date, sentence) in [
        ("2026-05-05", "is in the future"),
        ("2024-02-29", "was hired on 1 Mar 2024"),
        ("2026-02-30", "There is no 30 February"),
    ] {
        max.post(&path, &[("date", date), ("then", "finalise")])
            .is(422)
            .shows(sentence);
    }
    assert_eq!(crew.record(id).status, Status::Draft);
    max.post(&path, &[("date", "2026-05-03"), ("then", "finalise")]).is(303);
    assert_eq!(crew.record(id).date, jiff::civil::date(2026, 5, 3));
}

#[test]
fn going_back_after_finalising_says_that_it_is_final() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    for path in [
        format!("/evaluations/{id}/rate"),
        format!("/evaluations/{id}/submission"),
    ] {
        max.get("/evaluations").is(200);
        let back = max.get(&path);
        back.leads_to(&format!("/evaluations/{id}"));
        max.follow(back)
            .is(200)
            .shows("is finalised and cannot be changed any more");
    }
    max.submit(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(200)
        .shows("is finalised and cannot be changed any more");
    max.submit(&format!("/evaluations/{id}/finalisation"), &[])
        .is(200)
        .shows("finalised already");
    max.submit(&format!("/evaluations/{id}/deletion"), &[])
        .is(200)
        .shows("is finalised and cannot be changed any more");
}

#[test]
fn a_draft_is_deleted_by_its_rater_alone() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    let path = format!("/evaluations/{id}/deletion");
    max.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("Delete this draft of 4 May 2026");
    for (name, status) in [("eli", 404), ("anna", 403)] {
        let mut other = crew.site.sign_in(name);
        other.get("/evaluations").is(200);
        other.post(&path, &[]).is(status);
    }
    max.submit(&path, &[])
        .is(200)
        .shows("The draft of Eli Stone of 4 May 2026 is deleted.");
    max.get(&format!("/evaluations/{id}")).is(404);
}
