//! The key of the backups, from the sheet to the check, and the backups themselves.

use super::chromium::Browser;
use super::leaving::sign_in;
use super::look::Eyes;
use crate::support::Site;
use handyman_kpi::app::backups;
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::policy::Actor;

#[test]
fn the_sheet_of_a_key_and_what_comes_of_it_are_well_made_in_both_lights_and_widths() {
    let site = Site::start();
    let at = format!("https://localhost:{}", site.address.port());
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();
    sign_in(&browser, &at, "anna");
    let page = format!("{at}/backups/key");
    browser.open(&page);
    browser.follow("main form[action='/backups/key'] button");
    let key = browser.text("#secret");
    eyes.look_here(&browser, &at, "backups-sheet");
    eyes.look_on_paper(&browser, "backups-sheet");
    browser.window(1280, 900);
    browser.fill("#field-key", "hunter2");
    browser.follow("main form[action$='confirmation'] button");
    eyes.look_here(&browser, &at, "backups-key-refused");
    // In groups, as off paper.
    let groups: Vec<&str> = key
        .as_bytes()
        .chunks(6)
        .map(|six| std::str::from_utf8(six).unwrap())
        .collect();
    browser.fill("#field-key", &groups.join(" "));
    browser.follow("main form[action$='confirmation'] button");
    assert!(browser.words().contains("from now on"), "{}", browser.words());
    backups::create(&site.app, &Actor::Program, Why::Asked).unwrap();
    browser.open(&page);
    browser.fill("#field-own_key", &key.to_lowercase());
    browser.follow("main form[action$='check'] button");
    assert!(
        browser.words().contains("This key opens 1 backup"),
        "{}",
        browser.words()
    );
    eyes.look_here(&browser, &at, "backups-key-checked");
    browser.open(&format!("{at}/backups"));
    browser.click("details.more > summary");
    browser.fill("#field-backup_time", "25:00");
    browser.follow("main form[action$='schedule'] button");
    eyes.look_here(&browser, &at, "backups-schedule-refused");
    eyes.close();
}

#[test]
fn a_backup_is_restored_and_whoever_did_it_signs_in_again() {
    let site = Site::start();
    let at = format!("https://localhost:{}", site.address.port());
    let browser = Browser::start(Some(&site.leaf));
    let mut eyes = Eyes::open();
    let backup = backups::create(&site.app, &Actor::Program, Why::Asked).unwrap();
    for (first, last) in [("Late", "Comer"), ("Mia", "Hansen"), ("Theo", "Larsen")] {
        site.add_employee(first, last);
    }
    let file = tempfile::tempdir().unwrap().keep().join(&backup.name);
    std::fs::copy(backups::folder(&site.app).join(&backup.name), &file).unwrap();
    sign_in(&browser, &at, "anna");
    browser.open(&format!("{at}/backups"));
    eyes.look_here(&browser, &at, "backups-list");
    browser.follow("a[href='/backups/restore']");
    browser.fill("#field-file", file.to_str().unwrap());
    browser.follow("form button.primary");
    assert!(browser.path().starts_with("/backups/restore/"));
    assert!(browser.words().contains("Late Comer"), "{}", browser.words());
    eyes.look_here(&browser, &at, "restore-preview-lost");
    browser.follow("button.danger");
    browser.until(
        "the end",
        "return document.querySelector(\"a[href='/sign-in']\") !== null",
    );
    assert!(
        browser.words().contains("What was here before is kept as"),
        "{}",
        browser.words()
    );
    browser.follow("a[href='/sign-in']");
    sign_in(&browser, &at, "anna");
    browser.open(&format!("{at}/employees"));
    assert!(!browser.words().contains("Late Comer"));
    browser.open(&format!("{at}/backups"));
    eyes.look_here(&browser, &at, "backups-restored");
    eyes.close();
    std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
}
