//! `/certificates`: what is set, and what of it somebody above has set.

use super::DOMAIN;
use crate::support::Site;
use handyman_kpi::app::{certificates, reach};

#[test]
fn names_that_are_typed_are_answered_to_and_stand_in_the_certificate() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/certificates").is(200).shows("This box’s own");
    let fields = [
        ("certificate", "local"),
        ("names", "Crew.lan kpi.home.arpa"),
        ("mdns", "crew"),
        ("domains", ""),
        ("acme_email", ""),
    ];
    anna.post("/certificates", &fields).leads_to("/certificates");
    let page = anna.get("/certificates");
    page.is(200)
        .shows("crew.lan")
        .shows("kpi.home.arpa")
        .shows("crew.local");
    let asked = |host: &str| {
        site.wire_says(&format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n\r\n"))
            .status
    };
    assert_eq!(
        (asked("crew.lan"), asked("crew.local"), asked("other.lan")),
        (200, 200, 421)
    );
    let leaf = site
        .app
        .tls()
        .unwrap()
        .for_name(Some("crew.lan"), site.app.now())
        .unwrap();
    assert!(leaf.facts.covers("crew.lan"));
}

#[test]
fn a_name_that_another_device_has_is_said_with_the_one_the_box_has_instead() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let taken = "called handyman-kpi.local already, so this box is handyman-kpi-2.local there";
    reach::announced(&site.app, Some("handyman-kpi.local".into()));
    anna.get("/certificates").is(200).hides(taken);
    assert!(reach::announced(&site.app, Some("handyman-kpi-2.local".into())));
    certificates::keep(&site.app).unwrap();
    let page = anna.get("/certificates");
    page.is(200).shows(taken);
    let leaf = site.app.tls().unwrap().for_name(None, site.app.now()).unwrap();
    assert!(leaf.facts.covers("handyman-kpi-2.local"));
}

#[test]
fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/certificates");
    let page = anna.post(
        "/certificates",
        &[
            ("certificate", "lets-encrypt"),
            ("domains", ""),
            ("names", "a_b"),
            ("mdns", "x.y"),
        ],
    );
    page.is(422)
        .shows("Let’s Encrypt needs a domain")
        .shows("is no name a box can have")
        .shows("a_b")
        .shows("letters, digits and hyphens");
    assert_eq!(reach::effective(&site.app).unwrap().names, Vec::<String>::new());
}

#[test]
fn what_the_configuration_sets_is_shown_and_cannot_be_changed() {
    let site = Site::build().configured("names", "fixed.lan").start();
    let mut anna = site.sign_in("anna");
    anna.get("/certificates")
        .is(200)
        .shows("fixed.lan")
        .shows("Set in the configuration (file)");
    anna.post(
        "/certificates",
        &[
            ("certificate", "local"),
            ("names", "other.lan"),
            ("mdns", ""),
            ("domains", ""),
            ("acme_email", ""),
        ],
    )
    .leads_to("/certificates");
    assert_eq!(reach::effective(&site.app).unwrap().names, ["fixed.lan"]);
}

#[test]
fn only_admins_see_or_change_it_and_are_told_on_every_page_what_to_see_to() {
    let site = Site::build()
        .configured("certificate", "lets-encrypt")
        .configured("domains", DOMAIN)
        .start();
    site.sign_in("anna")
        .get("/")
        .is(200)
        .shows("There is no certificate of Let’s Encrypt yet");
    let mut max = site.sign_in("max");
    max.get("/").is(200).hides("Let’s Encrypt");
    max.get("/certificates").is(404);
    for path in ["/certificates", "/certificates/attempt", "/certificates/own"] {
        max.get("/employees");
        max.post(path, &[("certificate", "own")]).is(404);
    }
}
