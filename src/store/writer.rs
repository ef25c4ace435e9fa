//! One change: everything in it happens, or nothing.

mod reading;

use super::guard::Health;
use super::meta::{self, META, Sum};
use super::read::{Tables, decode, index_table};
use super::record::{Entry, Index, Indexes, Record};
use super::seal::{seal, unseal};
use super::tables::{TABLES, TableKind};
use super::{Error, Result};
use redb::{Database, Key, ReadableTable, StorageError, Table, TableDefinition, Value, WriteTransaction};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Far more than any record needs, in bytes.
pub(super) const VALUE_MAX: usize = 16 << 20;

/// One change, seen by nobody else until it is committed.
pub struct Writer {
    txn: WriteTransaction,
    health: Arc<Health>,
    /// Sums of the tables written to.
    sums: BTreeMap<String, Sum>,
    /// Whether there is anything to commit.
    touched: bool,
    number: u64,
}

impl Writer {
    pub(super) fn begin(database: &Database, health: Arc<Health>) -> Result<Self> {
        let txn = health.watch("Writing", || {
            let mut txn = database.begin_write()?;
            txn.set_two_phase_commit(true);
            Ok::<_, redb::TransactionError>(txn)
        })?;
        let mut writer = Self {
            txn,
            health,
            sums: BTreeMap::new(),
            touched: false,
            number: 0,
        };
        let before = meta::commits(&writer.open(META)?, &writer.health)?;
        writer.number = before + 1;
        Ok(writer)
    }

    /// The number of this change, one more than that of the change before.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Commits even if no record was changed.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    pub(super) fn commit(self) -> Result<()> {
        if self.sums.is_empty() && !self.touched {
            return self.abort();
        }
        {
            let mut table = self.open(META)?;
            for (name, sum) in &self.sums {
                meta::set_sum(&mut table, name, *sum, &self.health)?;
            }
            meta::set(&mut table, meta::COMMITS, &self.number.to_le_bytes(), &self.health)?;
        }
        let Self { txn, health, .. } = self;
        health.watch("Writing", || txn.commit())
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

    /// Gives out no id up to this one any more.
    pub fn skip_to<R: Record>(&mut self, id: R::Id) -> Result<()> {
        let sum = self.sum_mut(R::TABLE)?;
        sum.last = sum.last.max(id.into());
        Ok(())
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
        let added: Vec<&Entry> = new.iter().filter(|entry| !old.contains(entry)).collect();
        for entry in added.iter().filter(|entry| entry.unique) {
            self.check_free::<R>(id, entry)?;
        }
        for entry in old.iter().filter(|entry| !new.contains(entry)) {
            self.remove_entry(R::TABLE, id, entry)?;
        }
        for entry in added {
            self.insert_entry(R::TABLE, id, entry)?;
        }
        self.insert_value(R::TABLE, id, &value, before.map(|(_, hash)| hash))
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

    /// Saves a new value as it is, without its index entries; see [`rebuild_indexes`](Self::rebuild_indexes).
    pub(super) fn put_raw(&mut self, table: &str, id: u64, value: &[u8]) -> Result<()> {
        let records = self.open(TableDefinition::<u64, &[u8]>::new(table))?;
        let before = self.health.watch("Reading", || {
            Ok::<_, StorageError>(records.get(id)?.map(|sealed| sealed.value().to_vec()))
        })?;
        drop(records);
        let before = match before {
            Some(sealed) => Some(unseal(table, id, &sealed)?.1),
            None => None,
        };
        self.insert_value(table, id, value, before)
    }

    /// Takes every record out of a table; its indexes are made anew by [`rebuild_indexes`](Self::rebuild_indexes).
    pub(super) fn empty(&mut self, table: &str) -> Result<()> {
        self.touched = true;
        self.sums.insert(table.to_owned(), Sum::default());
        self.health.watch("Writing", || {
            self.txn
                .delete_table(TableDefinition::<u64, &[u8]>::new(table))
                .map(|_| ())
        })?;
        self.open(TableDefinition::<u64, &[u8]>::new(table)).map(|_| ())
    }

    pub(super) fn health_of_all(&self) -> Arc<Health> {
        self.health.clone()
    }

    /// Sets the last id given out.
    pub(super) fn set_last(&mut self, table: &str, last: u64) -> Result<()> {
        self.sum_mut(table)?.last = last;
        Ok(())
    }

    /// Makes every index anew from the records.
    pub(super) fn rebuild_indexes(&mut self) -> Result<()> {
        self.touched = true;
        self.health.caught(|| self.rebuild())
    }

    /// The same without taking what is wrong for damage.
    pub(super) fn rebuild(&self) -> Result<()> {
        TABLES.iter().try_for_each(|table| self.rebuild_table(table))
    }

    /// The same for one table.
    pub(super) fn rebuild_table(&self, table: &TableKind) -> Result<()> {
        for index in table.indexes {
            let name = index_table(table.name, index.name());
            self.health.watch("Writing", || match index {
                Index::Unique(_) => self.txn.delete_table(TableDefinition::<&[u8], u64>::new(&name)),
                Index::Many(_) => self.txn.delete_table(TableDefinition::<&[u8], ()>::new(&name)),
            })?;
        }
        let records = self.open(TableDefinition::<u64, &[u8]>::new(table.name))?;
        let mut rows = self.health.watch("Reading", || records.iter())?;
        while let Some((id, sealed)) = self.health.watch("Reading", || rows.next().transpose())? {
            let (value, _) = unseal(table.name, id.value(), sealed.value())?;
            for entry in (table.entries)(id.value(), value)? {
                self.insert_entry(table.name, id.value(), &entry)?;
            }
        }
        Ok(())
    }

    fn insert_value(&mut self, table: &str, id: u64, value: &[u8], before: Option<u128>) -> Result<()> {
        let (sealed, hash) = seal(table, id, value);
        let sum = self.sum_mut(table)?;
        if let Some(before) = before {
            sum.take(before);
        }
        sum.add(hash);
        sum.last = sum.last.max(id);
        let mut records = self.open(TableDefinition::<u64, &[u8]>::new(table))?;
        self.health
            .watch("Writing", || records.insert(id, sealed.as_slice()).map(|_| ()))
    }

    fn stored<R: Record>(&self, id: u64) -> Result<Option<(R, u128)>> {
        let records = self.open(TableDefinition::<u64, &[u8]>::new(R::TABLE))?;
        self.health.caught(|| {
            let found = self.health.watch("Reading", || records.get(id))?;
            found.map(|sealed| decode(id, sealed.value())).transpose()
        })
    }

    fn check_free<R: Record>(&self, id: u64, entry: &Entry) -> Result<()> {
        let uniques = self.open(TableDefinition::<&[u8], u64>::new(&index_table(R::TABLE, entry.index)))?;
        let holder = self.health.watch("Reading", || {
            Ok::<_, StorageError>(uniques.get(entry.key.as_slice())?.map(|id| id.value()))
        })?;
        match holder.filter(|holder| *holder != id) {
            Some(holder) => Err(Error::Taken {
                table: R::TABLE,
                index: entry.index,
                id: holder,
            }),
            None => Ok(()),
        }
    }

    fn insert_entry(&self, table: &str, id: u64, entry: &Entry) -> Result<()> {
        let name = index_table(table, entry.index);
        if entry.unique {
            let mut uniques = self.open(TableDefinition::<&[u8], u64>::new(&name))?;
            let other = self.health.watch("Writing", || {
                let before = uniques.insert(entry.key.as_slice(), id)?;
                Ok::<_, StorageError>(before.map(|before| before.value()).filter(|before| *before != id))
            })?;
            match other {
                None => Ok(()),
                Some(other) => Err(Error::Damaged(format!("records {other} and {id} have the same {name}"))),
            }
        } else {
            let mut entries = self.open(TableDefinition::<&[u8], ()>::new(&name))?;
            self.health.watch("Writing", || {
                entries.insert(entry.key_with(id).as_slice(), ()).map(|_| ())
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
            self.health
                .watch("Writing", || entries.remove(entry.key_with(id).as_slice()).map(|_| ()))
        }
    }

    fn sum_mut(&mut self, table: &str) -> Result<&mut Sum> {
        if !self.sums.contains_key(table) {
            let sum = self.sum(table)?;
            self.sums.insert(table.to_owned(), sum);
        }
        Ok(self.sums.get_mut(table).expect("it was inserted above"))
    }

    pub(super) fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<K, V>,
    ) -> Result<Table<'_, K, V>> {
        self.health.watch("Writing", || self.txn.open_table(table))
    }
}
