//! Killed at any moment of a backup, of letting old ones go, or of a restore: one good store, no good backup
//! lost, and the next start finds nothing to complain about.

use crate::cli::{command, run};
use crate::support::company;
use crate::support::programs::is_drill;
use handyman_kpi::app::sample::{self, Plan};
use handyman_kpi::app::{App, backups};
use handyman_kpi::domain::backup::Why;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::clock::FixedClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Runs a command and kills it after so long; how long it would have taken, if it was quicker.
fn killed(folder: &Path, args: &[&str], after: Duration) -> Option<Duration> {
    let begun = Instant::now();
    let mut child = command(folder, args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while begun.elapsed() < after {
        if child.try_wait().unwrap().is_some() {
            return Some(begun.elapsed());
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

/// The good backups with their content, by name.
fn good_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let listed = run(folder, &["backup", "list", "--json"]).well().json();
    let items = listed["items"].as_array().unwrap();
    let good = items.iter().filter(|one| one["good"] == true);
    good.map(|one| {
        let name = one["name"].as_str().unwrap().to_owned();
        let content = fs::read(folder.join("backups").join(&name)).unwrap_or_default();
        (name, content)
    })
    .collect()
}

/// What must be so after every kill. Gives the good backups.
fn is_well(folder: &Path, at: &str) -> BTreeMap<String, Vec<u8>> {
    let good = good_files(folder);
    assert!(!good.is_empty(), "{at}");
    assert!(
        good.values().all(|content| !content.is_empty()),
        "{at}: a good one without a file"
    );
    let app = company::open(folder);
    app.store.read().unwrap().verify().unwrap();
    drop(app);
    let left: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("restor") || name.contains("replaced"))
        .collect();
    assert!(left.is_empty(), "{at}: {left:?}");
    good
}

/// So many moments, spread over how long it takes.
fn moments(folder: &Path, args: &[&str], count: u32) -> impl Iterator<Item = Duration> {
    let whole = killed(folder, args, Duration::from_secs(120)).expect("it ends");
    (0..count).map(move |n| whole.mul_f64((f64::from(n) + 0.5) / f64::from(count)))
}

fn count(in_full: u32) -> u32 {
    if is_drill() { in_full } else { in_full / 10 }
}

#[test]
fn a_restore_drill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["demo", "--no-serve", "--employees", "20", "--years", "2"]).well();
    let made = run(data, &["backup", "create", "--json"]).well().json();
    let file = data.join("a.backup");
    fs::copy(made["path"].as_str().unwrap(), &file).unwrap();
    let args = ["restore", file.to_str().unwrap(), "--yes"];
    let (mut before, mut after) = (0, 0);
    for (n, moment) in moments(data, &args, count(100)).enumerate() {
        let who = format!("zoe{n}");
        run(data, &["user", "add", &who, "--role", "admin"]).well();
        let good = good_files(data);
        killed(data, &args, moment);
        let at = format!("killed after {moment:?}");
        let now = is_well(data, &at);
        for (name, content) in &good {
            assert!(now.get(name) == Some(content), "{at}: {name} is not what it was");
        }
        // As a whole or not at all.
        match run(data, &["user", "list"]).well().out.contains(&who) {
            true => before += 1,
            false => after += 1,
        }
        // The folder does not fill up while the drill runs.
        if n % 10 == 9 {
            restore_room(data);
        }
    }
    eprintln!("killed: {before} times as before, {after} times as after");
    assert!(before > 0, "the moments miss what they are for");
}

/// Lets the safety backups of the drill go, but the newest.
fn restore_room(data: &Path) {
    let app = company::open(data);
    let mut all = backups::list(&app, &Actor::Program).unwrap();
    all.retain(|backup| backup.why == Why::BeforeRestore);
    for backup in all.iter().skip(1) {
        fs::remove_file(data.join("backups").join(&backup.name)).unwrap();
        app.change(&Actor::Program, |change| {
            change.delete::<handyman_kpi::domain::backup::Backup>(backup.id)
        })
        .unwrap();
    }
}

#[test]
fn a_backup_drill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["demo", "--no-serve", "--employees", "20", "--years", "2"]).well();
    run(data, &["backup", "create"]).well();
    for moment in moments(data, &["backup", "create"], count(100)) {
        let good = good_files(data);
        killed(data, &["backup", "create"], moment);
        let now = is_well(data, &format!("killed after {moment:?}"));
        assert!(good.iter().all(|(name, content)| now.get(name) == Some(content)));
    }
    // What was left unfinished goes with the next.
    run(data, &["backup", "create"]).well();
    let files = fs::read_dir(data.join("backups")).unwrap().count();
    let listed = run(data, &["backup", "list", "--json"]).well().json();
    assert_eq!(
        files,
        listed["items"].as_array().unwrap().len(),
        "every file is in the list"
    );
}

#[test]
fn letting_old_ones_go_drill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let now = Timestamp::now();
    let mut at = now - SignedDuration::from_hours(24 * 60);
    let clock = Arc::new(FixedClock::at(at));
    let store = Store::open(data, Options::default()).unwrap();
    let app = App::start(store, clock.clone(), Passwords::start(Strength::QUICK)).unwrap();
    let plan = Plan {
        employees: 3,
        years: 1,
        ..Plan::default()
    };
    sample::fill(&app, &plan).unwrap();
    let days = count(100).max(30);
    for _ in 0..days {
        at += SignedDuration::from_hours(12);
        clock.set(at);
        backups::create(&app, &Actor::Program, Why::Scheduled).unwrap();
    }
    drop(app);
    let newest = good_files(data).into_iter().next_back().unwrap();
    // From a copy each time: once they are gone there is nothing left to do.
    for n in 0..count(100) {
        let copy = tempfile::tempdir().unwrap();
        let data = {
            copy_all(data, copy.path());
            copy.path()
        };
        killed(
            data,
            &["backup", "prune"],
            Duration::from_millis(u64::from(n) * 400 / u64::from(count(100))),
        );
        let left = is_well(data, &format!("the {n}th"));
        assert_eq!(left.get(&newest.0), Some(&newest.1));
        run(data, &["backup", "prune"]).well();
        let kept = is_well(data, "after all").len();
        assert!((14..days as usize).contains(&kept), "{kept}");
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => {
                fs::create_dir(&to).unwrap();
                copy_all(&entry.path(), &to);
            }
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
