//! The nightly look at what a pulled plug would leave: nothing to find in a sound store, also while it is
//! written to; damage that nobody has read yet is found, and said everywhere.

use crate::exports::{sample_company, sign_in};
use crate::support::Site;
use handyman_kpi::app::{runs, store_check};
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::jobs::{Job, StoreCheck};
use handyman_kpi::store::{Error, Options, Read, Store};
use jiff::SignedDuration;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_sound_store_is_found_sound_while_it_is_written_to() {
    let site = sample_company();
    let records = site.app.store.read().unwrap().verify().unwrap();
    assert_eq!(site.app.store.check_crash_image().unwrap(), records);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let change = |change: &mut handyman_kpi::app::Change<'_>| change.event("x", None, &[]);
                    site.app.change(&Actor::Program, change).unwrap();
                }
            });
        }
        for _ in 0..10 {
            assert!(site.app.store.check_crash_image().unwrap() >= records);
        }
        done.store(true, Ordering::Relaxed);
    });
    let left = std::fs::read_dir(site.folder()).unwrap().count();
    site.app.store.check_crash_image().unwrap();
    assert_eq!(std::fs::read_dir(site.folder()).unwrap().count(), left, "no copy stays");
}

/// Turns a byte in each page after the first few around, as a disk that forgets.
fn damage(site: &Site) {
    let file = File::options()
        .read(true)
        .write(true)
        .open(site.folder().join("kpi.redb"))
        .unwrap();
    let pages = file.metadata().unwrap().len() / 4096;
    for page in 2..pages {
        let mut byte = [0];
        file.read_exact_at(&mut byte, page * 4096 + 2000).unwrap();
        file.write_all_at(&[byte[0] ^ 0x55], page * 4096 + 2000).unwrap();
    }
}

#[test]
fn damage_nobody_has_read_yet_is_found_and_said() {
    let site = sample_company();
    assert_eq!(store_check::trouble(&site.app).unwrap(), None);
    StoreCheck.run(&site.app).unwrap();
    damage(&site);
    assert!(matches!(site.app.store.check_crash_image(), Err(Error::Damaged(_))));
    let failed = StoreCheck.run(&site.app).unwrap_err();
    let run = handyman_kpi::domain::job::JobRun {
        id: StoreCheck.id(),
        name: StoreCheck.name().into(),
        started_at: site.app.now(),
        ended_at: None,
        failures: 1,
        error: Some(failed.to_string()),
    };
    // As the supervisor does: the program itself still has good pages in memory.
    runs::keep(&site.app, &run).unwrap();
    let said = store_check::trouble(&site.app).unwrap().unwrap().to_string();
    assert!(said.contains("damaged") && said.contains("backup"), "{said}");
    sign_in(&site, 0)
        .get("/")
        .shows("The nightly check of the stored data did not go well");
    let events = site.app.store.read().unwrap().all::<Event>().unwrap();
    assert!(events.iter().any(|event| event.what == "store_found_damaged"));
}

#[test]
fn it_is_looked_at_once_a_night_and_sooner_after_a_failure() {
    let site = sample_company();
    assert!(StoreCheck.next(&site.app, None) <= site.app.now(), "at the first start");
    let mut run = handyman_kpi::domain::job::JobRun {
        id: StoreCheck.id(),
        name: StoreCheck.name().into(),
        started_at: site.app.now(),
        ended_at: None,
        failures: 0,
        error: None,
    };
    let next = StoreCheck.next(&site.app, Some(&run));
    assert!(next > site.app.now() && next <= site.app.now() + SignedDuration::from_hours(24));
    run.failures = 1;
    assert_eq!(
        StoreCheck.next(&site.app, Some(&run)),
        site.app.now() + SignedDuration::from_hours(1)
    );
    site.wait(SignedDuration::from_hours(25));
    run.failures = 0;
    assert!(
        StoreCheck.next(&site.app, Some(&run)) <= site.app.now(),
        "a missed one is caught up"
    );
}

#[test]
fn without_room_for_the_copy_it_says_so() {
    let Some(disk) = crate::support::SmallDisk::mount(70) else {
        return;
    };
    let store = Store::open(disk.path(), Options::default()).unwrap();
    let error = store.check_crash_image().unwrap_err();
    assert!(error.to_string().contains("no room for a copy"), "{error}");
}
