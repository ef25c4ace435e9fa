//! Everything in the store as one stream of JSON lines, compressed, and back: what backups are made
//! of. A dump is one consistent snapshot and can be loaded by this and every later version.
//!
//! Lines: `{"handyman-kpi":1,"schema":…,"needs":…,"epoch":…,"lineage":…}`, then for each table
//! `{"table":…,"last":…,"records":…}` and its records as `[id,{…}]`, at the end `{"end":records}`.

use super::founding::{found, random_name};
use super::guard::Health;
use super::meta;
use super::migrations::{self, SCHEMA};
use super::opening::{self, FILE, Options};
use super::read::Tables;
use super::reader::Reader;
use super::seal::unseal;
use super::tables::TABLES;
use super::vetting::vet;
use super::writer::Writer;
use super::{Error, Result};
use crate::message;
use redb::ReadableTable;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

/// Of the format of the lines.
const FORMAT: u32 = 1;
const LEVEL: i32 = 3;
/// The largest window a dump may ask for when it is read: 8 MiB, what level 3 needs at most.
const WINDOW_LOG: u32 = 23;
/// Longest line, in bytes: a record and its id.
const LINE_MAX: u64 = 17 << 20;

#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "handyman-kpi")]
    format: u32,
    schema: u32,
    needs: String,
    epoch: String,
    /// Missing in the first ones.
    #[serde(default)]
    lineage: String,
}

#[derive(Serialize, Deserialize)]
struct TableHead<'a> {
    table: &'a str,
    last: u64,
    records: u64,
}

#[derive(Serialize, Deserialize)]
struct End {
    end: u64,
}

impl Reader {
    /// Writes everything to `to`; gives the number of records. Memory does not grow with the store.
    ///
    /// # Errors
    /// [`Error::Damaged`] when something does not add up, [`Error::Io`] when `to` does not take it.
    pub fn dump(&self, to: impl Write) -> Result<u64> {
        let failed = |source| Error::Io {
            doing: "Writing",
            path: "the backup".into(),
            source,
        };
        let mut to = zstd::Encoder::new(to, LEVEL).map_err(failed)?;
        to.include_checksum(true).map_err(failed)?;
        let head = Head {
            format: FORMAT,
            schema: SCHEMA,
            needs: migrations::NEEDS.into(),
            epoch: self.epoch()?,
            lineage: self.lineage()?,
        };
        line(&mut to, &head)?;
        let mut all = 0;
        for table in TABLES {
            let sum = self.sum(table.name)?;
            line(
                &mut to,
                &TableHead {
                    table: table.name,
                    last: sum.last,
                    records: sum.count,
                },
            )?;
            let found = self.health().caught(|| self.dump_table(table.name, &mut to))?;
            if (found.count, found.hash) != (sum.count, sum.hash) {
                return Err(self
                    .health()
                    .note(Error::Damaged(format!("{} does not add up", table.name))));
            }
            all += found.count;
        }
        line(&mut to, &End { end: all })?;
        to.finish().and_then(|mut to| to.flush()).map_err(failed)?;
        Ok(all)
    }

    fn dump_table(&self, table: &str, to: &mut impl Write) -> Result<meta::Sum> {
        let health = self.health();
        let mut found = meta::Sum::default();
        let Some(records) = self.records(table)? else {
            return Ok(found);
        };
        let mut rows = health.watch("Reading", || records.iter())?;
        while let Some((id, sealed)) = health.watch("Reading", || rows.next().transpose())? {
            let (value, hash) = unseal(table, id.value(), sealed.value()).map_err(|e| health.note(e))?;
            found.add(hash);
            write!(to, "[{},", id.value())
                .and_then(|()| to.write_all(value))
                .and_then(|()| to.write_all(b"]\n"))
                .map_err(|source| Error::Io {
                    doing: "Writing",
                    path: "the backup".into(),
                    source,
                })?;
        }
        Ok(found)
    }
}

fn line(to: &mut impl Write, value: &impl Serialize) -> Result<()> {
    let mut line = serde_json::to_vec(value).map_err(|e| Error::Damaged(e.to_string()))?;
    line.push(b'\n');
    to.write_all(&line).map_err(|source| Error::Io {
        doing: "Writing",
        path: "the backup".into(),
        source,
    })
}

/// Founds a store in `folder` with everything of a dump, under a new epoch; gives the number of
/// records. The folder must hold no store yet.
///
/// # Errors
/// [`Error::Unfit`] when it is no dump, cut short or damaged, or a store is there already;
/// [`Error::Newer`] when it is of a newer version. No store is left behind then.
pub fn load(folder: &Path, from: impl io::Read) -> Result<u64> {
    let _lock = opening::take_folder(folder)?;
    let path = folder.join(FILE);
    if path.exists() {
        return Err(Error::Unfit(message!(
            "There is a store in {folder} already. Choose an empty folder to restore into.",
            folder = folder.display()
        )));
    }
    let beside = path.with_extension("redb.load");
    let outcome = load_beside(&beside, from);
    match outcome {
        Ok(records) => {
            let io = |source| Error::Io {
                doing: "Restoring",
                path: path.clone(),
                source,
            };
            std::fs::rename(&beside, &path).map_err(io)?;
            super::founding::sync_folder(&path).map_err(io)?;
            Ok(records)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
}

fn load_beside(path: &Path, from: impl io::Read) -> Result<u64> {
    let mut decoder = zstd::Decoder::new(from).map_err(|_| unfit())?;
    decoder.window_log_max(WINDOW_LOG).map_err(|_| unfit())?;
    let mut lines = Lines {
        from: BufReader::new(decoder),
        line: Vec::new(),
    };
    let head: Head = parse(lines.next()?)?;
    if head.format > FORMAT || head.schema > SCHEMA {
        return Err(Error::Newer {
            path: "This backup".into(),
            version: head.needs,
        });
    }
    let _ = std::fs::remove_file(path);
    found(path, &random_name()?, &head.lineage, head.schema)?;
    let (database, health) = opening::attach(path, &Options::default())?;
    let records = fill(&database, &health, &mut lines, head.schema)?;
    health.watch("Restoring", || database.close())?;
    vet(path, Options::default().cache)?;
    Ok(records)
}

fn fill(database: &redb::Database, health: &Arc<Health>, lines: &mut Lines<impl BufRead>, schema: u32) -> Result<u64> {
    let mut writer = Writer::begin(database, health.clone())?;
    writer.touch();
    let (mut all, mut left, mut table) = (0, 0, String::new());
    loop {
        let line = lines.next()?;
        if left > 0 {
            let (id, value) = record(line)?;
            writer.put_raw(&table, id, value)?;
            (left, all) = (left - 1, all + 1);
        } else if let Ok(head) = serde_json::from_slice::<TableHead>(line) {
            (left, table) = (head.records, head.table.to_owned());
            writer.set_last(head.table, head.last)?;
        } else {
            let End { end } = parse(line)?;
            if end != all || !lines.next()?.is_empty() {
                return Err(unfit());
            }
            break;
        }
    }
    if schema == SCHEMA {
        writer.rebuild_indexes().map_err(|_| unfit())?;
    }
    writer.commit()?;
    migrations::migrate(database, health, schema)?;
    Ok(all)
}

struct Lines<R> {
    from: R,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// The next line, without its end; empty after the last.
    fn next(&mut self) -> Result<&[u8]> {
        self.line.clear();
        let mut limited = io::Read::take(&mut self.from, LINE_MAX);
        limited.read_until(b'\n', &mut self.line).map_err(|_| unfit())?;
        if !self.line.is_empty() && self.line.pop() != Some(b'\n') {
            return Err(unfit());
        }
        Ok(&self.line)
    }
}

/// Id and JSON of a line `[id,{…}]`; the JSON as it stands, so that what was dumped is what is loaded.
fn record(line: &[u8]) -> Result<(u64, &[u8])> {
    let inside = line
        .strip_prefix(b"[")
        .and_then(|line| line.strip_suffix(b"]"))
        .ok_or_else(unfit)?;
    let comma = inside.iter().position(|byte| *byte == b',').ok_or_else(unfit)?;
    let value = &inside[comma + 1..];
    parse::<serde::de::IgnoredAny>(value)?;
    Ok((parse(&inside[..comma])?, value))
}

fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T> {
    serde_json::from_slice(line).map_err(|_| unfit())
}

fn unfit() -> Error {
    Error::Unfit(message!(
        "This is not a backup of Handyman KPI, or it is cut short or damaged. Nothing was changed. Use another backup."
    ))
}

/// A file to read a dump from.
///
/// # Errors
/// [`Error::Io`] when it cannot be opened.
pub fn load_file(folder: &Path, file: &Path) -> Result<u64> {
    let from = File::open(file).map_err(|source| Error::Io {
        doing: "Reading",
        path: file.to_owned(),
        source,
    })?;
    load(folder, from)
}
