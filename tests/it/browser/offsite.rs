//! A place off the box in a real browser: added, tested step by step, and tested again when it is not well.

use super::chromium::Browser;
use super::look::Eyes;
use crate::exports::sample_company;
use crate::support::session;
use crate::support::storage::{BUCKET, KEY, Liar, Reply, SECRET};
use handyman_kpi::app::sample::SIGN_INS;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_place_is_added_and_its_test_says_each_step() {
    let ill = Arc::new(AtomicBool::new(false));
    let is_ill = Arc::clone(&ill);
    let liar = Liar::but(move |method, _, _, _| {
        let refused = is_ill.load(Ordering::SeqCst) && method == "PUT";
        refused.then_some(Reply::Refusal(403, "ExpiredToken"))
    });
    let site = sample_company();
    let browser = Browser::start(Some(&site.leaf));
    let token = session(&site.app, SIGN_INS[0].name, SIGN_INS[0].password);
    browser.cookie(&site.origin(), "__Host-session", &token);
    let mut eyes = Eyes::open();
    browser.open(&format!("{}/backups/offsite", site.origin()));
    browser.follow("a[href='/backups/offsite/storage']");
    for (field, value) in [
        ("name", "Attic"),
        ("endpoint", &liar.endpoint()),
        ("bucket", BUCKET),
        ("key_id", KEY),
        ("secret", SECRET),
        ("declined", "no"),
    ] {
        browser.fill(&format!("#field-{field}"), value);
    }
    browser.follow(".form .primary");
    assert!(browser.words().contains("Please type the sentence as it stands above"));
    eyes.look_here(&browser, &site.origin(), "backups-offsite-refused");
    browser.fill("#field-secret", SECRET);
    browser.fill("#field-declined", "I decline encryption");
    browser.click("details summary");
    browser.click("#field-path_style");
    browser.follow(".form .primary");
    browser.follow("form[action='/backups/offsite/1/test'] button");
    assert!(browser.words().contains("The place works"), "{}", browser.words());
    eyes.look_here(&browser, &site.origin(), "backups-offsite-tested");
    ill.store(true, Ordering::SeqCst);
    browser.follow("form[action='/backups/offsite/1/test'] button");
    let words = browser.words();
    assert!(words.contains("The access key has expired"), "{words}");
    eyes.look_here(&browser, &site.origin(), "backups-offsite-not-well");
    eyes.close();
}
