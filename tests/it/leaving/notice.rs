//! `/account/notice`: read once, after the password and before anything else.

use crate::support::{Browser, Site};
use handyman_kpi::app::users;
use handyman_kpi::domain::account::User;
use handyman_kpi::domain::id::UserId;
use handyman_kpi::store::Read;

fn eli(site: &Site) -> UserId {
    users::by_name(&site.app, "eli").unwrap().unwrap().id
}

fn user(site: &Site, id: UserId) -> User {
    site.app.store.read().unwrap().get(id).unwrap().unwrap()
}

fn unread() -> (Site, Browser) {
    let site = Site::start();
    site.edit_user(eli(&site), |user| user.notice_read_at = None);
    let browser = site.sign_in("eli");
    (site, browser)
}

#[test]
fn an_employee_reads_it_once_and_goes_on_to_where_they_were_going() {
    let (site, mut eli_browser) = unread();
    eli_browser
        .get("/evaluations?kind=self")
        .leads_to("/account/notice?next=%2Fevaluations%3Fkind%3Dself");
    let page = eli_browser.get("/account/notice?next=%2Fevaluations%3Fkind%3Dself");
    page.is(200)
        .shows("What is recorded about you")
        .shows("Who sees it")
        .shows("How you answer")
        .shows("How long it is kept")
        .shows("This is not a consent");
    let next = page.field("next").unwrap();
    eli_browser
        .post("/account/notice", &[("next", &next)])
        .leads_to("/evaluations?kind=self");
    eli_browser.get("/evaluations?kind=self").is(200);
    assert_eq!(user(&site, eli(&site)).notice_read_at, Some(site.app.now()));
    // Later it is on the account page, and reading it again changes nothing.
    eli_browser.get("/account").is(200).shows("/account/notice");
    let first = site.app.now();
    site.wait(jiff::SignedDuration::from_hours(1));
    eli_browser.get("/account/notice").is(200).shows("You read this");
    eli_browser.post("/account/notice", &[]).leads_to("/");
    assert_eq!(user(&site, eli(&site)).notice_read_at, Some(first));
}

#[test]
fn the_forced_change_of_password_comes_first() {
    let (site, mut browser) = unread();
    site.edit_user(eli(&site), |user| user.must_change_password = true);
    browser.get("/").leads_to("/account/password");
    browser.get("/account/notice").leads_to("/account/password");
    browser.get("/account/password").is(200);
    let new = "another long enough one";
    let fields = [("old", crate::support::PASSWORD), ("new", new), ("again", new)];
    browser.post("/account/password", &fields).leads_to("/");
    browser.get("/").leads_to("/account/notice");
}

#[test]
fn it_holds_up_nothing_that_is_being_saved_and_lets_one_sign_out() {
    let (_site, mut browser) = unread();
    browser.get("/account/notice").is(200);
    browser
        .post("/account/theme", &[("theme", "dark")])
        .leads_to("/account");
    let mut script = browser.with("sec-fetch-dest", "empty");
    script.get("/evaluations").is(200);
    script.post("/sign-out", &[]).leads_to("/sign-in");
}

#[test]
fn who_is_no_employee_has_nothing_to_read_and_a_manager_who_is_one_has() {
    let site = Site::start();
    let max = users::by_name(&site.app, "max").unwrap().unwrap().id;
    site.edit_user(max, |user| user.notice_read_at = None);
    let mut browser = site.sign_in("max");
    browser.get("/").is(200);
    browser.get("/account/notice").is(404);
    browser.post("/account/notice", &[]).is(404);
    let employee = site.add_employee("Max", "Boss");
    site.edit_user(max, |user| user.employee = Some(employee));
    browser.get("/").leads_to("/account/notice");
    browser.get("/account/notice").is(200);
    browser
        .post("/account/notice", &[("next", "//evil.example")])
        .leads_to("/");
    browser.get("/").is(200);
}
