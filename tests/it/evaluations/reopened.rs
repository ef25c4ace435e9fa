//! `/evaluations/7/revisions/1`, and what history and trend say after a reopening a year later.

use super::{Crew, crew, save, save_revision};
use crate::support::Browser;
use handyman_kpi::app::figures::Filter;
use handyman_kpi::app::profile;
use handyman_kpi::domain::employee::{Employee, TierEntry};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::tier::Tier;
use handyman_kpi::store::Read;
use jiff::SignedDuration;
use jiff::civil::date;

fn reopen(browser: &mut Browser, id: u64, revision: &str) {
    browser
        .post(
            &format!("/evaluations/{id}/reopening"),
            &[("revision", revision), ("reason", "The day was wrong")],
        )
        .is(303);
}

#[test]
fn a_withdrawn_revision_is_read_by_all_who_saw_it_marked_and_without_any_act() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let path = format!("/evaluations/{id}");
    let mut eli = crew.site.sign_in("eli");
    eli.get(&path).is(200);
    eli.post(
        &format!("{path}/acknowledgement"),
        &[("revision", "1"), ("how", "seen"), ("comment", "Fair.")],
    )
    .is(303);
    max.get(&format!("{path}/revisions/1")).leads_to(&path);
    reopen(&mut max, id, "1");
    save_revision(&mut max, id, 2, &[("notes", "half a thought")]).is(200);
    let withdrawn = format!("{path}/revisions/1");
    crew.site.add_user("mia", "manager", None);
    for (name, private) in [("eli", false), ("mia", true), ("anna", true)] {
        let mut reader = crew.site.sign_in(name);
        reader.get(&path).leads_to(&withdrawn);
        let page = reader.get(&withdrawn);
        page.is(200)
            .shows("Withdrawn evaluation of Eli Stone")
            .shows("Revision 1 was withdrawn on 4 May 2026 by Max Boss and counts in no figure.")
            .shows("The day was wrong")
            .shows("It is being revised.")
            .shows("Good hands.")
            .shows("Fair.")
            .shows("can still read this revision")
            .hides("half a thought")
            .hides("Acknowledge or refuse…")
            .hides("Attach a statement…")
            .hides("Reopen…")
            .hides("Go on rating");
        assert_eq!(page.text().contains("Ask for a raise."), private, "{name}");
    }
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    let mut zoe = crew.site.sign_in("zoe");
    zoe.get(&path).is(404);
    zoe.get(&withdrawn).is(404);
    for nowhere in ["2", "0", "01", "x", "99999999999999999999"] {
        eli.get(&format!("{path}/revisions/{nowhere}")).is(404);
    }
    crew.site.visitor().get(&withdrawn).is(303);

    max.post(&format!("{path}/submission"), &[("then", "finalise")]).is(303);
    max.get(&path)
        .is(200)
        .shows("History")
        .shows("Revision 1")
        .shows("Revision 2")
        .shows("Fair.");
    eli.get(&path)
        .is(200)
        .shows("half a thought")
        .shows("Acknowledge or refuse…");
    eli.get(&withdrawn).is(200).shows("See the revision that counts");
    eli.get(&format!("{path}/revisions/2")).leads_to(&path);
}

#[test]
fn what_is_being_revised_is_found_from_the_list() {
    let crew = crew();
    let (mut max, id) = crew.finalised(crew.eli, "2026-05-04");
    let found = "The evaluation of Eli Stone of 4 May 2026 is being revised.";
    crew.site.sign_in("eli").get("/evaluations").is(200).hides(found);
    reopen(&mut max, id, "1");
    save_revision(&mut max, id, 2, &[("date", "2026-05-01")]).is(200);
    crew.site.add_user("mia", "manager", None);
    let of_eli = format!("/evaluations?employee={}", crew.eli);
    for (name, list) in [
        ("eli", "/evaluations"),
        ("eli", of_eli.as_str()),
        ("mia", &of_eli),
        ("anna", &of_eli),
    ] {
        crew.site
            .sign_in(name)
            .get(list)
            .is(200)
            .shows(found)
            .shows("Read revision 1")
            .hides("No evaluations of you yet");
    }
    max.get(&of_eli).is(200).hides(found);
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    crew.site.sign_in("zoe").get(&of_eli).is(200).hides("Eli Stone");
}

/// The overall average of Eli at the month ends January to April, as the profile's trend shows it.
fn trend(crew: &Crew) -> Vec<String> {
    let filter = Filter {
        from: date(2026, 1, 1),
        ..Filter::last_year(date(2026, 4, 30))
    };
    let profile = profile::show(&crew.site.app, &crew.site.actor("anna"), crew.eli, &filter).unwrap();
    let points = profile.trend.points.iter();
    points
        .map(|point| match point.is_gap() {
            true => "gap".to_owned(),
            false => point.figure.value.as_ref().unwrap().fixed(1),
        })
        .collect()
}

fn rated(crew: &Crew, day: &str, level: &str) -> u64 {
    let mut max = crew.site.sign_in("max");
    let id = crew.begin(&mut max, crew.eli, day);
    let names: Vec<String> = (1..=11).map(|skill| format!("r{skill}")).collect();
    let changes: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), level)).collect();
    save(&mut max, id, 1, 0, &changes).is(200);
    max.post(&format!("/evaluations/{id}/submission"), &[("then", "finalise")])
        .is(303);
    id
}

#[test]
fn reopened_a_year_later_the_past_is_told_as_known_now_and_the_frozen_part_as_it_was() {
    let crew = crew();
    let first = rated(&crew, "2026-01-20", "3");
    rated(&crew, "2026-04-10", "4");
    assert_eq!(trend(&crew), ["3.0", "3.0", "3.0", "4.0"]);

    crew.site.wait(SignedDuration::from_hours(24 * 365));
    // Meanwhile it turned out that Eli had been a craftsman since January.
    crew.site
        .app
        .change(&Actor::Program, |change| {
            let mut eli = change.store.get::<Employee>(crew.eli)?.unwrap();
            eli.tiers.push(TierEntry {
                from: date(2026, 1, 1),
                tier: Tier::ALL[2],
                decided_by: None,
                reason: "Found in the papers".into(),
            });
            change.put(&eli)
        })
        .unwrap();
    assert_eq!(trend(&crew), ["3.0", "3.0", "3.0", "4.0"]);

    let mut max = crew.site.sign_in("max");
    max.get("/evaluations").is(200);
    reopen(&mut max, first, "1");
    assert_eq!(
        trend(&crew),
        ["gap", "gap", "gap", "4.0"],
        "at once, in every month it had counted for"
    );
    let history = |crew: &Crew| {
        let person = crew.site.app.projection().person(crew.eli).unwrap().clone();
        person.counted().iter().map(|(day, _)| *day).collect::<Vec<_>>()
    };
    assert_eq!(history(&crew), [date(2026, 4, 10)]);

    let names: Vec<String> = (1..=11).map(|skill| format!("r{skill}")).collect();
    let changes: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "2")).collect();
    save_revision(&mut max, first, 2, &changes).is(200);
    max.post(&format!("/evaluations/{first}/submission"), &[("then", "finalise")])
        .is(303);
    assert_eq!(
        trend(&crew),
        ["2.0", "2.0", "2.0", "4.0"],
        "as of its day in January, not of today"
    );
    assert_eq!(history(&crew), [date(2026, 1, 20), date(2026, 4, 10)]);

    // Revision 1 is judged as it was judged then, revision 2 by what is known of that day now.
    let tier = |n: usize| crew.site.app.projection().settings.tier_name(Tier::ALL[n]).to_owned();
    let mut eli = crew.site.sign_in("eli");
    eli.get(&format!("/evaluations/{first}/revisions/1"))
        .is(200)
        .shows(&tier(1))
        .hides(&tier(2));
    eli.get(&format!("/evaluations/{first}"))
        .is(200)
        .shows(&tier(2))
        .hides(&tier(1));
}
