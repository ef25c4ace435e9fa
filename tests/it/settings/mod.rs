//! `/settings`.

use crate::support::Site;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::settings::ManagersSee;

/// Sets that managers see only who reports to them.
pub fn managers_see_only_their_own(site: &Site) {
    site.app
        .change(&Actor::Program, |change| {
            let mut settings = (*site.app.projection().settings).clone();
            settings.managers_see = ManagersSee::OwnReports;
            change.put(&settings)
        })
        .unwrap();
}

/// The fields of the form as it stands, with these in place of what is there.
fn fields<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("company", "Hammer & Sons"),
        ("time_zone", "America/Denver"),
        ("interval_months", "6"),
        ("managers_see", "everyone"),
        ("show_previous", "on"),
        ("tier_name_1", "Helper"),
        ("tier_name_2", "Handyman"),
        ("tier_name_3", "Craftsman"),
        ("tier_name_4", "Master"),
        ("tier_name_5", "Lead"),
        ("level_name_1", "Learning"),
        ("level_name_2", "Assisted"),
        ("level_name_3", "Independent"),
        ("level_name_4", "Advanced"),
        ("level_name_5", "Expert"),
        ("anchor_1", "Watches."),
        ("anchor_2", "Helps."),
        ("anchor_3", "Does it."),
        ("anchor_4", "Does it well."),
        ("anchor_5", "Teaches it."),
    ];
    usual
        .into_iter()
        .map(|(name, value)| other.iter().find(|(n, _)| *n == name).copied().unwrap_or((name, value)))
        .collect()
}

#[test]
fn an_admin_changes_everything_and_it_holds_at_once() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/settings").is(200).shows("Hammer & Sons");
    anna.post(
        "/settings",
        &fields(&[("managers_see", "own_reports"), ("interval_months", "12")]),
    )
    .leads_to("/settings");
    let settings = site.app.projection().settings.clone();
    assert_eq!(settings.time_zone, "America/Denver");
    assert_eq!(settings.tier_names[0], "Helper");
    assert_eq!(settings.levels[4].anchor, "Teaches it.");
    assert_eq!(settings.evaluation_interval_months, 12);
    assert_eq!(settings.managers_see, ManagersSee::OwnReports);
    assert!(settings.set_up_on.is_some(), "what is not in the form stays");
    anna.get("/settings").shows("The settings are saved.");
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_nothing_is_saved() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/settings").is(200);
    let long = "x".repeat(10_000);
    let page = anna.post(
        "/settings",
        &fields(&[
            ("company", " \u{200B} "),
            ("time_zone", "Mars/Olympus"),
            ("interval_months", "0"),
            ("tier_name_2", "helper"),
            ("anchor_5", &long),
        ]),
    );
    page.is(422)
        .shows("5 things need your attention")
        .shows("There is no time zone of this name.")
        .shows("Please give whole months, from 1 to 36.")
        .shows("This name is used above already.")
        .shows("This is 10000 characters long.");
    assert_eq!(page.field("time_zone").as_deref(), Some("Mars/Olympus"));
    assert_eq!(site.app.projection().settings.time_zone, "UTC");
}

#[test]
fn another_time_zone_moves_today_and_no_stored_day() {
    let site = Site::start();
    let mia = site.add_employee("Mia", "Cole");
    let before = site.app.projection().person(mia).unwrap().employee.clone();
    let mut anna = site.sign_in("anna");
    anna.get("/settings").is(200);
    // Noon in Greenwich is the fifth of May on Kiritimati.
    anna.post("/settings", &fields(&[("time_zone", "pacific/kiritimati")]))
        .is(303);
    assert_eq!(site.app.projection().settings.time_zone, "Pacific/Kiritimati");
    assert_eq!(site.app.today(), jiff::civil::date(2026, 5, 5));
    assert_eq!(site.app.projection().person(mia).unwrap().employee, before);
}

#[test]
fn a_company_named_like_a_script_is_only_a_name() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    anna.get("/settings").is(200);
    let name = "</title><script>alert(1)</script> 🛠 שלום";
    anna.post("/settings", &fields(&[("company", name)])).is(303);
    let page = anna.get("/settings");
    page.is(200).shows(name);
    assert!(!page.text().contains("<script>alert"));
}

#[test]
fn settings_do_not_exist_for_managers_and_employees() {
    let site = Site::start();
    for name in ["max", "eli"] {
        let mut browser = site.sign_in(name);
        browser.get("/account").is(200);
        browser.get("/settings").is(404);
        browser.post("/settings", &fields(&[("company", "Mine")])).is(404);
    }
    assert_eq!(site.app.projection().settings.company, "Hammer & Sons");
}
