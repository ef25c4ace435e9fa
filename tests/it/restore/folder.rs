//! A folder of backups that is not as it was left: gone, not to be written, elsewhere, full of what is not
//! ours, and of links that lead out of it.

use crate::cli::run;
use crate::support::SmallDisk;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// A company in a folder, with two backups; where they lie, and their files.
struct Place {
    folder: tempfile::TempDir,
    backups: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(
            folder.path(),
            &["demo", "--no-serve", "--employees", "4", "--years", "1"],
        )
        .well();
        let backups = folder.path().join("backups");
        let place = Self { folder, backups };
        place.made();
        place.made();
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn made(&self) -> PathBuf {
        let made = run(self.path(), &["backup", "create", "--json"]).well().json();
        PathBuf::from(made["path"].as_str().unwrap())
    }

    /// Name and whether it is good, newest first.
    fn listed(&self) -> Vec<(String, bool)> {
        let listed = run(self.path(), &["backup", "list", "--json"]).json();
        let items = listed["items"].as_array().unwrap();
        items
            .iter()
            .map(|one| (one["name"].as_str().unwrap().to_owned(), one["good"] == true))
            .collect()
    }
}

#[test]
fn gone() {
    let place = Place::new();
    fs::remove_dir_all(&place.backups).unwrap();
    assert_eq!(place.listed().len(), 2, "what was there is still known");
    let said = run(place.path(), &["backup", "verify"]);
    assert_eq!(said.code, 2, "{}{}", said.out, said.err);
    assert!(said.out.contains("no longer there"), "{}", said.out);
    assert!(place.listed().iter().all(|(_, good)| !good));
    run(place.path(), &["backup", "prune"]).well();
    assert!(place.made().exists(), "it is made anew");
    assert!(place.listed()[0].1);
}

#[test]
fn elsewhere_by_a_link() {
    let place = Place::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let there = elsewhere.path().join("all");
    fs::create_dir(&there).unwrap();
    for (name, _) in place.listed() {
        fs::rename(place.backups.join(&name), there.join(&name)).unwrap_or_else(|_| {
            fs::copy(place.backups.join(&name), there.join(&name)).unwrap();
        });
    }
    fs::remove_dir_all(&place.backups).unwrap();
    symlink(&there, &place.backups).unwrap();
    run(place.path(), &["backup", "verify"]).well();
    let made = place.made();
    assert!(there.join(made.file_name().unwrap()).exists());
    run(
        place.path(),
        &["restore", made.file_name().unwrap().to_str().unwrap(), "--yes"],
    )
    .well();
    // To nowhere: the disk it lay on is not there.
    fs::remove_dir_all(&there).unwrap();
    let said = run(place.path(), &["backup", "create"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("No backup can be made in"), "{}", said.err);
    assert!(!there.exists());
    let said = run(place.path(), &["restore", "/etc/hostname", "--yes"]);
    assert_eq!(said.code, 1, "{}", said.err);
}

#[test]
fn not_to_be_written() {
    let place = Place::new();
    let Some(disk) = SmallDisk::mount(16) else { return };
    let all = place.listed();
    for (name, _) in &all {
        fs::copy(place.backups.join(name), disk.path().join(name)).unwrap();
    }
    let file = place.path().join("a.backup");
    fs::copy(place.backups.join(&all[0].0), &file).unwrap();
    fs::remove_dir_all(&place.backups).unwrap();
    symlink(disk.path(), &place.backups).unwrap();
    assert!(disk.remount("ro"));
    run(place.path(), &["user", "add", "zoe", "--role", "admin"]).well();
    run(place.path(), &["backup", "verify"]).well();
    run(place.path(), &["backup", "prune"]).well();
    for args in [&["backup", "create"][..], &["restore", file.to_str().unwrap(), "--yes"]] {
        let said = run(place.path(), args);
        assert_eq!(said.code, 1);
        assert!(said.err.contains("No backup can be made in"), "{}", said.err);
        assert!(said.err.contains("Read-only"), "{}", said.err);
    }
    assert!(run(place.path(), &["user", "list"]).well().out.contains("zoe"));
    assert!(!place.path().join("restoring").exists());
    assert_eq!(place.listed(), all, "and nothing is unknown afterwards");
    assert!(disk.remount("rw"));
    place.made();
}

#[test]
fn what_is_not_ours_stays_and_no_link_is_followed() {
    let place = Place::new();
    let outside = tempfile::tempdir().unwrap();
    let treasure = outside.path().join("treasure");
    fs::write(&treasure, "do not touch").unwrap();
    let foreign = [
        "holiday.jpg",
        "handyman-kpi-2020-01-01T000000Z.backup",
        "handyman-kpi-of-somebody",
        ".handyman-kpi-notes",
        "other.part",
    ];
    for name in foreign {
        fs::write(place.backups.join(name), name).unwrap();
    }
    fs::create_dir(place.backups.join("a folder")).unwrap();
    // Named as an unfinished one of ours, and as one that will be made: each second from now on.
    symlink(&treasure, place.backups.join(".handyman-kpi-x.backup.part")).unwrap();
    let now = jiff::Timestamp::now();
    for second in 0..60 {
        let at = now + jiff::SignedDuration::from_secs(second);
        let name = format!("handyman-kpi-{}.backup", at.strftime("%Y-%m-%dT%H%M%SZ"));
        let _ = symlink(&treasure, place.backups.join(name));
    }
    let made = place.made();
    assert!(fs::symlink_metadata(&made).unwrap().is_file(), "no link");
    // One of the list is a link now: to a copy of itself, to something else, to what has no end.
    let (last, _) = place.listed().pop().unwrap();
    let copy = outside.path().join("copy");
    fs::rename(place.backups.join(&last), &copy).unwrap_or_else(|_| {
        fs::copy(place.backups.join(&last), &copy).unwrap();
        fs::remove_file(place.backups.join(&last)).unwrap();
    });
    for to in [&copy, &treasure, Path::new("/dev/zero"), Path::new("nowhere")] {
        symlink(to, place.backups.join(&last)).unwrap();
        let said = run(place.path(), &["backup", "verify"]);
        assert_eq!(said.code, 2, "{}: {}{}", to.display(), said.out, said.err);
        assert!(said.out.contains("cannot be read: it is no file"), "{}", said.out);
        fs::remove_file(place.backups.join(&last)).unwrap();
    }
    // It is not good, and a newer one is: it is let go, and only the link goes.
    symlink(&copy, place.backups.join(&last)).unwrap();
    fs::metadata(&copy).unwrap();
    let long_ago = run(place.path(), &["backup", "prune", "--json"]).well();
    let left = place.listed();
    assert!(left.iter().any(|(_, good)| *good), "{}", long_ago.out);
    assert!(copy.exists());
    assert_eq!(fs::read_to_string(&treasure).unwrap(), "do not touch");
    for name in foreign {
        assert_eq!(fs::read_to_string(place.backups.join(name)).unwrap(), name);
    }
    assert!(place.backups.join("a folder").is_dir());
    let known = left.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert!(!known.contains(&"handyman-kpi-2020-01-01T000000Z.backup"));
}
