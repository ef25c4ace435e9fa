//! What stands before a session, and what a form that was refused says.

use super::keep::{LANGUAGES, Pages, speaking, without};
use crate::support::Site;
use handyman_kpi::app::setup;
use handyman_kpi::domain::policy::Actor;

#[test]
fn the_way_in_says_what_is_kept_in_both_languages() {
    let mut pages = Pages::default();
    let document = crate::exports::archive::taken(&Site::start());
    for language in LANGUAGES {
        let site = Site::empty();
        let mut browser = site.visitor().with("accept-language", language);
        pages.add("setup-link", language, &browser.get("/setup"));
        let refused = browser.post("/setup/link", &[("code", "not-the-code")]);
        pages.add("setup-link-refused", language, &refused);
        let code = setup::link(&site.app, &Actor::Program).unwrap();
        browser.submit("/setup/link", &[("code", &code)]);
        pages.add("setup-beginning", language, &browser.get("/setup"));
        let archive = browser.get("/setup/archive");
        pages.add("setup-archive", language, &archive);
        let refused = browser.upload("/setup/archive", &[], ("file", "all.json", b"%PDF-1.7"));
        pages.add("setup-archive-refused", language, &refused);
        browser.upload("/setup/archive", &[], ("file", "all.json", &document));
        pages.add("setup-contents", language, &browser.get("/setup/archive/contents"));
        pages.add("setup-wizard", language, &browser.get("/setup/company"));
        let wrong = [("time_zone", "Mars/Base"), ("password", "short")];
        let refused = browser.upload("/setup/company", &wrong, ("file", "", b""));
        pages.add("setup-wizard-refused", language, &refused);

        let site = Site::start();
        let mut browser = site.visitor().with("accept-language", language);
        pages.add("sign-in", language, &browser.get("/sign-in"));
        let refused = browser.post("/sign-in", &[("name", "max"), ("password", "no")]);
        pages.add("sign-in-refused", language, &refused);
        pages.add("reset", language, &browser.get("/reset"));
        let refused = browser.post("/reset", &[("code", "gone"), ("new", "a"), ("again", "b")]);
        pages.add("reset-refused", language, &refused);
    }
    pages.compare();
}

#[test]
fn a_new_company_and_its_refusals_say_what_is_kept_in_both_languages() {
    let site = Site::start();
    let zoe = site.add_employee("Zoë", "Ladder");
    let handover = format!("/employees/{zoe}/handover");
    let mut pages = Pages::default();
    for (language, name) in LANGUAGES.into_iter().zip(["nina", "nora"]) {
        let mut anna = speaking(&site, "anna", language);
        pages.add("dashboard-of-nobody", language, &anna.get("/"));
        pages.add("evaluations-of-nobody", language, &anna.get("/evaluations"));
        pages.add("not-found", language, &anna.get("/nowhere"));
        pages.add("employee-new-refused", language, &anna.post("/employees", &[]));
        let told = anna.post("/users", &[("name", name), ("role", "employee")]);
        pages.add("user-first-password", language, &without(told, "id=\"secret\">"));

        let mut max = speaking(&site, "max", language);
        max.get(&handover);
        let told = max.post(&handover, &[]);
        pages.add("handover-pin-told", language, &without(told, "<code class=\"pin\">"));
        pages.add("handover-pin", language, &max.get("/handover"));
        pages.add(
            "handover-pin-refused",
            language,
            &max.post("/handover", &[("pin", "12")]),
        );
    }
    pages.compare();
}
