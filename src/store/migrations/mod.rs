//! How an older store becomes one of today, one numbered step at a time.
//!
//! A step works on JSON, not on today's types, and runs in one transaction with its number. The
//! indexes are made anew afterwards. A release that adds a step raises [`NEEDS`] to its own version.

use super::guard::Health;
use super::meta::{self, META};
use super::writer::Writer;
use super::{Error, Result};
use redb::Database;
use std::sync::Arc;

/// The first version of the program that can read today's schema.
pub(super) const NEEDS: &str = "0.1.0";

/// One step.
pub(super) struct Migration {
    /// What it does, as the log says it.
    pub name: &'static str,
    pub run: fn(&mut Writer) -> Result<()>,
}

/// The step from schema 1 to 2 comes first.
const STEPS: &[Migration] = &[];

/// The schema this program reads and writes.
pub(super) const SCHEMA: u32 = 1 + STEPS.len() as u32;

/// Brings a store of schema `from` up to today's.
pub(super) fn migrate(database: &Database, health: &Arc<Health>, from: u32) -> Result<()> {
    run(database, health, from, STEPS)
}

fn run(database: &Database, health: &Arc<Health>, from: u32, steps: &[Migration]) -> Result<()> {
    let done = from
        .checked_sub(1)
        .ok_or_else(|| Error::Damaged("the store has schema 0".into()))?;
    for (number, step) in (2..).zip(steps).skip(done as usize) {
        tracing::info!(schema = number, step = step.name, "migrating the store");
        let mut writer = Writer::begin(database, health.clone())?;
        (step.run)(&mut writer)?;
        if number as usize == steps.len() + 1 {
            writer.rebuild_indexes()?;
        }
        set_schema(&mut writer, number, NEEDS, health)?;
        writer.commit()?;
    }
    Ok(())
}

/// Brings the records in a change up from schema `from`; the indexes are the caller's to make.
pub(super) fn carry(writer: &mut Writer, from: u32) -> Result<()> {
    for step in STEPS.iter().skip(from.saturating_sub(1) as usize) {
        (step.run)(writer)?;
    }
    Ok(())
}

/// Writes down which schema the store has, and the version that is needed to read it.
fn set_schema(writer: &mut Writer, schema: u32, needs: &str, health: &Health) -> Result<()> {
    writer.touch();
    let mut table = writer.open(META)?;
    meta::set(&mut table, meta::SCHEMA, schema.to_string().as_bytes(), health)?;
    meta::set(&mut table, meta::NEEDS, needs.as_bytes(), health)
}

#[cfg(test)]
mod tests;
