//! `POST /evaluations/7/return` and `/evaluations/7/reopening`.

use super::{crew, save};
use crate::support::evaluation;
use handyman_kpi::app::evaluations::Then;
use handyman_kpi::domain::evaluation::{Content, Kind, Rating, Status};
use handyman_kpi::domain::id::SkillId;
use handyman_kpi::domain::level::Level;

#[test]
fn the_rater_returns_what_was_submitted_and_goes_on() {
    let crew = crew();
    let (mut max, id) = crew.submitted(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    max.get(&path)
        .is(200)
        .shows("Return to draft…")
        .shows("Managers and administrators may read this, Eli Stone does not.")
        .hides("Reopen…");
    let missing = max.post(&format!("{path}/return"), &[("revision", "1"), ("reason", " ")]);
    missing
        .is(422)
        .shows("Please say why.")
        .shows("dialog-again")
        .shows("Return it to draft");
    assert_eq!(crew.record(id).status, Status::Submitted);
    let done = max.post(
        &format!("{path}/return"),
        &[("revision", "1"), ("reason", "Skill 2 is missing")],
    );
    done.leads_to(&format!("{path}/rate"));
    max.follow(done)
        .is(200)
        .shows("It is a draft again, and you can go on rating.");
    assert_eq!((crew.record(id).status, crew.record(id).revision), (Status::Draft, 1));
    max.get(&path)
        .is(200)
        .shows("Returned to draft on 4 May 2026 by Max Boss")
        .shows("Skill 2 is missing")
        .shows("Delete this draft of 4 May 2026");
    let seen = crew.record(id).edit;
    save(&mut max, id, 2, seen, &[("r2", "4")]).is(200);
    max.submit(&format!("{path}/submission"), &[("then", "finalise")])
        .is(200)
        .shows("Returned to draft");
    crew.site.sign_in("eli").get(&path).is(200).hides("Skill 2 is missing");
}

#[test]
fn an_admin_returns_it_to_its_rater_and_nobody_else_can() {
    let crew = crew();
    let (_, id) = crew.submitted(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}/return");
    let fields = [("revision", "1"), ("reason", "The notes hurt")];
    crew.site.add_user("mia", "manager", None);
    for name in ["eli", "mia"] {
        let mut other = crew.site.sign_in(name);
        other.get("/evaluations").is(200);
        other.post(&path, &fields).is(404);
    }
    let mut anna = crew.site.sign_in("anna");
    anna.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("Return to draft…");
    anna.submit(&path, &fields)
        .is(200)
        .shows("It is a draft again, and Max Boss can go on rating.")
        .shows("Max Boss is still writing");
    crew.site
        .sign_in("max")
        .get(&format!("/evaluations/{id}"))
        .shows("Returned to draft on 4 May 2026 by anna")
        .shows("The notes hurt");
}

#[test]
fn a_writer_returns_the_own_self_evaluation_until_a_manager_may_have_read_it() {
    let crew = crew();
    let own = |day| {
        let content = Content {
            ratings: [(SkillId(1), Rating::level(Level::COVER))].into(),
            ..Content::default()
        };
        let what = (crew.eli, Kind::SelfRating, day);
        evaluation::write(&crew.site.app, &crew.site.actor("eli"), what, content, Then::Submit).0
    };
    let id = own(jiff::civil::date(2026, 5, 4));
    let mut eli = crew.site.sign_in("eli");
    let path = format!("/evaluations/{id}");
    let fields = [("revision", "1"), ("reason", "Wrong key")];
    eli.get(&path).is(200).shows("Return to draft…").hides("Reopen…");
    eli.submit(&format!("{path}/return"), &fields)
        .is(200)
        .shows("It is a draft again");
    eli.post(&format!("{path}/submission"), &[("then", "submit")]).is(303);
    crew.finalised(crew.eli, "2026-05-01");
    eli.get(&path).is(200).hides("Return to draft…");
    let late = eli.post(&format!("{path}/return"), &fields);
    late.is(409)
        .shows("A manager may have read this self evaluation")
        .shows("Wrong key");
}

#[test]
fn reopening_says_what_it_does_and_asks_why() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    max.get(&path)
        .is(200)
        .shows("Open this evaluation of 4 May 2026 again?")
        .shows("Revision 1 is withdrawn and counts in no figure from this moment on")
        .shows("Withdraw revision 1 and reopen");
    let long = "x".repeat(10_000);
    for (reason, sentence) in [
        ("", "Please say why."),
        ("  \n ", "Please say why."),
        (long.as_str(), "This is 10000 characters long. Please use at most 500."),
    ] {
        let again = max.post(&format!("{path}/reopening"), &[("revision", "1"), ("reason", reason)]);
        again.is(422).shows(sentence);
        assert!(again.text().contains(reason.trim()), "what was typed is there still");
    }
    assert_eq!(crew.record(id).status, Status::Finalised);
    let done = max.post(
        &format!("{path}/reopening"),
        &[("revision", "1"), ("reason", "Wrong <b>day</b>")],
    );
    done.leads_to(&format!("{path}/rate"));
    max.follow(done)
        .is(200)
        .shows("Revision 1 is withdrawn and counts no more. This is revision 2")
        .hides("Delete this draft");
    max.get(&path)
        .is(200)
        .shows("Opened again on 4 May 2026 by Max Boss")
        .shows("Eli Stone, managers and administrators see the withdrawn revision")
        .hides("Delete…");
    assert!(!max.get(&path).text().contains("Wrong <b>"), "it is text, not markup");
    // Deleting it, as a page from before would.
    max.submit(&format!("{path}/deletion"), &[])
        .is(200)
        .shows("was finalised before and opened again, so it cannot be deleted");
}

#[test]
fn only_its_rater_or_an_admin_reopens_it() {
    let crew = crew();
    let (_, id) = crew.finalised(crew.eli, "2026-05-04");
    crew.site.add_user("mia", "manager", None);
    let fields = [("revision", "1"), ("reason", "I do not like it")];
    for (name, status) in [("eli", 404), ("mia", 403)] {
        let mut other = crew.site.sign_in(name);
        other.get(&format!("/evaluations/{id}")).is(200).hides("Reopen…");
        other.post(&format!("/evaluations/{id}/reopening"), &fields).is(status);
    }
    let mut anna = crew.site.sign_in("anna");
    anna.get("/evaluations").is(200);
    for stranger in ["999", "07", "x"] {
        anna.post(&format!("/evaluations/{stranger}/reopening"), &fields)
            .is(404);
    }
    assert_eq!(crew.record(id).status, Status::Finalised);
    anna.submit(&format!("/evaluations/{id}/reopening"), &fields)
        .is(200)
        .shows("Revision 1 is withdrawn and counts no more. Max Boss can now write revision 2.")
        .shows("It is being revised.");
    assert_eq!(crew.record(id).revision, 2);
}

#[test]
fn the_subject_who_is_an_admin_cannot_reopen_either() {
    let crew = crew();
    let (_, id) = crew.finalised(crew.eli, "2026-05-04");
    let eli = handyman_kpi::app::users::by_name(&crew.site.app, "eli")
        .unwrap()
        .unwrap();
    crew.site
        .edit_user(eli.id, |user| user.role = handyman_kpi::domain::account::Role::Admin);
    let mut eli = crew.site.sign_in("eli");
    eli.get(&format!("/evaluations/{id}"))
        .is(200)
        .hides("Reopen…")
        .hides("Ask for a raise.");
    eli.post(
        &format!("/evaluations/{id}/reopening"),
        &[("revision", "1"), ("reason", "x")],
    )
    .is(403);
}

#[test]
fn two_tabs_and_going_back_change_nothing_twice() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    let reopen = |reason| [("revision", "1"), ("reason", reason)];
    max.post(&format!("{path}/reopening"), &reopen("Wrong day")).is(303);
    // The other tab still shows revision 1.
    let twice = max.post(&format!("{path}/reopening"), &reopen("Wrong day, said at length"));
    twice
        .is(409)
        .shows("showed revision 1 of this evaluation; meanwhile there is revision 2")
        .shows("Wrong day, said at length");
    max.submit(&format!("{path}/reopening"), &reopen(""))
        .is(200)
        .shows("meanwhile there is revision 2");
    max.submit(&format!("{path}/return"), &[("revision", "2"), ("reason", "")])
        .is(200)
        .shows("This evaluation is a draft already.");
    max.submit(&format!("{path}/submission"), &[("then", "finalise")])
        .is(200)
        .shows("is finalised and counts from now on");
    max.submit(&format!("{path}/reopening"), &reopen(""))
        .is(200)
        .shows("meanwhile there is revision 2");
    assert_eq!(
        (crew.record(id).status, crew.record(id).revision),
        (Status::Finalised, 2)
    );
}

#[test]
fn a_tab_of_the_old_revision_saves_nothing_into_the_new_one() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let seen = crew.record(id).edit;
    max.post(
        &format!("/evaluations/{id}/reopening"),
        &[("revision", "1"), ("reason", "Wrong day")],
    )
    .is(303);
    save(&mut max, id, 9, seen, &[("r1", "1")]).is(409);
    let level = &crew.record(id).content.ratings[&handyman_kpi::domain::id::SkillId(1)];
    assert_eq!(level.mark.level().unwrap().get(), 3);
}

#[test]
fn its_day_may_be_taken_meanwhile_and_then_it_needs_another() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    max.post(
        &format!("{path}/reopening"),
        &[("revision", "1"), ("reason", "Wrong day")],
    )
    .is(303);
    crew.finalised(crew.eli, "2026-05-04");
    max.post(
        &format!("{path}/submission"),
        &[("date", "2026-05-04"), ("then", "finalise")],
    )
    .is(422)
    .shows("There is already an evaluation of Eli Stone of 4 May 2026");
    max.post(
        &format!("{path}/submission"),
        &[("date", "2026-05-02"), ("then", "finalise")],
    )
    .leads_to(&path);
}
