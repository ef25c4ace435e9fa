//! Which cookie stands for whom.

use crate::support::Site;
use jiff::SignedDuration;

#[test]
fn a_session_of_nobody_is_a_visitor() {
    let site = Site::start();
    for token in ["", "x", &"A".repeat(10_000)] {
        let mut browser = site.visitor();
        browser.cookies.insert("__Host-session".into(), token.into());
        browser.get("/nowhere").is(404).hides("Sign out");
    }
}

#[test]
fn a_session_ends_when_it_was_not_used_for_long() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/nowhere").shows("Sign out");
    site.wait(SignedDuration::from_hours(8 * 24));
    anna.get("/nowhere").hides("Sign out");
}

#[test]
fn a_session_cookie_without_its_prefix_is_nothing() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let token = anna.cookies.remove("__Host-session").unwrap();
    anna.cookies.insert("session".into(), token);
    anna.get("/nowhere").hides("Sign out");
}
