//! Tier, reporting line and employment.

use crate::support::Site;
use handyman_kpi::domain::id::EmployeeId;
use jiff::civil::date;

fn person(site: &Site, id: EmployeeId) -> handyman_kpi::domain::employee::Employee {
    site.app.projection().person(id).unwrap().employee.clone()
}

#[test]
fn a_tier_changes_with_a_day_and_a_reason_and_the_history_names_who_decided() {
    let site = Site::start();
    let mia = site.add_employee("Mia", "Cole");
    let mut max = site.sign_in("max");
    let path = format!("/employees/{mia}/tiers");
    max.get(&path).is(200).shows("Tiers so far");
    max.post(
        &path,
        &[
            ("tier", "3"),
            ("from", "2026-05-01"),
            ("reason", "Runs bathrooms alone."),
        ],
    )
    .leads_to(&path);
    max.get(&path)
        .shows("Craftsman from 1 May 2026 on.")
        .shows("Runs bathrooms alone.")
        .shows("decided by max");
    assert_eq!(person(&site, mia).tier_on(date(2026, 4, 30)).unwrap().get(), 2);
    assert_eq!(person(&site, mia).tier_on(date(2026, 5, 1)).unwrap().get(), 3);

    // The same day again: replaced, not doubled.
    max.post(
        &path,
        &[("tier", "4"), ("from", "2026-05-01"), ("reason", "Typed wrong.")],
    )
    .is(303);
    assert_eq!(person(&site, mia).tiers.len(), 2);
    max.get(&path).is(200);
    max.post(&format!("{path}/removal"), &[("from", "2026-05-01")])
        .leads_to(&path);
    assert_eq!(person(&site, mia).tiers.len(), 1);
}

#[test]
fn a_tier_change_that_cannot_be_is_refused_with_what_was_typed() {
    let site = Site::start();
    let mia = site.add_employee("Mia", "Cole");
    let mut max = site.sign_in("max");
    let path = format!("/employees/{mia}/tiers");
    max.get(&path).is(200);
    for (tier, from, reason, sentence) in [
        ("3", "2024-02-29", "kept", "Mia Cole was hired on 1 Mar 2024."),
        ("3", "2025-02-29", "kept", "There is no 29 February in the year 2025."),
        ("3", "2028-01-01", "kept", "This is more than a year ahead."),
        ("0", "2026-05-01", "kept", "Please choose one of the five tiers."),
        ("3", "2026-05-01", "  ", "Please fill this in."),
        ("2", "2026-05-01", "kept", "Mia Cole already has this tier on that day."),
    ] {
        let page = max.post(&path, &[("tier", tier), ("from", from), ("reason", reason)]);
        page.is(422).shows(sentence);
        assert_eq!(page.field("from").as_deref(), Some(from));
    }
    max.post(&format!("{path}/removal"), &[("from", "2024-03-01")])
        .is(422)
        .shows("Everyone has a tier from the first day on.");
}

#[test]
fn who_is_deactivated_leaves_the_list_at_once_and_can_come_back() {
    let site = Site::start();
    let mia = site.add_employee("Mia", "Cole");
    let mut max = site.sign_in("max");
    let path = format!("/employees/{mia}/employment");
    max.get(&path).is(200).shows("Deactivate Mia Cole");
    max.post(&format!("{path}/end"), &[("last_day", "2026-05-04")])
        .is(422)
        .shows("The last day can be 3 May 2026 at the latest");
    max.post(&format!("{path}/end"), &[("last_day", "2026-05-03")])
        .leads_to(&path);
    max.get(&path).shows("Take Mia Cole back");
    max.get("/employees").shows("One person works here today.");
    max.get("/employees?status=left")
        .shows("Mia Cole")
        .shows("until 3 May 2026");

    max.get(&path).is(200);
    max.post(&path, &[("from", "2026-05-03")])
        .is(422)
        .shows("The last day was 3 May 2026.");
    max.post(&path, &[("from", "2026-05-04")]).leads_to(&path);
    max.get("/employees").shows("2 people work here today.");
    assert_eq!(person(&site, mia).employment.len(), 2);
}

#[test]
fn leaving_says_who_still_reports_to_the_person_and_that_the_sign_in_still_works() {
    let site = Site::start();
    let (mia, bob) = (site.add_employee("Mia", "Cole"), site.add_employee("Bob", "Reed"));
    site.add_user("mia", "manager", Some(mia));
    let mut max = site.sign_in("max");
    let path = format!("/employees/{bob}/reports-to");
    max.get(&path).is(200).shows("Bob Reed reports to nobody yet.");
    let to = mia.to_string();
    max.post(&path, &[("manager", &to), ("from", "2026-05-04")])
        .leads_to(&path);
    max.get(&path).shows("Mia Cole</strong>").shows("4 May 2026</time>");
    max.get(&format!("/employees/{mia}/employment"))
        .shows("One person still reports to Mia Cole.")
        .shows("Mia Cole can still sign in as mia");
}

#[test]
fn nobody_reports_to_themselves_in_a_circle_or_to_nobody_known() {
    let site = Site::start();
    let (mia, bob) = (site.add_employee("Mia", "Cole"), site.add_employee("Bob", "Reed"));
    let mut max = site.sign_in("max");
    let path = |id: EmployeeId| format!("/employees/{id}/reports-to");
    max.get(&path(bob)).is(200);
    let ids = [mia.to_string(), bob.to_string()];
    let day = ("from", "2026-05-04");
    max.post(&path(bob), &[("manager", &ids[1]), day])
        .is(422)
        .shows("Nobody reports to themselves.");
    max.post(&path(bob), &[("manager", &ids[0]), day]).is(303);
    max.post(&path(mia), &[("manager", &ids[1]), day])
        .is(422)
        .shows("Bob Reed reports to Mia Cole, directly or through others.");
    max.post(&path(mia), &[("manager", "999"), day]).is(404);
    max.post(&path(mia), &[("manager", "x"), day])
        .is(422)
        .shows("Please choose someone from the list.");
    assert!(person(&site, mia).managers.is_empty());
}
