//! A full disk: said, nothing half, reading goes on, and saving too once there is room, without a restart.

use crate::store::samples::{employee, evaluation, event};
use crate::support::SmallDisk;
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::{Error, Options, Read, State, Store};
use jiff::ToSpan;
use jiff::civil::date;
use std::fs;
use std::time::{Duration, Instant};

fn save(store: &Store, id: u64) -> Result<(), Error> {
    store.write(|w| {
        let mut one = evaluation(id, id, date(2026, 1, 1) + (id as i64).days(), 60);
        one.content.shared_notes = "x".repeat(40_000);
        w.put(&one)?;
        w.put(&event(id, id))
    })
}

fn saves_again_by_itself(store: &Store) {
    let begun = Instant::now();
    while store.state() != State::Saving {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", store.state());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Each evaluation has its event, each event its evaluation, and all of `saved` are there.
fn nothing_is_half(store: &Store, saved: &[u64]) {
    let reader = store.read().unwrap();
    reader.verify().unwrap();
    let evaluations: Vec<u64> = reader.all::<Evaluation>().unwrap().iter().map(|e| e.id.0).collect();
    let events: Vec<u64> = reader.all::<Event>().unwrap().iter().map(|e| e.id.0).collect();
    assert_eq!(evaluations, saved);
    assert_eq!(events, saved);
}

#[test]
fn a_disk_filling_up_is_said_before_anything_breaks_and_saving_goes_on_with_room() {
    let Some(disk) = SmallDisk::mount(16) else { return };
    let folder = disk.path().join("data");
    let options = Options {
        floor: 2 << 20,
        ballast: 1 << 20,
        ..Options::default()
    };
    let store = Store::open(&folder, options).unwrap();
    assert_eq!(fs::metadata(folder.join("kpi.ballast")).unwrap().len(), 1 << 20);
    save(&store, 1).unwrap();
    disk.fill_up(1 << 20);
    let refused = save(&store, 2).unwrap_err();
    assert!(
        matches!(&refused, Error::CannotSave(why) if why.to_string().contains("nearly full")),
        "{refused}"
    );
    assert!(matches!(store.state(), State::CannotSave(why) if why.to_string().contains("Make room")));
    nothing_is_half(&store, &[1]);
    disk.make_room();
    save(&store, 2).unwrap();
    assert_eq!(store.state(), State::Saving);
    disk.fill_up(1 << 20);
    assert!(save(&store, 3).is_err());
    disk.make_room();
    saves_again_by_itself(&store);
    save(&store, 3).unwrap();
    nothing_is_half(&store, &[1, 2, 3]);
}

#[test]
fn a_disk_full_in_the_middle_of_a_change_leaves_nothing_half_and_no_restart_is_needed() {
    let Some(disk) = SmallDisk::mount(16) else { return };
    let folder = disk.path().join("data");
    // No floor: the room vanishes while a change is under way.
    let options = Options {
        floor: 0,
        ballast: 1 << 20,
        ..Options::default()
    };
    let store = Store::open(&folder, options).unwrap();
    store.write(|w| w.put(&employee(1))).unwrap();
    let mut saved = Vec::new();
    let mut id = 0;
    for round in 0..3 {
        disk.fill_up(0);
        let refused = loop {
            id += 1;
            match save(&store, id) {
                Ok(()) => saved.push(id),
                Err(refused) => break refused,
            }
            assert!(id < 2_000, "the disk never filled up");
        };
        assert!(refused.to_string().contains("disk is full"), "round {round}: {refused}");
        // Reading goes on, from everything that was acknowledged.
        nothing_is_half(&store, &saved);
        assert_eq!(store.read().unwrap().get(EmployeeId(1)).unwrap(), Some(employee(1)));
        assert!(matches!(store.state(), State::CannotSave(_)), "round {round}");
        disk.make_room();
        if round == 1 {
            saves_again_by_itself(&store);
        }
        id += 1;
        save(&store, id).unwrap_or_else(|e| panic!("round {round}: {e}"));
        saved.push(id);
        assert_eq!(store.state(), State::Saving);
        nothing_is_half(&store, &saved);
    }
    drop(store);
    let store = Store::open(&folder, Options::default()).unwrap();
    nothing_is_half(&store, &saved);
    assert_eq!(store.read().unwrap().get::<Evaluation>(EvaluationId(0)).unwrap(), None);
    assert_eq!(store.read().unwrap().all::<Employee>().unwrap().len(), 1);
}
