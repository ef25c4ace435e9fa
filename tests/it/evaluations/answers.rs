//! `POST /evaluations/7/acknowledgement`, `/statements` and `/reading-out`.

use super::crew;
use handyman_kpi::domain::evaluation::{Acknowledgement, Statement};
use handyman_kpi::domain::event::Event;
use handyman_kpi::store::Read;

#[test]
fn the_subject_acknowledges_with_a_comment_and_both_see_it() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    max.get(&path)
        .is(200)
        .shows("What Eli Stone answered")
        .shows("Nothing yet. That blocks nothing")
        .hides("Acknowledge or refuse…")
        .hides("Attach a statement…")
        .hides("Record that it was read out…");
    let mut eli = crew.site.sign_in("eli");
    eli.get(&path)
        .is(200)
        .shows("Acknowledge or refuse…")
        .shows("Managers and administrators see it.")
        .shows("not that you agree");
    eli.submit(
        &format!("{path}/acknowledgement"),
        &[
            ("revision", "1"),
            ("how", "seen"),
            ("comment", "Fair. <script>alert(1)</script>"),
        ],
    )
    .is(200)
    .shows("It is recorded that you have read this evaluation.")
    .hides("Acknowledge or refuse…");
    let seen = max.get(&path);
    seen.is(200).shows("Acknowledged").shows("Eli Stone").shows("Fair. ");
    assert!(!seen.text().contains("<script>alert"), "it is text, not markup");
    let events: Vec<Event> = crew.site.app.store.read().unwrap().all().unwrap();
    let event = events.last().unwrap();
    assert_eq!(event.what, "evaluation_acknowledged");
    assert!(!serde_json::to_string(event).unwrap().contains("Fair"));
}

#[test]
fn who_acknowledged_has_and_who_refused_may_still() {
    let crew = crew();
    let (_, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    let mut eli = crew.site.sign_in("eli");
    let answer = |how, comment| [("revision", "1"), ("how", how), ("comment", comment)];
    eli.get(&path).is(200).shows("I refuse to acknowledge it");
    eli.submit(&format!("{path}/acknowledgement"), &answer("refused", "I was ill."))
        .is(200)
        .shows("Acknowledgement refused")
        .shows("I was ill.")
        .hides("I refuse to acknowledge it");
    eli.submit(&format!("{path}/acknowledgement"), &answer("refused", ""))
        .is(200)
        .shows("was refused already");
    eli.submit(&format!("{path}/acknowledgement"), &answer("seen", ""))
        .is(200)
        .shows("you have read this evaluation");
    // From the other tab, with words that are not to be lost.
    eli.post(&format!("{path}/acknowledgement"), &answer("seen", "One more thing"))
        .is(409)
        .shows("This revision is acknowledged already.")
        .shows("One more thing");
    let reader = crew.site.app.store.read().unwrap();
    assert_eq!(reader.count::<Acknowledgement>().unwrap(), 2);
}

#[test]
fn a_statement_stands_beside_the_evaluation() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    let mut eli = crew.site.sign_in("eli");
    eli.get(&path).is(200).shows("Attach a statement…");
    let long = "x".repeat(10_000);
    for (text, sentence) in [
        (" \n", "Please write what you want to say."),
        (long.as_str(), "This is 10000 characters long. Please use at most 4000."),
    ] {
        eli.post(&format!("{path}/statements"), &[("revision", "1"), ("statement", text)])
            .is(422)
            .shows(sentence)
            .shows("dialog-again");
    }
    let text = "I did the Hansen house alone.\nAsk them.";
    for n in 1..=10 {
        eli.submit(&format!("{path}/statements"), &[("revision", "1"), ("statement", text)])
            .is(200)
            .shows("Your statement is attached.");
        let count = crew.site.app.store.read().unwrap().count::<Statement>().unwrap();
        assert_eq!(count, n);
    }
    eli.get(&path).is(200).hides("Attach a statement…");
    eli.post(&format!("{path}/statements"), &[("revision", "1"), ("statement", text)])
        .is(409)
        .shows("There are 10 statements on this revision already");
    max.get(&path)
        .is(200)
        .shows("Statement")
        .shows("I did the Hansen house alone.");
}

#[test]
fn nobody_else_answers_for_the_subject() {
    let crew = crew();
    let (_, id) = crew.finalised(crew.eli, "2026-05-04");
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    for (name, status) in [("max", 403), ("anna", 403), ("zoe", 404)] {
        let mut other = crew.site.sign_in(name);
        other.get("/evaluations").is(200);
        for (act, field) in [("acknowledgement", "comment"), ("statements", "statement")] {
            other
                .post(
                    &format!("/evaluations/{id}/{act}"),
                    &[("revision", "1"), (field, "Fine")],
                )
                .is(status);
        }
    }
    let mut eli = crew.site.sign_in("eli");
    eli.get("/evaluations").is(200);
    for act in ["acknowledgement", "statements"] {
        eli.post(&format!("/evaluations/999/{act}"), &[("revision", "1")])
            .is(404);
    }
    eli.post(&format!("/evaluations/{id}/reading-out"), &[("revision", "1")])
        .is(404);
    // What is not finalised yet is not there for the one it is about.
    let (_, waiting) = crew.submitted(crew.eli, "2026-05-03");
    eli.post(&format!("/evaluations/{waiting}/acknowledgement"), &[("revision", "1")])
        .is(404);
}

#[test]
fn an_answer_to_a_revision_withdrawn_meanwhile_is_handed_back() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    let mut eli = crew.site.sign_in("eli");
    eli.get(&path).is(200);
    max.post(
        &format!("{path}/reopening"),
        &[("revision", "1"), ("reason", "Wrong day")],
    )
    .is(303);
    let answer = [
        ("revision", "1"),
        ("how", "seen"),
        ("comment", "I agree with all of it"),
    ];
    for _ in 0..2 {
        eli.post(&format!("{path}/acknowledgement"), &answer)
            .is(409)
            .shows("Revision 1 was withdrawn meanwhile")
            .shows("I agree with all of it");
        eli.submit(
            &format!("{path}/acknowledgement"),
            &[("revision", "1"), ("how", "seen")],
        )
        .is(200)
        .shows("Revision 1 was withdrawn meanwhile");
        // And just the same once revision 2 counts: nobody acknowledges what they have not seen.
        max.post(&format!("{path}/submission"), &[("then", "finalise")]);
    }
    assert_eq!(
        crew.site.app.store.read().unwrap().count::<Acknowledgement>().unwrap(),
        0
    );
}

#[test]
fn a_manager_records_that_it_was_read_out_to_someone_without_an_account() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.zoe, "2026-05-02");
    let path = format!("/evaluations/{id}");
    max.get(&path)
        .is(200)
        .shows("Record that it was read out…")
        .shows("It is marked as recorded by you");
    for (day, sentence) in [
        ("2026-05-05", "5 May 2026 is in the future"),
        ("2026-05-01", "The evaluation is of 2 May 2026"),
        ("2026-02-30", "There is no 30 February"),
        ("", "Please give a date"),
    ] {
        max.post(
            &format!("{path}/reading-out"),
            &[("revision", "1"), ("read_out", day), ("comment", "Nodded.")],
        )
        .is(422)
        .shows(sentence)
        .shows("Nodded.");
    }
    let fields = [("revision", "1"), ("read_out", "2026-05-03"), ("comment", "Nodded.")];
    max.submit(&format!("{path}/reading-out"), &fields)
        .is(200)
        .shows("Read out on 3 May 2026")
        .shows("Max Boss")
        .shows("Nodded.");
    max.post(&format!("{path}/reading-out"), &fields)
        .is(409)
        .shows("recorded already that this revision was read out on 3 May 2026");
    // Eli signs in, so Eli answers.
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let fields = [("revision", "1"), ("read_out", "2026-05-04")];
    max.submit(&format!("/evaluations/{id}/reading-out"), &fields)
        .is(200)
        .shows("Eli Stone has an account and answers this evaluation there.");
}
