//! `/sign-in`, `/sign-out` and `/reset`.

mod reset;

use crate::support::{Browser, PASSWORD, Site};

fn sign_in(browser: &mut Browser, name: &str, password: &str) -> crate::support::Answer {
    browser.get("/sign-in").is(200);
    browser.post("/sign-in", &[("name", name), ("password", password)])
}

#[test]
fn name_and_password_open_the_door_in_whatever_case_the_name_is_typed() {
    let site = Site::start();
    for name in ["anna", "ANNA", " Anna "] {
        let mut browser = site.visitor();
        sign_in(&mut browser, name, PASSWORD).leads_to("/");
        browser.get("/account").is(200).shows("anna");
    }
}

#[test]
fn a_wrong_password_an_unknown_name_and_a_deactivated_user_get_the_same_sentence() {
    let site = Site::start();
    let gone = site.add_user("gone", "manager", None);
    site.edit_user(gone, |user| user.active = false);
    let mut said = Vec::new();
    for (name, password) in [
        ("anna", "not the right password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("<script>alert(1)</script>", "x"),
        (&"x".repeat(10_000), "x"),
    ] {
        let mut browser = site.visitor();
        let page = sign_in(&mut browser, name, password);
        page.is(422).shows("User name and password do not fit together.");
        assert_eq!(page.field("name").as_deref(), Some(name), "what was typed stays");
        assert!(!page.text().contains("<script>alert"));
        assert!(!page.text().contains(PASSWORD), "but never a password");
        assert!(!browser.cookies.contains_key("__Host-session"));
        said.push(page.text().matches("do not fit together").count());
    }
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn what_was_left_empty_is_said() {
    let site = Site::start();
    sign_in(&mut site.visitor(), " ", "")
        .is(422)
        .shows("Please type your user name.")
        .shows("Please type your password.");
}

#[test]
fn signing_in_goes_on_where_one_was_going_but_never_to_another_host() {
    let site = Site::start();
    for (next, to) in [
        ("/employees?tier=2", "/employees?tier=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/sign-in", "/"),
        ("", "/"),
    ] {
        let mut browser = site.visitor();
        browser.get("/sign-in").is(200);
        browser
            .post("/sign-in", &[("name", "anna"), ("password", PASSWORD), ("next", next)])
            .leads_to(to);
    }
    let mut anna = site.sign_in("anna");
    anna.get("/sign-in?next=//evil.example").leads_to("/");
    anna.get("/sign-in?next=/employees").leads_to("/employees");
}

#[test]
fn a_sign_in_form_needs_the_token_of_this_browser() {
    let site = Site::start();
    let (mut one, mut other) = (site.visitor(), site.visitor());
    one.get("/sign-in").is(200);
    other.get("/sign-in").is(200);
    let fields = [("name", "anna"), ("password", PASSWORD)];
    one.post_with("/sign-in", "", &fields).is(403);
    one.post_with("/sign-in", &other.token, &fields).is(403);
    one.post("/sign-in", &fields).is(303);
}

#[test]
fn the_cookie_is_a_new_one_at_every_sign_in_and_dead_after_signing_out() {
    let site = Site::start();
    let mut browser = site.visitor();
    browser
        .cookies
        .insert("__Host-session".into(), "chosen by someone else".into());
    sign_in(&mut browser, "anna", PASSWORD).is(303);
    let cookie = browser.cookies["__Host-session"].clone();
    assert_ne!(cookie, "chosen by someone else");
    browser.get("/account").is(200);
    browser.post("/sign-out", &[]).leads_to("/sign-in");
    assert!(!browser.cookies.contains_key("__Host-session"));
    browser.get("/sign-in").shows("You are signed out.");
    browser.cookies.insert("__Host-session".into(), cookie);
    browser.get("/account").is(303);
}

#[test]
fn signing_out_is_no_link_anyone_could_plant() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/sign-out").is(405);
    anna.get("/account").is(200);
    anna.post_with("/sign-out", "", &[]).is(403);
    anna.get("/account").is(200);
}
