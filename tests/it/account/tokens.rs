//! `/account/tokens` and `/tokens`: made, shown once, listed, revoked.

use crate::api::Program;
use crate::support::{Answer, Site};

fn secret(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("<code id=\"secret\">").unwrap();
    rest.split_once("</code>").unwrap().0.to_owned()
}

#[test]
fn a_token_is_made_shown_once_used_and_revoked() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    eli.get("/account/tokens").is(200).shows("Make a token");
    let made = eli.post(
        "/account/tokens",
        &[("name", "<b>payroll</b>"), ("read_only", "on"), ("expires", "30")],
    );
    made.is(200).shows("It is shown only now.");
    let token = secret(&made);
    assert_eq!(token.len(), "hkpi_".len() + 43);
    let list = eli.get("/account/tokens");
    list.is(200)
        .hides(&token)
        .shows("<b>payroll</b>")
        .shows("Reads only")
        .shows("never used");
    assert!(!list.text().contains("<b>payroll"));
    let mut program = Program::with(site.visitor(), &token);
    program.get("/me").is(200);
    eli.get("/account/tokens").shows("last used");

    let mut anna = site.sign_in("anna");
    anna.get("/tokens").is(200).shows("eli").hides(&token);
    anna.post("/tokens/1/revocation", &[]).leads_to("/tokens");
    anna.get("/tokens").shows("does not work any more").shows("Revoked");
    program.get("/me").is(401);
}

#[test]
fn nobody_sees_or_ends_the_token_of_another_but_an_admin() {
    let site = Site::start();
    let (id, token) = crate::api::token(&site, "anna", false, None);
    for name in ["max", "eli"] {
        let mut browser = site.sign_in(name);
        browser.get("/account/tokens").is(200).hides("test");
        browser.post(&format!("/account/tokens/{id}/revocation"), &[]).is(404);
        browser.post(&format!("/tokens/{id}/revocation"), &[]).is(404);
        browser.get("/tokens").is(404);
    }
    Program::with(site.visitor(), &token).get("/me").is(200);
    let mut anna = site.sign_in("anna");
    anna.get("/account/tokens").shows("test");
    anna.post(&format!("/account/tokens/{id}/revocation"), &[])
        .leads_to("/account/tokens");
    anna.post(&format!("/account/tokens/{id}/revocation"), &[])
        .leads_to("/account/tokens");
    anna.post("/account/tokens/99/revocation", &[]).is(404);
    Program::with(site.visitor(), &token).get("/me").is(401);
}

#[test]
fn what_cannot_be_a_token_is_refused_with_what_was_typed_still_there() {
    let site = Site::start();
    let mut eli = site.sign_in("eli");
    eli.get("/account/tokens").is(200);
    let long = "x".repeat(10_000);
    for (name, days, sentence) in [
        ("", "", "Please fill this in."),
        (long.as_str(), "", "This is 10000 characters long."),
        ("x", "0", "from 1 to 3650"),
        ("x", "soon", "from 1 to 3650"),
    ] {
        let page = eli.post("/account/tokens", &[("name", name), ("expires", days)]);
        page.is(422).shows(sentence);
        assert_eq!(page.field("expires").as_deref(), Some(days));
    }
    for n in 0..50 {
        eli.post("/account/tokens", &[("name", &format!("t{n}"))]).is(200);
    }
    let page = eli.post("/account/tokens", &[("name", "one too many")]);
    page.is(409).shows("eli has 50 tokens that work");
}
