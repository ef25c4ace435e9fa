//! The pages: a file or one of the list, what it would do, how far it is, and who may.

use super::made;
use crate::exports::{sample_company, sign_in};
use crate::support::restoring::until_restored;
use handyman_kpi::app::sample::SIGN_INS;
use jiff::SignedDuration;

const FILE: &str = "handyman-kpi-2026-05-04.backup";

#[test]
fn from_a_file_looked_at_first_and_then_in_place() {
    let site = sample_company();
    let backup = made(&site);
    site.add_employee("Late", "Comer");
    let mut owner = sign_in(&site, 0);
    owner.get("/backups").shows("href=\"/backups/restore\"");
    owner.get("/backups/restore").is(200).shows("Look what it would do");
    let sent = owner.upload("/backups/restore", &[], ("file", FILE, &backup));
    let path = sent.header("location").unwrap().to_owned();
    let page = owner.get(&path);
    page.is(200)
        .shows("Nothing is changed yet")
        .shows(FILE)
        .shows("Late Comer")
        .shows("less than an hour ago")
        .shows("Leave everything as it is");
    let begun = owner.post(&path, &[]);
    let page = until_restored(&mut owner, &begun);
    page.shows("The backup is restored")
        .shows("8 employees")
        .shows("What was here before is kept as")
        .shows("href=\"/sign-in\"");
    owner.get("/employees").leads_to("/sign-in?next=%2Femployees");
    let mut owner = sign_in(&site, 0);
    owner.get("/employees").hides("Late Comer");
    owner
        .get("/backups")
        .shows("before a restore")
        .shows("from the backup of");
    owner.get(&path).leads_to("/backups/restore");
}

#[test]
fn from_the_list_and_left_as_it_is() {
    let site = sample_company();
    made(&site);
    let mut owner = sign_in(&site, 0);
    owner.get("/backups");
    let looked = owner.post("/backups/1/restore", &[]);
    let path = looked.header("location").unwrap().to_owned();
    owner
        .get(&path)
        .is(200)
        .shows("everything that is here is in the backup");
    owner.post(&format!("{path}/removal"), &[]).leads_to("/backups");
    owner.get(&path).leads_to("/backups/restore");
    owner.get("/backups/restore").shows("not kept any more");
    // It waits for an hour.
    let looked = owner.post("/backups/1/restore", &[]);
    let path = looked.header("location").unwrap().to_owned();
    site.wait(SignedDuration::from_mins(61));
    owner.post(&path, &[]).leads_to("/backups/restore");
    let file = handyman_kpi::app::backups::folder(&site.app);
    std::fs::remove_dir_all(file).unwrap();
    owner.post("/backups/1/restore", &[]).is(409).shows("cannot be read");
    owner.post("/backups/7/restore", &[]).is(404);
}

#[test]
fn what_is_no_backup_is_said_at_the_field() {
    let site = sample_company();
    let mut owner = sign_in(&site, 0);
    owner.get("/backups/restore");
    owner
        .upload("/backups/restore", &[], ("file", "cat.png", b"\x89PNG"))
        .is(422)
        .shows("This is not");
    owner
        .upload("/backups/restore", &[], ("file", "", b""))
        .is(422)
        .shows("Please choose a file");
}

#[test]
fn one_that_cannot_be_done_says_so_and_leads_back() {
    let site = sample_company();
    let backup = made(&site);
    let mut owner = sign_in(&site, 0);
    owner.get("/backups/restore");
    let sent = owner.upload("/backups/restore", &[], ("file", FILE, &backup));
    let path = sent.header("location").unwrap().to_owned();
    owner.get(&path);
    // Where the new store would be made lies something that is no folder.
    std::fs::write(site.folder().join("restoring"), "in the way").unwrap();
    let begun = owner.post(&path, &[]);
    until_restored(&mut owner, &begun)
        .shows("The backup was not restored")
        .shows("Everything is as it was before")
        .shows("href=\"/backups\"");
    owner.get("/employees").is(200);
}

#[test]
fn nobody_but_an_admin_and_nobody_elses_file() {
    let site = sample_company();
    let backup = made(&site);
    let mut owner = sign_in(&site, 0);
    owner.get("/backups/restore");
    let sent = owner.upload("/backups/restore", &[], ("file", FILE, &backup));
    let path = sent.header("location").unwrap().to_owned();
    for who in [1, 2] {
        let mut browser = sign_in(&site, who);
        for page in ["/backups/restore", &path] {
            browser.get(page).is(404);
        }
        for act in ["/backups/1/restore", &path, &format!("{path}/removal")] {
            browser.post(act, &[]).is(404);
        }
        browser.upload("/backups/restore", &[], ("file", FILE, &backup)).is(404);
    }
    // Another admin.
    let id = site.add_user("second", "admin", None);
    site.edit_user(id, |user| user.must_change_password = false);
    let mut second = site.sign_in("second");
    second.get(&path).leads_to("/backups/restore");
    // A ticket nobody was given.
    site.visitor().get("/restoring/no-such-ticket").leads_to("/");
    assert_eq!(SIGN_INS.len(), 3);
}
