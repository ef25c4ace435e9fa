//! Prints what a large company costs: `cargo test --lib speed -- --ignored --nocapture`.
#![allow(clippy::print_stdout)]

use crate::app::projection::sample::{Dice, category, employee, evaluation, skill, tool, tool_category};
use crate::app::projection::{Changed, Projection};
use crate::store::{Options, Store};
use jiff::ToSpan;
use jiff::civil::date;
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a check"]
fn reading_200_people_with_8000_evaluations_of_60_ratings() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    fill(&store, 200, 40);
    let reader = store.read().unwrap();
    for _ in 0..3 {
        let started = Instant::now();
        let before = resident();
        let projection = Projection::build(&reader).unwrap();
        println!(
            "built in {:?}, {} KB more resident",
            started.elapsed(),
            resident() - before
        );
        let one = evaluation(7, 3, date(2025, 12, 30), &[(1, 3), (2, 4)]);
        let change = [Changed::Evaluation(Box::new(one))];
        let started = Instant::now();
        let next = projection.with(&change);
        println!("one evaluation more in {:?}", started.elapsed());
        drop(next);
    }
}

pub fn fill(store: &Store, people: u64, each: u64) {
    let mut dice = Dice::new(3);
    store
        .write(|w| {
            for id in 1..=20 {
                w.put(&category(id, &format!("Category {id}")))?;
                w.put(&tool_category(id, &format!("Tools {id}")))?;
            }
            for id in 1..=187 {
                w.put(&skill(id, id % 20 + 1))?;
            }
            for id in 1..=120 {
                w.put(&tool(id, id % 20 + 1))?;
            }
            for id in 1..=people {
                w.put(&employee(id, &format!("Person {id}"), date(2020, 1, 1)))?;
            }
            Ok::<_, crate::store::Error>(())
        })
        .unwrap();
    for person in 1..=people {
        store
            .write(|w| {
                for i in 0..each {
                    let day = date(2025, 12, 31) - i64::try_from(i * 2_000 / each + dice.below(3)).unwrap().days();
                    let mut one = evaluation((person - 1) * each + i + 1, person, day, &[]);
                    one.content = dice.content(187, 70, 30);
                    if let Err(error) = w.put(&one) {
                        assert!(matches!(error, crate::store::Error::Taken { .. }), "{error}");
                    }
                }
                Ok::<_, crate::store::Error>(())
            })
            .unwrap();
    }
}

fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
