//! Reads an archive and trusts nothing in it: every line is bounded, every number is compared.

use super::super::meta::{self, META};
use super::super::read::Tables;
use super::super::reader::Reader;
use super::super::tables::TABLES;
use super::super::writer::{VALUE_MAX, Writer};
use super::super::{Error, Result, migrations};
use super::{FORMAT, Manifest, SIZE_MAX, TableOf, VERSION, cut_short, of_the_company, other_file, unfit};
use redb::TableHandle;
use serde::Deserialize;
use std::io::{self, BufRead};

/// Longest line, in bytes: a record and its id.
const LINE_MAX: u64 = 17 << 20;
/// How every archive begins.
const MANIFEST: &[u8] = b"{\"manifest\":";
/// Nothing that is recorded is nested as deeply.
const DEPTH_MAX: usize = 64;
/// The longest name of a table, and of a version.
const NAME_MAX: usize = 40;
/// No sequence has given out more than that.
const ID_MAX: u64 = 1 << 53;

impl Reader {
    /// Whether nothing of a company is in here yet. Events are no company: the setup link leaves some.
    pub fn holds_no_company(&self) -> Result<bool> {
        for table in of_the_company().filter(|table| table.name != "events") {
            if self.sum(table.name)?.count > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Writer {
    /// Puts everything of an archive in place of all that is in here. The caller has made sure that
    /// this is nothing, and undoes it all by failing the change.
    ///
    /// # Errors
    /// [`Error::Unfit`] when it is no archive, cut short, changed, or says what is not so;
    /// [`Error::Newer`] when it is of a newer version.
    pub fn take_archive(&mut self, from: impl BufRead) -> Result<Manifest> {
        let mut lines = Lines::new(from);
        let manifest = manifest(lines.first()?)?;
        for table in TABLES {
            self.empty(table.name)?;
        }
        expect(lines.next()?, b"\"records\":{")?;
        let mut all = 0u64;
        let count = manifest.tables.len();
        for (i, table) in manifest.tables.iter().enumerate() {
            expect(lines.next()?, format!("\"{}\":[", table.table).as_bytes())?;
            all = all.checked_add(table.records).ok_or_else(unfit)?;
            self.take_table(table, &mut lines)?;
            expect(lines.next()?, if i + 1 == count { b"]" } else { b"]," })?;
        }
        expect(lines.next()?, b"},")?;
        expect(lines.next()?, format!("\"end\":{all}}}").as_bytes())?;
        lines.end()?;
        migrations::carry(self, manifest.schema)?;
        // Everything is read as what it is now, and no two may hold what only one can. What is wrong is
        // wrong with the document, not with this store.
        self.rebuild().map_err(|error| match error {
            Error::Damaged(_) => unfit(),
            other => other,
        })?;
        let health = self.health_of_all();
        meta::set(
            &mut self.open(META)?,
            meta::LINEAGE,
            manifest.lineage.as_bytes(),
            &health,
        )?;
        Ok(manifest)
    }

    fn take_table(&mut self, table: &TableOf, lines: &mut Lines<impl BufRead>) -> Result<()> {
        let mut before = 0;
        for left in (0..table.records).rev() {
            let line = lines.next()?;
            let line = match left {
                0 => line,
                _ => line.strip_suffix(b",").ok_or_else(unfit)?,
            };
            let (id, value) = record(line)?;
            // Ascending, so none comes twice.
            if id <= before || id > table.last {
                return Err(unfit());
            }
            before = id;
            self.put_raw(&table.table, id, value)?;
        }
        self.set_last(&table.table, table.last)?;
        let sum = self.sum(&table.table)?;
        let same = sum.count == table.records && format!("{:032x}", sum.hash) == table.sum;
        same.then_some(()).ok_or_else(unfit)
    }
}

/// The first line: what it is, and whether it can be read here.
fn manifest(line: &[u8]) -> Result<Manifest> {
    let inside = line
        .strip_prefix(MANIFEST)
        .and_then(|line| line.strip_suffix(b","))
        .ok_or_else(unfit)?;
    /// What every version of it has.
    #[derive(Deserialize)]
    struct Always {
        format: String,
        version: u32,
        schema: u32,
        needs: String,
    }
    let always: Always = serde_json::from_slice(inside).map_err(|_| unfit())?;
    // What is said of a version is shown to people.
    if always.format != FORMAT || always.schema == 0 || !is_version(&always.needs) {
        return Err(unfit());
    }
    if always.version > VERSION || always.schema > migrations::SCHEMA {
        return Err(Error::Newer {
            path: "This archive".into(),
            version: always.needs,
        });
    }
    let manifest: Manifest = serde_json::from_slice(inside).map_err(|_| unfit())?;
    // A table that is missing came later and is empty; one that is not known here came later still.
    if let Some(unknown) = manifest.tables.iter().find(|table| !is_known(table)) {
        if !could_be_a_table(&unknown.table) {
            return Err(unfit());
        }
        tracing::info!(
            table = unknown.table,
            "an archive holds what this version does not know"
        );
        // No schema says so; the version that wrote it reads it.
        let others = |version: &String| is_version(version) && version != crate::VERSION;
        let version = manifest.written_by.filter(others);
        return Err(Error::Newer {
            path: "This archive".into(),
            version: version.unwrap_or(always.needs),
        });
    }
    let known = |table: &TableOf| of_the_company().position(|known| known.name == table.table);
    let places: Option<Vec<usize>> = manifest.tables.iter().map(known).collect();
    let in_order = places.is_some_and(|places| places.is_sorted_by(|a, b| a < b));
    let sober = |table: &TableOf| table.last <= ID_MAX && table.records <= table.last;
    match in_order && manifest.tables.iter().all(sober) {
        true => Ok(manifest),
        false => Err(unfit()),
    }
}

fn is_known(table: &TableOf) -> bool {
    of_the_company().any(|known| known.name == table.table)
}

/// Of the company, by a later version: what this one keeps is known, whosever it is.
fn could_be_a_table(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let of_the_store = name == META.name() || TABLES.iter().any(|table| table.name == name);
    letters && (1..=NAME_MAX).contains(&name.len()) && !of_the_store
}

fn is_version(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-+".contains(&byte);
    (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(plain)
}

fn expect(line: &[u8], expected: &[u8]) -> Result<()> {
    (line == expected).then_some(()).ok_or_else(unfit)
}

/// Id and JSON of a line `[id,{…}]`; the JSON as it stands.
fn record(line: &[u8]) -> Result<(u64, &[u8])> {
    let inside = line
        .strip_prefix(b"[")
        .and_then(|line| line.strip_suffix(b"]"))
        .ok_or_else(unfit)?;
    let comma = inside.iter().position(|byte| *byte == b',').ok_or_else(unfit)?;
    let id = std::str::from_utf8(&inside[..comma])
        .ok()
        .and_then(|id| id.parse().ok());
    let value = &inside[comma + 1..];
    if value.len() > VALUE_MAX || is_nested_deeply(value) {
        return Err(unfit());
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(value).map_err(|_| unfit())?;
    Ok((id.ok_or_else(unfit)?, value))
}

/// Whether there is more in one another than a later reader would follow. The text may be no JSON.
fn is_nested_deeply(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    json.iter().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEPTH_MAX
    })
}

/// Line after line, each of a bounded length, all together too.
struct Lines<R> {
    from: io::Take<R>,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    fn new(from: R) -> Self {
        Self {
            from: from.take(SIZE_MAX),
            line: Vec::new(),
        }
    }

    /// The line that says what the document is.
    fn first(&mut self) -> Result<&[u8]> {
        match self.read()? {
            true if self.line.starts_with(MANIFEST) => Ok(&self.line),
            false if self.line.starts_with(MANIFEST) => Err(self.without_end()),
            _ => Err(other_file(&self.line)),
        }
    }

    /// The next line, without its end.
    fn next(&mut self) -> Result<&[u8]> {
        match self.read()? {
            true => Ok(&self.line),
            false => Err(self.without_end()),
        }
    }

    /// Why a line has no end: there is no more, or it is no line of ours.
    fn without_end(&self) -> Error {
        match self.line.len() as u64 {
            0..LINE_MAX => cut_short(),
            _ => unfit(),
        }
    }

    /// Nothing may follow.
    fn end(&mut self) -> Result<()> {
        let more = self.read()? || !self.line.is_empty();
        if more { Err(unfit()) } else { Ok(()) }
    }

    /// Reads up to the end of a line; whether there was one.
    fn read(&mut self) -> Result<bool> {
        self.line.clear();
        let mut limited = io::Read::take(&mut self.from, LINE_MAX);
        limited
            .read_until(b'\n', &mut self.line)
            .map_err(|source| match source.kind() {
                // So it says that what is packed is not what was packed.
                io::ErrorKind::Other | io::ErrorKind::UnexpectedEof => unfit(),
                _ => Error::Io {
                    doing: "Reading",
                    path: "the archive".into(),
                    source,
                },
            })?;
        let ended = self.line.last() == Some(&b'\n');
        if ended {
            self.line.pop();
            // As a program on another system may have saved it.
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
        }
        Ok(ended)
    }
}
