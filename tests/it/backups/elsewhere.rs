//! Backups in a folder that the configuration names: on another disk, perhaps, and perhaps not there.

use super::{file_of, made};
use crate::exports::fill_sample;
use crate::support::{Site, SmallDisk};
use handyman_kpi::app::{self, backups};
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::policy::Actor;
use std::fs;
use std::path::Path;

fn with_backups_in(folder: &Path) -> Site {
    let site = Site::build().not_set_up().with_backups_in(folder).start();
    fill_sample(&site);
    site
}

fn not_made(site: &Site) -> String {
    match backups::create(&site.app, &Actor::Program, Why::Asked) {
        Err(app::Error::CannotSave(said)) => said.to_string(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was made"),
    }
}

#[test]
fn a_folder_that_is_missing_is_said_and_never_made() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("usb");
    let site = with_backups_in(&folder);
    let said = not_made(&site);
    assert!(said.contains("is not there") && said.contains("usb"), "{said}");
    assert!(!folder.exists());
    assert_eq!(backups::trouble(&site.app).unwrap().unwrap().to_string(), said);
    fs::create_dir(&folder).unwrap();
    assert!(made(&site).is_good());
    assert_eq!(backups::trouble(&site.app).unwrap(), None);
    assert!(!site.folder().join("backups").exists());
}

#[test]
fn foreign_files_in_it_are_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let theirs = ["letter.txt", ".half.part", "handyman-kpi.backup", "2025.backup"];
    for name in theirs {
        fs::write(place.path().join(name), name).unwrap();
    }
    let site = with_backups_in(place.path());
    for _ in 0..3 {
        assert!(made(&site).is_good());
        site.wait(jiff::SignedDuration::from_hours(24 * 100));
    }
    backups::prune(&site.app, &Actor::Program).unwrap();
    for name in theirs {
        assert_eq!(fs::read_to_string(place.path().join(name)).unwrap(), name);
    }
}

#[test]
fn on_another_file_system_it_is_made_and_proven_and_a_full_or_read_only_one_is_said() {
    let Some(disk) = SmallDisk::mount(8) else { return };
    let site = with_backups_in(disk.path());
    let backup = made(&site);
    assert!(backup.is_good());
    assert!(file_of(&site, &backup).starts_with(disk.path()));
    disk.fill_up(0);
    let said = not_made(&site);
    assert!(said.contains("no room") || said.contains("full"), "{said}");
    assert_eq!(
        fs::read_dir(disk.path()).unwrap().count(),
        2,
        "nothing unfinished is left"
    );
    disk.make_room();
    super::sealed::armed(&site);
    assert!(made(&site).is_sealed());
    assert!(disk.remount("ro"));
    let said = not_made(&site);
    assert!(
        said.contains("No backup can be made") && said.contains("Read-only"),
        "{said}"
    );
    assert!(disk.remount("rw"));
    assert!(made(&site).is_good());
}
