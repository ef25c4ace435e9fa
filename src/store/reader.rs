//! One consistent snapshot.

use super::Result;
use super::guard::{Health, let_go};
use super::meta::{self, META, Sum};
use super::read::{Read, Tables, index_table};
use super::verify::verify;
use redb::{Key, ReadOnlyTable, ReadTransaction, TableDefinition, TableError, Value};
use std::sync::Arc;

/// One consistent snapshot. Keep it short: what it sees cannot be reused while it lives.
pub struct Reader {
    /// Until it is dropped.
    txn: Option<ReadTransaction>,
    health: Arc<Health>,
}

impl Reader {
    pub(super) fn new(txn: ReadTransaction, health: Arc<Health>) -> Self {
        Self { txn: Some(txn), health }
    }

    fn txn(&self) -> &ReadTransaction {
        self.txn.as_ref().expect("it is there until the reader is dropped")
    }

    /// Reads everything and compares it with what it must be; gives the number of records.
    ///
    /// # Errors
    /// [`Error::Damaged`](super::Error::Damaged) with the first finding.
    pub fn verify(&self) -> Result<u64> {
        verify(self)
    }

    pub(super) fn facts(&self) -> Result<ReadOnlyTable<&'static str, &'static [u8]>> {
        self.health.watch("Reading", || self.txn().open_table(META))
    }

    pub(super) fn epoch(&self) -> Result<String> {
        let facts = self.facts()?;
        Ok(meta::text(&facts, meta::EPOCH, &self.health)?.unwrap_or_default())
    }

    /// Whose data it is, kept through every restore. Empty in a store of the first days.
    pub fn lineage(&self) -> Result<String> {
        let facts = self.facts()?;
        Ok(meta::text(&facts, meta::LINEAGE, &self.health)?.unwrap_or_default())
    }

    fn open<K: Key + 'static, V: Value + 'static>(&self, name: &str) -> Result<Option<ReadOnlyTable<K, V>>> {
        self.health
            .watch("Reading", || match self.txn().open_table(TableDefinition::new(name)) {
                Ok(table) => Ok(Some(table)),
                Err(TableError::TableDoesNotExist(_)) => Ok(None),
                Err(other) => Err(other),
            })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let_go(self.txn.take());
    }
}

impl Tables for Reader {
    type Records<'a> = ReadOnlyTable<u64, &'static [u8]>;
    type Entries<'a> = ReadOnlyTable<&'static [u8], ()>;
    type Uniques<'a> = ReadOnlyTable<&'static [u8], u64>;

    fn records(&self, table: &str) -> Result<Option<Self::Records<'_>>> {
        self.open(table)
    }

    fn entries(&self, table: &str, index: &str) -> Result<Option<Self::Entries<'_>>> {
        self.open(&index_table(table, index))
    }

    fn uniques(&self, table: &str, index: &str) -> Result<Option<Self::Uniques<'_>>> {
        self.open(&index_table(table, index))
    }

    #[allow(private_interfaces)]
    fn sum(&self, table: &str) -> Result<Sum> {
        let facts = self.health.watch("Reading", || self.txn().open_table(META))?;
        meta::sum(&facts, table, &self.health)
    }

    #[allow(private_interfaces)]
    fn health(&self) -> &Health {
        &self.health
    }
}

impl Read for Reader {}
