//! A change reads what it has written so far.

use super::super::Result;
use super::super::guard::Health;
use super::super::meta::{self, META, Sum};
use super::super::read::{Read, Tables, index_table};
use super::super::record::Record;
use super::Writer;
use redb::{Table, TableDefinition};

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
            None => meta::sum(&self.open(META)?, table, &self.health),
        }
    }

    #[allow(private_interfaces)]
    fn health(&self) -> &Health {
        &self.health
    }
}

impl Read for Writer {
    /// All are read before the first is handed out: redb opens a table once at a time, and `take`
    /// may want to read in it.
    fn each<R: Record>(&self, take: impl FnMut(R)) -> Result<()> {
        let mut all = Vec::new();
        self.scan(|record| all.push(record))?;
        all.into_iter().for_each(take);
        Ok(())
    }
}
