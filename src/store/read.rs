//! Reading, the same from a snapshot and inside a change.

use super::guard::Health;
use super::key::{Key, Span};
use super::meta::Sum;
use super::record::{Entry, Indexes, Record};
use super::seal::unseal;
use super::{Error, Result};
use redb::{ReadableTable, StorageError};

/// Which end of an index comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// The tables behind a snapshot or a change. `None`: not there yet, so nothing is in it.
pub trait Tables {
    #[doc(hidden)]
    type Records<'a>: ReadableTable<u64, &'static [u8]>
    where
        Self: 'a;
    #[doc(hidden)]
    type Entries<'a>: ReadableTable<&'static [u8], ()>
    where
        Self: 'a;
    #[doc(hidden)]
    type Uniques<'a>: ReadableTable<&'static [u8], u64>
    where
        Self: 'a;
    #[doc(hidden)]
    fn records(&self, table: &str) -> Result<Option<Self::Records<'_>>>;
    #[doc(hidden)]
    fn entries(&self, table: &str, index: &str) -> Result<Option<Self::Entries<'_>>>;
    #[doc(hidden)]
    fn uniques(&self, table: &str, index: &str) -> Result<Option<Self::Uniques<'_>>>;
    #[doc(hidden)]
    #[allow(private_interfaces)]
    fn sum(&self, table: &str) -> Result<Sum>;
    #[doc(hidden)]
    #[allow(private_interfaces)]
    fn health(&self) -> &Health;
}

/// Reading records, from a [`Reader`](super::Reader) or a [`Writer`](super::Writer).
///
/// # Errors
/// All of these: [`Error::Damaged`] when what is stored is not what was written,
/// [`Error::Reopening`] when the store was opened anew meanwhile, [`Error::Io`].
pub trait Read: Tables {
    /// The record of that id.
    fn get<R: Record>(&self, id: R::Id) -> Result<Option<R>> {
        let Some(records) = self.records(R::TABLE)? else {
            return Ok(None);
        };
        let (id, health) = (id.into(), self.health());
        health.caught(|| {
            let found = health.watch("Reading", || records.get(id))?;
            found.map(|sealed| Ok(decode(id, sealed.value())?.0)).transpose()
        })
    }

    /// Every record in the order of ids, one at a time; at the end the table's count and hash are
    /// compared with what they must be.
    fn each<R: Record>(&self, take: impl FnMut(R)) -> Result<()> {
        self.scan(take)
    }

    #[doc(hidden)]
    fn scan<R: Record>(&self, mut take: impl FnMut(R)) -> Result<()> {
        let Some(records) = self.records(R::TABLE)? else {
            return Ok(());
        };
        let health = self.health();
        let mut found = Sum::default();
        let mut rows = health.watch("Reading", || records.iter())?;
        let mut next = || {
            health.caught(|| {
                let row = health.watch("Reading", || rows.next().transpose())?;
                row.map(|(id, sealed)| decode::<R>(id.value(), sealed.value()))
                    .transpose()
            })
        };
        while let Some((record, hash)) = next()? {
            found.add(hash);
            take(record);
        }
        drop(rows);
        drop(records);
        let expected = self.sum(R::TABLE)?;
        if (found.count, found.hash) != (expected.count, expected.hash) {
            return Err(health.note(Error::Damaged(format!(
                "{} holds {} records where {} were written, or other ones",
                R::TABLE,
                found.count,
                expected.count
            ))));
        }
        Ok(())
    }

    /// Every record in the order of ids.
    fn all<R: Record>(&self) -> Result<Vec<R>> {
        let mut all = Vec::new();
        self.each(|record| all.push(record))?;
        Ok(all)
    }

    /// How many records there are.
    fn count<R: Record>(&self) -> Result<u64> {
        Ok(self.sum(R::TABLE)?.count)
    }

    /// The record with this key of a unique index.
    fn unique<R: Record>(&self, index: &'static str, key: impl Key) -> Result<Option<R>> {
        let Some(uniques) = self.uniques(R::TABLE, index)? else {
            return Ok(None);
        };
        let key = key.bytes();
        let found = self.health().watch("Reading", || {
            Ok::<_, StorageError>(uniques.get(key.as_slice())?.map(|id| id.value()))
        })?;
        drop(uniques);
        found
            .map(|id| {
                self.indexed(
                    id,
                    Entry {
                        index,
                        unique: true,
                        key,
                    },
                )
            })
            .transpose()
    }

    /// The records in a stretch of an index (not a unique one), at most `limit`.
    fn list<R: Record>(&self, index: &'static str, span: Span, order: Order, limit: usize) -> Result<Vec<R>> {
        let hits = self.hits(R::TABLE, index, &span, order, limit)?;
        hits.into_iter()
            .map(|(key, id)| {
                self.indexed(
                    id,
                    Entry {
                        index,
                        unique: false,
                        key,
                    },
                )
            })
            .collect()
    }

    /// The ids in a stretch of an index (not a unique one), at most `limit`.
    fn ids<R: Record>(&self, index: &'static str, span: Span, order: Order, limit: usize) -> Result<Vec<R::Id>> {
        let hits = self.hits(R::TABLE, index, &span, order, limit)?;
        Ok(hits.into_iter().map(|(_, id)| R::Id::from(id)).collect())
    }

    /// The record an index names; it must have that key.
    #[doc(hidden)]
    #[allow(private_interfaces)]
    fn indexed<R: Record>(&self, id: u64, entry: Entry) -> Result<R> {
        let record: Option<R> = self.get(R::Id::from(id))?;
        record
            .filter(|record| Indexes::of(record).contains(&entry))
            .ok_or_else(|| {
                let finding = format!(
                    "{}.{} names record {id}, which is not there or has another key",
                    R::TABLE,
                    entry.index
                );
                self.health().note(Error::Damaged(finding))
            })
    }

    /// Key and id of the entries in a stretch of an index.
    #[doc(hidden)]
    fn hits(&self, table: &str, index: &str, span: &Span, order: Order, limit: usize) -> Result<Vec<(Vec<u8>, u64)>> {
        let Some(entries) = self.entries(table, index)? else {
            return Ok(Vec::new());
        };
        if span.to.as_ref().is_some_and(|to| *to <= span.from) {
            return Ok(Vec::new());
        }
        self.health().watch("Reading", || {
            let mut range = match &span.to {
                Some(to) => entries.range(span.from.as_slice()..to.as_slice())?,
                None => entries.range(span.from.as_slice()..)?,
            };
            let mut hits = Vec::new();
            while hits.len() < limit {
                let next = match order {
                    Order::Ascending => range.next(),
                    Order::Descending => range.next_back(),
                };
                let Some(entry) = next else { break };
                let entry = entry?.0;
                let (key, id) = entry
                    .value()
                    .split_last_chunk()
                    .ok_or_else(|| StorageError::Corrupted(format!("an entry of {table}.{index} has no id")))?;
                hits.push((key.to_vec(), u64::from_be_bytes(*id)));
            }
            Ok::<_, StorageError>(hits)
        })
    }
}

pub(super) fn decode<R: Record>(id: u64, sealed: &[u8]) -> Result<(R, u128)> {
    let (value, hash) = unseal(R::TABLE, id, sealed)?;
    match serde_json::from_slice(value) {
        Ok(record) => Ok((record, hash)),
        Err(why) => Err(Error::Damaged(format!(
            "record {id} of {} cannot be read: {why}",
            R::TABLE
        ))),
    }
}

/// The table an index lives in.
pub(super) fn index_table(table: &str, index: &str) -> String {
    format!("{table}.{index}")
}
