//! Each backup is one moment: however many people move things about meanwhile, nothing is in it twice or
//! not at all.

use super::made;
use crate::exports::sample_company;
use crate::support::Site;
use crate::support::programs::is_drill;
use crate::support::restoring::bring;
use handyman_kpi::app;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::id::EmployeeId;
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::store::Read;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

const THREADS: u64 = 16;
/// Each has so many at the beginning.
const UNITS: i64 = 1_000;

fn units(employee: &Employee) -> i64 {
    employee.notes.parse().unwrap()
}

fn sum(site: &Site) -> i64 {
    let all: Vec<Employee> = site.app.store.read().unwrap().all().unwrap();
    all.iter().map(units).sum()
}

/// Takes from one and gives to another, in one change.
fn transfer(site: &Site, from: EmployeeId, to: EmployeeId, many: i64) -> Result<(), app::Error> {
    site.app.change(&Actor::Program, |change| {
        for (id, more) in [(from, -many), (to, many)] {
            let mut employee = change.store.get::<Employee>(id)?.unwrap();
            employee.notes = (units(&employee) + more).to_string();
            change.put(&employee)?;
        }
        change.event("units_moved", None, &[])
    })
}

#[test]
fn what_is_moved_about_is_in_every_backup_once() {
    let site = sample_company();
    let ids: Vec<EmployeeId> = site
        .app
        .projection()
        .people()
        .map(|person| person.employee.id)
        .collect();
    site.app
        .change(&Actor::Program, |change| {
            for id in &ids {
                let mut employee = change.store.get::<Employee>(*id)?.unwrap();
                employee.notes = UNITS.to_string();
                change.put(&employee)?;
            }
            Ok(())
        })
        .unwrap();
    let whole = UNITS * ids.len() as i64;
    let (done, moved) = (AtomicBool::new(false), AtomicU32::new(0));
    let backups: Vec<Vec<u8>> = std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (site, ids, done, moved) = (&site, &ids, &done, &moved);
            scope.spawn(move || {
                let mut n = thread as usize;
                while !done.load(Ordering::Relaxed) {
                    let (from, to) = (ids[n % ids.len()], ids[(n * 7 + 3) % ids.len()]);
                    n += 1 + thread as usize;
                    if from != to {
                        transfer(site, from, to, (n % 9) as i64 + 1).unwrap();
                        moved.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let backups = (0..if is_drill() { 12 } else { 3 }).map(|_| made(&site)).collect();
        done.store(true, Ordering::Relaxed);
        backups
    });
    let moved = moved.load(Ordering::Relaxed);
    assert!(moved > 50, "{moved}");
    assert_eq!(sum(&site), whole);
    let mut different = std::collections::BTreeSet::new();
    for backup in &backups {
        let empty = Site::empty();
        bring(&empty.app, backup).unwrap();
        assert_eq!(sum(&empty), whole);
        let all: Vec<Employee> = empty.app.store.read().unwrap().all().unwrap();
        different.insert(all.iter().map(units).collect::<Vec<_>>());
    }
    assert!(different.len() > 1, "they were moved meanwhile");
    eprintln!(
        "{moved} transfers by {THREADS} threads, {} backups, {} different",
        backups.len(),
        different.len()
    );
}
