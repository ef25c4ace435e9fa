//! What two stores of one company do not share.

use super::Result;
use super::read::Tables;
use super::reader::Reader;
use super::seal::unseal;
use super::tables::{Of, TABLES};
use std::collections::BTreeMap;

/// What a table of one store has that the other does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differences {
    pub table: &'static str,
    /// Records that are only in this one.
    pub only_here: Vec<u64>,
    /// Records that are in both, and not the same.
    pub changed: Vec<u64>,
}

impl Reader {
    /// What this store has of a company's records that the other one has not or has in another state;
    /// without another one, all of it.
    ///
    /// # Errors
    /// [`Error::Damaged`](super::Error::Damaged) when one of them cannot be read.
    pub fn beyond(&self, other: Option<&Reader>) -> Result<Vec<Differences>> {
        let company = TABLES.iter().filter(|table| table.of == Of::Company);
        company
            .map(|table| {
                let there = other
                    .map(|other| other.prints(table.name))
                    .transpose()?
                    .unwrap_or_default();
                let mut differences = Differences {
                    table: table.name,
                    only_here: Vec::new(),
                    changed: Vec::new(),
                };
                for (id, print) in self.prints(table.name)? {
                    match there.get(&id) {
                        None => differences.only_here.push(id),
                        Some(same) if *same == print => {}
                        Some(_) => differences.changed.push(id),
                    }
                }
                Ok(differences)
            })
            .collect()
    }

    /// Of each record, something that is another for any other content.
    fn prints(&self, table: &str) -> Result<BTreeMap<u64, u128>> {
        let health = self.health();
        let mut prints = BTreeMap::new();
        let Some(records) = self.records(table)? else {
            return Ok(prints);
        };
        health.caught(|| {
            use redb::ReadableTable;
            let mut rows = health.watch("Reading", || records.iter())?;
            while let Some((id, sealed)) = health.watch("Reading", || rows.next().transpose())? {
                let (_, hash) = unseal(table, id.value(), sealed.value())?;
                prints.insert(id.value(), hash);
            }
            Ok(())
        })?;
        Ok(prints)
    }
}
