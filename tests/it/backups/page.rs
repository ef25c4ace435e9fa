//! The page: one now, checked again, taken along.

use crate::exports::{fill_sample, sample_company, sign_in};
use crate::support::{Answer, Site};
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
        browser.get("/backups/key").is(404);
        for path in [
            "/backups",
            "/backups/1/verification",
            "/backups/1/file",
            "/backups/schedule",
            "/backups/key",
            "/backups/key/confirmation",
            "/backups/key/check",
            "/backups/key/off",
        ] {
            browser.post(path, &[]).is(404);
        }
    }
}

/// The key on the sheet.
fn key_on(sheet: &Answer) -> String {
    let text = sheet.text();
    let (_, from) = text.split_once("id=\"secret\">").expect("the key is on the sheet");
    let (groups, _) = from.split_once("</code>").unwrap();
    let pieces = groups.split("</span>").filter_map(|span| span.split_once('>'));
    pieces.map(|(_, piece)| piece).collect()
}

#[test]
fn a_key_is_shown_once_typed_back_checked_changed_and_done_without() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    owner.get("/backups").shows("href=\"/backups/key\"");
    owner
        .get("/backups/key")
        .is(200)
        .shows("Backups are not encrypted")
        .shows("Make a key");
    let sheet = owner.post("/backups/key", &[]);
    sheet
        .is(200)
        .shows("Write it down or print it")
        .shows("also not by us")
        .shows("aria-label=\"Code with the key\"");
    assert_eq!(sheet.header("cache-control"), Some("no-store"));
    let first = key_on(&sheet);
    assert!(first.starts_with("AGE-SECRET-KEY-1") && first.len() == 74, "{first}");
    owner
        .get("/backups/key")
        .shows("Type the new key back")
        .hides("class=\"secret\"")
        .hides(&first[20..24]);
    for (typed, says) in [
        ("", "Please type the key"),
        ("hunter2", "That is a password"),
        (&first[..60], "14 characters are missing"),
        (
            "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33",
            "the one that waits is that of",
        ),
        (
            "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J34",
            "There is a mistake in this key",
        ),
    ] {
        let said = owner.post("/backups/key/confirmation", &[("key", typed)]);
        said.is(422).shows(says).hides(&first);
    }
    owner
        .post("/backups/key/confirmation", &[("key", &first.replace('-', " "))])
        .leads_to("/backups/key");
    owner.get("/backups/key").shows("from now on").shows("Encrypts");
    owner
        .post("/backups/key/confirmation", &[("key", &first)])
        .is(409)
        .shows("in force already");

    owner.post("/backups", &[]).leads_to("/backups");
    owner
        .get("/backups")
        .shows("made and encrypted")
        .shows("File checked")
        .shows("Content checked before encryption")
        .shows("Needs the key of age1");
    owner.post("/backups/1/verification", &[]).leads_to("/backups");
    owner.get("/backups").shows("The file is what was written");
    let second = key_on(&owner.post("/backups/key", &[]));
    owner
        .post("/backups/key/confirmation", &[("key", &second)])
        .leads_to("/backups/key");
    owner
        .get("/backups/key")
        .shows("Earlier keys")
        .shows("1 backup needs it");
    owner
        .post("/backups/key/check", &[("own_key", &first)])
        .is(200)
        .shows("This key opens 1 backup")
        .shows(".backup.age")
        .hides(&first);
    owner
        .post("/backups/key/check", &[("own_key", &second)])
        .is(200)
        .shows("opens none of the backups");
    owner
        .post("/backups/key/check", &[("own_key", "hunter2")])
        .is(422)
        .shows("That is a password");
    owner.post("/backups/key/off", &[]).leads_to("/backups/key");
    owner.get("/backups/key").shows("not encrypted from now on");
    owner
        .post("/backups/key/off", &[])
        .is(409)
        .shows("nothing to switch off");
}

#[test]
fn when_and_how_long_is_set_on_the_page() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    owner.get("/backups").shows("When and how long");
    let typed = [
        ("backup_time", "22:30"),
        ("backup_days", "5"),
        ("backup_weeks", ""),
        ("backup_months", "0"),
        ("backup_space", "500"),
    ];
    owner.post("/backups/schedule", &typed).leads_to("/backups");
    owner
        .get("/backups")
        .shows("Saved.")
        .shows("4 May 2026 22:30")
        .shows("value=\"5\"");
    owner.post("/backups", &[]);
    owner.get("/backups").shows("the last 5 days, 8 weeks and 0 months");
    for (field, value, says) in [
        ("backup_time", "25:00", "from 00:00 to 23:59"),
        ("backup_days", "0", "from 1 to 3650"),
        ("backup_space", "-5", "a number of MB"),
    ] {
        let said = owner.post("/backups/schedule", &[(field, value)]);
        said.is(422).shows(says).shows(&format!("value=\"{value}\""));
    }
    let locked = Site::build().not_set_up().configured("backup_time", "01:15").start();
    fill_sample(&locked);
    let mut owner = sign_in(&locked, 0);
    owner
        .get("/backups")
        .shows("01:15")
        .shows("Set in the configuration (file)")
        .hides("name=\"backup_time\"");
    owner
        .post("/backups/schedule", &[("backup_time", "02:00")])
        .leads_to("/backups");
    owner.get("/backups").shows("5 May 2026 01:15");
}
