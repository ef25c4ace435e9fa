//! Everything as one document, and back into an empty box, where every page says the same.

use super::{sample_company, sign_in};
use crate::support::Site;
use crate::support::restoring::bring;
use handyman_kpi::app::archive::{self, Brought};
use handyman_kpi::app::{employees, leaving, setup, users};
use handyman_kpi::domain::account::{OneTimeLink, Session};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use handyman_kpi::web;
use http::Method;
use serde_json::Value;

/// The document of a site.
pub fn taken(site: &Site) -> Vec<u8> {
    let mut out = Vec::new();
    archive::export(&site.app, &Actor::Program, &mut out).unwrap();
    out
}

/// A box of its own with what the document brought.
pub fn brought(document: &[u8]) -> (Site, Brought) {
    let site = Site::empty();
    // As on a real one, where the setup link was made and not used.
    setup::link(&site.app, &Actor::Program).unwrap();
    let brought = bring(&site.app, document).unwrap();
    (site, brought)
}

/// The page without what is another one on every box and for every session.
fn same_everywhere(html: &[u8]) -> String {
    let mut text = String::from_utf8(html.to_vec()).unwrap();
    for before in [
        "name=\"form_token\" value=\"",
        "name=\"form-token\" content=\"",
        "name=\"owner\" content=\"",
        "name=\"client_uuid\" value=\"",
    ] {
        let mut parts = text.split(before);
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            out = out + before + &part[part.find('"').unwrap()..];
        }
        text = out;
    }
    text
}

#[test]
fn on_an_empty_box_every_page_and_every_file_is_what_it_was() {
    let before = sample_company();
    let document = taken(&before);
    let (after, told) = brought(&document);
    assert_eq!(
        told.employees,
        before.app.store.read().unwrap().count::<Employee>().unwrap()
    );
    let mut compared = 0;
    for who in 0..3 {
        let (mut old, mut new) = (sign_in(&before, who), sign_in(&after, who));
        for row in web::table()
            .rows()
            .filter(|row| row.method == Method::GET && !row.path.starts_with("/api/"))
            // What is the box's own stays with it.
            .filter(|row| !["/certificates", "/backups"].contains(&row.path) && !row.path.starts_with("/trust"))
        {
            let ids = if row.path.contains('{') { 1..=12 } else { 1..=1 };
            for id in ids {
                let path = row.path.replace("{id}", &id.to_string()).replace("{revision}", "1");
                let formats: &[&str] = match path.starts_with("/exports/") {
                    true => &["?format=csv", "?format=xlsx", "?format=json"],
                    false => &[""],
                };
                for format in formats {
                    let path = format!("{path}{format}");
                    let (old, new) = (old.get(&path), new.get(&path));
                    assert_eq!(old.status, new.status, "{path}");
                    match old
                        .header("content-type")
                        .is_some_and(|kind| kind.starts_with("text/html"))
                    {
                        // Each box has an address of its own, which the help for programs names.
                        true => assert_eq!(
                            same_everywhere(&old.body).replace(&before.origin(), ""),
                            same_everywhere(&new.body).replace(&after.origin(), ""),
                            "{path}"
                        ),
                        false => assert!(old.body == new.body, "{path}"),
                    }
                    compared += usize::from(old.status == 200);
                }
            }
        }
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn the_document_is_json_with_a_manifest_and_nothing_of_the_box() {
    let site = sample_company();
    sign_in(&site, 0);
    let document = taken(&site);
    let json: Value = serde_json::from_slice(&document).unwrap();
    let manifest = &json["manifest"];
    assert_eq!(
        (manifest["format"].as_str(), manifest["version"].as_u64()),
        (Some("handyman-kpi archive"), Some(1))
    );
    assert_eq!(manifest["made_at"], "2026-05-04T12:00:00Z");
    let mut all = 0;
    for table in manifest["tables"].as_array().unwrap() {
        let records = json["records"][table["table"].as_str().unwrap()].as_array().unwrap();
        assert_eq!(Some(records.len() as u64), table["records"].as_u64(), "{table}");
        all += records.len() as u64;
    }
    assert_eq!(json["end"].as_u64(), Some(all));
    assert!(all > 100);
    for of_the_box in ["sessions", "one_time_links"] {
        assert_eq!(json["records"].get(of_the_box), None);
    }
    let text = String::from_utf8(document).unwrap();
    for secret in ["form_secret", "token_hash", &site.app.epoch()] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn the_same_records_make_the_same_bytes_but_for_the_event_of_coming_in() {
    let site = sample_company();
    let document = taken(&site);
    let (after, _) = brought(&document);
    let again = taken(&after);
    let records = |document: &[u8]| {
        let text = String::from_utf8(document.to_vec()).unwrap();
        let mut tables: Vec<String> = text.split("\n\"").skip(2).map(str::to_owned).collect();
        tables.retain(|table| !table.starts_with("events") && !table.starts_with("end"));
        tables
    };
    assert_eq!(records(&again), records(&document));
    let events = after.app.store.read().unwrap().all::<Event>().unwrap();
    let [imported, taken] = &events[events.len() - 2..] else {
        unreachable!()
    };
    assert_eq!(
        (imported.what.as_str(), taken.what.as_str()),
        ("restored", "everything_exported")
    );
}

#[test]
fn everyone_signs_in_as_before_nobody_is_signed_in_and_the_setup_link_is_gone() {
    let before = sample_company();
    sign_in(&before, 1);
    let (after, _) = brought(&taken(&before));
    let reader = after.app.store.read().unwrap();
    assert_eq!(reader.count::<Session>().unwrap(), 0);
    assert_eq!(reader.count::<OneTimeLink>().unwrap(), 0);
    drop(reader);
    sign_in(&after, 1).get("/employees").is(200);
    after.visitor().get("/setup").is(404);
    // And life goes on: new numbers, new records.
    let id = after.add_employee("New", "Here");
    let highest = before
        .app
        .store
        .read()
        .unwrap()
        .all::<Employee>()
        .unwrap()
        .last()
        .unwrap()
        .id;
    assert_eq!(id.0, highest.0 + 1);
    let reader = after.app.store.read().unwrap();
    reader.verify().unwrap();
}

#[test]
fn a_box_that_has_a_company_takes_no_other() {
    let document = taken(&sample_company());
    let site = Site::start();
    let before = taken(&site);
    let refused = bring(&site.app, &document).unwrap_err();
    assert!(
        refused.to_string().contains("There is a company on this box already"),
        "{refused}"
    );
    let records = |document: &[u8]| {
        let text = String::from_utf8(document.to_vec()).unwrap();
        let after = text.split_once("\n\"records\":{").unwrap().1.to_owned();
        after.split_once("\n\"events\":[").unwrap().0.to_owned()
    };
    assert_eq!(records(&taken(&site)), records(&before));
}

#[test]
fn an_archive_of_before_someone_was_anonymised_does_not_bring_them_back() {
    let before = sample_company();
    let owner = users::by_name(&before.app, "owner").unwrap().unwrap();
    let people = before.app.projection();
    let leaver = people
        .people()
        .map(|person| person.employee.clone())
        .find(|one| one.active() && Some(one.id) != owner.employee)
        .unwrap();
    let with_the_person = taken(&before);
    let admin = before.actor("owner");
    employees::deactivate(&before.app, &admin, leaver.id, before.app.today().yesterday().unwrap()).unwrap();
    leaving::anonymise(&before.app, &admin, leaver.id, &leaver.name()).unwrap();

    // The older document, beside the tombstones of the folder: gone here too.
    let after = Site::empty();
    std::fs::copy(
        before.folder().join("tombstones.json"),
        after.folder().join("tombstones.json"),
    )
    .unwrap();
    bring(&after.app, &with_the_person).unwrap();
    let gone = |site: &Site| site.app.projection().person(leaver.id).unwrap().employee.clone();
    assert!(gone(&after).anonymised_at.is_some());
    assert!(!String::from_utf8(taken(&after)).unwrap().contains(&leaver.last_name));

    // A document of afterwards writes the tombstone beside the data of the box it comes to.
    let (later, _) = brought(&taken(&before));
    assert!(gone(&later).anonymised_at.is_some());
    let beside = std::fs::read_to_string(later.folder().join("tombstones.json")).unwrap();
    assert!(beside.contains(&format!("\"employee\": {}", leaver.id)), "{beside}");
}

#[test]
fn only_an_admin_takes_everything_along_and_that_is_written_down() {
    let site = sample_company();
    for who in [1, 2] {
        let mut browser = sign_in(&site, who);
        browser.get("/help").is(200);
        browser.post("/exports/everything", &[]).is(404);
    }
    sign_in(&site, 1).get("/exports").is(200).hides("Take everything along");
    let mut owner = sign_in(&site, 0);
    owner
        .get("/exports")
        .is(200)
        .shows("Take everything along")
        .shows("it holds what no page shows you");
    let answer = owner.post("/exports/everything", &[]);
    answer.is(200);
    assert!(
        answer
            .header("content-disposition")
            .unwrap()
            .contains("Everything - 2026-05-04.json")
    );
    let (after, _) = brought(&answer.body);
    sign_in(&after, 0).get("/").is(200);
    let last = site.app.store.read().unwrap().all::<Event>().unwrap().pop().unwrap();
    assert_eq!(last.what, "everything_exported");
}
