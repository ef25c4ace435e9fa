//! `GET /evaluations/{id}`.

use super::{crew, save};
use handyman_kpi::domain::evaluation::Rating;
use handyman_kpi::domain::id::SkillId;
use handyman_kpi::domain::level::Level;

#[test]
fn the_subject_reads_everything_but_the_private_note() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    max.get(&path)
        .is(200)
        .shows("Plumbing")
        .shows("Good hands.")
        .shows("Ask for a raise.")
        .shows("may one day have to be shown it")
        .shows("Can operate it");
    let mut eli = crew.site.sign_in("eli");
    eli.get(&path)
        .is(200)
        .shows("Good hands.")
        .hides("Ask for a raise.")
        .hides("Private note")
        .hides("Finalise…");
    for act in ["finalisation", "deletion", "submission"] {
        let refused = eli.post(&format!("{path}/{act}"), &[]);
        assert!([303, 403, 404].contains(&refused.status), "{act}: {}", refused.status);
    }
    assert!(crew.record(id).finalised.is_some());
}

#[test]
fn names_and_targets_stay_as_they_were_when_it_was_finalised() {
    use handyman_kpi::domain::catalogue::Skill;
    use handyman_kpi::domain::policy::Actor;
    use handyman_kpi::store::Read;
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    crew.site
        .app
        .change(&Actor::Program, |change| {
            let mut skill = change.store.get::<Skill>(SkillId(1))?.unwrap();
            skill.name = "Something new".into();
            change.put(&skill)
        })
        .unwrap();
    max.get(&format!("/evaluations/{id}"))
        .is(200)
        .shows("Skill 1")
        .hides("Something new");
}

#[test]
fn a_draft_is_nobody_elses_and_an_admin_sees_that_it_is_there() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3"), ("notes", "half a thought")]).is(200);
    let path = format!("/evaluations/{id}");
    crew.site.sign_in("eli").get(&path).is(404);
    crew.site
        .sign_in("anna")
        .get(&path)
        .is(200)
        .shows("Max Boss is still writing")
        .hides("half a thought");
    crew.site.sign_in("anna").get(&format!("{path}/rate")).is(403);
    crew.site.sign_in("eli").get(&format!("{path}/rate")).is(404);
    crew.site.visitor().get(&path).is(303);
}

#[test]
fn behind_the_managers_links_the_subject_finds_nothing_before_it_is_finalised() {
    let crew = crew();
    let (mut max, id) = crew.draft(crew.eli);
    save(&mut max, id, 1, 0, &[("r1", "3"), ("notes", "half a thought")]).is(200);
    let path = format!("/evaluations/{id}");
    let mut eli = crew.site.sign_in("eli");
    for submitted in [false, true] {
        for page in ["", "/rate", "/submission", "/comparison", "/revisions/1"] {
            let sent = format!("{path}{page}");
            eli.get(&sent).is(404).hides("half a thought").hides("Max");
            // Sent the link before signing in: it is the same afterwards.
            let mut street = crew.site.visitor();
            street.get(&sent).is(303);
        }
        save(&mut eli, id, 9, 1, &[("r1", "5")]).is(404);
        for act in [
            "",
            "/submission",
            "/deletion",
            "/return",
            "/acknowledgement",
            "/statements",
        ] {
            let fields = [("seen", "1"), ("revision", "1"), ("reason", "Because")];
            eli.post(&format!("{path}{act}"), &fields).is(404);
        }
        if !submitted {
            max.post(&format!("{path}/submission"), &[("then", "submit")]).is(303);
        }
    }
    let record = crew.record(id);
    assert_eq!(record.content.ratings[&SkillId(1)], Rating::level(Level::COVER));
    max.get(&path).is(200);
    max.post(&format!("{path}/finalisation"), &[]).is(303);
    eli.get(&path).is(200).shows("half a thought");
    eli.get(&format!("{path}/rate")).is(403);
}
