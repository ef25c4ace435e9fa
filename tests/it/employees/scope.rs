//! Whose pages these are not: not found, whether the person exists or not.

use super::{add, added, fields};
use crate::support::Site;

#[test]
fn to_an_employee_no_page_of_another_exists_nor_a_form_of_the_own_record() {
    let site = Site::start();
    let mia = site.add_employee("Mia", "Cole").0;
    let own = site.app.projection().people().next().unwrap().employee.id.0;
    let mut eli = site.sign_in("eli");
    eli.get("/account").is(200);
    for id in [own, mia, 999] {
        for page in ["edit", "tiers", "reports-to", "employment"] {
            eli.get(&format!("/employees/{id}/{page}")).is(404).hides("Mia");
        }
        eli.post(&format!("/employees/{id}/edit"), &fields(&[])).is(404);
        eli.post(&format!("/employees/{id}/tiers"), &[("tier", "5")]).is(404);
        eli.post(
            &format!("/employees/{id}/employment/end"),
            &[("last_day", "2026-05-03")],
        )
        .is(404);
    }
    for page in ["/employees", "/employees/new"] {
        eli.get(page).is(404);
    }
    eli.post("/employees", &fields(&[])).is(404);
    assert_eq!(site.app.projection().people().count(), 2);
}

#[test]
fn a_visitor_is_asked_to_sign_in_and_comes_back() {
    let site = Site::start();
    site.visitor()
        .get("/employees?tier=2")
        .leads_to("/sign-in?next=%2Femployees%3Ftier%3D2");
}

#[test]
fn what_is_no_employee_is_not_found() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    for id in ["999", "07", "x", "-1", "18446744073709551616"] {
        for page in ["edit", "tiers", "reports-to", "employment"] {
            max.get(&format!("/employees/{id}/{page}")).is(404);
        }
    }
}

#[test]
fn a_manager_of_own_reports_adds_to_them_and_sees_nobody_else() {
    let site = Site::start();
    let (lee, mia) = (site.add_employee("Lee", "Park"), site.add_employee("Mia", "Cole"));
    site.add_user("lee", "manager", Some(lee));
    crate::settings::managers_see_only_their_own(&site);
    let mut browser = site.sign_in("lee");
    browser.get("/employees").shows("Lee Park").hides("Mia Cole");
    browser.get(&format!("/employees/{mia}/edit")).is(404);
    browser.get("/employees/new").hides("Mia Cole");
    let me = lee.to_string();
    add(&mut browser, &[("manager", "")])
        .is(422)
        .shows("You see only the people who report to you, so please choose yourself here.");
    let id = added(&add(&mut browser, &[("manager", &me)]));
    browser.get(&format!("/employees/{id}/edit")).is(200);
    // Handed over to nobody, the person is out of sight.
    browser
        .post(
            &format!("/employees/{id}/reports-to"),
            &[("manager", ""), ("from", "2026-05-04")],
        )
        .leads_to("/employees");
    browser.get(&format!("/employees/{id}/edit")).is(404);
}

#[test]
fn the_notes_on_oneself_are_not_in_the_own_form_and_survive_it() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let lee = added(&add(&mut anna, &[("first_name", "Lee"), ("notes", "Wants to leave.")]));
    site.add_user("lee", "manager", Some(handyman_kpi::domain::id::EmployeeId(lee)));
    let mut browser = site.sign_in("lee");
    let path = format!("/employees/{lee}/edit");
    browser.get(&path).is(200).hides("Wants to leave.");
    browser.post(&path, &fields(&[("first_name", "Leo")])).is(303);
    anna.get(&path).shows("Leo Marsh").shows("Wants to leave.");
}
