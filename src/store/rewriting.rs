//! The store written anew. redb frees a page and leaves what stood on it until it is used again:
//! after something had to go for good, only a new file holds nothing of it.

use super::founding::{found, sync_folder};
use super::guard::Health;
use super::meta::{self, META};
use super::migrations::SCHEMA;
use super::opening::{self, Options};
use super::read::Tables;
use super::reader::Reader;
use super::seal::unseal;
use super::tables::TABLES;
use super::vetting::{rehearse, vet};
use super::writer::Writer;
use super::{Error, Result};
use redb::{Database, ReadableDatabase, ReadableTable};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Copies every record of the closed store at `path` into a new file, which takes its place once it
/// is found to hold the same: whenever the plug is pulled, one of the two is there, whole.
///
/// # Errors
/// When it cannot be read or written; the store stays what it was.
pub(super) fn rewrite(path: &Path, options: &Options) -> Result<()> {
    let beside = path.with_extension("redb.rewritten");
    let io = |source| Error::Io {
        doing: "Writing",
        path: beside.clone(),
        source,
    };
    let written = copy(path, &beside, options);
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written?;
    fs::rename(&beside, path).and_then(|()| sync_folder(path)).map_err(io)
}

fn copy(path: &Path, beside: &Path, options: &Options) -> Result<()> {
    let health = Arc::new(Health::new(path));
    let old = rehearse(path, options.cache, false, &health)?;
    let reader = read(&old, &health)?;
    let _ = fs::remove_file(beside);
    found(beside, &reader.epoch()?, &reader.lineage()?, SCHEMA)?;
    let (new, new_health) = opening::attach(beside, options)?;
    let mut writer = Writer::begin(&new, new_health.clone())?;
    writer.touch();
    for table in TABLES {
        health.caught(|| copy_table(&reader, table.name, &mut writer))?;
    }
    writer.rebuild_indexes()?;
    writer.commit()?;
    let count = read(&new, &new_health)?.verify()?;
    let expected = TABLES
        .iter()
        .try_fold(0, |n, table| Ok(n + reader.sum(table.name)?.count))?;
    if count != expected {
        return Err(Error::Damaged(format!("{count} records were copied of {expected}")));
    }
    new_health.watch("Writing", || new.close())?;
    vet(beside, options.cache).map(|_| ())
}

fn read(database: &Database, health: &Arc<Health>) -> Result<Reader> {
    let txn = health.watch("Reading", || database.begin_read())?;
    Ok(Reader::new(txn, health.clone()))
}

pub(super) fn copy_table(reader: &Reader, table: &str, to: &mut Writer) -> Result<()> {
    let health = reader.health();
    let expected = reader.sum(table)?;
    let mut found = meta::Sum::default();
    to.set_last(table, expected.last)?;
    if let Some(records) = reader.records(table)? {
        let mut rows = health.watch("Reading", || records.iter())?;
        while let Some((id, sealed)) = health.watch("Reading", || rows.next().transpose())? {
            let (value, hash) = unseal(table, id.value(), sealed.value())?;
            found.add(hash);
            to.put_raw(table, id.value(), value)?;
        }
    }
    if (found.count, found.hash) != (expected.count, expected.hash) {
        return Err(Error::Damaged(format!("{table} does not add up")));
    }
    Ok(())
}

impl Writer {
    /// Has the store written anew once this change is saved, or at the next start.
    pub fn want_rewriting(&mut self) -> Result<()> {
        self.touch();
        let mut table = self.open(META)?;
        meta::set(&mut table, meta::REWRITE, b"wanted", self.health())
    }
}

impl Reader {
    /// Whether a change wanted that and it has not happened yet.
    pub(super) fn wants_rewriting(&self) -> Result<bool> {
        let facts = self.facts()?;
        Ok(meta::text(&facts, meta::REWRITE, self.health())?.is_some())
    }
}
