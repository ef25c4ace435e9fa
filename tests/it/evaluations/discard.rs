//! Drafts that their writer cannot go on with: an admin takes them out of the way, unread.

use super::{Crew, crew, save, save_revision};
use handyman_kpi::app::{leaving, users};
use handyman_kpi::domain::account::{Role, User};
use handyman_kpi::domain::evaluation::{Content, Evaluation, Status, WithdrawnRevision};
use handyman_kpi::domain::event::{By, Event};
use handyman_kpi::domain::id::EvaluationId;
use handyman_kpi::store::Read;
use jiff::civil::date;

fn edit_max(crew: &Crew, edit: impl FnOnce(&mut User)) {
    let max = users::by_name(&crew.site.app, "max").unwrap().unwrap();
    crew.site.edit_user(max.id, edit);
}

/// Max's draft about Eli, with words in it.
fn written(crew: &Crew) -> u64 {
    let (mut max, id) = crew.draft(crew.eli);
    let words = [("r1", "4"), ("notes", "what-max-thinks"), ("private", "what-max-hides")];
    save(&mut max, id, 1, 0, &words).is(200);
    id
}

fn is_there(crew: &Crew, id: u64) -> bool {
    let reader = crew.site.app.store.read().unwrap();
    reader.get::<Evaluation>(EvaluationId(id)).unwrap().is_some()
}

/// What the withdrawn revision says.
fn withdrawn(crew: &Crew, id: u64) -> Content {
    let reader = crew.site.app.store.read().unwrap();
    let all: Vec<WithdrawnRevision> = reader.all().unwrap();
    let one = all.into_iter().find(|one| one.evaluation.id.0 == id).unwrap();
    one.evaluation.content
}

fn last_event(crew: &Crew) -> Event {
    let events: Vec<Event> = crew.site.app.store.read().unwrap().all().unwrap();
    events.into_iter().next_back().unwrap()
}

#[test]
fn while_its_writer_can_go_on_a_draft_is_nobody_elses() {
    let crew = crew();
    let id = written(&crew);
    let mut anna = crew.site.sign_in("anna");
    anna.get("/evaluations").is(200).hides("left behind");
    anna.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("Max Boss is still writing")
        .hides("Discard it");
    anna.post(&format!("/evaluations/{id}/discarding"), &[]).is(403);
    assert!(is_there(&crew, id));
}

#[test]
fn the_draft_of_a_deactivated_user_is_discarded_by_an_admin_unread() {
    let crew = crew();
    let id = written(&crew);
    edit_max(&crew, |max| max.active = false);
    let path = format!("/evaluations/{id}");
    let mut anna = crew.site.sign_in("anna");
    let list = anna.get("/evaluations?status=draft");
    list.is(200).shows("left behind").shows("Max Boss").shows("4 May 2026");
    let page = anna.get(&path);
    page.is(200)
        .shows("Max Boss cannot go on with it")
        .shows("Everything Max Boss rated in it is gone for good.");
    for seen in [&list, &page] {
        seen.hides("what-max-thinks").hides("what-max-hides");
    }
    crew.site.add_user("mia", "manager", None);
    for name in ["mia", "eli"] {
        let mut other = crew.site.sign_in(name);
        other.get("/evaluations").is(200).hides("left behind");
        other.get(&path).is(404);
        let refused = other.post(&format!("{path}/discarding"), &[]);
        assert!([403, 404].contains(&refused.status), "{name}: {}", refused.status);
    }
    assert!(is_there(&crew, id));
    let done = anna.post(&format!("{path}/discarding"), &[]);
    done.leads_to("/evaluations");
    anna.follow(done)
        .shows("The draft about Eli Stone of 4 May 2026 is discarded.");
    assert!(!is_there(&crew, id));
    let event = last_event(&crew);
    let anna_id = users::by_name(&crew.site.app, "anna").unwrap().unwrap().id;
    assert_eq!((event.what.as_str(), event.by), ("draft_discarded", By::User(anna_id)));
    assert_eq!(event.subject, Some(("evaluations".into(), id)));
    anna.post(&format!("{path}/discarding"), &[]).is(404);
}

#[test]
fn the_draft_of_someone_who_was_anonymised_is_discarded_and_names_nobody() {
    let crew = crew();
    let id = written(&crew);
    crew.edit_employee(crew.max, |max| max.employment[0].to = Some(date(2026, 4, 30)));
    leaving::anonymise(&crew.site.app, &crew.site.actor("anna"), crew.max, "Max Boss").unwrap();
    assert!(is_there(&crew, id), "it is about someone else");
    let mut anna = crew.site.sign_in("anna");
    anna.get("/evaluations")
        .is(200)
        .shows("left behind")
        .shows("A former user");
    anna.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("A former user cannot go on with it")
        .hides("what-max-thinks");
    anna.post(&format!("/evaluations/{id}/discarding"), &[])
        .leads_to("/evaluations");
    assert!(!is_there(&crew, id));
}

#[test]
fn who_may_no_longer_rate_leaves_drafts_behind_and_who_may_again_goes_on() {
    let crew = crew();
    let id = written(&crew);
    let path = format!("/evaluations/{id}");
    edit_max(&crew, |max| max.role = Role::Employee);
    let mut anna = crew.site.sign_in("anna");
    anna.get(&path).is(200).shows("Discard it…");
    edit_max(&crew, |max| max.role = Role::Manager);
    anna.get(&path).is(200).shows("Max Boss is still writing");
    anna.post(&format!("{path}/discarding"), &[]).is(403);
    let mut max = crew.site.sign_in("max");
    max.get(&format!("{path}/rate")).is(200).shows("what-max-thinks");
}

#[test]
fn an_admin_discards_no_draft_about_oneself() {
    let crew = crew();
    let anna = users::by_name(&crew.site.app, "anna").unwrap().unwrap();
    let me = crew.site.add_employee("Anna", "Chief");
    crew.site.edit_user(anna.id, |user| user.employee = Some(me));
    let (_, id) = crew.draft(me);
    edit_max(&crew, |max| max.active = false);
    let mut anna = crew.site.sign_in("anna");
    anna.get("/evaluations").is(200).hides("left behind");
    anna.get(&format!("/evaluations/{id}")).is(404);
    anna.post(&format!("/evaluations/{id}/discarding"), &[]).is(404);
    assert!(is_there(&crew, id));
}

#[test]
fn a_revision_left_behind_begins_again_with_what_was_withdrawn_and_can_be_finalised() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-03");
    let path = format!("/evaluations/{id}");
    let reason = [("revision", "1"), ("reason", "The day was wrong")];
    max.post(&format!("{path}/reopening"), &reason).is(303);
    let words = [("notes", "half a thought"), ("r1", "1"), ("date", "2026-05-02")];
    save_revision(&mut max, id, 2, &words).is(200);
    let mut anna = crew.site.sign_in("anna");
    anna.get(&format!("{path}/revisions/1"))
        .is(200)
        .hides("Begin the revision again…");
    anna.post(&format!("{path}/discarding"), &[]).is(403);
    edit_max(&crew, |max| max.active = false);
    let mut eli = crew.site.sign_in("eli");
    eli.get(&format!("{path}/revisions/1"))
        .is(200)
        .hides("Begin the revision again…");
    anna.get(&format!("{path}/revisions/1"))
        .is(200)
        .shows("Begin the revision again…")
        .hides("half a thought");
    let done = anna.post(&format!("{path}/discarding"), &[]);
    done.leads_to(&format!("{path}/rate"));
    anna.follow(done)
        .shows("Revision 2 began again and is yours.")
        .shows("Good hands.")
        .hides("half a thought");
    let draft = crew.record(id);
    assert_eq!(
        (draft.status, draft.revision, draft.date),
        (Status::Draft, 2, date(2026, 5, 3))
    );
    assert_eq!(draft.content, withdrawn(&crew, id));
    let event = last_event(&crew);
    assert_eq!(
        (event.what.as_str(), event.fields),
        ("draft_discarded", vec!["rater".into()])
    );
    save_revision(&mut anna, id, 2, &[("r1", "2")]).is(200);
    anna.post(&format!("{path}/submission"), &[("then", "finalise")])
        .is(303);
    assert_eq!(crew.record(id).status, Status::Finalised);
}
