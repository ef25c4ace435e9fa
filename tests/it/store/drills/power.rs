//! Power loss: a disk that forgets, tears and reorders what was not synced. Whatever the store
//! acknowledged must be there afterwards, and of a change either all or nothing.

use super::chance::Chance;
use super::flaky::Power;
use super::{memory, runs};
use crate::store::samples::{employee, evaluation, event};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::{Error, Options, Read, Reader, Store};
use jiff::ToSpan;
use jiff::civil::date;
use std::collections::BTreeMap;

/// All that is stored, by id.
#[derive(Clone, Debug, Default, PartialEq)]
struct Contents {
    employees: BTreeMap<u64, Employee>,
    evaluations: BTreeMap<u64, Evaluation>,
    events: BTreeMap<u64, Event>,
}

impl Contents {
    fn of(reader: &Reader) -> Result<Self, Error> {
        Ok(Self {
            employees: reader.all::<Employee>()?.into_iter().map(|r| (r.id.0, r)).collect(),
            evaluations: reader.all::<Evaluation>()?.into_iter().map(|r| (r.id.0, r)).collect(),
            events: reader.all::<Event>()?.into_iter().map(|r| (r.id.0, r)).collect(),
        })
    }
}

/// Changes at random until the power goes: what was acknowledged last, and what was under way.
fn work(store: &Store, mut acknowledged: Contents, chance: &mut Chance) -> (Contents, Contents) {
    loop {
        let mut next = acknowledged.clone();
        let outcome = store.write(|w| {
            for _ in 0..=chance.below(4) {
                let id = 1 + chance.below(60);
                if chance.percent(15) {
                    w.delete::<Evaluation>(EvaluationId(id))?;
                    next.evaluations.remove(&id);
                } else if chance.percent(20) {
                    let mut one = employee(id);
                    one.notes = "x".repeat(chance.below(3000) as usize);
                    w.put(&one)?;
                    next.employees.insert(id, one);
                } else {
                    let mut one = evaluation(id, id, date(2026, 1, 1) + (id as i64).days(), chance.below(90));
                    one.edit = chance.next();
                    w.put(&one)?;
                    next.evaluations.insert(id, one);
                }
                let number = w.next_id::<Event>()?;
                w.put(&event(number.0, id))?;
                next.events.insert(number.0, event(number.0, id));
            }
            Ok::<_, Error>(())
        });
        match outcome {
            Ok(()) => acknowledged = next,
            Err(_) => return (acknowledged, next),
        }
    }
}

/// Two sessions that end with the power, the second perhaps while the store is still being opened.
/// True when something acknowledged is lost, or the store does not even open.
fn a_run_loses_something(seed: u64, lies: bool) -> bool {
    let chance = &mut Chance::new(seed);
    let folder = memory();
    let plain = Options {
        floor: 0,
        ballast: 0,
        ..Options::default()
    };
    let mut known = Contents::default();
    drop(Store::open(folder.path(), plain.clone()).unwrap());
    for session in 0..2 {
        let left = 1 + if chance.percent(20) {
            chance.below(60)
        } else {
            chance.below(2500)
        };
        let under_way = match Store::open(
            folder.path(),
            Power::lasting(left, seed ^ session).lying(lies).options(),
        ) {
            Ok(store) => {
                let (acknowledged, under_way) = work(&store, known, chance);
                known = acknowledged;
                under_way
            }
            Err(_) => known.clone(),
        };
        let found = Store::open(folder.path(), plain.clone()).and_then(|store| {
            let reader = store.read()?;
            reader.verify()?;
            Contents::of(&reader)
        });
        match found {
            Ok(found) if found == known || found == under_way => known = found,
            other => {
                if !lies {
                    eprintln!("seed {seed}, session {session}: {:?}", other.map(|_| "other contents"));
                }
                return true;
            }
        }
    }
    false
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let runs = runs(8, 200);
    let lost = (0..runs).filter(|seed| a_run_loses_something(*seed, false)).count();
    eprintln!("power lost {runs} times, twice each: {lost} lost something acknowledged");
    assert_eq!(lost, 0, "of {runs} runs");
}

#[test]
fn a_disk_that_only_says_it_synced_does_lose_what_was_acknowledged() {
    let runs = runs(8, 200);
    let lost = (0..runs).filter(|seed| a_run_loses_something(*seed, true)).count();
    assert!(
        lost > 0,
        "the drill above would notice nothing: 0 of {runs} runs lost something"
    );
}

#[test]
fn an_employee_saved_before_the_power_went_is_found_by_number() {
    let folder = memory();
    let plain = Options {
        floor: 0,
        ballast: 0,
        ..Options::default()
    };
    let store = Store::open(folder.path(), Power::lasting(100_000, 7).options()).unwrap();
    store.write(|w| w.put(&employee(1))).unwrap();
    // Not closed: the copy is the platter as the power went.
    let after = memory();
    std::fs::copy(folder.path().join("kpi.redb"), after.path().join("kpi.redb")).unwrap();
    let store = Store::open(after.path(), plain).unwrap();
    let found = store.read().unwrap().unique::<Employee>("number", "E-0001").unwrap();
    assert_eq!(found.map(|e| e.id), Some(EmployeeId(1)));
}
