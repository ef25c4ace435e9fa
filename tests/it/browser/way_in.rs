//! What stands before a session: the setup link, the wizard, signing in, a new password. And the
//! pages that say no.

use super::chromium::Browser;
use super::look::Eyes;
use crate::exports::archive::taken;
use crate::exports::sample_company;
use crate::support::{PASSWORD, Site};
use handyman_kpi::app::sample::SIGN_INS;
use handyman_kpi::app::setup;
use handyman_kpi::domain::policy::Actor;

/// Types into the fields of these names.
fn fill(browser: &Browser, fields: &[(&str, &str)]) {
    for (name, value) in fields {
        browser.fill(&format!("#field-{name}"), value);
    }
}

#[test]
fn setting_up_is_well_made_in_both_lights_and_widths() {
    let site = Site::empty();
    let at = site.origin();
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();
    eyes.look(&browser, &at, "/setup", "setup-link");
    fill(&browser, &[("code", "not-the-code")]);
    browser.follow("form button.primary");
    eyes.look_here(&browser, &at, "setup-link-refused");

    let code = setup::link(&site.app, &Actor::Program).unwrap();
    fill(&browser, &[("code", &code)]);
    browser.follow("form button.primary");
    eyes.look(&browser, &at, "/setup", "setup-beginning");
    eyes.look(&browser, &at, "/setup/company", "wizard");
    fill(&browser, &[("time_zone", "Mars/Base"), ("password", "short")]);
    browser.follow("form button.primary");
    let wrong = browser.texts(".error-summary li");
    assert_eq!(wrong[0], "Name: Please fill this in.");
    assert!(wrong[1].starts_with("Time zone: There is no time zone of this name."));
    assert_eq!(wrong[2], "User name: Please fill this in.");
    assert!(wrong[3].starts_with("Password: Please use at least 15 characters"));
    eyes.look_here(&browser, &at, "wizard-refused");
    eyes.close();
}

#[test]
fn signing_in_and_being_refused_are_well_made_in_both_lights_and_widths() {
    let site = Site::start();
    site.add_catalogue();
    let at = site.origin();
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();
    eyes.look(&browser, &at, "/sign-in", "sign-in");
    fill(&browser, &[("name", "anna"), ("password", "not mine")]);
    browser.follow("form button.primary");
    eyes.look_here(&browser, &at, "sign-in-refused");
    eyes.look(&browser, &at, "/reset", "reset");
    fill(&browser, &[("code", "gone"), ("new", "a"), ("again", "b")]);
    browser.follow("form button.primary");
    eyes.look_here(&browser, &at, "reset-refused");

    let newcomer = site.add_user("nina", "manager", None);
    site.edit_user(newcomer, |user| user.must_change_password = true);
    browser.open(&format!("{at}/sign-in"));
    fill(&browser, &[("name", "nina"), ("password", PASSWORD)]);
    browser.follow("form button.primary");
    assert_eq!(browser.path(), "/account/password");
    eyes.look_here(&browser, &at, "password-forced");
    browser.forget();

    browser.open(&format!("{at}/sign-in"));
    fill(&browser, &[("name", "anna"), ("password", PASSWORD)]);
    browser.follow("form button.primary");
    eyes.look_here(&browser, &at, "dashboard-of-nobody");
    browser.open(&format!("{at}/nowhere"));
    eyes.look_here(&browser, &at, "not-found");
    browser.open(&format!("{at}/?from=2020-05-01&to=2020-04-01"));
    eyes.look_here(&browser, &at, "dashboard-refused");
    browser.open(&format!("{at}/employees/new"));
    browser.follow("main form button.primary");
    eyes.look_here(&browser, &at, "employee-new-refused");
    browser.open(&format!("{at}/users/new"));
    fill(&browser, &[("name", "otto")]);
    browser.follow("main form button.primary");
    eyes.look_here(&browser, &at, "user-first-password");

    let zoe = site.add_employee("Zoë", "Ladder");
    browser.open(&format!("{at}/employees/{zoe}/handover"));
    browser.follow("main form button.primary");
    eyes.look_here(&browser, &at, "handover-pin-told");
    browser.follow("main a.primary");
    eyes.look_here(&browser, &at, "handover-pin");
    fill(&browser, &[("pin", "12")]);
    browser.follow("form button.primary");
    eyes.look_here(&browser, &at, "handover-pin-refused");
    eyes.close();
}

#[test]
fn the_way_in_has_room_for_its_words_in_spanish() {
    let site = Site::empty();
    let at = site.origin();
    let browser = Browser::start(Some(&site.leaf));
    browser.speak("es-MX,es;q=0.9,en;q=0.5");
    let mut eyes = Eyes::open();
    eyes.look_at_words(&browser, &at, "/setup", "es-setup-link");
    let code = setup::link(&site.app, &Actor::Program).unwrap();
    fill(&browser, &[("code", &code)]);
    browser.follow("form button.primary");
    eyes.look_at_words(&browser, &at, "/setup", "es-setup-beginning");
    eyes.look_at_words(&browser, &at, "/setup/archive", "es-setup-archive");
    eyes.look_at_words(&browser, &at, "/setup/company", "es-wizard");
    fill(&browser, &[("time_zone", "Mars/Base"), ("password", "short")]);
    browser.follow("form button.primary");
    assert_eq!(browser.texts(".error-summary li")[0], "Nombre: Llena este campo.");
    eyes.look_at_words_here(&browser, "es-wizard-refused");

    let site = Site::start();
    let at = site.origin();
    let browser = Browser::start(Some(&site.leaf));
    browser.speak("es");
    eyes.look_at_words(&browser, &at, "/reset", "es-reset");
    eyes.look_at_words(&browser, &at, "/sign-in", "es-sign-in");
    fill(&browser, &[("name", "anna"), ("password", PASSWORD)]);
    browser.follow("form button.primary");
    eyes.look_at_words_here(&browser, "es-dashboard-of-nobody");
    browser.open(&format!("{at}/nowhere"));
    eyes.look_at_words_here(&browser, "es-not-found");
    eyes.close();
}

#[test]
fn moving_in_from_an_archive_says_how_far_it_is_and_what_comes() {
    let before = sample_company();
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("Everything.json"), folder.path().join("cut.json"));
    let document = taken(&before);
    std::fs::write(&good, &document).unwrap();
    std::fs::write(&bad, &document[..document.len() / 2]).unwrap();

    let site = Site::empty();
    let at = site.origin();
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();
    let code = setup::link(&site.app, &Actor::Program).unwrap();
    browser.open(&format!("{at}/setup#{code}"));
    browser.until("the beginning", "return document.querySelector('a.way') !== null");
    browser.follow("a.way[href='/setup/archive']");
    eyes.look(&browser, &at, "/setup/archive", "setup-archive");

    // What was said on the way is kept, since it goes by quickly.
    browser.run(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('#working')?.textContent)) \
           .observe(document.body, { childList: true, characterData: true, subtree: true }); return null",
    );
    browser.fill("#field-file", bad.to_str().unwrap());
    browser.click("form button.primary");
    browser.until("the reason", "return document.querySelector('#error-file') !== null");
    let said = browser.run("return said.filter(Boolean).map((text) => text.replace(/[0-9]+/, 'N'))");
    let said = said.as_array().unwrap();
    assert_eq!(said[0], "Being sent: N %");
    assert!(said.contains(&"Being looked through …".into()), "{said:?}");
    assert!(browser.text(".error-summary").contains("its end is missing"));
    assert_eq!(browser.path(), "/setup/archive");
    let focus = browser.run("return document.activeElement.className");
    assert_eq!(focus, "error-summary");
    // It answers 422, which the browser notes and we meant.
    browser.traffic();
    eyes.look_here(&browser, &at, "setup-archive-refused");

    browser.fill("#field-file", good.to_str().unwrap());
    browser.follow("form button.primary");
    assert_eq!(browser.path(), "/setup/archive/contents");
    eyes.look(&browser, &at, "/setup/archive/contents", "setup-contents");
    browser.follow("form button.primary");
    browser.until(
        "the end",
        "return document.querySelector(\"a[href='/sign-in']\") !== null",
    );
    assert!(browser.path().starts_with("/restoring/"));
    assert!(browser.text("main").contains("is here now"));
    eyes.look_here(&browser, &at, "restored");
    browser.follow("a[href='/sign-in']");
    let owner = SIGN_INS[0];
    fill(&browser, &[("name", owner.name), ("password", owner.password)]);
    browser.follow("form button.primary");
    assert_eq!(browser.path(), "/");
    eyes.close();
}
