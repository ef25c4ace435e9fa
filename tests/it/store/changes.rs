//! After any changes: the indexes are those the records ask for, the sums add up, and what is
//! read is what was written.

use super::samples::{employee, evaluation};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::{Evaluation, Status};
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::{Error, Options, Order, Read, Span, Store};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::BTreeMap;
use tempfile::tempdir;

#[derive(Clone, Debug)]
enum Change {
    PutEmployee {
        id: u64,
        number: Option<u8>,
        notes: String,
    },
    DeleteEmployee(u64),
    PutEvaluation {
        id: u64,
        employee: u64,
        day: i64,
        draft: bool,
        ratings: u64,
    },
    DeleteEvaluation(u64),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (1..9_u64, prop::option::of(0..6_u8), ".{0,40}").prop_map(|(id, number, notes)| Change::PutEmployee {
            id,
            number,
            notes
        }),
        (1..9_u64).prop_map(Change::DeleteEmployee),
        (1..20_u64, 1..4_u64, 0..5_i64, any::<bool>(), 0..70_u64).prop_map(|(id, employee, day, draft, ratings)| {
            Change::PutEvaluation {
                id,
                employee,
                day,
                draft,
                ratings,
            }
        }),
        (1..20_u64).prop_map(Change::DeleteEvaluation),
    ]
}

fn day(day: i64) -> Date {
    date(2026, 1, 1) + day.days()
}

#[derive(Clone, Default)]
struct Model {
    employees: BTreeMap<u64, Employee>,
    evaluations: BTreeMap<u64, Evaluation>,
}

impl Model {
    /// Who else has a unique key of this employee.
    fn holds_number(&self, one: &Employee) -> bool {
        self.employees
            .values()
            .any(|other| other.id != one.id && one.number.is_some() && other.number == one.number)
    }

    fn holds_day(&self, one: &Evaluation) -> bool {
        one.status != Status::Draft
            && self.evaluations.values().any(|other| {
                other.id != one.id
                    && other.status != Status::Draft
                    && (other.employee, other.date) == (one.employee, one.date)
            })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::drills::runs(24, 500) as u32, ..ProptestConfig::default() })]
    #[test]
    fn indexes_and_sums_follow_the_records(
        transactions in prop::collection::vec((prop::collection::vec(change(), 1..12), prop::bool::weighted(0.15)), 1..12)
    ) {
        let folder = tempdir().unwrap();
        let options = Options { ballast: 0, ..Options::default() };
        let store = Store::open(folder.path(), options.clone()).unwrap();
        let mut model = Model::default();
        for (changes, undone) in transactions {
            let mut next = model.clone();
            let outcome = store.write(|w| {
                for change in changes {
                    match change {
                        Change::PutEmployee { id, number, notes } => {
                            let mut one = employee(id);
                            one.number = number.map(|n| format!("N{n}"));
                            one.notes = notes;
                            let put = w.put(&one);
                            assert_eq!(put.is_err(), next.holds_number(&one));
                            if put.is_ok() {
                                next.employees.insert(id, one);
                            }
                        }
                        Change::DeleteEmployee(id) => {
                            assert_eq!(w.delete::<Employee>(EmployeeId(id))?, next.employees.remove(&id).is_some());
                        }
                        Change::PutEvaluation { id, employee, day: number, draft, ratings } => {
                            let mut one = evaluation(id, employee, day(number), ratings);
                            if draft {
                                one.status = Status::Draft;
                            }
                            let put = w.put(&one);
                            assert_eq!(put.is_err(), next.holds_day(&one));
                            if put.is_ok() {
                                next.evaluations.insert(id, one);
                            }
                        }
                        Change::DeleteEvaluation(id) => {
                            assert_eq!(w.delete::<Evaluation>(EvaluationId(id))?, next.evaluations.remove(&id).is_some());
                        }
                    }
                }
                // Inside the change its own changes are seen.
                assert_eq!(w.all::<Employee>()?, next.employees.values().cloned().collect::<Vec<_>>());
                if undone { Err(Error::Reopening) } else { Ok(()) }
            });
            prop_assert_eq!(outcome.is_err(), undone);
            if !undone {
                model = next;
            }
            let reader = store.read().unwrap();
            let records = reader.verify().unwrap();
            prop_assert_eq!(records as usize, model.employees.len() + model.evaluations.len());
        }
        drop(store);
        let store = Store::open(folder.path(), options).unwrap();
        let reader = store.read().unwrap();
        prop_assert_eq!(reader.all::<Employee>().unwrap(), model.employees.into_values().collect::<Vec<_>>());
        prop_assert_eq!(reader.all::<Evaluation>().unwrap(), model.evaluations.values().cloned().collect::<Vec<_>>());
        for employee in 1..4 {
            let mut wanted: Vec<_> = model.evaluations.values().filter(|e| e.employee.0 == employee).collect();
            wanted.sort_by_key(|e| (e.date, e.id));
            let wanted: Vec<_> = wanted.into_iter().cloned().collect();
            let found: Vec<Evaluation> =
                reader.list("by_employee", Span::of(EmployeeId(employee)), Order::Ascending, usize::MAX).unwrap();
            prop_assert_eq!(found, wanted);
        }
    }
}

#[test]
fn an_id_is_never_given_out_twice_even_after_a_delete() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let next = || {
        store
            .write(|w| {
                let id: EmployeeId = w.next_id::<Employee>()?;
                w.put(&employee(id.0))?;
                Ok::<_, Error>(id.0)
            })
            .unwrap()
    };
    assert_eq!((next(), next()), (1, 2));
    store.write(|w| w.delete::<Employee>(EmployeeId(2))).unwrap();
    assert_eq!(next(), 3);
    store.write(|w| w.put(&employee(40))).unwrap();
    assert_eq!(next(), 41);
}

#[test]
fn what_is_published_is_on_the_disk_and_in_order() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let published = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let add = |w: &mut handyman_kpi::store::Writer| {
                        let id: EmployeeId = w.next_id::<Employee>()?;
                        w.put(&employee(id.0))?;
                        Ok::<_, Error>(id)
                    };
                    let publish = |id: &EmployeeId| {
                        assert!(store.read().unwrap().get::<Employee>(*id).unwrap().is_some());
                        published.lock().unwrap().push(id.0);
                    };
                    store.write_and_publish(add, publish).unwrap();
                }
            });
        }
    });
    assert_eq!(published.into_inner().unwrap(), (1..=40).collect::<Vec<_>>());
}

#[test]
fn records_can_be_read_while_going_through_them_inside_a_change() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store
        .write(|w| {
            (1..=3).try_for_each(|id| w.put(&employee(id)))?;
            let mut seen = 0;
            w.each::<Employee>(|one| {
                assert_eq!(w.get(one.id).unwrap(), Some(one));
                seen += 1;
            })?;
            assert_eq!(seen, 3);
            Ok::<_, Error>(())
        })
        .unwrap();
}
