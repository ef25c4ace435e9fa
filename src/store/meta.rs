//! What the store knows about itself, sealed like any record: which program and schema, its epoch,
//! and a count and an additive hash for each table.

use super::guard::Health;
use super::seal::{seal, unseal};
use super::{Error, Result};
use redb::{ReadableTable, Table, TableDefinition};
use xxhash_rust::xxh3::xxh3_64;

/// Name of the fact → seal and value.
pub(super) const META: TableDefinition<&str, &[u8]> = TableDefinition::new("meta");

/// Marks a file as ours.
pub(super) const PROGRAM: &str = "program";
pub(super) const PROGRAM_NAME: &str = "handyman-kpi";
/// Number of the last migration, in decimal.
pub(super) const SCHEMA: &str = "schema";
/// Version of the program that can read this schema.
pub(super) const NEEDS: &str = "needs";
/// Random; changes at each restore.
pub(super) const EPOCH: &str = "epoch";
/// Random, made when the store is founded and kept through every restore: whose data it is.
pub(super) const LINEAGE: &str = "lineage";
/// There while the store has to be written anew; a new file does not have it.
pub(super) const REWRITE: &str = "rewrite";
/// How many changes were committed, little-endian: tells whether one in doubt took place.
pub(super) const COMMITS: &str = "commits";

/// What a table must add up to, and where its sequence stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// The last id given out.
    pub last: u64,
    /// Records.
    pub count: u64,
    /// Wrapping sum of the records' hashes.
    pub hash: u128,
}

impl Sum {
    pub fn add(&mut self, hash: u128) {
        self.count = self.count.wrapping_add(1);
        self.hash = self.hash.wrapping_add(hash);
    }

    pub fn take(&mut self, hash: u128) {
        self.count = self.count.wrapping_sub(1);
        self.hash = self.hash.wrapping_sub(hash);
    }

    fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.last.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.count.to_le_bytes());
        bytes[16..].copy_from_slice(&self.hash.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (last, rest) = bytes.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        Some(Self {
            last: u64::from_le_bytes(*last),
            count: u64::from_le_bytes(*count),
            hash: u128::from_le_bytes(rest.try_into().ok()?),
        })
    }
}

fn sum_name(table: &str) -> String {
    format!("sum {table}")
}

/// The value of a fact.
pub(super) fn get(
    meta: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &str,
    health: &Health,
) -> Result<Option<Vec<u8>>> {
    let stored = health.watch("Reading", || {
        Ok::<_, redb::StorageError>(meta.get(name)?.map(|v| v.value().to_vec()))
    })?;
    stored
        .map(|sealed| match unseal("meta", xxh3_64(name.as_bytes()), &sealed) {
            Ok((value, _)) => Ok(value.to_vec()),
            Err(_) => Err(health.note(Error::Damaged(format!("the fact \"{name}\" does not fit its checksum")))),
        })
        .transpose()
}

/// The value of a fact that is text.
pub(super) fn text(
    meta: &impl ReadableTable<&'static str, &'static [u8]>,
    name: &str,
    health: &Health,
) -> Result<Option<String>> {
    Ok(get(meta, name, health)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// How many changes were committed.
pub(super) fn commits(meta: &impl ReadableTable<&'static str, &'static [u8]>, health: &Health) -> Result<u64> {
    let stored = get(meta, COMMITS, health)?;
    Ok(stored
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u64::from_le_bytes))
}

pub(super) fn set(meta: &mut Table<&str, &[u8]>, name: &str, value: &[u8], health: &Health) -> Result<()> {
    let (sealed, _) = seal("meta", xxh3_64(name.as_bytes()), value);
    health.watch("Writing", || meta.insert(name, sealed.as_slice()).map(|_| ()))
}

/// What `table` must add up to; nothing for one never written to.
pub(super) fn sum(meta: &impl ReadableTable<&'static str, &'static [u8]>, table: &str, health: &Health) -> Result<Sum> {
    match get(meta, &sum_name(table), health)? {
        None => Ok(Sum::default()),
        Some(bytes) => Sum::from_bytes(&bytes)
            .ok_or_else(|| health.note(Error::Damaged(format!("the sum of {table} has the wrong length")))),
    }
}

pub(super) fn set_sum(meta: &mut Table<&str, &[u8]>, table: &str, sum: Sum, health: &Health) -> Result<()> {
    set(meta, &sum_name(table), &sum.to_bytes(), health)
}
