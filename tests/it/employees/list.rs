//! The list: search, filters, order and pages stand in the URL.

use super::{add, added};
use crate::support::{Answer, Site};

/// The names in the list, in its order.
fn listed(page: &Answer) -> Vec<String> {
    let text = page.is(200).text();
    let rows = text.split("<th scope=\"row\">").skip(1);
    rows.map(|row| row.split(['>', '<']).nth(2).unwrap().to_owned())
        .collect()
}

#[test]
fn the_list_opens_by_name_with_those_who_work_here() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    for name in ["Zoe", "adam", "Mia"] {
        added(&add(&mut max, &[("first_name", name)]));
    }
    let page = max.get("/employees");
    page.shows("4 people work here today.");
    assert_eq!(listed(&page), ["adam Marsh", "Eli Stone", "Mia Marsh", "Zoe Marsh"]);
}

#[test]
fn search_filter_and_order_are_links_that_can_be_kept() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    added(&add(
        &mut max,
        &[("first_name", "Zoe"), ("number", "H-10"), ("tier", "3")],
    ));
    added(&add(
        &mut max,
        &[("first_name", "Adam"), ("number", "H-9"), ("tier", "1")],
    ));
    for (query, names) in [
        ("q=h-1", &["Zoe Marsh"][..]),
        ("tier=1", &["Adam Marsh"]),
        ("manager=none&tier=3", &["Zoe Marsh"]),
        ("sort=number", &["Adam Marsh", "Zoe Marsh", "Eli Stone"]),
        ("sort=-number", &["Zoe Marsh", "Adam Marsh", "Eli Stone"]),
    ] {
        assert_eq!(listed(&max.get(&format!("/employees?{query}"))), names, "{query}");
    }
    max.get("/employees?q=nobody+at+all")
        .is(200)
        .shows("Nobody fits these filters");
}

#[test]
fn an_address_typed_by_hand_never_fails() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    let long = format!("/employees?q={}", "%F0%9F%9B%A0".repeat(500));
    for address in [
        "/employees?tier=9&status=x&sort=--&page=-1&manager=x",
        "/employees?page=99999999999999999999",
        "/employees?q=%3Cscript%3Ealert(1)%3C/script%3E",
        &long,
    ] {
        let page = max.get(address);
        page.is(200);
        assert!(!page.text().contains("<script>alert"));
    }
}

#[test]
fn fifty_stand_on_a_page() {
    let site = Site::start();
    for n in 0..50 {
        site.add_employee(&format!("N{n:02}"), "Crew");
    }
    let mut max = site.sign_in("max");
    let first = max.get("/employees");
    first.shows("1–50 of 51");
    assert_eq!(listed(&first).len(), 50);
    for page in ["2", "3"] {
        let last = max.get(&format!("/employees?page={page}"));
        last.shows("51–51 of 51");
        assert_eq!(listed(&last), ["N49 Crew"]);
    }
}

#[test]
fn a_company_without_people_says_what_to_do_next() {
    let site = Site::start();
    // Whoever sees only their own reports and has none sees nobody.
    crate::settings::managers_see_only_their_own(&site);
    let mut max = site.sign_in("max");
    max.get("/employees")
        .is(200)
        .shows("Nobody here yet")
        .shows("Add the first employee");
}

#[test]
fn who_is_due_for_a_talk_is_a_filter_and_an_order() {
    let site = Site::start();
    let mut max = site.sign_in("max");
    // The talk is due six months after the hire date; today is 4 May 2026.
    for (name, hired) in [
        ("Late", "2025-11-03"),
        ("Today", "2025-11-04"),
        ("Soon", "2025-12-03"),
        ("Later", "2025-12-04"),
    ] {
        added(&add(&mut max, &[("first_name", name), ("hire_date", hired)]));
    }
    let page = max.get("/employees?talk=overdue");
    assert_eq!(listed(&page), ["Eli Stone", "Late Marsh"]);
    page.shows("Talk overdue").shows("3 May 2026").shows("Overdue");
    assert_eq!(listed(&max.get("/employees?talk=soon")), ["Soon Marsh", "Today Marsh"]);
    let by_day = ["Eli Stone", "Late Marsh", "Today Marsh", "Soon Marsh", "Later Marsh"];
    assert_eq!(listed(&max.get("/employees?sort=due")), by_day);
    // An interval of a year moves them all.
    site.app
        .change(&handyman_kpi::domain::policy::Actor::Program, |change| {
            let mut settings = (*site.app.projection().settings).clone();
            settings.evaluation_interval_months = 12;
            change.put(&settings)
        })
        .unwrap();
    assert_eq!(listed(&max.get("/employees?talk=overdue")), ["Eli Stone"]);
    assert!(listed(&max.get("/employees?talk=soon")).is_empty());
}
