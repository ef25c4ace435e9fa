//! Bits that flip on the disk: said, or without effect; never other contents, never a panic.

use super::chance::Chance;
use super::{memory, runs};
use crate::store::samples::{employee, evaluation, event};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::event::Event;
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::{Error, Options, Order, Read, Reader, Span, State, Store};
use jiff::ToSpan;
use jiff::civil::date;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

fn plain() -> Options {
    Options {
        floor: 0,
        ballast: 0,
        ..Options::default()
    }
}

type Contents = (
    Vec<Employee>,
    Vec<Evaluation>,
    Vec<Event>,
    Vec<Evaluation>,
    Vec<Option<Employee>>,
);

/// Every record, by table and by index.
fn contents(reader: &Reader) -> Result<Contents, Error> {
    let numbers = (1..=50)
        .map(|n| reader.unique("number", format!("E-{n:04}")))
        .collect::<Result<_, _>>()?;
    let by_employee = reader.list("by_employee", Span::all(), Order::Ascending, usize::MAX)?;
    Ok((reader.all()?, reader.all()?, reader.all()?, by_employee, numbers))
}

/// Each part has 50 evaluations.
fn fill(store: &Store, parts: u64) {
    for part in 0..parts {
        store
            .write(|w| {
                if part == 0 {
                    (1..=50).try_for_each(|id| w.put(&employee(id)))?;
                }
                for id in part * 50 + 1..=part * 50 + 50 {
                    w.put(&evaluation(id, id % 50 + 1, date(2025, 1, 1) + (id as i64).days(), 60))?;
                    w.put(&event(id, id))?;
                }
                Ok::<_, Error>(())
            })
            .unwrap();
    }
}

/// A store's file, as left by a clean end or by a sudden one, and what is in it.
fn filled(clean: bool, parts: u64) -> (Vec<u8>, Contents) {
    let folder = memory();
    let path = folder.path().join("kpi.redb");
    let store = Store::open(folder.path(), plain()).unwrap();
    fill(&store, parts);
    let wanted = contents(&store.read().unwrap()).unwrap();
    let unclean = fs::read(&path).unwrap();
    drop(store);
    (if clean { fs::read(&path).unwrap() } else { unclean }, wanted)
}

/// What a store with this file gives: its contents, or what it says.
fn opened(file: &[u8]) -> Result<Contents, Error> {
    let folder = memory();
    fs::write(folder.path().join("kpi.redb"), file).unwrap();
    let store = Store::open(folder.path(), plain())?;
    contents(&store.read()?)
}

fn trial(file: &[u8], wanted: &Contents, offset: usize, bit: u8, clean: bool) -> bool {
    let mut flipped = file.to_vec();
    flipped[offset] ^= 1 << bit;
    match opened(&flipped) {
        Ok(found) => {
            assert!(
                found == *wanted,
                "bit {bit} of byte {offset} (clean end: {clean}) changed what is read, unsaid"
            );
            false
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            true
        }
    }
}

#[test]
fn a_flipped_bit_is_said_or_changes_nothing() {
    let runs = runs(12, 40);
    for clean in [true, false] {
        let (file, wanted) = filled(clean, 6);
        let mut chance = Chance::new(1);
        let said = (0..runs)
            .filter(|_| {
                let offset = chance.below(file.len() as u64) as usize;
                trial(&file, &wanted, offset, chance.below(8) as u8, clean)
            })
            .count();
        eprintln!(
            "flips anywhere in {} KiB, clean end {clean}: {said} of {runs} said, the others without effect",
            file.len() >> 10
        );
    }
}

#[test]
fn a_flipped_bit_in_the_head_of_the_file_is_said_or_changes_nothing() {
    let (file, wanted) = filled(true, 1);
    let whole = runs(0, 1) > 0;
    let mut chance = Chance::new(2);
    let mut said = 0;
    let mut trials = 0;
    // The flags, and some or each of the other bits of header and both commit slots.
    for offset in 0..320 {
        for bit in 0..8 {
            if whole || offset == 9 || chance.percent(2) {
                trials += 1;
                said += usize::from(trial(&file, &wanted, offset, bit, true));
            }
        }
    }
    eprintln!("flips in the head: {said} of {trials} said, the others without effect");
}

#[test]
fn bits_flipped_under_an_open_store_are_said_or_change_nothing() {
    for seed in 0..runs(4, 40) {
        let folder = memory();
        let store = Store::open(
            folder.path(),
            Options {
                cache: 1 << 16,
                ..plain()
            },
        )
        .unwrap();
        fill(&store, 6);
        let wanted = contents(&store.read().unwrap()).unwrap();
        flip(&folder.path().join("kpi.redb"), &mut Chance::new(seed), 40);
        let reader = store.read().unwrap();
        let mut said = false;
        for employee in &wanted.0 {
            match reader.get::<Employee>(employee.id) {
                Ok(found) => assert!(found.as_ref() == Some(employee) || found.is_none(), "seed {seed}"),
                Err(_) => said = true,
            }
        }
        for evaluation in &wanted.1 {
            match reader.get::<Evaluation>(evaluation.id) {
                Ok(found) => assert!(found.as_ref() == Some(evaluation) || found.is_none(), "seed {seed}"),
                Err(_) => said = true,
            }
        }
        match reader.all::<Evaluation>() {
            Ok(found) => assert!(found == wanted.1, "seed {seed}"),
            Err(_) => said = true,
        }
        if said {
            assert!(matches!(store.state(), State::CannotSave(_)) || store.write(|w| w.put(&employee(1))).is_err());
        }
    }
}

fn flip(path: &Path, chance: &mut Chance, bits: u64) {
    let file = File::options().read(true).write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    for _ in 0..bits {
        let offset = 4096 + chance.below(length - 4096);
        let mut byte = [0];
        file.read_exact_at(&mut byte, offset).unwrap();
        byte[0] ^= 1 << chance.below(8);
        file.write_all_at(&byte, offset).unwrap();
    }
}

#[test]
fn a_store_found_damaged_refuses_to_save_and_says_to_restore() {
    let folder = memory();
    let store = Store::open(folder.path(), Options { cache: 0, ..plain() }).unwrap();
    fill(&store, 6);
    // A record that no longer fits its seal: flipped inside a value, where redb has no say.
    let path = folder.path().join("kpi.redb");
    let bytes = fs::read(&path).unwrap();
    let at: Vec<usize> = memchr(&bytes, b"\"Last7\"");
    let file = File::options().write(true).open(&path).unwrap();
    at.iter()
        .for_each(|at| file.write_all_at(b"\"Lost7\"", *at as u64).unwrap());
    let damaged = store.read().unwrap().get::<Employee>(EmployeeId(7)).unwrap_err();
    assert!(damaged.is_damage(), "{damaged}");
    assert!(damaged.to_string().contains("backup"), "{damaged}");
    let refused = store.write(|w| w.put(&employee(1))).unwrap_err();
    assert!(refused.is_damage(), "{refused}");
    assert!(matches!(store.state(), State::CannotSave(_)));
    // The others can still be read.
    assert_eq!(store.read().unwrap().get(EmployeeId(8)).unwrap(), Some(employee(8)));
    assert!(
        store
            .read()
            .unwrap()
            .get::<Evaluation>(EvaluationId(1))
            .unwrap()
            .is_some()
    );
}

fn memchr(bytes: &[u8], word: &[u8]) -> Vec<usize> {
    (0..bytes.len() - word.len())
        .filter(|at| bytes[*at..].starts_with(word))
        .collect()
}
