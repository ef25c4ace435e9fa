//! A full disk under the running program: the rater and the owner are told, pages go on, and saving
//! too once there is room, without a restart.

use super::company::{Company, whole};
use crate::cli::run;
use crate::support::company::open;
use crate::support::{Process, SmallDisk};
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::store::Read;
use std::time::{Duration, Instant};

/// What the client calls its draft.
const UUID: &str = "written-on-a-full-disk";

#[test]
fn raters_are_told_pages_go_on_and_saving_too_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(96) else { return };
    let folder = disk.path().join("data");
    let company = Company::make(&folder);
    let process = Process::start(&folder);
    let mut owner = process.visitor();
    company.sign_in(&mut owner);
    let path = company
        .begin(&mut owner, company.people[0], company.today, UUID)
        .unwrap();
    company.save(&mut owner, &path, UUID, 1).unwrap().is(200);
    for round in [2, 4] {
        disk.fill_up(1 << 20);
        let refused = company.save(&mut owner, &path, UUID, round).unwrap();
        let said = refused.is(503).json();
        let message = said["message"].as_str().unwrap();
        assert!(message.contains("The disk is nearly full"), "{message}");
        assert!(message.contains("Make room on it"), "{message}");
        // What was saved is read on, on a page that says what is wrong.
        let page = owner.get(&format!("{path}/rate"));
        page.is(200).shows("The disk is nearly full").shows("60 of ");
        owner.get("/").is(200).shows("The disk is nearly full");
        owner.get("/healthz").is(503);
        let status = run(&folder, &["status"]);
        assert_eq!(status.code, 2);
        assert!(status.out.contains("The disk is nearly full"), "{}", status.out);

        disk.make_room();
        // The page's script sends the same save again until it is taken.
        let begun = Instant::now();
        while company.save(&mut owner, &path, UUID, round).unwrap().status != 200 {
            assert!(begun.elapsed() < Duration::from_secs(30), "saving does not go on");
            std::thread::sleep(Duration::from_millis(50));
        }
        company.save(&mut owner, &path, UUID, round + 1).unwrap().is(200);
        owner.get("/healthz").is(200);
    }
    company.finalise(&mut owner, &path).unwrap().leads_to(&path);
    process.running.kill();
    let app = open(&folder);
    let all: Vec<Evaluation> = app.store.read().unwrap().all().unwrap();
    let found = all.iter().find(|one| one.client_uuid.as_deref() == Some(UUID)).unwrap();
    assert_eq!(whole(found), 5);
    assert!(found.finalised.is_some());
}
