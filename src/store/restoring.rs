//! Everything of a backup in a new store, in a folder beside the one in use, until it takes its place.
//! Nothing of the store in use is touched meanwhile.

use super::archive::{Manifest, Records};
use super::founding::{found, random_name};
use super::opening::{self, FILE, Options};
use super::read::Tables;
use super::reader::Reader;
use super::record::Record;
use super::rewriting::copy_table;
use super::tables::{Of, TABLES};
use super::tombstones::TombstoneFile;
use super::writer::Writer;
use super::{Error, Result, Store, migrations};
use crate::domain::event::Event;
use crate::message;
use redb::{Database, ReadableDatabase};
use std::fs::{self, DirBuilder};
use std::io::{self, BufRead};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Within the data folder.
const FOLDER: &str = "restoring";

/// A new store with everything of a backup, complete and closed. Its folder goes when this is dropped.
pub struct Prepared {
    folder: PathBuf,
    options: Options,
    pub manifest: Manifest,
    pub records: Records,
}

impl Prepared {
    /// Unpacks a backup into a new store, under a new epoch, and reads all of it once more.
    ///
    /// # Errors
    /// [`Error::Unfit`] when it is no backup, is cut short, was changed, or says what is not so;
    /// [`Error::Newer`] when it is of a newer version; [`Error::Io`] when there is no room. Nothing is
    /// left of it then.
    pub fn unpack(data: &Path, options: &Options, from: impl BufRead) -> Result<Self> {
        let folder = data.join(FOLDER);
        let _ = fs::remove_dir_all(&folder);
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(|source| Error::Io {
                doing: "Creating",
                path: folder.clone(),
                source,
            })?;
        // From here on nothing is left of it should anything go wrong.
        let mut scaffold = Scaffold(Some(folder.clone()));
        let options = Options {
            ballast: 0,
            ..options.clone()
        };
        let path = folder.join(FILE);
        found(&path, &random_name()?, &random_name()?, migrations::SCHEMA)?;
        let (database, health) = opening::attach(&path, &options)?;
        let mut writer = Writer::begin(&database, health.clone())?;
        let manifest = writer.take_archive(from).map_err(not_unpacked)?;
        writer.commit()?;
        let records = checked(&read(&database, &health)?)?;
        health.watch("Restoring", || database.close())?;
        scaffold.0 = None;
        Ok(Self {
            folder,
            options,
            manifest,
            records,
        })
    }

    /// Takes along from the store that is in use what belongs to the box and not to the company, and
    /// lets no number be given out twice; `also` writes the rest. `None`: nothing of it can be read.
    ///
    /// # Errors
    /// Those of `also`, and [`Error::Damaged`] where the store in use cannot be read: nothing has been
    /// taken along then.
    pub fn take_along<T, E: From<Error>>(
        &self,
        in_use: Option<&Reader>,
        also: impl FnOnce(&mut Writer) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let path = self.folder.join(FILE);
        let (database, health) = opening::attach(&path, &self.options)?;
        let mut writer = Writer::begin(&database, health.clone())?;
        let done = match in_use {
            Some(reader) => take_along(reader, &mut writer),
            None => Ok(()),
        };
        let done = done.map_err(E::from).and_then(|()| also(&mut writer));
        match done {
            Ok(value) => {
                writer.commit()?;
                health.watch("Restoring", || database.close()).map_err(E::from)?;
                Ok(value)
            }
            Err(error) => {
                let _ = writer.abort();
                Err(error)
            }
        }
    }

    /// Puts the tombstones that lie beside the store in use beside this one too.
    ///
    /// # Errors
    /// [`Error::Io`] where they cannot be copied.
    pub fn heed_tombstones(&self, data: &Path) -> Result<()> {
        TombstoneFile::copy(data, &self.folder)
    }

    /// Opens it as a start would: every page, seal and sum is looked at.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open(&self) -> Result<Store> {
        Store::open(&self.folder, self.options.clone())
    }

    pub(super) fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        drop(Scaffold(Some(std::mem::take(&mut self.folder))));
    }
}

/// Removes the folder in the end.
struct Scaffold(Option<PathBuf>);

impl Drop for Scaffold {
    fn drop(&mut self) {
        if let Some(folder) = &self.0
            && let Err(error) = fs::remove_dir_all(folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "what was left of a restore could not be removed");
        }
    }
}

/// Removes what a restore that was killed left behind.
pub(super) fn tidy(data: &Path) {
    let folder = data.join(FOLDER);
    if folder.exists() {
        tracing::warn!("a restore was cut short before anything was changed");
        drop(Scaffold(Some(folder)));
    }
}

/// Unpacking fails where the bytes are not what was packed.
pub(super) fn not_unpacked(error: Error) -> Error {
    match error {
        Error::Io { doing: "Reading", .. } => unfit(),
        other => other,
    }
}

/// Reads everything that came from an archive, and compares it with what it must be.
pub(super) fn checked(reader: &Reader) -> Result<Records> {
    let records = reader.verify().map_err(|error| match error {
        Error::Damaged(_) => unfit(),
        other => other,
    })?;
    // Nothing that was done is ever taken out of the list of what was done.
    let events = reader.sum(Event::TABLE)?;
    match events.count == events.last {
        true => Ok(records),
        false => Err(unfit()),
    }
}

/// What a file that is no backup is refused with.
pub(super) fn unfit() -> Error {
    Error::Unfit(message!(
        "This is not a backup of Handyman KPI, or it is cut short or was changed. Nothing was changed by looking at it. Use another backup."
    ))
}

fn take_along(in_use: &Reader, writer: &mut Writer) -> Result<()> {
    for table in TABLES {
        let last = in_use.sum(table.name)?.last;
        match table.of {
            Of::Box => {
                writer.empty(table.name)?;
                copy_table(in_use, table.name, writer)?;
                writer.rebuild_table(table)?;
            }
            // What was done goes on where the backup ends, without a gap.
            Of::Company if table.name == Event::TABLE => {}
            Of::Company | Of::Access => {
                let last = last.max(writer.sum(table.name)?.last);
                writer.set_last(table.name, last)?;
            }
        }
    }
    Ok(())
}

fn read(database: &Database, health: &Arc<super::guard::Health>) -> Result<Reader> {
    let txn = health.watch("Reading", || database.begin_read())?;
    Ok(Reader::new(txn, health.clone()))
}
