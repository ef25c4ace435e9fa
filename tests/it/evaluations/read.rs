//! `GET /evaluations/{id}`.

use super::{crew, save};

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
    use handyman_kpi::domain::id::SkillId;
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
