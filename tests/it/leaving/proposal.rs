//! Who is proposed to be anonymised, years after leaving.

use super::anonymise::company;
use super::{NAME, let_go};
use crate::support::Site;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;

#[test]
fn the_settings_propose_it_years_after_leaving_and_are_off_at_first() {
    let left = company();
    let site = &left.site;
    let mut anna = site.sign_in("anna");
    let leaves = site.app.today().saturating_sub(jiff::Span::new().days(1));
    let_go(&site.app, left.leaver.id);
    site.app
        .change(&Actor::Program, |change| {
            let mut person = change.store.get::<Employee>(left.leaver.id)?.unwrap();
            person.employment[0].to = Some(leaves.saturating_sub(jiff::Span::new().years(3)));
            change.put(&person)
        })
        .unwrap();
    anna.get("/").is(200).hides("Left long ago");
    let profile = format!("/employees/{}", left.leaver.id);
    anna.get(&profile).hides("propose to anonymise").shows("Anonymise…");
    set_years(&site.app, Some(4));
    anna.get("/").hides("Left long ago");
    set_years(&site.app, Some(3));
    anna.get("/").shows("Left long ago").shows(&left.path());
    anna.get(&profile).shows("propose to anonymise");
    let mut max = site.sign_in("max");
    max.get("/").hides("Left long ago");
    max.get(&profile).hides("propose to anonymise").hides("Anonymise…");
    left.confirm(&mut anna, NAME).is(303);
    anna.get("/").hides("Left long ago");
}

fn set_years(app: &handyman_kpi::app::App, years: Option<u32>) {
    app.change(&Actor::Program, |change| {
        let mut settings = (*app.projection().settings).clone();
        settings.anonymise_after_years = years;
        change.put(&settings)
    })
    .unwrap();
}

#[test]
fn the_setting_takes_whole_years_or_nothing() {
    let site = Site::start();
    let mut anna = site.sign_in("anna");
    let page = anna.get("/settings");
    let mut fields: Vec<(String, String)> = ["company", "time_zone", "interval_months"]
        .iter()
        .map(|name| ((*name).to_owned(), page.field(name).unwrap()))
        .collect();
    let settings = site.app.projection().settings.clone();
    for i in 0..5 {
        fields.push((format!("tier_name_{}", i + 1), settings.tier_names[i].clone()));
        fields.push((format!("level_name_{}", i + 1), settings.levels[i].name.clone()));
        fields.push((format!("anchor_{}", i + 1), settings.levels[i].anchor.clone()));
    }
    let mut send = |years: &str| {
        let mut all: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.push(("anonymise_years", years));
        anna.post("/settings", &all)
    };
    for wrong in ["0", "31", "-1", "two", "1.5"] {
        send(wrong).is(422).shows("from 1 to 30");
    }
    send("7").is(303);
    assert_eq!(site.app.projection().settings.anonymise_after_years, Some(7));
    send(" ").is(303);
    assert_eq!(site.app.projection().settings.anonymise_after_years, None);
}
