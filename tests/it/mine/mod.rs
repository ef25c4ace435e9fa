//! `/me`: an employee's home, and the own view.

use crate::evaluations::{crew, save};
use handyman_kpi::domain::evaluation::{Kind, Status};
use jiff::{SignedDuration, ToSpan};

#[test]
fn an_employee_comes_home_to_the_own_page_and_a_manager_has_one_too() {
    let crew = crew();
    let mut eli = crew.site.sign_in("eli");
    eli.get("/").leads_to("/me");
    eli.get("/me")
        .is(200)
        .shows("Eli Stone")
        .shows("No levels yet")
        .shows("What is recorded about you")
        .shows("So far: your name");
    crew.site.sign_in("max").get("/me").is(200).shows("Max Boss");
    // Who is nobody's employee has none.
    crew.site.sign_in("anna").get("/me").is(404);
    crew.site.visitor().get("/me").leads_to("/sign-in?next=%2Fme");
}

#[test]
fn a_self_evaluation_is_begun_once_gone_on_with_and_submitted() {
    let crew = crew();
    let mut eli = crew.site.sign_in("eli");
    // Hired two years ago and never rated: the own view is asked for.
    eli.get("/me")
        .is(200)
        .shows("Rate yourself")
        .shows("Your next talk is due by");
    let begun = eli.post("/me/self-evaluation", &[("client_uuid", "form-12345678")]);
    let rate = begun.is(303).header("location").unwrap().to_owned();
    let again = eli.post("/me/self-evaluation", &[("client_uuid", "form-87654321")]);
    assert_eq!(
        again.is(303).header("location"),
        Some(rate.as_str()),
        "one draft, not two"
    );
    eli.get(&rate)
        .is(200)
        .shows("Rate yourself")
        .shows("Your manager reads these notes after writing their own view");
    assert!(!eli.get(&rate).text().contains("name=\"private\""));
    let id: u64 = rate.split('/').nth(2).unwrap().parse().unwrap();
    save(&mut eli, id, 1, 0, &[("r1", "4"), ("r2", "3")]).is(200);
    eli.get("/me")
        .is(200)
        .shows("Go on with your self evaluation")
        .shows("2 skills rated so far");
    eli.post(&format!("/evaluations/{id}/submission"), &[("then", "submit")])
        .leads_to(&format!("/evaluations/{id}"));
    let record = crew.record(id);
    assert_eq!((record.kind, record.status), (Kind::SelfRating, Status::Submitted));
    let page = eli.get("/me");
    page.is(200).shows("1 self evaluation since");
    assert!(!page.text().contains("task-first"), "nothing is asked for any more");
}

#[test]
fn what_a_manager_finished_is_to_be_read_for_a_month() {
    let crew = crew();
    let (_, id) = crew.finalised(crew.eli, "2026-05-04");
    let mut eli = crew.site.sign_in("eli");
    eli.get("/me")
        .is(200)
        .shows("Your evaluation is finished")
        .shows("Of 4 May 2026");
    assert!(eli.get("/me").text().contains(&format!("href=\"/evaluations/{id}\"")));
    // Answered, it is no task any more.
    let page = format!("/evaluations/{id}");
    eli.get(&page).is(200);
    eli.post(
        &format!("{page}/acknowledgement"),
        &[("revision", "1"), ("how", "seen")],
    )
    .is(303);
    eli.get("/me").is(200).hides("Your evaluation is finished");
    crew.finalised(crew.zoe, "2026-05-04");
    crew.site.add_user("zoe", "employee", Some(crew.zoe));
    crew.site.sign_in("zoe").get("/me").shows("Your evaluation is finished");
    crew.site.wait(SignedDuration::from_hours(24 * 31));
    let page = crew.site.sign_in("zoe").get("/me");
    page.is(200).hides("Your evaluation is finished");
}

#[test]
fn the_own_view_is_asked_for_from_a_month_before_the_talk_is_due() {
    let crew = crew();
    crew.finalised(crew.eli, "2026-05-04");
    // Due on 4 November; asked for from 5 October on.
    let ask_at = |day: &str| {
        let noon = format!("{day}T12:00:00Z").parse().unwrap();
        crew.site.clock.set(noon);
        crew.site
            .sign_in("eli")
            .get("/me")
            .is(200)
            .text()
            .contains("Your next talk is due by 4 Nov 2026")
    };
    assert!(!ask_at("2026-10-04"));
    assert!(ask_at("2026-10-05"));
    assert!(ask_at("2026-12-01"));
}

#[test]
fn who_has_left_is_asked_for_nothing() {
    let crew = crew();
    let left = crew.site.app.today().saturating_sub(10.days());
    crew.edit_employee(crew.eli, |eli| eli.employment[0].to = Some(left));
    let mut eli = crew.site.sign_in("eli");
    let page = eli.get("/me");
    assert!(!page.is(200).text().contains("action=\"/me/self-evaluation\""));
    eli.post("/me/self-evaluation", &[]).is(422).shows("not employed");
}
