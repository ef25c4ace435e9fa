//! Everything the company recorded as one JSON document, and back into an empty store.
//!
//! The document is written and read line by line:
//!
//! ```text
//! {"manifest":{"format":"handyman-kpi archive","version":1,"schema":…,"needs":…,"written_by":…,"made_at":…,
//!   "company":…,"lineage":…,"tables":[{"table":"settings","last":…,"records":…,"sum":…},…]},  (one line)
//! "records":{
//! "settings":[
//! [1,{…}]
//! ],
//! "skill_categories":[
//! [1,{…}],
//! [2,{…}]
//! ],
//! …
//! },
//! "end":3}
//! ```
//!
//! Tables stand in the order of the manifest and records in that of their ids, as they are stored:
//! the same records make the same bytes. `sum` tells a table that is not what was written; it is no
//! signature. What belongs to the box is not in it: see [`Of`].

mod taking;

use super::meta::Sum;
use super::read::Tables;
use super::reader::Reader;
use super::seal::unseal;
use super::tables::{Of, TABLES, TableKind};
use super::{Error, Result, migrations};
use crate::message;
use jiff::Timestamp;
use redb::ReadableTable;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

const FORMAT: &str = "handyman-kpi archive";
const VERSION: u32 = 1;
/// Most bytes that are read of an archive.
pub const SIZE_MAX: u64 = 4 << 30;

/// What an archive says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    schema: u32,
    needs: String,
    /// The version of the program that wrote it; the first ones did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_by: Option<String>,
    pub made_at: Timestamp,
    pub company: String,
    /// Of the box it was written on, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Whose data it is: the same through every restore.
    pub lineage: String,
    tables: Vec<TableOf>,
}

/// What an archive is written with beside the records.
#[derive(Clone, Debug)]
pub struct Label {
    pub made_at: Timestamp,
    pub company: String,
    /// Of this box: no name of it, only always the same.
    pub machine: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct TableOf {
    table: String,
    /// The last id given out.
    last: u64,
    records: u64,
    /// Of its records, hexadecimal.
    sum: String,
}

impl TableOf {
    fn new(table: &str, sum: Sum) -> Self {
        Self {
            table: table.to_owned(),
            last: sum.last,
            records: sum.count,
            sum: format!("{:032x}", sum.hash),
        }
    }
}

/// How many records an archive holds.
pub type Records = u64;

fn of_the_company() -> impl Iterator<Item = &'static TableKind> {
    TABLES.iter().filter(|table| table.of == Of::Company)
}

impl Reader {
    /// Writes everything the company recorded. Memory does not grow with the store.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something does not add up, [`Error::Io`] when `to` does not take it.
    pub fn archive(&self, label: &Label, mut to: impl Write) -> Result<Records> {
        let mut tables = Vec::new();
        for table in of_the_company() {
            tables.push(TableOf::new(table.name, self.sum(table.name)?));
        }
        let all = tables.iter().map(|table| table.records).sum();
        let manifest = Manifest {
            format: FORMAT.into(),
            version: VERSION,
            schema: migrations::SCHEMA,
            needs: migrations::NEEDS.into(),
            written_by: Some(crate::VERSION.into()),
            made_at: label.made_at,
            company: label.company.clone(),
            machine: label.machine.clone(),
            lineage: self.lineage()?,
            tables,
        };
        let manifest = serde_json::to_string(&manifest).map_err(|e| Error::Damaged(e.to_string()))?;
        write!(to, "{{\"manifest\":{manifest},\n\"records\":{{").map_err(failed)?;
        for (i, table) in of_the_company().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            write!(to, "{comma}\n\"{}\":[", table.name).map_err(failed)?;
            let found = self.health().caught(|| self.archive_table(table.name, &mut to))?;
            let sum = self.sum(table.name)?;
            if (found.count, found.hash) != (sum.count, sum.hash) {
                let finding = format!("{} does not add up", table.name);
                return Err(self.health().note(Error::Damaged(finding)));
            }
            to.write_all(b"\n]").map_err(failed)?;
        }
        write!(to, "\n}},\n\"end\":{all}}}\n").map_err(failed)?;
        to.flush().map_err(failed)?;
        Ok(all)
    }

    fn archive_table(&self, table: &str, to: &mut impl Write) -> Result<Sum> {
        let health = self.health();
        let mut found = Sum::default();
        let Some(records) = self.records(table)? else {
            return Ok(found);
        };
        let mut rows = health.watch("Reading", || records.iter())?;
        while let Some((id, sealed)) = health.watch("Reading", || rows.next().transpose())? {
            let (value, hash) = unseal(table, id.value(), sealed.value()).map_err(|e| health.note(e))?;
            let comma = if found.count == 0 { "" } else { "," };
            found.add(hash);
            write!(to, "{comma}\n[{},", id.value())
                .and_then(|()| to.write_all(value))
                .and_then(|()| to.write_all(b"]"))
                .map_err(failed)?;
        }
        Ok(found)
    }
}

fn failed(source: io::Error) -> Error {
    Error::Io {
        doing: "Writing",
        path: "the archive".into(),
        source,
    }
}

/// What is refused that begins like no archive: what people choose by mistake is named.
fn other_file(beginning: &[u8]) -> Error {
    Error::Unfit(match beginning {
        b"" => message!("This file is empty. Nothing was taken over. Copy the archive once more, or export it again."),
        [b'P', b'K', 3 | 5, ..] | [0x1f, 0x8b, ..] => message!(
            "This is a packed file (a zip or a workbook), not an archive of Handyman KPI. Nothing was taken over. If the archive is in it, unpack it first and take the .json file."
        ),
        [b'%', b'P', b'D', b'F', ..] => message!(
            "This is a PDF, not an archive of Handyman KPI. Nothing was taken over. An archive is a .json file, written under Import/export or by: export all"
        ),
        _ => return unfit(),
    })
}

/// What a document is refused with that began as an archive and has no end.
fn cut_short() -> Error {
    Error::Unfit(message!(
        "This archive is cut short: its end is missing. Nothing was taken over. Copy the whole file once more, or export it again."
    ))
}

/// What an archive is refused with.
pub fn unfit() -> Error {
    Error::Unfit(message!(
        "This is not an archive of Handyman KPI, or it is cut short or was changed. Nothing was taken over. Use the file as it was written, or export it again."
    ))
}
