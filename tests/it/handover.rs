//! A device handed to someone without an account.

use crate::evaluations::{Crew, crew, save};
use crate::support::Browser;
use handyman_kpi::domain::evaluation::{Kind, Source, Status};
use jiff::{SignedDuration, ToSpan};

/// Max's browser, handed to Zoë, and the PIN he tells her.
fn handed_over(crew: &Crew) -> (Browser, String) {
    let mut device = crew.site.sign_in("max");
    let page = format!("/employees/{}/handover", crew.zoe);
    device
        .get(&page)
        .is(200)
        .shows("Hand this device to Zoë Ladder")
        .shows("are signed out on this device");
    let told = device.post(&page, &[]);
    told.is(200).shows("It works once, for 15 minutes");
    let text = told.text();
    let pin = text.split("<code class=\"pin\">").nth(1).unwrap();
    let pin: String = pin.chars().take(7).filter(char::is_ascii_digit).collect();
    assert_eq!(pin.len(), 6);
    (device, pin)
}

/// Types a PIN on the page that asks for it.
fn typed(device: &mut Browser, pin: &str) -> crate::support::Answer {
    device.get("/handover");
    device.post("/handover", &[("pin", pin)])
}

#[test]
fn with_the_pin_the_person_rates_themselves_and_the_manager_sees_it_only_after_an_own_view() {
    let crew = crew();
    let (mut device, pin) = handed_over(&crew);
    device.get("/me").leads_to("/handover");
    device.get("/handover").is(200).shows("Hello Zoë Ladder");
    // As one would write it down.
    typed(&mut device, &format!("{} {}", &pin[..3], &pin[3..])).leads_to("/me");
    device.get("/me").is(200).shows("Zoë Ladder").shows("Rate yourself");
    let begun = device.post("/me/self-evaluation", &[]);
    let rate = begun.is(303).header("location").unwrap().to_owned();
    let id: u64 = rate.split('/').nth(2).unwrap().parse().unwrap();
    device.get(&rate).is(200).shows("Rate yourself");
    save(&mut device, id, 1, 0, &[("r1", "4"), ("notes", "my own words")]).is(200);
    device
        .post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
        .leads_to(&format!("/evaluations/{id}"));
    let record = crew.record(id);
    assert_eq!(
        (record.kind, record.status, record.source),
        (Kind::SelfRating, Status::Submitted, Source::DeviceHandedOver)
    );
    assert_eq!(record.employee, crew.zoe);
    device.get(&format!("/evaluations/{id}")).is(200).shows("my own words");
    device.post("/sign-out", &[]).leads_to("/sign-in");
    device.get("/me").is(303);

    let mut max = crew.site.sign_in("max");
    max.get(&format!("/evaluations/{id}")).is(404);
    let own = crew.begin(&mut max, crew.zoe, "2026-05-04");
    save(&mut max, own, 1, 0, &[("r1", "3")]).is(200);
    max.post(&format!("/evaluations/{own}/submission"), &[("then", "submit")])
        .is(303);
    max.get(&format!("/evaluations/{id}")).is(200).shows("my own words");
}

#[test]
fn the_device_shows_nothing_of_the_managers_and_nothing_of_others() {
    let crew = crew();
    let (_, finalised) = crew.finalised(crew.eli, "2026-05-04");
    let (mut max, draft) = crew.draft(crew.zoe);
    save(&mut max, draft, 1, 0, &[("private", "the draft of max")]).is(200);
    let (mut device, pin) = handed_over(&crew);
    // Before the PIN everything leads to it, and scripts are told to sign in.
    for path in ["/", "/account", "/evaluations", &format!("/evaluations/{draft}/rate")] {
        device.get(path).leads_to("/handover");
    }
    save(&mut device, draft, 2, 1, &[("r1", "1")]).is(401);
    typed(&mut device, &pin).leads_to("/me");
    device.get("/").leads_to("/me");
    let paths = [
        "/employees".to_owned(),
        "/account".into(),
        "/account/password".into(),
        format!("/employees/{}", crew.eli),
        format!("/employees/{}/handover", crew.eli),
        format!("/evaluations/{finalised}"),
        format!("/evaluations/{draft}"),
        format!("/evaluations/{draft}/rate"),
    ];
    for path in paths {
        device.get(&path).is(404);
    }
    device.post("/account/theme", &[("theme", "dark")]).is(404);
    save(&mut device, draft, 2, 1, &[("r1", "1")]).is(404);
    device.get("/evaluations").is(200).hides("Max Boss");
    device.get(&format!("/employees/{}", crew.zoe)).is(200);
    // Max is signed out here, and on no other device.
    max.get("/account").is(200);
}

#[test]
fn a_pin_typed_wrong_five_times_ends_it_and_tried_twenty_times_at_once_gets_no_more() {
    let crew = crew();
    let (mut device, pin) = handed_over(&crew);
    let wrong = if pin == "000000" { "111111" } else { "000000" };
    for left in ["4 more times", "3 more times", "2 more times", "once more"] {
        typed(&mut device, wrong).is(422).shows(left);
    }
    typed(&mut device, wrong).leads_to("/sign-in");
    device.get("/sign-in").is(200).shows("wrong too often");
    device.get("/me").is(303);

    let (device, pin) = handed_over(&crew);
    let cookies = device.cookies.clone();
    let wrong = if pin == "000000" { "111111" } else { "000000" };
    let refused: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|_| {
                let mut one = crew.site.visitor();
                one.cookies.clone_from(&cookies);
                scope.spawn(move || usize::from(typed(&mut one, wrong).status == 422))
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(refused, 4, "the fifth ends it, the others find nothing");
    let mut late = crew.site.visitor();
    late.cookies = cookies;
    assert_ne!(typed(&mut late, &pin).header("location"), Some("/me"));
}

#[test]
fn a_pin_that_comes_too_late_is_refused_and_a_device_comes_back_by_itself() {
    let crew = crew();
    let (mut device, pin) = handed_over(&crew);
    crew.site.wait(SignedDuration::from_mins(16));
    typed(&mut device, &pin).leads_to("/sign-in");
    let (mut device, pin) = handed_over(&crew);
    typed(&mut device, &pin).leads_to("/me");
    crew.site.wait(SignedDuration::from_hours(2));
    device.get("/me").is(200);
    crew.site.wait(SignedDuration::from_mins(61));
    device.get("/me").leads_to("/sign-in?next=%2Fme");
}

#[test]
fn it_is_for_people_without_an_account_who_work_here_and_for_those_who_may_rate_them() {
    let crew = crew();
    let page = |id| format!("/employees/{id}/handover");
    let mut max = crew.site.sign_in("max");
    max.get(&page(crew.eli)).is(200).shows("Eli Stone has an account");
    max.post(&page(crew.eli), &[]).is(200).shows("Eli Stone has an account");
    max.get("/account").is(200);
    max.get(&page(crew.max)).is(403);
    max.get("/employees/999999/handover").is(404);
    crew.site.sign_in("eli").get(&page(crew.zoe)).is(404);
    max.get("/handover").is(404);
    let left = crew.site.app.today().saturating_sub(10.days());
    crew.edit_employee(crew.zoe, |zoe| zoe.employment[0].to = Some(left));
    max.get(&page(crew.zoe)).is(200).shows("does not work here today");
    max.post(&page(crew.zoe), &[]).is(200).shows("does not work here today");
    max.get("/account").is(200);
}

#[test]
fn the_pin_is_stored_only_as_a_hash_and_the_managers_end_ends_it() {
    let crew = crew();
    let (mut device, pin) = handed_over(&crew);
    let all = crew.site.app.store.read().unwrap();
    let sessions: Vec<handyman_kpi::domain::account::Session> = handyman_kpi::store::Read::all(&all).unwrap();
    let stored = serde_json::to_string(&sessions).unwrap();
    assert!(!stored.contains(&pin) && stored.contains("$argon2id$"));
    drop(all);
    typed(&mut device, &pin).leads_to("/me");
    let max = handyman_kpi::app::users::by_name(&crew.site.app, "max")
        .unwrap()
        .unwrap();
    crew.site.edit_user(max.id, |max| max.active = false);
    device.get("/me").is(303);
}
