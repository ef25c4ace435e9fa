//! One change: everything in it happens, or nothing.

use super::guard::Health;
use super::meta::{META, Sum, set_sum, sum};
use super::read::{Read, Tables, decode, index_table};
use super::record::{Entry, Indexes, Record};
use super::seal::seal;
use super::{Error, Result};
use redb::{Database, Key, ReadableTable, Table, TableDefinition, Value, WriteTransaction};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Far more than any record needs.
const VALUE_MAX: usize = 16 << 20;

/// One change, seen by nobody else until it is committed.
pub struct Writer {
    txn: WriteTransaction,
    health: Arc<Health>,
    /// Sums of the tables written to.
    sums: BTreeMap<&'static str, Sum>,
}

impl Writer {
    pub(super) fn begin(database: &Database, health: Arc<Health>) -> Result<Self> {
        let txn = health.watch("Writing", || {
            let mut txn = database.begin_write()?;
            txn.set_two_phase_commit(true);
            Ok::<_, redb::TransactionError>(txn)
        })?;
        Ok(Self {
            txn,
            health,
            sums: BTreeMap::new(),
        })
    }

    pub(super) fn commit(mut self) -> Result<()> {
        let health = self.health.clone();
        if self.sums.is_empty() {
            return self.abort();
        }
        let sums = std::mem::take(&mut self.sums);
        {
            let mut meta = self.open(META)?;
            for (table, sum) in sums {
                set_sum(&mut meta, table, sum, &health)?;
            }
        }
        health.watch("Writing", || self.txn.commit())
    }

    pub(super) fn abort(self) -> Result<()> {
        let Self { txn, health, .. } = self;
        health.watch("Writing", || txn.abort())
    }

    /// A new id, never given out before.
    pub fn next_id<R: Record>(&mut self) -> Result<R::Id> {
        let sum = self.sum_mut(R::TABLE)?;
        sum.last += 1;
        Ok(R::Id::from(sum.last))
    }

    /// Saves a record, new or changed.
    ///
    /// # Errors
    /// [`Error::Taken`] when another record has one of its unique keys; nothing is changed then.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        let id: u64 = record.id().into();
        let unstorable = |why: String| Error::Unstorable { table: R::TABLE, why };
        let value = serde_json::to_vec(record).map_err(|e| unstorable(e.to_string()))?;
        if value.len() > VALUE_MAX {
            return Err(unstorable(format!("{} bytes", value.len())));
        }
        let before = self.stored::<R>(id)?;
        let new = Indexes::of(record);
        let old = before.as_ref().map(|(old, _)| Indexes::of(old)).unwrap_or_default();
        self.check_free::<R>(id, &new)?;
        for entry in old.iter().filter(|entry| !new.contains(entry)) {
            self.remove_entry(R::TABLE, id, entry)?;
        }
        for entry in new.iter().filter(|entry| !old.contains(entry)) {
            self.insert_entry(R::TABLE, id, entry)?;
        }
        let (sealed, hash) = seal(R::TABLE, id, &value);
        let sum = self.sum_mut(R::TABLE)?;
        if let Some((_, old)) = before {
            sum.take(old);
        }
        sum.add(hash);
        sum.last = sum.last.max(id);
        let mut records = self.open(TableDefinition::<u64, &[u8]>::new(R::TABLE))?;
        self.health
            .watch("Writing", || records.insert(id, sealed.as_slice()).map(|_| ()))
    }

    /// Removes a record; false when there was none.
    pub fn delete<R: Record>(&mut self, id: R::Id) -> Result<bool> {
        let id = id.into();
        let Some((old, hash)) = self.stored::<R>(id)? else {
            return Ok(false);
        };
        for entry in Indexes::of(&old) {
            self.remove_entry(R::TABLE, id, &entry)?;
        }
        self.sum_mut(R::TABLE)?.take(hash);
        let mut records = self.open(TableDefinition::<u64, &[u8]>::new(R::TABLE))?;
        self.health.watch("Writing", || records.remove(id).map(|_| ()))?;
        Ok(true)
    }

    fn stored<R: Record>(&self, id: u64) -> Result<Option<(R, u128)>> {
        let records = self.open(TableDefinition::<u64, &[u8]>::new(R::TABLE))?;
        let found = self.health.watch("Reading", || records.get(id))?;
        found.map(|value| decode(id, value.value(), &self.health)).transpose()
    }

    fn check_free<R: Record>(&self, id: u64, entries: &[Entry]) -> Result<()> {
        for entry in entries.iter().filter(|entry| entry.unique) {
            let uniques = self.open(TableDefinition::<&[u8], u64>::new(&index_table(R::TABLE, entry.index)))?;
            let holder = self.health.watch("Reading", || {
                Ok::<_, redb::StorageError>(uniques.get(entry.key.as_slice())?.map(|id| id.value()))
            })?;
            if let Some(holder) = holder.filter(|holder| *holder != id) {
                return Err(Error::Taken {
                    table: R::TABLE,
                    index: entry.index,
                    id: holder,
                });
            }
        }
        Ok(())
    }

    fn insert_entry(&self, table: &str, id: u64, entry: &Entry) -> Result<()> {
        let name = index_table(table, entry.index);
        if entry.unique {
            let mut uniques = self.open(TableDefinition::<&[u8], u64>::new(&name))?;
            self.health
                .watch("Writing", || uniques.insert(entry.key.as_slice(), id).map(|_| ()))
        } else {
            let mut entries = self.open(TableDefinition::<&[u8], ()>::new(&name))?;
            self.health.watch("Writing", || {
                entries.insert(with_id(&entry.key, id).as_slice(), ()).map(|_| ())
            })
        }
    }

    fn remove_entry(&self, table: &str, id: u64, entry: &Entry) -> Result<()> {
        let name = index_table(table, entry.index);
        if entry.unique {
            let mut uniques = self.open(TableDefinition::<&[u8], u64>::new(&name))?;
            self.health
                .watch("Writing", || uniques.remove(entry.key.as_slice()).map(|_| ()))
        } else {
            let mut entries = self.open(TableDefinition::<&[u8], ()>::new(&name))?;
            self.health.watch("Writing", || {
                entries.remove(with_id(&entry.key, id).as_slice()).map(|_| ())
            })
        }
    }

    fn sum_mut(&mut self, table: &'static str) -> Result<&mut Sum> {
        if !self.sums.contains_key(table) {
            let sum = self.sum(table)?;
            self.sums.insert(table, sum);
        }
        Ok(self.sums.entry(table).or_default())
    }

    pub(super) fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<K, V>,
    ) -> Result<Table<'_, K, V>> {
        self.health.watch("Writing", || self.txn.open_table(table))
    }
}

fn with_id(key: &[u8], id: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(key.len() + 8);
    bytes.extend(key);
    bytes.extend(id.to_be_bytes());
    bytes
}

impl Tables for Writer {
    type Records<'a> = Table<'a, u64, &'static [u8]>;
    type Entries<'a> = Table<'a, &'static [u8], ()>;
    type Uniques<'a> = Table<'a, &'static [u8], u64>;

    fn records(&self, table: &str) -> Result<Option<Self::Records<'_>>> {
        self.open(TableDefinition::new(table)).map(Some)
    }

    fn entries(&self, table: &str, index: &str) -> Result<Option<Self::Entries<'_>>> {
        self.open(TableDefinition::new(&index_table(table, index))).map(Some)
    }

    fn uniques(&self, table: &str, index: &str) -> Result<Option<Self::Uniques<'_>>> {
        self.open(TableDefinition::new(&index_table(table, index))).map(Some)
    }

    #[allow(private_interfaces)]
    fn sum(&self, table: &str) -> Result<Sum> {
        match self.sums.get(table) {
            Some(sum) => Ok(*sum),
            None => sum(&self.open(META)?, table, &self.health),
        }
    }

    #[allow(private_interfaces)]
    fn health(&self) -> &Health {
        &self.health
    }
}

impl Read for Writer {}
