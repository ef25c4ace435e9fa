//! `/users`: who can sign in.

use crate::support::{PASSWORD, Site};
use handyman_kpi::app::users;

const NEW: &str = "ladders lean on gutters";

fn fields<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [("name", "zoe"), ("role", "manager"), ("employee", ""), ("email", "")];
    usual
        .into_iter()
        .map(|(name, value)| other.iter().find(|(n, _)| *n == name).copied().unwrap_or((name, value)))
        .collect()
}

fn id_of(site: &Site, name: &str) -> u64 {
    users::by_name(&site.app, name).unwrap().unwrap().id.0
}

/// What is shown once on the page.
fn secret(page: &crate::support::Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<code id=\"secret\">").unwrap();
    rest.split_once("</code>").unwrap().0.replace("&#x2f;", "/")
}

#[test]
fn a_new_user_gets_a_first_password_that_is_shown_once_and_must_be_changed() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/users/new").is(200);
    let page = anna.post("/users", &fields(&[]));
    page.is(200).shows("zoe can sign in").shows("It is shown only now.");
    let first = secret(&page);
    assert!(first.len() >= 20);
    for path in ["/users".to_owned(), format!("/users/{}", id_of(&site, "zoe"))] {
        anna.get(&path).is(200).hides(&first);
    }

    let mut zoe = site.visitor();
    zoe.get("/sign-in").is(200);
    zoe.post("/sign-in", &[("name", "ZOE"), ("password", &first)]).is(303);
    zoe.get("/employees").leads_to("/account/password");
    zoe.get("/account/password").is(200);
    zoe.post("/account/password", &[("old", &first), ("new", NEW), ("again", NEW)])
        .leads_to("/");
    zoe.get("/employees").is(200);
}

#[test]
fn a_name_someone_has_in_another_case_is_taken() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/users/new").is(200);
    for name in ["MAX", " max ", "Max"] {
        let page = anna.post("/users", &fields(&[("name", name)]));
        page.is(422).shows("There is already a user of this name.");
        assert_eq!(page.field("name").as_deref(), Some(name));
    }
}

#[test]
fn what_cannot_be_a_user_is_refused_with_everything_typed_still_there() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/users/new").is(200);
    let long = "x".repeat(10_000);
    for (field, typed, sentence) in [
        ("name", "   ", "Please fill this in."),
        ("name", "two words", "leave out spaces"),
        ("name", long.as_str(), "This is 10000 characters long."),
        ("role", "king", "Please choose a role."),
        ("email", "nobody", "e-mail address"),
        ("employee", "999", "This employee does not exist."),
        ("employee", "x", "Please choose an employee from the list."),
    ] {
        let page = anna.post("/users", &fields(&[(field, typed)]));
        page.is(422).shows(sentence);
    }
    let page = anna.post("/users", &fields(&[("name", "<script>alert(1)</script>")]));
    assert!(!page.text().contains("<script>alert"));
    anna.get("/users").is(200).shows("<script>alert(1)</script>");
    assert!(!anna.get("/users").text().contains("<script>alert"));
}

#[test]
fn one_employee_is_one_user() {
    let site = Site::start();
    let eli = site.app.projection().people().next().unwrap().employee.id.to_string();
    let mut anna = site.sign_in("anna");
    anna.get("/users/new").is(200).hides("Eli Stone");
    anna.post("/users", &fields(&[("employee", &eli)]))
        .is(422)
        .shows("This employee already signs in as eli.");
}

#[test]
fn the_last_active_admin_stays_one_whatever_is_tried() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let id = id_of(&site, "anna");
    anna.get(&format!("/users/{id}")).is(200);
    anna.post(&format!("/users/{id}/deactivation"), &[])
        .is(409)
        .shows("This is the only active admin.");
    anna.post(
        &format!("/users/{id}"),
        &fields(&[("name", "anna"), ("role", "manager")]),
    )
    .is(409)
    .shows("This is the only active admin.");
    anna.get("/users").is(200);

    let max = id_of(&site, "max");
    anna.post(&format!("/users/{max}"), &fields(&[("name", "max"), ("role", "admin")]))
        .leads_to("/users");
    anna.post(
        &format!("/users/{id}"),
        &fields(&[("name", "anna"), ("role", "employee")]),
    )
    .is(303);
    anna.get("/users").is(404);
}

#[test]
fn a_deactivated_user_is_out_at_once_and_can_be_let_in_again() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let mut max = site.sign_in("max");
    let id = id_of(&site, "max");
    max.get("/account").is(200);
    anna.get(&format!("/users/{id}"))
        .is(200)
        .shows("Deactivate the user max?");
    anna.post(&format!("/users/{id}/deactivation"), &[]).leads_to("/users");
    anna.get("/users")
        .shows("max is deactivated and signed out everywhere.");
    max.get("/account").is(303);
    anna.get(&format!("/users/{id}")).shows("Reactivate max");
    anna.post(&format!("/users/{id}/reactivation"), &[]).leads_to("/users");
    site.sign_in("max").get("/account").is(200);
}

#[test]
fn a_reset_link_is_shown_once_holds_its_secret_behind_the_hash_and_works() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let id = id_of(&site, "max");
    anna.get(&format!("/users/{id}")).is(200);
    let page = anna.post(&format!("/users/{id}/reset-link"), &[]);
    page.is(200).shows("A link for max");
    let link = secret(&page);
    assert!(
        link.starts_with(&format!("https://localhost:{}/reset#", site.address.port())),
        "{link}"
    );
    let mut max = site.visitor();
    max.get("/reset").is(200);
    max.post("/reset", &[("code", &link), ("new", NEW), ("again", NEW)])
        .leads_to("/");
}

#[test]
fn signing_a_user_out_everywhere_leaves_the_password_as_it_is() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let mut max = site.sign_in("max");
    max.get("/account").is(200);
    let id = id_of(&site, "max");
    anna.get("/users").is(200);
    anna.post(&format!("/users/{id}/sessions/end"), &[])
        .leads_to(&format!("/users/{id}"));
    max.get("/account").is(303);
    let mut again = site.visitor();
    again.get("/sign-in").is(200);
    again
        .post("/sign-in", &[("name", "max"), ("password", PASSWORD)])
        .is(303);
}

#[test]
fn users_do_not_exist_for_managers_and_employees() {
    let site = Site::start();
    let id = id_of(&site, "anna");
    for name in ["max", "eli"] {
        let mut browser = site.sign_in(name);
        browser.get("/account").is(200);
        for path in ["/users".to_owned(), "/users/new".to_owned(), format!("/users/{id}")] {
            browser.get(&path).is(404).hides("anna");
        }
        for act in ["deactivation", "reactivation", "reset-link", "sessions/end"] {
            browser.post(&format!("/users/{id}/{act}"), &[]).is(404);
        }
        browser.post("/users", &fields(&[("role", "admin")])).is(404);
        browser.post(&format!("/users/{id}"), &fields(&[])).is(404);
    }
    assert!(users::by_name(&site.app, "zoe").unwrap().is_none());
}
