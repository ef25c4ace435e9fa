//! The whole store read and compared with what it must be: every seal, every table's count and
//! hash, and every index with the one its records ask for.

use super::guard::Health;
use super::meta::Sum;
use super::read::Tables;
use super::reader::Reader;
use super::record::Index;
use super::seal::{hash, unseal};
use super::tables::{TABLES, TableKind};
use super::{Error, Result};
use redb::ReadableTable;
use std::collections::BTreeMap;

/// Reads everything; gives the number of records.
///
/// # Errors
/// [`Error::Damaged`] with the first finding.
pub(super) fn verify(reader: &Reader) -> Result<u64> {
    let mut records = 0;
    for table in TABLES {
        records += reader.health().caught(|| verify_table(reader, table))?;
    }
    Ok(records)
}

fn verify_table(reader: &Reader, table: &TableKind) -> Result<u64> {
    let health = reader.health();
    let mut found = Sum::default();
    let mut wanted: BTreeMap<&str, Sum> = table
        .indexes
        .iter()
        .map(|index| (index.name(), Sum::default()))
        .collect();
    if let Some(records) = reader.records(table.name)? {
        let mut rows = health.watch("Reading", || records.iter())?;
        while let Some((id, sealed)) = health.watch("Reading", || rows.next().transpose())? {
            let id = id.value();
            let (value, hash_of_value) = unseal(table.name, id, sealed.value())?;
            found.add(hash_of_value);
            found.last = found.last.max(id);
            for entry in (table.entries)(id, value)? {
                wanted
                    .entry(entry.index)
                    .or_default()
                    .add(hash(entry.index, id, &entry.key));
            }
        }
    }
    let expected = reader.sum(table.name)?;
    if (found.count, found.hash) != (expected.count, expected.hash) || found.last > expected.last {
        return Err(Error::Damaged(format!(
            "{} holds {} records where {} were written, or other ones",
            table.name, found.count, expected.count
        )));
    }
    for index in table.indexes {
        if index_sum(reader, table.name, *index, health)? != wanted[index.name()] {
            return Err(Error::Damaged(format!(
                "{}.{} is not what the records ask for",
                table.name,
                index.name()
            )));
        }
    }
    Ok(found.count)
}

fn index_sum(reader: &Reader, table: &str, index: Index, health: &Health) -> Result<Sum> {
    let mut sum = Sum::default();
    match index {
        Index::Unique(name) => {
            let Some(uniques) = reader.uniques(table, name)? else {
                return Ok(sum);
            };
            let mut rows = health.watch("Reading", || uniques.iter())?;
            while let Some((key, id)) = health.watch("Reading", || rows.next().transpose())? {
                sum.add(hash(name, id.value(), key.value()));
            }
        }
        Index::Many(name) => {
            let Some(entries) = reader.entries(table, name)? else {
                return Ok(sum);
            };
            let mut rows = health.watch("Reading", || entries.iter())?;
            while let Some((entry, _)) = health.watch("Reading", || rows.next().transpose())? {
                let Some((key, id)) = entry.value().split_last_chunk() else {
                    return Err(Error::Damaged(format!("an entry of {table}.{name} has no id")));
                };
                sum.add(hash(name, u64::from_be_bytes(*id), key));
            }
        }
    }
    Ok(sum)
}
