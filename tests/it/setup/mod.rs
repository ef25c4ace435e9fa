//! `/setup`: the first start in the browser.

mod moving_in;

use crate::support::{Answer, Browser, Site};
use handyman_kpi::app::setup;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;

const GOOD: &str = "three ladders on a truck";

fn link(site: &Site) -> String {
    setup::link(&site.app, &Actor::Program).unwrap()
}

/// A browser that has opened the setup link.
fn opened(site: &Site) -> Browser {
    let code = link(site);
    let mut browser = site.visitor();
    browser.get("/setup").is(200).shows("Setup code");
    browser.post("/setup/link", &[("code", &code)]).leads_to("/setup");
    browser.get("/setup").is(200).shows("How do you want to begin?");
    browser.get("/setup/company").is(200).shows("Set up your company");
    browser
}

fn fields<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("company", "Ace Repairs"),
        ("time_zone", "America/Denver"),
        ("admin", "olga"),
        ("password", GOOD),
        ("again", GOOD),
        ("catalogue", "card"),
    ];
    usual
        .into_iter()
        .map(|(name, value)| other.iter().find(|(n, _)| *n == name).copied().unwrap_or((name, value)))
        .collect()
}

/// Sends the wizard as a browser does: with an empty file field when none was chosen.
fn finish(browser: &mut Browser, other: &[(&str, &str)]) -> Answer {
    browser.upload("/setup/company", &fields(other), ("file", "", b""))
}

#[test]
fn the_link_opens_the_wizard_and_the_wizard_ends_signed_in_on_the_dashboard() {
    let site = Site::empty();
    let mut browser = opened(&site);
    finish(&mut browser, &[]).leads_to("/");
    assert!(!browser.cookies.contains_key("__Host-setup"));
    let settings = site.app.projection().settings.clone();
    assert_eq!(
        (settings.company.as_str(), settings.time_zone.as_str()),
        ("Ace Repairs", "America/Denver")
    );
    let catalogue = site.app.projection().catalogue.clone();
    assert_eq!(catalogue.skill_categories.len(), 20);
    browser
        .get("/account")
        .is(200)
        .shows("olga")
        .shows("Your company is set up.");
    browser.get("/users").is(200);
}

#[test]
fn after_that_the_wizard_is_not_found_for_anyone() {
    let site = Site::empty();
    let mut late = opened(&site);
    let mut browser = site.visitor();
    browser.cookies = late.cookies.clone();
    browser.get("/setup").is(200);
    finish(&mut browser, &[("catalogue", "empty")]).is(303);
    for browser in [&mut browser, &mut late, &mut site.visitor()] {
        browser.get("/setup").is(404);
        browser.post("/setup/link", &[("code", "x")]).is(404);
        finish(browser, &[]).is(404);
    }
    assert!(setup::link(&site.app, &Actor::Program).is_err());
}

#[test]
fn before_that_every_page_leads_to_the_wizard() {
    let site = Site::empty();
    for page in ["/", "/employees", "/sign-in", "/reset"] {
        site.visitor().get(page).leads_to("/setup");
    }
}

#[test]
fn without_the_link_there_is_no_wizard() {
    let site = Site::empty();
    let code = link(&site);
    let mut browser = site.visitor();
    browser.get("/setup").is(200).hides("Time zone");
    for wrong in ["", "invented", &code[1..], &"x".repeat(10_000)] {
        browser
            .post("/setup/link", &[("code", wrong)])
            .is(422)
            .shows("This code does not work");
    }
    finish(&mut browser, &[]).is(422).shows("Setup code");
    assert!(!site.app.is_set_up());
    // The whole link may be pasted.
    browser
        .post("/setup/link", &[("code", &format!("https://box.local/setup#{code}"))])
        .leads_to("/setup");
}

#[test]
fn a_link_ends_after_a_day_and_when_a_newer_one_is_made() {
    let site = Site::empty();
    let mut browser = opened(&site);
    site.wait(SignedDuration::from_hours(25));
    finish(&mut browser, &[]).is(422).shows("This code does not work");
    let mut browser = opened(&site);
    link(&site);
    browser.get("/setup").is(200).shows("Setup code");
    finish(&mut browser, &[]).is(422);
    assert!(!site.app.is_set_up());
}

#[test]
fn what_is_wrong_keeps_everything_typed_but_passwords_and_sets_up_nothing() {
    let site = Site::empty();
    let mut browser = opened(&site);
    let page = finish(
        &mut browser,
        &[
            ("company", "  "),
            ("time_zone", "Mars/Olympus"),
            ("admin", "two words"),
            ("password", "short one"),
            ("again", "short one"),
            ("catalogue", "none of them"),
        ],
    );
    page.is(422)
        .shows("5 things need your attention")
        .shows("There is no time zone of this name.")
        .shows("leave out spaces")
        .shows("at least 15 characters")
        .shows("Please choose what you want to start with.")
        .hides("short one");
    assert_eq!(page.field("time_zone").as_deref(), Some("Mars/Olympus"));
    assert_eq!(page.field("admin").as_deref(), Some("two words"));
    finish(&mut browser, &[("again", "another one altogether")])
        .is(422)
        .shows("The two passwords differ.");
    assert!(!site.app.is_set_up());
}

#[test]
fn the_own_copy_of_the_card_is_taken_and_what_is_no_card_is_said() {
    let site = Site::empty();
    let mut browser = opened(&site);
    for content in [&b"not a card"[..], b"PK\x03\x04 broken", b""] {
        let page = browser.upload("/setup/company", &fields(&[]), ("file", "card.xlsx", content));
        page.is(422).shows("Ace Repairs");
        assert!(page.text().contains("id=\"error-file\""), "said at the file");
    }
    assert!(!site.app.is_set_up());
    let card = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/appliance/score-card.xlsx")).unwrap();
    browser
        .upload("/setup/company", &fields(&[]), ("file", "card.xlsx", &card))
        .leads_to("/");
    assert_eq!(site.app.projection().catalogue.skill_categories.len(), 20);
}

#[test]
fn a_file_chosen_beside_another_mistake_is_asked_for_again() {
    let site = Site::empty();
    let mut browser = opened(&site);
    browser
        .upload(
            "/setup/company",
            &fields(&[("company", "")]),
            ("file", "card.xlsx", b"anything"),
        )
        .is(422)
        .shows("Please choose your file once more");
}

#[test]
fn each_catalogue_can_be_the_beginning() {
    for (choice, categories) in [("starter", 10..60), ("card", 20..21), ("empty", 0..1)] {
        let site = Site::empty();
        let mut browser = opened(&site);
        finish(&mut browser, &[("catalogue", choice)]).is(303);
        let found = site.app.projection().catalogue.skill_categories.len();
        assert!(categories.contains(&found), "{choice}: {found}");
    }
}

#[test]
fn two_windows_finish_only_once() {
    let site = Site::empty();
    let mut one = opened(&site);
    let mut other = site.visitor();
    other.cookies = one.cookies.clone();
    other.token = one.token.clone();
    finish(&mut one, &[("catalogue", "empty")]).is(303);
    finish(&mut other, &[("catalogue", "empty"), ("admin", "second")]).is(404);
    assert_eq!(
        handyman_kpi::app::users::list(&site.app, &Actor::Program)
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn how_browsers_reach_the_box_is_asked_and_is_good_as_it_is() {
    let site = Site::empty();
    let mut browser = opened(&site);
    browser
        .get("/setup/company")
        .shows("How browsers reach this box")
        .shows("localhost");
    let answers = [("mdns", "ace"), ("certificate", "local"), ("domains", "")];
    let mut all = fields(&[]);
    all.extend(answers);
    browser.upload("/setup/company", &all, ("file", "", b"")).leads_to("/");
    browser.get("/certificates").is(200).shows("value=\"ace\"");
    assert!(site.app.names().has("ace.local"), "without a restart");
}

#[test]
fn a_certificate_from_elsewhere_leads_to_where_it_goes_on() {
    for (source, domains, shows) in [
        ("own", "", "Now upload your certificate"),
        ("lets-encrypt", "kpi.example.com", "The certificate is being asked for"),
    ] {
        let site = Site::empty();
        let mut browser = opened(&site);
        let mut all = fields(&[]);
        all.extend([("certificate", source), ("domains", domains)]);
        browser
            .upload("/setup/company", &all, ("file", "", b""))
            .leads_to("/certificates");
        browser.get("/certificates").is(200).shows(shows);
    }
}

#[test]
fn what_is_wrong_with_it_is_said_with_the_rest_and_nothing_is_set_up() {
    let site = Site::empty();
    let mut browser = opened(&site);
    let mut all = fields(&[("company", "")]);
    all.extend([("certificate", "lets-encrypt"), ("mdns", "a b!")]);
    browser
        .upload("/setup/company", &all, ("file", "", b""))
        .is(422)
        .shows("3 things need your attention")
        .shows("Let’s Encrypt needs a domain")
        .shows("value=\"a b!\"");
    assert!(!site.app.is_set_up());
}

#[test]
fn what_the_configuration_says_of_it_is_shown_and_stays() {
    let site = Site::build().not_set_up().configured("mdns", "workshop").start();
    let mut browser = opened(&site);
    browser.get("/setup/company").shows("workshop").hides("name=\"mdns\"");
    let mut all = fields(&[]);
    all.push(("mdns", "other"));
    browser.upload("/setup/company", &all, ("file", "", b"")).leads_to("/");
    assert!(site.app.names().has("workshop.local"));
    assert!(!site.app.names().has("other.local"));
}
