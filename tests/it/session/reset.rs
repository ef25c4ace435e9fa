//! A new password by a one-time link.

use crate::support::{Browser, PASSWORD, Site};
use handyman_kpi::app::users;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;

const NEW: &str = "ladders lean on gutters";

fn link_for(site: &Site, name: &str) -> String {
    let user = users::by_name(&site.app, name).unwrap().unwrap();
    users::reset_link(&site.app, &Actor::Program, user.id).unwrap()
}

fn reset(browser: &mut Browser, code: &str, new: &str, again: &str) -> crate::support::Answer {
    browser.get("/reset").is(200);
    browser.post("/reset", &[("code", code), ("new", new), ("again", again)])
}

#[test]
fn a_link_sets_a_password_once_and_signs_in() {
    let site = Site::start();
    let mut elis_phone = site.sign_in("eli");
    let code = link_for(&site, "eli");
    elis_phone.get("/account").is(303);

    let mut browser = site.visitor();
    // The whole link may be pasted.
    reset(&mut browser, &format!("https://box.local/reset#{code}"), NEW, NEW).leads_to("/");
    browser.get("/account").is(200).shows("eli");
    reset(&mut site.visitor(), &code, NEW, NEW)
        .is(422)
        .shows("This code does not work");

    let mut again = site.visitor();
    again.get("/sign-in").is(200);
    again
        .post("/sign-in", &[("name", "eli"), ("password", PASSWORD)])
        .is(422);
    again.post("/sign-in", &[("name", "eli"), ("password", NEW)]).is(303);
}

#[test]
fn a_bad_password_leaves_the_link_good() {
    let site = Site::start();
    let code = link_for(&site, "eli");
    let mut browser = site.visitor();
    for (new, again, sentence) in [
        ("short", "short", "at least 15 characters"),
        (NEW, "something else that is long", "The two passwords differ."),
        (
            "aaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaaaaa",
            "repeats the same few characters",
        ),
    ] {
        let page = reset(&mut browser, &code, new, again);
        page.is(422).shows(sentence);
        assert_eq!(page.field("code").as_deref(), Some(code.as_str()), "the code stays");
        assert!(!page.text().contains(new), "passwords never come back");
    }
    reset(&mut browser, &code, NEW, NEW).is(303);
}

#[test]
fn an_old_an_invented_and_no_code_do_not_work() {
    let site = Site::start();
    let code = link_for(&site, "eli");
    site.wait(SignedDuration::from_mins(31));
    let mut browser = site.visitor();
    for code in [code.as_str(), "invented", "", &"x".repeat(10_000)] {
        reset(&mut browser, code, NEW, NEW)
            .is(422)
            .shows("This code does not work");
    }
}

#[test]
fn a_newer_link_ends_the_older() {
    let site = Site::start();
    let older = link_for(&site, "eli");
    let newer = link_for(&site, "eli");
    reset(&mut site.visitor(), &older, NEW, NEW).is(422);
    reset(&mut site.visitor(), &newer, NEW, NEW).is(303);
}
