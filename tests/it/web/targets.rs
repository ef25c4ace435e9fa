//! `/targets`: sets that begin on a day, from the browser's side.

use crate::support::{Browser, Site};
use handyman_kpi::app::catalogue_install::install;
use handyman_kpi::app::starter_catalogue::starter_catalogue;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::target::Target;
use handyman_kpi::domain::tier::Tier;

fn stocked() -> Site {
    let site = Site::start();
    let draft = starter_catalogue();
    site.app
        .change(&Actor::Program, |change| {
            install(change, &draft, jiff::civil::date(2026, 1, 5))
        })
        .unwrap();
    site
}

fn anna(site: &Site) -> Browser {
    let mut anna = site.sign_in("anna");
    anna.get("/targets").is(200);
    anna
}

#[test]
fn without_a_catalogue_and_without_targets_it_says_what_to_do_next() {
    let site = Site::start();
    anna(&site).get("/targets").is(200).shows("Fill the catalogue first");
    let site = stocked();
    let mut anna = anna(&site);
    anna.post("/targets/1/removal", &[]).leads_to("/targets");
    anna.get("/targets")
        .is(200)
        .shows("are taken away")
        .shows("No targets yet");
}

#[test]
fn new_targets_apply_from_their_day_and_not_needed_is_not_the_same_as_not_set() {
    let site = stocked();
    let mut anna = anna(&site);
    anna.get("/targets/new?like=1").is(200).shows("2026-05-04");
    let fields = [
        ("like", "1"),
        ("from", "2026-06-01"),
        ("c1t1", "5"),
        ("c1t2", "0"),
        ("c1t3", ""),
        ("s1t1", "2"),
        ("s1t2", ""),
    ];
    anna.post("/targets", &fields).leads_to("/targets?set=2");
    anna.get("/targets?set=2")
        .is(200)
        .shows("not needed")
        .shows("Planned")
        .shows("PPE selection and use")
        .shows("as the category");
    let now = site.app.projection();
    let set = now.targets.iter().find(|set| set.id.0 == 2).unwrap();
    assert_eq!(set.by_category.len(), 2);
    assert_eq!(set.by_category[&(Tier::ALL[1], 1.into())], Target::NotNeeded);
    assert!(!set.by_category.contains_key(&(Tier::ALL[2], 1.into())));
    assert_eq!(set.by_skill.len(), 1);
    anna.get("/targets")
        .is(200)
        .shows("Valid from")
        .hides("PPE selection and use");
}

#[test]
fn an_exception_is_added_by_a_button_and_nothing_typed_is_lost() {
    let site = stocked();
    let mut anna = anna(&site);
    let fields = [
        ("like", "1"),
        ("from", "2026-99-01"),
        ("c1t1", "4"),
        ("exception", "9"),
        ("then", "exception"),
    ];
    let page = anna.post("/targets", &fields);
    page.is(200)
        .shows("Measuring, marking and cutting lumber")
        .shows("value=\"2026-99-01\"");
    assert!(page.text().contains("name=\"s9t5\""));
    let fields = [
        ("like", "1"),
        ("from", "2026-99-01"),
        ("c1t1", "4"),
        ("s9t1", ""),
        ("s9t2", "7"),
    ];
    let page = anna.post("/targets", &fields);
    page.is(422)
        .shows("2 things need your attention")
        .shows("Please choose a level from 1 to 5");
    assert!(
        page.text().contains("name=\"s9t5\""),
        "the row of the exception is still there"
    );
    anna.post("/targets", &[("from", "")])
        .is(422)
        .shows("Please give a date.");
    anna.post("/targets", &[("from", "2026-01-05")])
        .is(422)
        .shows("There are targets from that day already");
    assert_eq!(site.app.projection().targets.len(), 1);
}

#[test]
fn two_tabs_correcting_the_second_is_told_and_can_save_again() {
    let site = stocked();
    let mut anna = anna(&site);
    let version = anna.get("/targets/1/edit").is(200).field("version").unwrap();
    anna.post(
        "/targets/1/edit",
        &[("version", &version), ("from", "2026-01-05"), ("c1t1", "1")],
    )
    .is(303);
    let told = anna.post(
        "/targets/1/edit",
        &[("version", &version), ("from", "2026-01-05"), ("c1t1", "2")],
    );
    told.is(409).shows("changed while you had them open");
    let version = told.field("version").unwrap();
    anna.post(
        "/targets/1/edit",
        &[("version", &version), ("from", "2026-01-05"), ("c1t1", "2")],
    )
    .is(303);
    assert_eq!(site.app.projection().targets[0].by_category.len(), 1);
}
