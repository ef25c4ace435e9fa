//! `/account`: one's own.

mod language;
mod tokens;

use crate::support::{PASSWORD, Site};

const NEW: &str = "ladders lean on gutters";

fn change(old: &str, new: &str, again: &str) -> [(&'static str, String); 3] {
    [("old", old.into()), ("new", new.into()), ("again", again.into())]
}

fn send(browser: &mut crate::support::Browser, fields: &[(&'static str, String); 3]) -> crate::support::Answer {
    browser.get("/account/password").is(200);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post("/account/password", &fields)
}

#[test]
fn a_new_password_ends_every_other_session_and_keeps_this_one() {
    let site = Site::start();
    let (mut here, mut there) = (site.sign_in("eli"), site.sign_in("eli"));
    send(&mut here, &change(PASSWORD, NEW, NEW)).leads_to("/account");
    here.get("/account").is(200).shows("Your password is changed.");
    there.get("/account").is(303);
}

#[test]
fn a_password_that_cannot_be_is_refused_and_never_shown_again() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    for (old, new, again, sentence) in [
        ("not my password at all", NEW, NEW, "This is not your current password."),
        (PASSWORD, "short", "short", "at least 15 characters"),
        (PASSWORD, NEW, "another one altogether", "The two passwords differ."),
        (PASSWORD, PASSWORD, PASSWORD, "differs from the current one"),
        (
            PASSWORD,
            "hammer & sons eli eli",
            "hammer & sons eli eli",
            "mostly a name",
        ),
    ] {
        let page = send(&mut eli, &change(old, new, again));
        page.is(422).shows(sentence);
        assert!(!page.text().contains(new));
    }
    eli.get("/account").is(200);
}

#[test]
fn the_first_password_must_be_changed_before_anything_else_opens() {
    let site = Site::start();
    let id = site.add_user("new", "manager", None);
    site.edit_user(id, |user| user.must_change_password = true);
    let mut browser = site.visitor();
    browser.get("/sign-in").is(200);
    browser
        .post(
            "/sign-in",
            &[("name", "new"), ("password", PASSWORD), ("next", "/employees")],
        )
        .leads_to("/employees");
    for page in ["/employees", "/account"] {
        browser.get(page).leads_to("/account/password");
    }
    browser
        .get("/account/password")
        .is(200)
        .shows("Choose your password")
        .hides("Dashboard");
    send(&mut browser, &change(PASSWORD, "short", "short"))
        .is(422)
        .shows("Choose your password");
    send(&mut browser, &change(PASSWORD, NEW, NEW)).leads_to("/");
    browser.get("/employees").is(200);
}

#[test]
fn one_sees_where_one_is_signed_in_and_ends_it_there_but_nobody_elses() {
    let site = Site::start();
    let (mut here, mut there) = (site.sign_in("eli"), site.sign_in("eli"));
    let mut anna = site.sign_in("anna");
    let page = here.get("/account");
    page.is(200)
        .shows("Firefox on Linux")
        .shows("192.0.2.1")
        .shows("This device");
    let text = page.text();
    let id: String = text
        .split("/account/sessions/")
        .filter_map(|rest| rest.split_once("/end"))
        .map(|(id, _)| id.to_owned())
        .find(|id| id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty())
        .unwrap();
    anna.get("/account").is(200);
    anna.post(&format!("/account/sessions/{id}/end"), &[]).is(404);
    there.get("/account").is(200);
    here.post(&format!("/account/sessions/{id}/end"), &[])
        .leads_to("/account");
    there.get("/account").is(303);
    here.get("/account").is(200);
}

#[test]
fn signing_out_everywhere_else_leaves_this_device_and_other_people() {
    let site = Site::start();
    let (mut here, mut there) = (site.sign_in("eli"), site.sign_in("eli"));
    let mut anna = site.sign_in("anna");
    here.get("/account").is(200);
    here.post("/account/sessions/end", &[]).leads_to("/account");
    here.get("/account").is(200);
    there.get("/account").is(303);
    anna.get("/account").is(200);
}

#[test]
fn light_or_dark_is_kept_and_nothing_else_is_taken() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    eli.get("/account").is(200);
    eli.post("/account/theme", &[("theme", "dark"), ("back", "/account")])
        .leads_to("/account");
    assert!(eli.get("/account").text().contains("data-theme=\"dark\""));
    eli.post("/account/theme", &[("theme", "device"), ("back", "//evil.example")])
        .leads_to("/account");
    assert!(!eli.get("/account").text().contains("data-theme="));
    eli.post("/account/theme", &[("theme", "purple")])
        .is(400)
        .shows("Please choose light, dark, or as on this device.");
}
