//! With a real server of storage, which checks every signature.

use super::{FaultKind, added, alarm, copies, events, fault, fault_of_test, is_safe, large, place, send, storage_at};
use super::{tested, verified};
use crate::backups::{file_of, made};
use crate::exports::sample_company;
use crate::support::storage::{Storage, Tap, files_below};
use handyman_kpi::app::backups::{self, offsite};
use handyman_kpi::domain::event::By;
use handyman_kpi::domain::id::RestoreId;
use handyman_kpi::domain::offsite::{Draft, State, Typed};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::restore::Restore;
use handyman_kpi::jobs::{Job, Offsite, Supervisor};
use jiff::SignedDuration;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PART: usize = 8 << 20;

#[test]
fn a_copy_is_sent_read_back_and_ends_the_alarm() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let id = added(&site, &storage_at(&storage.endpoint()));
    let backup = made(&site);
    assert_eq!(send(&site), 0, "nothing before its test went well");
    let steps = offsite::test(&site.app, &Actor::Program, id).unwrap().steps;
    assert_eq!(steps.len(), 5, "{steps:?}");
    assert_eq!(
        files_below(&storage.bucket()),
        Vec::<String>::new(),
        "nothing is left of a test"
    );
    assert!(alarm(&site).contains("No copy"));
    Offsite.run(&site.app).unwrap();
    let copy = &copies(&site)[0];
    assert_eq!(copy.verified_at(), Some(site.app.now()));
    let there = fs::read(storage.bucket().join("kpi").join(&backup.name)).unwrap();
    assert_eq!(there, fs::read(file_of(&site, &backup)).unwrap());
    assert_eq!(alarm(&site), "");
    assert_eq!(events(&site, "offsite_copy_verified"), 1);
    assert_eq!(send(&site), 0, "it is there");
    site.wait(SignedDuration::from_mins(1));
    made(&site);
    assert_eq!(send(&site), 1, "the next one goes when it is made");
}

#[test]
fn after_the_server_was_killed_half_way_only_what_is_missing_is_sent() {
    let Some(storage) = Storage::start() else { return };
    let storage = Arc::new(storage);
    let killed = Arc::clone(&storage);
    let tap = Tap::before(storage.address(), move |line| {
        if line.contains("partNumber=3") && line.starts_with("PUT") && !killed.bucket().join("again").exists() {
            killed.kill();
        }
    });
    let site = sample_company();
    let id = tested(&site, &storage_at(&tap.endpoint()));
    let backup = large(&site, 4 * PART + 4_321);
    let fault = fault(&site);
    assert!(fault.kind.may_pass(), "{fault:?}");
    let State::Uploading { parts, .. } = copies(&site).remove(0).state else {
        panic!("it is not under way");
    };
    assert_eq!(parts.len(), 2);
    is_safe(&site);
    let sent = |seen: Vec<String>| seen.iter().filter(|line| line.contains("partNumber=")).count();
    assert_eq!(sent(tap.seen()), 3, "two and a half");
    assert_eq!(send(&site), 0, "not before its time");
    fs::write(storage.bucket().join("again"), "").unwrap();
    storage.run();
    site.wait(SignedDuration::from_mins(1));
    assert_eq!(send(&site), 1);
    let seen = tap.seen();
    assert!(
        !seen
            .iter()
            .any(|line| line.contains("partNumber=1&") || line.contains("partNumber=2&"))
    );
    assert_eq!(sent(seen), 3, "the other three of five");
    let there = fs::read(storage.bucket().join("kpi").join(&backup.name)).unwrap();
    assert!(there == fs::read(file_of(&site, &backup)).unwrap());
    assert_eq!(place(&site, id).trouble, None);
    assert_eq!(
        (
            events(&site, "offsite_failed"),
            events(&site, "offsite_place_well_again")
        ),
        (1, 1)
    );
}

#[test]
fn a_wrong_secret_and_a_bucket_that_is_not_there_are_said() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    made(&site);
    let wrong = Typed {
        secret: "wrong".into(),
        ..storage_at(&storage.endpoint())
    };
    let id = added(&site, &wrong);
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::Denied);
    let no_bucket = Typed {
        bucket: "no-such-bucket".into(),
        ..storage_at(&storage.endpoint())
    };
    let draft = Draft::parse(&no_bucket).unwrap();
    offsite::change(&site.app, &Actor::Program, id, &draft).unwrap();
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::NoBucket);
    // The secret that was typed the last time stays where none is typed.
    let kept = Typed {
        secret: "".into(),
        ..storage_at(&storage.endpoint())
    };
    offsite::change(&site.app, &Actor::Program, id, &Draft::parse(&kept).unwrap()).unwrap();
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    assert_eq!(send(&site), 1);
    // It expired: said at once, and again well once it is mended.
    offsite::change(
        &site.app,
        &Actor::Program,
        id,
        &Draft::parse(&wrong_name(&wrong)).unwrap(),
    )
    .unwrap();
    site.wait(SignedDuration::from_hours(24));
    made(&site);
    assert_eq!(fault(&site).kind, FaultKind::Denied);
    assert!(alarm(&site).contains("It refuses the access key"), "{}", alarm(&site));
    is_safe(&site);
}

fn wrong_name(typed: &Typed) -> Typed {
    Typed {
        name: "Renamed".into(),
        ..typed.clone()
    }
}

#[test]
fn the_places_own_retention_lets_old_copies_go_and_nothing_that_is_not_ours() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let few = Typed {
        days: "2".into(),
        weeks: "0".into(),
        months: "0".into(),
        ..storage_at(&storage.endpoint())
    };
    tested(&site, &few);
    let other = storage.bucket().join("kpi/handyman-kpi-2020-01-01T000000Z.backup");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    fs::write(&other, "of another box").unwrap();
    for _ in 0..6 {
        made(&site);
        assert_eq!(send(&site), 1);
        site.wait(SignedDuration::from_hours(24));
    }
    assert_eq!(verified(&site), 2);
    assert_eq!(files_below(&storage.bucket()).len(), 3);
    assert!(other.exists());
    assert_eq!(
        backups::list(&site.app, &Actor::Program).unwrap().len(),
        6,
        "here they stay"
    );
    assert_eq!(events(&site, "offsite_copy_pruned"), 4);
    // Where no newer one gets there, the last ones stay for good.
    site.wait(SignedDuration::from_hours(90 * 24));
    send(&site);
    assert_eq!(verified(&site), 2);
    let said = alarm(&site);
    assert!(said.contains("91 days old"), "{said}");
}

#[test]
fn a_place_that_comes_later_gets_what_it_should_have_and_no_more() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    for _ in 0..5 {
        made(&site);
        site.wait(SignedDuration::from_hours(24));
    }
    let few = Typed {
        days: "3".into(),
        weeks: "0".into(),
        months: "0".into(),
        ..storage_at(&storage.endpoint())
    };
    tested(&site, &few);
    assert_eq!(send(&site), 3);
    assert_eq!(send(&site), 0);
}

#[test]
fn a_copy_that_somebody_removed_there_is_noticed_and_sent_again() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    tested(&site, &storage_at(&storage.endpoint()));
    let backup = made(&site);
    assert_eq!(send(&site), 1);
    fs::remove_file(storage.bucket().join("kpi").join(&backup.name)).unwrap();
    site.wait(SignedDuration::from_hours(25));
    assert_eq!(send(&site), 1);
    assert_eq!(events(&site, "offsite_copy_lost"), 1);
    assert!(storage.bucket().join("kpi").join(&backup.name).exists());
}

#[test]
fn somebody_elses_file_of_the_same_name_is_left_alone() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    tested(&site, &storage_at(&storage.endpoint()));
    let backup = made(&site);
    let file = storage.bucket().join("kpi").join(&backup.name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "theirs").unwrap();
    assert_eq!(fault(&site).kind, FaultKind::Occupied);
    assert_eq!(fs::read_to_string(&file).unwrap(), "theirs");
    // It is this very copy, of which only the record was lost.
    fs::copy(file_of(&site, &backup), &file).unwrap();
    site.wait(SignedDuration::from_mins(1));
    assert_eq!(send(&site), 1);
}

#[test]
fn what_is_not_encrypted_goes_only_where_somebody_declined_it() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let strict = Typed {
        declined: String::new(),
        ..storage_at(&storage.endpoint())
    };
    let id = tested(&site, &strict);
    made(&site);
    assert_eq!(fault(&site).kind, FaultKind::NotEncrypted);
    assert_eq!(files_below(&storage.bucket()), Vec::<String>::new());
    assert!(alarm(&site).contains("decline encryption"), "{}", alarm(&site));
    // With a key the next one goes, and the one before it stays here.
    crate::backups::sealed::armed(&site);
    site.wait(SignedDuration::from_mins(1));
    let sealed = made(&site);
    assert_eq!(send(&site), 1);
    assert_eq!(files_below(&storage.bucket()), [format!("kpi/{}", sealed.name)]);
    assert_eq!(alarm(&site), "");
    let draft = Draft::parse(&storage_at(&storage.endpoint())).unwrap();
    offsite::change(&site.app, &Actor::Program, id, &draft).unwrap();
    assert_eq!(send(&site), 1);
    assert_eq!(files_below(&storage.bucket()).len(), 2);
}

#[test]
fn nothing_leaves_a_box_that_was_restored_from_another_machine_until_an_admin_decided() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    tested(&site, &storage_at(&storage.endpoint()));
    let backup = made(&site);
    let restore = Restore {
        id: RestoreId(1),
        at: site.app.now(),
        by: By::Program,
        made_at: backup.made_at,
        file: backup.name,
        before: None,
        from_elsewhere: true,
        confirmed_at: None,
    };
    site.app.change(&Actor::Program, |change| change.put(&restore)).unwrap();
    assert!(offsite::send_now(&site.app, &Actor::Program).is_err());
    Offsite.run(&site.app).unwrap();
    assert_eq!(files_below(&storage.bucket()), Vec::<String>::new());
    handyman_kpi::app::restore::confirm(&site.app, &Actor::Program, restore.id).unwrap();
    assert_eq!(send(&site), 1);
}

#[test]
fn a_paused_place_gets_nothing_and_a_removed_one_is_forgotten_with_what_lies_there_left() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let id = tested(&site, &storage_at(&storage.endpoint()));
    made(&site);
    offsite::pause(&site.app, &Actor::Program, id, true).unwrap();
    assert_eq!(send(&site), 0);
    offsite::pause(&site.app, &Actor::Program, id, false).unwrap();
    assert_eq!(send(&site), 1);
    offsite::remove(&site.app, &Actor::Program, id).unwrap();
    assert!(copies(&site).is_empty());
    assert_eq!(files_below(&storage.bucket()).len(), 1);
    assert!(offsite::list(&site.app, &Actor::Program).unwrap().is_empty());
}

#[test]
fn a_place_that_is_removed_or_led_elsewhere_while_it_is_sent_to_is_left_at_once() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let id = tested(&site, &storage_at(&storage.endpoint()));
    large(&site, 64 << 20);
    let begun = || {
        copies(&site)
            .iter()
            .any(|copy| matches!(copy.state, State::Uploading { .. }))
    };
    let elsewhere = Typed {
        prefix: "elsewhere".into(),
        ..storage_at(&storage.endpoint())
    };
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| offsite::send_due(&site.app).unwrap());
        until(begun);
        let draft = Draft::parse(&elsewhere).unwrap();
        offsite::change(&site.app, &Actor::Program, id, &draft).unwrap();
        let sent = sending.join().unwrap();
        assert!(sent.is_empty(), "{sent:?}");
    });
    assert!(copies(&site).is_empty(), "nothing is known of the new one");
    assert_eq!(place(&site, id).trouble, None);
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| offsite::send_due(&site.app).unwrap());
        until(begun);
        offsite::remove(&site.app, &Actor::Program, id).unwrap();
        assert!(sending.join().unwrap().is_empty());
    });
    assert!(copies(&site).is_empty());
}

#[test]
fn a_secret_that_root_keeps_and_one_whose_key_is_gone() {
    let Some(storage) = Storage::start() else { return };
    let site = sample_company();
    let credential = Typed {
        secret: "credential:handyman-kpi-none-of-this-name".into(),
        ..storage_at(&storage.endpoint())
    };
    let id = added(&site, &credential);
    let missing = fault_of_test(&site, id);
    assert_eq!(missing.kind, FaultKind::NoSecret);
    assert!(!missing.detail.is_empty());
    let typed = Draft::parse(&storage_at(&storage.endpoint())).unwrap();
    offsite::change(&site.app, &Actor::Program, id, &typed).unwrap();
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    // As where the data was put on another box without its keys.
    fs::remove_dir_all(site.folder().join("keys")).unwrap();
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::NoSecret);
    offsite::change(&site.app, &Actor::Program, id, &typed).unwrap();
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
}

#[test]
fn the_running_program_sends_by_itself_ends_at_once_in_the_middle_and_goes_on_after_the_restart() {
    let Some(storage) = Storage::start() else { return };
    let tap = Tap::before(storage.address(), |_| {});
    let site = sample_company();
    tested(&site, &storage_at(&tap.endpoint()));
    made(&site);
    let supervisor = Supervisor::start(&Arc::clone(&site.app), vec![Box::new(Offsite)]).unwrap();
    until(|| verified(&site) == 1);
    large(&site, 8 * PART);
    site.app.bell().ring();
    until(|| matches!(&copies(&site)[0].state, State::Uploading { parts, .. } if parts.len() > 1));
    let began = Instant::now();
    drop(supervisor);
    assert!(began.elapsed() < Duration::from_secs(5));
    let place = &offsite::list(&site.app, &Actor::Program).unwrap()[0];
    assert_eq!(place.trouble, None, "that is no failure");
    let site = site.restart();
    assert_eq!(send(&site), 1);
    assert_eq!(verified(&site), 2);
    let sent = tap.seen().iter().filter(|line| line.contains("partNumber=")).count();
    assert!((8..=9).contains(&sent), "the one that was broken off, twice: {sent}");
}

fn until(done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(2));
    }
}
