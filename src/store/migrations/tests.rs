#![allow(clippy::unwrap_used, clippy::panic)]
use super::{Migration, SCHEMA, run, set_schema};
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::store::founding::{found, random_name};
use crate::store::opening::{self, Options};
use crate::store::read::{Read, Tables};
use crate::store::reader::Reader;
use crate::store::vetting::{identify, vet};
use crate::store::writer::Writer;
use crate::store::{Error, Result, Store};
use redb::{ReadableDatabase, ReadableTable};
use std::path::Path;

fn store_of_schema(schema: u32, folder: &Path) {
    found(
        &folder.join("kpi.redb"),
        &random_name().unwrap(),
        &random_name().unwrap(),
        schema,
    )
    .unwrap();
}

#[test]
fn a_store_of_a_newer_version_is_refused_with_the_version_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kpi.redb");
    store_of_schema(1, folder.path());
    let (database, health) = opening::attach(&path, &Options::default()).unwrap();
    let mut writer = Writer::begin(&database, health.clone()).unwrap();
    set_schema(&mut writer, SCHEMA + 1, "9.8.7", &health).unwrap();
    writer.commit().unwrap();
    drop(database);
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(folder.path(), Options::default()).err().unwrap();
    assert!(
        refused.to_string().contains("Install version 9.8.7 or newer"),
        "{refused}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Gives every employee a telephone number.
fn add_phones(writer: &mut Writer) -> Result<()> {
    let mut changed = Vec::new();
    {
        let records = writer.records("employees")?.unwrap();
        for row in records.iter().unwrap() {
            let (id, sealed) = row.unwrap();
            let mut value: serde_json::Value = serde_json::from_slice(&sealed.value()[8..]).unwrap();
            value["phone"] = format!("555-{}", id.value()).into();
            value["number"] = format!("N{}", id.value()).into();
            changed.push((id.value(), serde_json::to_vec(&value).unwrap()));
        }
    }
    changed
        .into_iter()
        .try_for_each(|(id, value)| writer.put_raw("employees", id, &value))
}

fn fail(_: &mut Writer) -> Result<()> {
    Err(Error::Reopening)
}

#[test]
fn steps_run_in_order_each_whole_or_not_at_all_and_indexes_follow() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kpi.redb");
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let one: Employee = serde_json::from_str(
        r#"{"id":1,"first_name":"A","last_name":"B","hire_date":"2026-01-01","tiers":[],"employment":[]}"#,
    )
    .unwrap();
    store.write(|w| w.put(&one)).unwrap();
    drop(store);
    let (database, health) = opening::attach(&path, &Options::default()).unwrap();
    let steps = [
        Migration {
            name: "add phones",
            run: add_phones,
        },
        Migration {
            name: "fail",
            run: fail,
        },
    ];
    assert!(run(&database, &health, 1, &steps).is_err());
    // The first step stands, with its number.
    let reader = Reader::new(database.begin_read().unwrap(), health.clone());
    assert_eq!(reader.get::<Employee>(EmployeeId(1)).unwrap().unwrap().phone, "555-1");
    assert_eq!(schema_of(&database), 2);
    // Started again, only the second runs.
    let steps = [
        Migration {
            name: "fail",
            run: fail,
        },
        Migration {
            name: "nothing",
            run: |_| Ok(()),
        },
    ];
    run(&database, &health, 2, &steps).unwrap();
    assert_eq!(schema_of(&database), 3);
    let reader = Reader::new(database.begin_read().unwrap(), health.clone());
    assert_eq!(
        reader.unique::<Employee>("number", "N1").unwrap().unwrap().id,
        EmployeeId(1)
    );
    reader.verify().unwrap();
}

fn schema_of(database: &redb::Database) -> u32 {
    let txn = database.begin_read().unwrap();
    let facts = txn.open_table(crate::store::meta::META).unwrap();
    let health = crate::store::guard::Health::new(Path::new("kpi.redb"));
    crate::store::meta::text(&facts, crate::store::meta::SCHEMA, &health)
        .unwrap()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn a_new_store_has_todays_schema() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path(), Options::default()).unwrap());
    let path = folder.path().join("kpi.redb");
    assert_eq!(vet(&path, 1 << 20).unwrap().schema, SCHEMA);
    let (database, health) = opening::attach(&path, &Options::default()).unwrap();
    assert_eq!(identify(&database, &health).unwrap().schema, SCHEMA);
}
