//! What is no store, or cannot be used: a clear sentence each, and nothing changed.

use super::samples::{employee, evaluation};
use crate::support::SmallDisk;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::store::{Error, Options, Read, State, Store};
use jiff::civil::date;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// What opening the store in `folder` says; the file must not change.
fn said(folder: &Path) -> String {
    let file = folder.join("kpi.redb");
    let before = fs::read(&file).ok();
    let error = Store::open(folder, Options::default())
        .err()
        .expect("it should not open");
    assert_eq!(fs::read(&file).ok(), before, "the file was changed");
    error.to_string()
}

fn said_of(contents: &[u8]) -> String {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("kpi.redb"), contents).unwrap();
    said(folder.path())
}

fn a_store() -> Vec<u8> {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store
        .write(|w| (1..=40).try_for_each(|id| w.put(&evaluation(id, id, date(2026, 1, 1), 60))))
        .unwrap();
    drop(store);
    fs::read(folder.path().join("kpi.redb")).unwrap()
}

#[test]
fn an_empty_file_is_refused() {
    assert!(said_of(b"").contains("is empty"));
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    assert!(said_of(b"PK\x03\x04 an old spreadsheet").contains("is not the store of Handyman KPI"));
    assert!(said_of(&vec![0; 100_000]).contains("is not the store of Handyman KPI"));
}

#[test]
fn a_folder_in_the_stores_place_is_refused() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("kpi.redb")).unwrap();
    assert!(said(folder.path()).contains("is not a file"));
}

#[test]
fn a_file_in_the_folders_place_is_refused() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("data");
    fs::write(&file, "notes").unwrap();
    assert!(said(&file).contains("is a file, not a folder"));
}

#[test]
fn the_database_of_another_program_is_refused_and_left_as_it_is() {
    for closed in [true, false] {
        let folder = tempdir().unwrap();
        let table = redb::TableDefinition::<&str, u64>::new("things");
        let other = redb::Database::create(folder.path().join("other")).unwrap();
        let mut change = other.begin_write().unwrap();
        change.set_two_phase_commit(true);
        change.open_table(table).unwrap().insert("one", 1).unwrap();
        change.commit().unwrap();
        let open = (!closed).then_some(other);
        fs::copy(folder.path().join("other"), folder.path().join("kpi.redb")).unwrap();
        drop(open);
        let said = said(folder.path());
        assert!(said.contains("database of another program"), "{said}");
    }
}

#[test]
fn a_file_cut_short_is_refused() {
    let whole = a_store();
    for length in [9, 200, 4_096, whole.len() / 2, whole.len() - 1] {
        let said = said_of(&whole[..length]);
        assert!(said.contains("damaged"), "{length}: {said}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    let Some(disk) = SmallDisk::mount(16) else { return };
    let folder = disk.path().join("data");
    drop(Store::open(&folder, Options::default()).unwrap());
    assert!(disk.remount("ro"));
    assert!(said(&folder).contains("cannot be written by this program"));
    assert!(said(&disk.path().join("new")).contains("cannot be written by this program"));
}

#[test]
fn root_does_not_leave_files_in_the_folder_of_another_user() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: takes root");
        return;
    }
    let folder = tempdir().unwrap();
    std::os::unix::fs::chown(folder.path(), Some(12_345), None).unwrap();
    assert!(said(folder.path()).contains("belongs to the user with number 12345"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_second_one_in_the_same_folder_is_refused_until_the_first_has_ended() {
    let folder = tempdir().unwrap();
    let first = Store::open(folder.path(), Options::default()).unwrap();
    let second = Store::open(folder.path(), Options::default()).err().unwrap();
    assert!(matches!(second, Error::InUse { .. }), "{second}");
    assert!(second.to_string().contains("Stop that one first"));
    drop(first);
    Store::open(folder.path(), Options::default()).unwrap();
}

#[test]
fn half_of_a_new_store_left_by_a_crash_is_no_obstacle() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("kpi.redb.new"), "half").unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    assert_eq!(store.state(), State::Saving);
    assert!(!folder.path().join("kpi.redb.new").exists());
}

#[test]
fn a_record_far_too_large_is_refused_and_nothing_else_suffers() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let mut large = employee(1);
    large.notes = "x".repeat(17 << 20);
    let refused = store.write(|w| w.put(&large)).unwrap_err();
    assert!(refused.to_string().contains("too large"), "{refused}");
    store.write(|w| w.put(&employee(2))).unwrap();
    assert_eq!(store.read().unwrap().count::<Employee>().unwrap(), 1);
}

#[test]
fn a_panic_inside_a_change_undoes_it_and_saving_goes_on() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.write(|w| -> Result<(), Error> {
            w.put(&employee(1))?;
            panic!("a bug of ours")
        })
    }));
    assert!(panicked.is_err());
    store.write(|w| w.put(&employee(2))).unwrap();
    let all = store.read().unwrap().all::<Employee>().unwrap();
    assert_eq!(all, [employee(2)]);
    drop(store);
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store.read().unwrap().verify().unwrap();
}
