//! A disk that is full before a command, gets full in the middle of it, has no room for one more name, or
//! takes nothing: it is said what is lacking, and one whole company and every good backup are there still.

use crate::cli::{Said, command, run};
use crate::support::programs::is_drill;
use crate::support::{SmallDisk, company};
use rustix::fs::{FallocateFlags, fallocate, statvfs};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Of the file system, in MB: room for all, and to fill.
const DISK: u32 = 200;

/// A company on a disk of its own, and a backup of it elsewhere.
struct Place {
    disk: SmallDisk,
    data: PathBuf,
    elsewhere: tempfile::TempDir,
    rounds: u32,
}

impl Place {
    fn new() -> Option<Self> {
        let disk = SmallDisk::mount(DISK)?;
        let data = disk.path().join("data");
        run(&data, &["demo", "--no-serve", "--employees", "25", "--years", "2"]).well();
        let made = run(&data, &["backup", "create", "--json"]).well().json();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::copy(made["path"].as_str().unwrap(), elsewhere.path().join("a.backup")).unwrap();
        Some(Self {
            disk,
            data,
            elsewhere,
            rounds: 0,
        })
    }

    fn file(&self) -> String {
        self.elsewhere.path().join("a.backup").to_str().unwrap().to_owned()
    }

    /// What is recorded here and not in the backup.
    fn mark(&mut self) -> String {
        self.rounds += 1;
        let who = format!("zoe{}", self.rounds);
        run(&self.data, &["user", "add", &who, "--role", "admin"]).well();
        who
    }

    /// What must be so after everything, once there is room. Whether the company is the one of before.
    fn is_well(&self, at: &str, who: &str, said: &Said) -> bool {
        assert!([0, 1, 2].contains(&said.code), "{at}: {}: {}", said.code, said.err);
        if said.code != 0 {
            let words = format!("{}{}", said.out, said.err);
            let says = |what: &str| words.contains(what);
            assert!(
                says("Make room") || says("Check the") || says("nothing can be saved") || says("cannot be"),
                "{at}: {words}"
            );
            assert!(!says("panicked"), "{at}: {words}");
        }
        let left: Vec<String> = fs::read_dir(&self.data)
            .unwrap()
            .chain(fs::read_dir(self.data.join("backups")).unwrap())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| {
                let end = Path::new(name).extension().and_then(|end| end.to_str());
                name.contains("restor") || name.contains("replaced") || end == Some("part")
            })
            .collect();
        assert!(left.is_empty(), "{at}: {left:?} is left");
        let app = company::open(&self.data);
        app.store.read().unwrap().verify().unwrap();
        drop(app);
        // Whatever the list calls good is proven once more.
        let listed = run(&self.data, &["backup", "list", "--json"]).json();
        let good: Vec<u64> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["good"] == true)
            .map(|one| one["id"].as_u64().unwrap())
            .collect();
        assert!(!good.is_empty(), "{at}");
        for id in good.iter().take(if is_drill() { 3 } else { 1 }) {
            run(&self.data, &["backup", "verify", &id.to_string()]).well();
        }
        let is_before = run(&self.data, &["user", "list"]).well().out.contains(who);
        if said.code == 0 && said.out.contains("is here now") {
            assert!(!is_before, "{at}: it said that it was done");
        }
        is_before
    }
}

/// Takes all that is left, at once.
fn fill(disk: &Path) {
    let file = File::options()
        .create(true)
        .append(true)
        .open(disk.join("filler"))
        .unwrap();
    let mut size = 1 << 30;
    while size >= 4096 {
        let at = file.metadata().unwrap().len();
        if fallocate(&file, FallocateFlags::empty(), at, size).is_err() {
            size /= 2;
        }
    }
}

fn every(count: u64) -> u64 {
    if is_drill() { count } else { count / 16 }
}

#[test]
fn little_room_from_the_beginning() {
    let Some(mut place) = Place::new() else { return };
    let file = place.file();
    let sizes: Vec<u64> = match is_drill() {
        true => (0..130).map(|n| n << 20).chain((1..40).map(|n| n << 17)).collect(),
        false => [0, 34, 66].map(|n| n << 20).to_vec(),
    };
    let (mut before, mut after) = (0, 0);
    for left in sizes {
        for args in [
            &["restore", file.as_str(), "--yes"][..],
            &["backup", "create"],
            &["backup", "prune"],
        ] {
            let who = place.mark();
            place.disk.fill_up(left);
            let said = run(&place.data, args);
            place.disk.make_room();
            let at = format!("{args:?} with {} KB", left >> 10);
            let is_before = place.is_well(&at, &who, &said);
            assert!(is_before || args[0] == "restore", "{at}");
            assert_eq!(is_before, args[0] != "restore" || said.code != 0, "{at}");
            eprintln!("{at}: {}: {}", said.code, said.err.trim());
            match is_before {
                true => before += 1,
                false => after += 1,
            }
        }
    }
    assert!(before > 0 && after > 0, "{before} {after}");
}

/// Runs a command, and something with its disk after so long; what it said, and whether it ran still.
fn interrupted(folder: &Path, args: &[&str], after: Duration, what: impl FnOnce()) -> (Said, bool) {
    let begun = Instant::now();
    let mut child = command(folder, args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while begun.elapsed() < after && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(300));
    }
    let ran = child.try_wait().unwrap().is_none();
    what();
    let out = child.wait_with_output().unwrap();
    let said = Said {
        code: out.status.code().unwrap_or(-1),
        out: String::from_utf8(out.stdout).unwrap(),
        err: String::from_utf8(out.stderr).unwrap(),
    };
    (said, ran)
}

fn gets_full(args: impl Fn(&Place) -> Vec<String>) {
    let Some(mut place) = Place::new() else { return };
    let args = args(&place);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let begun = Instant::now();
    run(&place.data, &args).well();
    // With some room behind: a round may take longer than the first.
    let whole = begun.elapsed().mul_f64(1.5);
    let (mut before, mut after, mut refused) = (0, 0, 0);
    let count = every(100);
    for n in 0..count {
        let moment = whole.mul_f64((n as f64 + 0.5) / count as f64);
        let who = place.mark();
        let (said, _) = interrupted(&place.data, &args, moment, || fill(place.disk.path()));
        place.disk.make_room();
        let at = format!("{args:?}, full after {moment:?}");
        refused += u32::from(said.code != 0);
        if said.code != 0 {
            eprintln!("{at}: {}", said.err.trim());
        }
        match place.is_well(&at, &who, &said) {
            true => before += 1,
            false => after += 1,
        }
    }
    eprintln!("{args:?}: {refused} refused; {before} times as before, {after} times as after");
    assert!(refused > 0, "the moments miss what they are for");
}

#[test]
fn full_in_the_middle_of_a_restore() {
    gets_full(|place| vec!["restore".into(), place.file(), "--yes".into()]);
}

#[test]
fn full_in_the_middle_of_a_backup() {
    gets_full(|_| vec!["backup".into(), "create".into()]);
}

#[test]
fn no_room_for_one_more_name() {
    let Some(mut place) = Place::new() else { return };
    let names = statvfs(place.disk.path()).unwrap();
    let used = names.f_files - names.f_ffree;
    let file = place.file();
    for free in 0..5 {
        for args in [&["restore", file.as_str(), "--yes"][..], &["backup", "create"]] {
            if args[0] == "backup" && free > 1 && !is_drill() {
                continue;
            }
            let who = place.mark();
            let now = statvfs(place.disk.path()).unwrap();
            let at_most = now.f_files - now.f_ffree + free;
            assert!(at_most >= used);
            assert!(place.disk.remount(&format!("nr_inodes={at_most}")));
            let said = run(&place.data, args);
            assert!(place.disk.remount("nr_inodes=10000"));
            let at = format!("{args:?} with {free} names");
            eprintln!("{at}: {}: {}", said.code, said.err.trim());
            let is_before = place.is_well(&at, &who, &said);
            assert_eq!(is_before, args[0] != "restore" || said.code != 0, "{at}");
        }
    }
}

#[test]
fn a_disk_that_takes_nothing() {
    let Some(mut place) = Place::new() else { return };
    let file = place.file();
    for args in [
        &["restore", file.as_str(), "--yes"][..],
        &["restore", file.as_str(), "--preview"],
        &["backup", "create"],
        &["backup", "prune"],
    ] {
        let who = place.mark();
        assert!(place.disk.remount("ro"));
        let said = run(&place.data, args);
        assert!(place.disk.remount("rw"));
        assert_ne!(said.code, 0, "{args:?}");
        eprintln!("{args:?}: {}: {}", said.code, said.err.trim());
        assert!(place.is_well(&format!("{args:?}"), &who, &said));
    }
    // In the middle: the system does not do that while a file is open for writing, but tries are free.
    let begun = Instant::now();
    run(&place.data, &["restore", &file, "--yes"]).well();
    let whole = begun.elapsed();
    for n in 0..every(40) {
        let who = place.mark();
        let moment = whole.mul_f64((n as f64 + 0.5) / every(40) as f64);
        let (said, _) = interrupted(&place.data, &["restore", &file, "--yes"], moment, || {
            place.disk.remount("ro");
        });
        assert!(place.disk.remount("rw"));
        let is_before = place.is_well(&format!("read-only after {moment:?}"), &who, &said);
        assert_eq!(is_before, said.code != 0);
    }
}
