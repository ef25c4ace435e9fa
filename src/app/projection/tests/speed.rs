//! Prints what a large company costs: `cargo test --lib speed -- --ignored --nocapture`.
#![allow(clippy::print_stdout)]

use crate::app::figures::Filter;
use crate::app::projection::sample::tier;
use crate::app::projection::sample::{Dice, employee, evaluation, skill, skill_category, tool, tool_category};
use crate::app::projection::slim::Slim;
use crate::app::projection::{Changed, Projection};
use crate::app::{dashboard, profile};
use crate::domain::policy::Scope;
use crate::store::{Options, Read, Store};
use jiff::ToSpan;
use jiff::civil::date;
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a check"]
fn reading_200_people_with_evaluations_of_60_ratings_and_answering_from_them() {
    for each in [5, 40, 160] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        fill(&store, 200, each);
        let reader = store.read().unwrap();
        let before = resident();
        let mut projection = Projection::build(&reader).unwrap();
        println!("{} evaluations: {} KB more resident", 200 * each, resident() - before);
        print("reading", 3, || projection = Projection::build(&reader).unwrap());
        let mut n = 0;
        print("reading records only", 3, || reader.each(|_: Slim| n += 1).unwrap());
        let one = evaluation(7, 3, date(2025, 12, 30), &[(1, 3), (2, 4)]);
        let change = [Changed::Evaluation(Box::new(one))];
        print("one evaluation more", 100, || drop(projection.with(&change)));
        let today = date(2026, 1, 5);
        let year = Filter::last_year(today);
        let mut filters = vec![("dashboard", year)];
        filters.push((
            "dashboard of a category",
            Filter {
                category: Some(1.into()),
                ..year
            },
        ));
        filters.push((
            "dashboard of a tier",
            Filter {
                tier: Some(tier(1)),
                ..year
            },
        ));
        filters.push((
            "dashboard of a person",
            Filter {
                employee: Some(7.into()),
                ..year
            },
        ));
        filters.push((
            "dashboard of the past",
            Filter {
                from: date(2021, 1, 10),
                to: date(2024, 3, 17),
                ..year
            },
        ));
        for (name, filter) in filters {
            print(name, 100, || {
                drop(dashboard::compute(&projection, Scope::Everyone, today, &filter))
            });
        }
        let person = projection.person(7.into()).unwrap();
        print("profile", 100, || drop(profile::compute(&projection, person, &year)));
    }
}

/// Time on the processor, so that neighbours do not count.
fn print(name: &str, times: u32, mut run: impl FnMut()) {
    let on_cpu = || -> u64 {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        stat.split_whitespace().next().unwrap().parse().unwrap()
    };
    let (started, cpu) = (Instant::now(), on_cpu());
    (0..times).for_each(|_| run());
    let micros = (on_cpu() - cpu) / 1_000 / u64::from(times);
    println!(
        "  {name}: {micros} µs of processor, {} µs elapsed",
        started.elapsed().as_micros() / u128::from(times)
    );
}

pub fn fill(store: &Store, people: u64, each: u64) {
    let mut dice = Dice::new(3);
    store
        .write(|w| {
            for id in 1..=20 {
                w.put(&skill_category(id, &format!("Category {id}")))?;
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
