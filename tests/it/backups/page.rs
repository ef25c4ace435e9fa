//! The page: one now, checked again, taken along.

use crate::exports::{sample_company, sign_in};
use handyman_kpi::app::backups;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use std::fs;

#[test]
fn one_is_made_checked_again_and_taken_along() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    owner.get("/settings").shows("href=\"/backups\"");
    owner.get("/backups").is(200).shows("none yet").shows("Back up now");
    owner.post("/backups", &[]).leads_to("/backups");
    let page = owner.get("/backups");
    page.is(200)
        .shows("everything was there")
        .shows("Verified")
        .shows("8 employees")
        .shows("asked for");
    owner.post("/backups/1/verification", &[]).leads_to("/backups");
    owner.get("/backups").shows("The backup is good");
    let taken = owner.post("/backups/1/file", &[]);
    taken.is(200);
    let backup = &backups::list(&site.app, &Actor::Program).unwrap()[0];
    let file = backups::folder(&site.app).join(&backup.name);
    assert_eq!(taken.body, fs::read(&file).unwrap());
    let disposition = taken.header("content-disposition").unwrap();
    assert!(disposition.contains(&backup.name), "{disposition}");
    let events = site.app.store.read().unwrap().all::<Event>().unwrap();
    assert_eq!(events.last().unwrap().what, "backup_taken");

    fs::remove_file(&file).unwrap();
    owner.post("/backups/1/file", &[]).is(409).shows("cannot be read");
    owner.post("/backups/1/verification", &[]).leads_to("/backups");
    owner
        .get("/backups")
        .shows("Not good")
        .shows("Its file is no longer there");
    owner.get("/").shows("is not good").shows("href=\"/backups\"");
    owner.post("/backups/77/file", &[]).is(404);
}

#[test]
fn nobody_else_learns_that_there_are_any() {
    let site = sample_company();
    backups::create(&site.app, &Actor::Program, handyman_kpi::domain::backup::Why::Asked).unwrap();
    for who in [1, 2] {
        let mut browser = sign_in(&site, who);
        browser.get("/backups").is(404);
        for path in ["/backups", "/backups/1/verification", "/backups/1/file"] {
            browser.post(path, &[]).is(404);
        }
    }
}
