//! `tombstones`: who was anonymised. Kept twice: as records, and in a small file beside the store,
//! which an older copy of the store that is put back by hand does not take along.

use super::founding::sync_folder;
use super::{Error, Indexes, Record, Result};
use crate::domain::id::EmployeeId;
use crate::domain::tombstone::Tombstone;
use crate::message;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

impl Record for Tombstone {
    const TABLE: &'static str = "tombstones";
    type Id = EmployeeId;

    fn id(&self) -> EmployeeId {
        self.employee
    }

    fn indexes(&self, _: &mut Indexes) {}
}

/// The file's name within the data folder.
const FILE: &str = "tombstones.json";
/// Of what is in it.
const FORMAT: u32 = 1;

/// The tombstones beside the store.
#[derive(Debug)]
pub struct TombstoneFile {
    path: PathBuf,
    /// Whose data the store is; another company's tombstones mean nothing to it.
    lineage: String,
    /// Held while the file is being replaced.
    turn: Mutex<()>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(rename = "handyman-kpi")]
    format: u32,
    anonymised: Vec<Entry>,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Entry {
    lineage: String,
    #[serde(flatten)]
    tombstone: Tombstone,
}

impl TombstoneFile {
    pub(super) fn new(folder: &Path, lineage: &str) -> Self {
        Self {
            path: folder.join(FILE),
            lineage: lineage.to_owned(),
            turn: Mutex::default(),
        }
    }

    /// Those of this store's company, in the order they were written.
    ///
    /// # Errors
    /// [`Error::Unfit`] when the file is there and cannot be understood: nobody can tell then whether
    /// the store is an older copy, so nothing is shown.
    pub fn read(&self) -> Result<Vec<Tombstone>> {
        let own = |entry: &Entry| entry.lineage == self.lineage;
        Ok(self
            .entries()?
            .into_iter()
            .filter(own)
            .map(|entry| entry.tombstone)
            .collect())
    }

    /// Adds one; back once it lies on the disk.
    pub fn add(&self, tombstone: &Tombstone) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.entries()?;
        let entry = self.entry(tombstone);
        if entries.contains(&entry) {
            return Ok(());
        }
        entries.push(entry);
        self.write(entries)
    }

    /// Takes one away again, whose change did not take place.
    pub fn take_back(&self, tombstone: &Tombstone) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.entries()?;
        let entry = self.entry(tombstone);
        entries.retain(|other| *other != entry);
        self.write(entries)
    }

    /// Copies the file of one folder, if there is one, into another.
    pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
        match fs::copy(from.join(FILE), to.join(FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(Error::Io {
                doing: "Copying",
                path: from.join(FILE),
                source,
            }),
            Ok(_) => Ok(()),
        }
    }

    fn entry(&self, tombstone: &Tombstone) -> Entry {
        Entry {
            lineage: self.lineage.clone(),
            tombstone: tombstone.clone(),
        }
    }

    fn entries(&self) -> Result<Vec<Entry>> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.failed("Reading", source)),
        };
        match serde_json::from_slice::<Content>(&text) {
            Ok(content) if content.format <= FORMAT => Ok(content.anonymised),
            _ => Err(Error::Unfit(message!(
                "{path} cannot be read. It says whose records were anonymised, so that an older copy of the data does not bring them back. Nothing was changed. Put the file back as it was, or move it away if the data was never replaced by an older copy.",
                path = self.path.display()
            ))),
        }
    }

    /// Complete beside it first, so that the file holds either what it held or what it shall hold.
    fn write(&self, anonymised: Vec<Entry>) -> Result<()> {
        let content = Content {
            format: FORMAT,
            anonymised,
        };
        let mut text = serde_json::to_vec_pretty(&content).map_err(|e| Error::Unstorable {
            table: Tombstone::TABLE,
            why: e.to_string(),
        })?;
        text.push(b'\n');
        self.replace(&text).map_err(|source| self.failed("Writing", source))
    }

    fn replace(&self, text: &[u8]) -> io::Result<()> {
        let beside = self.path.with_extension("json.new");
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&beside, &self.path)?;
        sync_folder(&self.path)
    }

    fn failed(&self, doing: &'static str, source: io::Error) -> Error {
        Error::Io {
            doing,
            path: self.path.clone(),
            source,
        }
    }
}
