//! The plug is pulled, or the program killed, while the store is written anew because someone was
//! anonymised: one good store is there whatever the moment, with everything acknowledged in it, and
//! nothing of that person on any page of it once that was acknowledged.

use super::chance::Chance;
use super::flaky::{Power, copy};
use super::{memory, runs};
use crate::leaving::company::{Company, check, newcomer, on_disk};
use crate::leaving::{NAME, SECRETS, all_records, let_go, secrets_in};
use crate::support::company::{open, start};
use crate::support::{Browser, Process};
use handyman_kpi::app::{App, employees, leaving};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::{Read, Store};
use handyman_kpi::web;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// People hired afterwards: what is saved in the new file.
const HIRED: [&str; 3] = ["Hire-one", "Hire-two", "Hire-three"];

/// What was said to be done.
#[derive(Debug, Default)]
struct Acknowledged {
    anonymised: bool,
    hired: usize,
}

/// The leaver has left, and some words about them were changed before: they stand on freed pages.
fn company() -> Company {
    let company = Company::make();
    let app = open(company.path());
    let_go(&app, company.leaver);
    app.change(&Actor::Program, |change| {
        let mut person = change.store.get::<Employee>(company.leaver)?.unwrap();
        person.notes = "knows-the-hansen-house no more".into();
        change.put(&person)
    })
    .unwrap();
    company
}

/// Every record that is not about the leaver or someone hired meanwhile.
fn others(app: &App, leaver: EmployeeId) -> (Vec<Employee>, Vec<Evaluation>) {
    let reader = app.store.read().unwrap();
    let (mut people, mut evaluations): (Vec<Employee>, Vec<Evaluation>) =
        (reader.all().unwrap(), reader.all().unwrap());
    people.retain(|one| one.id != leaver && !HIRED.contains(&one.first_name.as_str()));
    evaluations.retain(|one| one.employee != leaver);
    (people, evaluations)
}

/// Looks at what lies in the folder; true when the leaver is gone.
fn look(folder: &Path, leaver: EmployeeId, told: &Acknowledged, before: &(Vec<Employee>, Vec<Evaluation>)) -> bool {
    if told.anonymised {
        assert_eq!(on_disk(folder), [""; 0], "acknowledged, and in the file still");
    }
    let said = folder.join("tombstones.json").exists();
    assert!(
        said || !told.anonymised,
        "acknowledged, and the file beside does not say so"
    );
    let app = open(folder);
    if said {
        check(&app, leaver);
    } else {
        app.store.read().unwrap().verify().unwrap();
        assert_eq!(secrets_in(&all_records(&app)), SECRETS, "half of it is gone");
    }
    assert!(others(&app, leaver) == *before, "others are not what they were");
    let people: Vec<Employee> = app.store.read().unwrap().all().unwrap();
    let hired: Vec<_> = HIRED
        .into_iter()
        .filter(|name| people.iter().any(|one| one.first_name == *name))
        .collect();
    assert!(hired.len() >= told.hired, "{hired:?} of {}", told.hired);
    assert_eq!(hired, HIRED[..hired.len()]);
    drop(app);
    if said {
        assert_eq!(on_disk(folder), [""; 0]);
    }
    let stores: BTreeSet<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("kpi.redb"))
        .collect();
    assert_eq!(stores, BTreeSet::from(["kpi.redb".to_owned()]));
    said
}

/// Anonymises and goes on, until the power goes.
fn work(folder: &Path, leaver: EmployeeId, power: &Power) -> Acknowledged {
    let mut told = Acknowledged::default();
    let Ok(store) = Store::open(folder, power.options()) else {
        return told;
    };
    let app = start(store);
    let done = leaving::anonymise(&app, &Actor::Program, leaver, NAME).is_ok();
    told.anonymised = done && power.is_on();
    for name in HIRED {
        let saved = employees::create(&app, &Actor::Program, &newcomer(&app, name)).is_ok();
        if !saved || !power.is_on() {
            break;
        }
        told.hired += 1;
    }
    power.pull();
    told
}

/// How many operations of the disk all of it takes.
fn operations(company: &Company) -> u64 {
    let plenty = 1_000_000;
    let folder = memory();
    copy(company.path(), folder.path()).unwrap();
    let power = Power::lasting(plenty, 0);
    let told = work(folder.path(), company.leaver, &power);
    assert!(told.anonymised && told.hired == HIRED.len(), "{told:?}");
    plenty - power.left()
}

#[test]
fn the_plug_is_pulled_while_the_store_is_written_anew() {
    let company = company();
    let before = others(&open(company.path()), company.leaver);
    let all = operations(&company);
    let (mut gone, mut acknowledged) = (0, 0);
    let runs = runs(6, 400);
    for run in 1..=runs {
        let (folder, after) = (memory(), memory());
        copy(company.path(), folder.path()).unwrap();
        // Evenly from the opening to after the end: in full length, after each operation.
        let power = Power::lasting(1 + all * run / runs, run).copying(folder.path(), after.path());
        let told = work(folder.path(), company.leaver, &power);
        gone += u32::from(look(after.path(), company.leaver, &told, &before));
        acknowledged += u32::from(told.anonymised);
    }
    println!("the plug pulled {runs} times: {gone} gone for good ({acknowledged} acknowledged), 0 half");
    assert!(gone > acknowledged && acknowledged > 0);
}

/// Kills the program a moment after the new file has begun to be written.
fn kill_while_rewriting(process: Process, folder: &Path, after: Duration) {
    let beside = folder.join("kpi.redb.rewritten");
    let until = Instant::now() + Duration::from_secs(10);
    while !beside.exists() && Instant::now() < until {
        std::hint::spin_loop();
    }
    std::thread::sleep(after);
    process.running.kill();
}

fn anonymise(owner: &mut Browser, path: &str) -> bool {
    let body = format!("form_token={}&name={}", owner.token, web::query_value(NAME));
    let form = "application/x-www-form-urlencoded";
    let answer = owner.try_send("POST", path, form, body.as_bytes());
    answer.is_ok_and(|answer| answer.status == 303)
}

#[test]
fn the_program_is_killed_while_the_store_is_written_anew() {
    let company = company();
    let before = others(&open(company.path()), company.leaver);
    let path = format!("/employees/{}/anonymisation", company.leaver);
    let mut answered = 0;
    let runs = runs(1, 100);
    for seed in 0..runs {
        let folder = tempfile::tempdir().unwrap();
        copy(company.path(), folder.path()).unwrap();
        let process = Process::start(folder.path());
        let mut owner = process.visitor();
        owner.cookies.insert("__Host-session".into(), company.cookie.clone());
        owner.get(&path).is(200);
        let after = Duration::from_micros(Chance::new(seed).below(30_000));
        let asked = std::thread::scope(|scope| {
            let asked = scope.spawn(|| anonymise(&mut owner, &path));
            kill_while_rewriting(process, folder.path(), after);
            asked.join().unwrap()
        });
        let told = Acknowledged {
            anonymised: asked,
            hired: 0,
        };
        assert!(
            look(folder.path(), company.leaver, &told, &before),
            "seed {seed}: it was committed"
        );
        answered += u32::from(asked);
    }
    println!("{runs} kills while it was written anew: {runs} gone for good ({answered} answered), 0 half");
}
