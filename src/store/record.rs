//! What can be kept: a kind of record, the table it lives in and what it is found by.

use super::key::Key;
use serde::{Serialize, de::DeserializeOwned};

/// A kind of record. Stored as JSON under its id; an added field needs no migration.
pub trait Record: Serialize + DeserializeOwned {
    /// The table, and the word for the records in it.
    const TABLE: &'static str;
    /// Every index [`indexes`](Self::indexes) may name.
    const INDEXES: &'static [Index] = &[];
    /// From a sequence of its own.
    type Id: Copy + Into<u64> + From<u64>;

    fn id(&self) -> Self::Id;

    /// Says what this record is found by.
    fn indexes(&self, to: &mut Indexes);
}

/// An index of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// At most one record a key.
    Unique(&'static str),
    /// Any number of records a key, in the order of key, then id.
    Many(&'static str),
}

impl Index {
    /// Its name within the table.
    pub const fn name(self) -> &'static str {
        match self {
            Index::Unique(name) | Index::Many(name) => name,
        }
    }
}

/// What one record is found by.
#[derive(Debug, Default)]
pub struct Indexes {
    pub(super) entries: Vec<Entry>,
}

/// One key of one record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub index: &'static str,
    pub unique: bool,
    pub key: Vec<u8>,
}

impl Entry {
    /// The key as it stands in an index that is not unique: with the id behind it.
    pub fn key_with(&self, id: u64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.key.len() + 8);
        bytes.extend(&self.key);
        bytes.extend(id.to_be_bytes());
        bytes
    }
}

impl Indexes {
    /// No other record may have this key; putting one that does is [`Error::Taken`](super::Error::Taken).
    pub fn unique(&mut self, index: &'static str, key: impl Key) {
        self.entries.push(Entry {
            index,
            unique: true,
            key: key.bytes(),
        });
    }

    /// Found by this key, together with others.
    pub fn index(&mut self, index: &'static str, key: impl Key) {
        self.entries.push(Entry {
            index,
            unique: false,
            key: key.bytes(),
        });
    }

    pub(super) fn of<R: Record>(record: &R) -> Vec<Entry> {
        let mut to = Indexes::default();
        record.indexes(&mut to);
        debug_assert!(
            to.entries.iter().all(|entry| {
                let declared = if entry.unique {
                    Index::Unique(entry.index)
                } else {
                    Index::Many(entry.index)
                };
                R::INDEXES.contains(&declared)
            }),
            "every index of {} is declared",
            R::TABLE
        );
        to.entries
    }
}
