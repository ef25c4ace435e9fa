//! The first sign-in of an employee, and the record of one who has left.

use super::chromium::Browser;
use super::look::Eyes;
use crate::leaving::{NAME, leaver, let_go};
use crate::support::{PASSWORD, Site};
use handyman_kpi::app::users;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;

pub fn sign_in(browser: &Browser, at: &str, name: &str) {
    browser.forget();
    browser.open(&format!("{at}/sign-in"));
    browser.fill("#field-name", name);
    browser.fill("#field-password", PASSWORD);
    browser.follow("form button.primary");
}

#[test]
fn coming_and_leaving_are_well_made_in_both_lights_and_widths() {
    let site = Site::start();
    site.add_catalogue();
    let eli = users::by_name(&site.app, "eli").unwrap().unwrap();
    site.edit_user(eli.id, |user| user.notice_read_at = None);
    let at = format!("https://localhost:{}", site.address.port());
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();

    sign_in(&browser, &at, "eli");
    assert_eq!(browser.path(), "/account/notice");
    eyes.look_here(&browser, &at, "notice-first");
    browser.follow("main form button.primary");
    assert_eq!(browser.path(), "/me");

    let leaver = leaver(&site.app, "max", eli.employee.unwrap());
    let_go(&site.app, leaver.id);
    long_ago(&site, leaver.id);
    sign_in(&browser, &at, "anna");
    eyes.look_here(&browser, &at, "dashboard-proposes");
    let profile = format!("{at}/employees/{}", leaver.id);
    browser.open(&profile);
    eyes.look_here(&browser, &at, "employee-proposed");
    browser.open(&format!("{profile}/anonymisation"));
    browser.fill("#field-name", "Zoë");
    browser.follow("main form button.danger-fill");
    eyes.look_here(&browser, &at, "anonymisation-refused");
    browser.fill("#field-name", NAME);
    browser.follow("main form button.danger-fill");
    assert_eq!(format!("{at}{}", browser.path()), profile);
    eyes.look_here(&browser, &at, "employee-anonymised");
    eyes.close();
}

fn long_ago(site: &Site, id: handyman_kpi::domain::id::EmployeeId) {
    site.app
        .change(&Actor::Program, |change| {
            let mut settings = (*site.app.projection().settings).clone();
            settings.anonymise_after_years = Some(2);
            change.put(&settings)?;
            let mut person = change.store.get::<Employee>(id)?.unwrap();
            person.employment[0].to = Some(jiff::civil::date(2023, 6, 30));
            change.put(&person)
        })
        .unwrap();
}
