//! The pages: a place added, tested, changed, paused and removed; what is wrong, and nothing of a secret.

use super::{BUCKET, DECLINE, KEY, SECRET, verified};
use crate::backups::made;
use crate::exports::{sample_company, sign_in};
use crate::support::SmallDisk;
use crate::support::storage::Storage;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;

#[test]
fn storage_is_added_tested_and_sent_to_and_its_secret_never_shown_again() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    made(&site);
    owner
        .get("/")
        .shows("No copy of the backups lies off this box")
        .shows("href=\"/backups/offsite\"");
    owner
        .get("/backups")
        .shows("href=\"/backups/offsite\"")
        .hides("Copies at");
    let page = owner.get("/backups/offsite");
    page.is(200).shows("Add a place").shows("Not now, for 30 days");
    let endpoint = storage.endpoint();
    let mut fields = vec![
        ("name", "Attic"),
        ("endpoint", endpoint.as_str()),
        ("bucket", BUCKET),
        ("prefix", "kpi"),
        ("path_style", "on"),
        ("key_id", KEY),
        ("secret", SECRET),
        ("days", "14"),
        ("weeks", "x"),
        ("months", "12"),
        ("declined", DECLINE),
    ];
    owner.get("/backups/offsite/storage").is(200);
    let again = owner.post("/backups/offsite/storage", &fields);
    again.is(422).shows("Please give a number from 0 to 520.").hides(SECRET);
    fields[8].1 = "8";
    owner
        .post("/backups/offsite/storage", &fields)
        .leads_to("/backups/offsite");
    owner
        .get("/backups/offsite")
        .shows("Not tested yet")
        .shows("No copy yet");
    let tested = owner.post("/backups/offsite/1/test", &[]);
    tested
        .is(200)
        .shows("It was read back and is the same.")
        .shows("The place works");
    assert_eq!(super::send(&site), 1);
    owner
        .get("/backups/offsite")
        .shows("Read back")
        .shows("1 copy")
        .hides(SECRET);
    owner.get("/backups").shows("Copies at Attic");
    owner.get("/").hides("No copy of the backups");
    let form = owner.get("/backups/offsite/1");
    form.is(200)
        .shows("Set on")
        .shows(&endpoint)
        .hides(SECRET)
        .hides("\"sealed\"");
    // Without the secret typed once more.
    fields[6].1 = "";
    fields[0].1 = "Cellar";
    owner.post("/backups/offsite/1", &fields).leads_to("/backups/offsite");
    owner.get("/backups/offsite").shows("Cellar");
    site.wait(SignedDuration::from_mins(1));
    made(&site);
    owner
        .post("/backups/offsite/1/pause", &[("paused", "on")])
        .leads_to("/backups/offsite");
    owner.get("/backups/offsite").shows("Paused");
    assert_eq!(super::send(&site), 0);
    owner
        .post("/backups/offsite/1/pause", &[("paused", "off")])
        .leads_to("/backups/offsite");
    assert_eq!(super::send(&site), 1);
    // It breaks: said with what to do, and the storage's own words.
    storage.kill();
    site.wait(SignedDuration::from_hours(26));
    assert_eq!(super::fault(&site).kind, super::FaultKind::Unreachable);
    owner
        .get("/backups/offsite")
        .shows("Not well")
        .shows("It cannot be reached")
        .shows("In its own words");
    owner
        .post("/backups/offsite/1/test", &[])
        .is(200)
        .shows("It cannot be reached")
        .hides(SECRET);
    storage.run();
    owner.post("/backups/offsite/sending", &[]).leads_to("/backups/offsite");
    super::send(&site);
    owner.get("/backups/offsite").hides("Not well");
    assert_eq!(verified(&site), 2);
    owner
        .post("/backups/offsite/1/removal", &[])
        .leads_to("/backups/offsite");
    owner
        .get("/backups/offsite")
        .shows("Cellar is forgotten")
        .hides("1 copy");
    owner.post("/backups/offsite/1/test", &[]).is(404);
}

#[test]
fn a_folder_is_added_in_spanish_with_the_sentence_of_the_page() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    let mut owner = sign_in(&site, 0).with("accept-language", "es");
    let id = handyman_kpi::app::users::list(&site.app, &Actor::Program).unwrap();
    let owners_id = id
        .iter()
        .find(|user| user.role == handyman_kpi::domain::account::Role::Admin)
        .unwrap()
        .id;
    site.edit_user(owners_id, |user| user.language = Some("es".into()));
    owner.get("/backups/offsite/folder").is(200).shows("No quiero cifrado");
    let path = disk.path().display().to_string();
    let fields = [
        ("name", "Disco"),
        ("path", path.as_str()),
        ("days", "14"),
        ("weeks", "8"),
        ("months", "12"),
        ("declined", "no quiero cifrado."),
    ];
    owner
        .post("/backups/offsite/folder", &fields)
        .leads_to("/backups/offsite");
    owner
        .post("/backups/offsite/1/test", &[])
        .is(200)
        .shows("El destino funciona");
    made(&site);
    assert_eq!(super::send(&site), 1);
    // Two places in one folder would be one.
    let twice = owner.post(
        "/backups/offsite/folder",
        &[("name", "Otro"), fields[1], fields[2], fields[3], fields[4]],
    );
    twice.is(422).shows("Allí ya van copias, con el nombre Disco");
}

#[test]
fn not_now_is_for_thirty_days() {
    let site = sample_company();
    made(&site);
    let mut owner = sign_in(&site, 0);
    owner.get("/backups/offsite");
    owner
        .post("/backups/offsite/reminder", &[])
        .leads_to("/backups/offsite");
    owner
        .get("/backups/offsite")
        .shows("You are reminded again on")
        .hides("Not now");
    owner.get("/").hides("No copy of the backups");
}

#[test]
fn nobody_else_learns_that_there_are_any() {
    let site = sample_company();
    super::places_to_look_at(&site);
    for who in [1, 2] {
        let mut browser = sign_in(&site, who);
        browser.get("/backups/offsite").is(404);
        for path in ["1", "storage", "folder"] {
            browser.get(&format!("/backups/offsite/{path}")).is(404);
            browser.post(&format!("/backups/offsite/{path}"), &[]).is(404);
        }
        for path in ["test", "pause", "removal"] {
            browser.post(&format!("/backups/offsite/1/{path}"), &[]).is(404);
        }
    }
}
