//! A folder on a disk of its own that fills up, goes, or cannot be written.

use super::{
    FaultKind, added, alarm, copies, events, fault, fault_of_test, folder_at, is_safe, place, send, tested, verified,
};
use crate::backups::{file_of, made};
use crate::exports::sample_company;
use crate::support::SmallDisk;
use handyman_kpi::app::backups::offsite;
use handyman_kpi::domain::backup::Backup;
use handyman_kpi::domain::policy::Actor;
use jiff::SignedDuration;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_copy_lies_there_whole_for_its_owner_alone() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    tested(&site, &folder_at(disk.path()));
    let backup = made(&site);
    assert_eq!(send(&site), 1);
    let there = disk.path().join(&backup.name);
    assert_eq!(fs::read(&there).unwrap(), fs::read(file_of(&site, &backup)).unwrap());
    assert_eq!(fs::metadata(&there).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(alarm(&site), "");
}

#[test]
fn full_and_made_room_on() {
    let Some(disk) = SmallDisk::mount(1) else { return };
    let site = sample_company();
    tested(&site, &folder_at(disk.path()));
    disk.fill_up(0);
    let backup = made(&site);
    assert_eq!(fault(&site).kind, FaultKind::Full);
    assert!(alarm(&site).contains("It is full"), "{}", alarm(&site));
    is_safe(&site);
    assert!(!disk.path().join(&backup.name).exists(), "no half of a file");
    disk.make_room();
    site.wait(SignedDuration::from_mins(1));
    assert_eq!(send(&site), 1);
    assert_eq!(alarm(&site), "");
}

#[test]
fn a_mount_that_is_gone_is_no_folder_on_the_boxs_own_disk() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    let id = tested(&site, &folder_at(disk.path()));
    let first = made(&site);
    assert_eq!(send(&site), 1);
    let path = disk.path().to_owned();
    let gone = std::process::Command::new("umount").arg(&path).status().unwrap();
    assert!(gone.success());
    site.wait(SignedDuration::from_hours(24));
    made(&site);
    assert_eq!(fault(&site).kind, FaultKind::NotMounted);
    assert_eq!(
        fs::read_dir(&path).unwrap().count(),
        0,
        "nothing was written where it was"
    );
    assert!(alarm(&site).contains("probably not there"), "{}", alarm(&site));
    is_safe(&site);
    // Nor does a test take it for another disk.
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::SameDisk);
    assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    assert_eq!(verified(&site), 1, "what lies there is not given up");
    // Another stick is plugged in: only a test takes it.
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "tmpfs"])
        .arg(&path)
        .status();
    assert!(mounted.unwrap().success());
    site.wait(SignedDuration::from_mins(1));
    assert_eq!(fault(&site).kind, FaultKind::NotMounted);
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    assert_eq!(send(&site), 2, "the first as well, which the other stick has");
    assert!(path.join(first.name).exists());
    assert_eq!(events(&site, "offsite_failed"), 1);
}

#[test]
fn read_only_is_said_with_what_to_allow() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    let id = tested(&site, &folder_at(disk.path()));
    assert!(disk.remount("ro"));
    made(&site);
    assert_eq!(fault(&site).kind, FaultKind::NotWritable);
    assert!(alarm(&site).contains("may not write there"), "{}", alarm(&site));
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::NotWritable);
    is_safe(&site);
    assert!(disk.remount("rw"));
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    assert_eq!(send(&site), 1);
}

#[test]
fn a_folder_on_the_same_disk_one_that_is_not_there_and_one_of_another_box_are_refused() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    let same = tempfile::tempdir().unwrap();
    let id = added(&site, &folder_at(same.path()));
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::SameDisk);
    assert_eq!(fs::read_dir(same.path()).unwrap().count(), 0);
    offsite::remove(&site.app, &Actor::Program, id).unwrap();
    let id = added(&site, &folder_at(&disk.path().join("none")));
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::NoFolder);
    offsite::remove(&site.app, &Actor::Program, id).unwrap();
    fs::write(disk.path().join(".handyman-kpi-target"), "another box's\n").unwrap();
    let id = added(&site, &folder_at(disk.path()));
    assert_eq!(fault_of_test(&site, id).kind, FaultKind::OtherMark);
    assert_eq!(place(&site, id).tested_at, None);
    fs::remove_file(disk.path().join(".handyman-kpi-target")).unwrap();
    assert_eq!(offsite::test(&site.app, &Actor::Program, id).unwrap().fault, None);
    // A place that is removed takes its mark along, so that the folder can be used anew.
    offsite::remove(&site.app, &Actor::Program, id).unwrap();
    tested(&site, &folder_at(disk.path()));
}

#[test]
fn a_copy_that_was_cut_there_is_found_by_its_length_and_sent_again() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    tested(&site, &folder_at(disk.path()));
    let backup = made(&site);
    assert_eq!(send(&site), 1);
    fs::write(disk.path().join(&backup.name), "cut").unwrap();
    site.wait(SignedDuration::from_hours(25));
    assert_eq!(send(&site), 1);
    assert_eq!(events(&site, "offsite_copy_lost"), 1);
    let there = fs::read(disk.path().join(&backup.name)).unwrap();
    assert_eq!(there, fs::read(file_of(&site, &backup)).unwrap());
    // One that is gone here as well cannot be mended: it counts no more, and is left alone.
    fs::write(disk.path().join(&backup.name), "cut").unwrap();
    site.app
        .change(&Actor::Program, |change| change.delete::<Backup>(backup.id))
        .unwrap();
    site.wait(SignedDuration::from_hours(25));
    assert_eq!(send(&site), 0);
    assert!(disk.path().join(&backup.name).exists());
    assert_eq!(copies(&site), []);
}

#[test]
fn a_bit_that_flipped_there_is_found_when_the_copy_is_read_again() {
    let Some(disk) = SmallDisk::mount(4) else { return };
    let site = sample_company();
    tested(&site, &folder_at(disk.path()));
    let backup = made(&site);
    assert_eq!(send(&site), 1);
    let there = disk.path().join(&backup.name);
    let mut content = fs::read(&there).unwrap();
    content[99] ^= 4;
    fs::write(&there, &content).unwrap();
    site.wait(SignedDuration::from_hours(25));
    assert_eq!(send(&site), 0, "it has its length");
    site.wait(SignedDuration::from_hours(7 * 24));
    assert_eq!(send(&site), 1);
    assert_eq!(events(&site, "offsite_copy_lost"), 1);
    assert_eq!(fs::read(&there).unwrap(), fs::read(file_of(&site, &backup)).unwrap());
    // Well, it is only read.
    site.wait(SignedDuration::from_hours(8 * 24));
    assert_eq!(send(&site), 0);
    assert_eq!(copies(&site)[0].verified_at(), Some(site.app.now()));
}
