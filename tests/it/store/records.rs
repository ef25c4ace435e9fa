//! Records and what they are found by.

use super::samples::{employee, evaluation};
use handyman_kpi::domain::employee::Employee;
use handyman_kpi::domain::evaluation::Evaluation;
use handyman_kpi::domain::id::{EmployeeId, EvaluationId};
use handyman_kpi::store::{Error, Options, Order, Read, Span, Store};
use jiff::civil::date;
use tempfile::tempdir;

#[test]
fn what_was_saved_is_there_after_opening_again() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let id = store
        .write(|w| {
            let id: EmployeeId = w.next_id::<Employee>()?;
            w.put(&employee(id.0))?;
            Ok::<_, Error>(id)
        })
        .unwrap();
    let epoch = store.epoch();
    drop(store);
    let store = Store::open(folder.path(), Options::default()).unwrap();
    assert_eq!(store.epoch(), epoch);
    let reader = store.read().unwrap();
    assert_eq!(reader.get::<Employee>(id).unwrap(), Some(employee(id.0)));
    assert_eq!(reader.all::<Employee>().unwrap().len(), 1);
    assert_eq!(reader.unique::<Employee>("number", "E-0001").unwrap().unwrap().id, id);
    assert_eq!(reader.unique::<Employee>("number", "E-0002").unwrap(), None);
}

#[test]
fn an_error_undoes_the_whole_change() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let undone: Result<(), Error> = store.write(|w| {
        w.put(&employee(1))?;
        Err(Error::Reopening)
    });
    assert!(undone.is_err());
    assert_eq!(store.read().unwrap().all::<Employee>().unwrap(), vec![]);
}

#[test]
fn a_number_that_is_taken_is_refused_and_names_the_holder() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store
        .write(|w| {
            w.put(&employee(1))?;
            let mut second = employee(2);
            second.number = employee(1).number;
            let taken = w.put(&second).unwrap_err();
            assert!(
                matches!(
                    taken,
                    Error::Taken {
                        table: "employees",
                        index: "number",
                        id: 1
                    }
                ),
                "{taken}"
            );
            second.number = None;
            w.put(&second)
        })
        .unwrap();
    assert_eq!(store.read().unwrap().count::<Employee>().unwrap(), 2);
}

#[test]
fn an_index_gives_its_records_in_order() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    store
        .write(|w| {
            for id in 1..=12 {
                w.put(&evaluation(id, id % 2, date(2026, 13 - id as i8, 1), 3))?;
            }
            assert!(w.delete::<Evaluation>(EvaluationId(3))?);
            Ok::<_, Error>(())
        })
        .unwrap();
    let reader = store.read().unwrap();
    let list = |span, order, limit| -> Vec<u64> {
        let found = reader.list::<Evaluation>("by_employee", span, order, limit).unwrap();
        found.iter().map(|e| e.id.0).collect()
    };
    assert_eq!(list(Span::of(EmployeeId(1)), Order::Ascending, 9), [11, 9, 7, 5, 1]);
    assert_eq!(list(Span::of(EmployeeId(1)), Order::Descending, 2), [1, 5]);
    let (one, day) = (EmployeeId(1), date(2026, 4, 1));
    assert_eq!(
        list(Span::between((one, day), (one, date(2026, 8, 1))), Order::Ascending, 9),
        [9, 7, 5]
    );
    let by_date = reader
        .ids::<Evaluation>("by_date", Span::up_to(day), Order::Ascending, 9)
        .unwrap();
    assert_eq!(
        by_date,
        [EvaluationId(12), EvaluationId(11), EvaluationId(10), EvaluationId(9)]
    );
    assert_eq!(
        reader
            .ids::<Evaluation>("by_date", Span::all(), Order::Ascending, 99)
            .unwrap()
            .len(),
        11
    );
}

#[test]
fn two_manager_evaluations_of_one_day_are_refused() {
    let folder = tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let day = date(2026, 5, 1);
    store.write(|w| w.put(&evaluation(1, 7, day, 3))).unwrap();
    let taken = store.write(|w| w.put(&evaluation(2, 7, day, 3))).unwrap_err();
    assert!(matches!(
        taken,
        Error::Taken {
            index: "manager_day",
            id: 1,
            ..
        }
    ));
}

#[test]
fn an_evaluation_of_60_ratings_stays_about_a_kilobyte() {
    let json = serde_json::to_vec(&evaluation(8000, 200, date(2026, 5, 1), 60)).unwrap();
    assert!(json.len() < 1_100, "{} bytes", json.len());
}
