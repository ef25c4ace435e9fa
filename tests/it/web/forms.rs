//! Forms: only those of our own pages, each bound to the session it was made for.

use crate::support::{Browser, Site};
use handyman_kpi::message;
use handyman_kpi::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, get, post};

fn echo(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    Reply::json(
        &request
            .form
            .iter()
            .filter(|(name, _)| *name != "form_token")
            .collect::<Vec<_>>(),
    )
}

fn save(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let flash = Flash::done(message!("{name} is saved.", name = request.form.text("name")));
    Ok(Reply::see_other("/nowhere").with_flash(flash.undo("/undo")))
}

fn same(_: &Ctx, request: &Request) -> Result<Reply, Failure> {
    Reply::json(&request.path)
}

fn site() -> Site {
    let rows = [
        post("/echo", Access::User, Body::Form, echo),
        post("/save", Access::User, Body::Form, save),
        post("/visitors", Access::Visitor, Body::Form, echo),
        get("/admins", Access::Admin, same),
        get("/managers", Access::Manager, same),
        get("/people/{id}", Access::User, same),
        post("/json", Access::User, Body::Json, same),
    ];
    Site::build().with_rows(rows).start()
}

fn on_a_page(mut browser: Browser) -> Browser {
    browser.get("/nowhere");
    assert!(!browser.token.is_empty());
    browser
}

#[test]
fn a_form_of_our_own_page_passes_with_what_was_typed() {
    let site = site();
    let mut anna = on_a_page(site.sign_in("anna"));
    let typed = [("name", "Zoë <script> 👷 &=+%"), ("name", "  "), ("empty", "")];
    let got = anna.post("/echo", &typed).is(200).json();
    assert_eq!(got, serde_json::json!(typed));
}

#[test]
fn a_form_without_a_token_or_with_anothers_is_refused_and_says_what_to_do() {
    let site = site();
    let mut anna = on_a_page(site.sign_in("anna"));
    let max = on_a_page(site.sign_in("max"));
    let visitor = on_a_page(site.visitor());
    for token in ["", "x", &max.token, &visitor.token] {
        anna.post_with("/echo", token, &[])
            .is(403)
            .shows("load the page again and send it once more");
    }
    anna.send("POST", "/echo", "", b"").is(403);
}

#[test]
fn the_token_differs_in_every_answer_and_all_of_a_session_work() {
    let site = site();
    let mut anna = on_a_page(site.sign_in("anna"));
    let first = anna.token.clone();
    anna.get("/nowhere");
    assert_ne!(anna.token, first);
    anna.post_with("/echo", &first, &[]).is(200);
}

#[test]
fn a_form_sent_from_another_site_is_refused_even_with_the_token() {
    let site = site();
    for (header, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        let mut anna = on_a_page(site.sign_in("anna")).with(header, value);
        anna.post("/echo", &[]).is(403);
    }
    let own = format!("https://localhost:{}", site.address.port());
    for (origin, status) in [
        ("https://evil.example", 403),
        ("null", 403),
        (own.as_str(), 200),
        ("", 200),
    ] {
        let anna = on_a_page(site.sign_in("anna")).with("sec-fetch-site", "");
        anna.with("origin", origin).post("/echo", &[]).is(status);
    }
}

#[test]
fn a_visitor_has_a_token_bound_to_this_browser() {
    let site = site();
    let mut visitor = on_a_page(site.visitor());
    visitor.post("/visitors", &[]).is(200);
    let mut other = on_a_page(site.visitor());
    other.post_with("/visitors", &visitor.token, &[]).is(403);
    // Signing in makes the visitor's token worthless.
    let mut anna = site.sign_in("anna");
    anna.cookies.extend(visitor.cookies.clone());
    anna.post_with("/visitors", &visitor.token, &[]).is(403);
}

#[test]
fn what_was_done_is_said_once_and_escaped() {
    let site = site();
    let mut anna = on_a_page(site.sign_in("anna"));
    anna.post("/save", &[("name", "Zoë <b>")]).leads_to("/nowhere");
    let page = anna.get("/nowhere");
    page.shows("Zoë <b> is saved.");
    assert!(!page.text().contains("<b>"));
    page.shows("action=\"/undo\"");
    anna.get("/nowhere").hides("is saved");
}

#[test]
fn whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back() {
    let site = site();
    let mut visitor = on_a_page(site.visitor());
    visitor
        .get("/people/7?tab=a&b=%2F")
        .leads_to("/sign-in?next=%2Fpeople%2F7%3Ftab%3Da%26b%3D%252F");
    visitor.post("/echo", &[]).leads_to("/sign-in");
    let referer = format!("https://localhost:{}/people/7", site.address.port());
    let mut from_a_page = on_a_page(site.visitor()).with("referer", &referer);
    from_a_page.post("/echo", &[]).leads_to("/sign-in?next=%2Fpeople%2F7");
    let mut from_elsewhere = on_a_page(site.visitor()).with("referer", "https://evil.example/x");
    from_elsewhere.post("/echo", &[]).leads_to("/sign-in");
    visitor
        .post_json("/json", &serde_json::json!({}))
        .is(401)
        .shows("You are signed out.");
}

#[test]
fn what_is_not_for_a_role_is_not_found() {
    let site = site();
    site.sign_in("anna").get("/admins").is(200);
    site.sign_in("max")
        .get("/admins")
        .is(404)
        .shows("There is nothing here");
    site.sign_in("max").get("/managers").is(200);
    site.sign_in("eli").get("/managers").is(404);
    site.sign_in("eli").get("/people/7").is(200);
}

#[test]
fn a_first_password_must_be_changed_before_anything_else() {
    let site = site();
    let mut max = on_a_page(site.sign_in("max"));
    let id = handyman_kpi::app::users::by_name(&site.app, "max").unwrap().unwrap().id;
    site.edit_user(id, |user| user.must_change_password = true);
    max.get("/people/7").leads_to("/account/password");
    max.post("/echo", &[]).leads_to("/account/password");
    max.post_json("/json", &serde_json::json!({})).is(401);
    max.get("/healthz").is(200);
}

#[test]
fn before_the_company_is_set_up_everything_leads_there_and_afterwards_that_is_gone() {
    let rows = [
        get("/setup/probe", Access::Setup, same),
        get("/people/{id}", Access::User, same),
    ];
    let site = Site::build().with_rows(rows.clone()).start();
    site.visitor().get("/setup/probe").is(404);
    let site = Site::build().with_rows(rows).not_set_up().start();
    let mut visitor = site.visitor();
    visitor.get("/setup/probe").is(200);
    visitor.get("/people/7").leads_to("/setup");
    visitor.get("/healthz").is(200);
}
