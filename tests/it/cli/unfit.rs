//! Data folders the program cannot use: said in the shell, with what to do, and left as they are.

use super::run;
use crate::support::SmallDisk;
use std::fs;
use std::path::Path;

/// What `serve` says of this folder.
#[track_caller]
fn serve_says(folder: &Path, sentence: &str) {
    let file = folder.join("kpi.redb");
    let before = fs::read(&file).ok();
    let said = run(folder, &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains(sentence), "{}", said.err);
    assert!(said.out.is_empty(), "{}", said.out);
    assert_eq!(fs::read(&file).ok(), before, "it was changed");
}

#[test]
fn a_store_that_is_none_is_said() {
    let other = [b"PK\x03\x04".to_vec(), vec![0; 10_000]].concat();
    for (content, sentence) in [(Vec::new(), "is empty"), (other, "is not the store of Handyman KPI")] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("kpi.redb"), content).unwrap();
        serve_says(folder.path(), sentence);
    }
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("kpi.redb")).unwrap();
    serve_says(folder.path(), "is not a file");
}

#[test]
fn a_store_of_a_newer_version_is_said_with_the_version_to_install() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["setup-link", "--json"]).well();
    let file = redb::Database::open(folder.path().join("kpi.redb")).unwrap();
    let meta = redb::TableDefinition::<&str, &[u8]>::new("meta");
    let mut change = file.begin_write().unwrap();
    change.set_two_phase_commit(true);
    for (name, value) in [("schema", "4711"), ("needs", "9.8.7")] {
        // As every fact is sealed: a hash of table, name and value in front.
        let key = xxhash_rust::xxh3::xxh3_64(name.as_bytes());
        let seed = xxhash_rust::xxh3::xxh3_64_with_seed(b"meta", key);
        let seal = xxhash_rust::xxh3::xxh3_128_with_seed(value.as_bytes(), seed) as u64;
        let sealed = [&seal.to_le_bytes()[..], value.as_bytes()].concat();
        change
            .open_table(meta)
            .unwrap()
            .insert(name, sealed.as_slice())
            .unwrap();
    }
    change.commit().unwrap();
    drop(file);
    serve_says(folder.path(), "Install version 9.8.7 or newer");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let Some(disk) = SmallDisk::mount(16) else { return };
    assert!(disk.remount("ro"));
    serve_says(&disk.path().join("data"), "cannot be written by this program");
}
