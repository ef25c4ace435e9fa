//! The store as the program holds it: any number of readers, one writer at a time.

use super::guard::Health;
use super::opening::{self, Options};
use super::reader::Reader;
use super::writer::Writer;
use super::{Error, Result};
use crate::domain::message::Message;
use redb::{Database, ReadableDatabase};
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The one store of a company. Cloning gives another handle to the same.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

/// Whether changes can be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Saving,
    /// Reading goes on; the sentence says why and what to do.
    CannotSave(Message),
}

struct Shared {
    database: Database,
    health: Arc<Health>,
    /// Held by the one who writes.
    turn: Mutex<()>,
    epoch: String,
    /// Kept locked while the store is open.
    _lock: File,
}

impl Store {
    /// Opens the store in `folder`, and makes folder and store when there is none.
    ///
    /// # Errors
    /// When the folder is in use, cannot be written, or what is there is not a store this version
    /// can read: each with what to do, and nothing changed.
    pub fn open(folder: &Path, options: Options) -> Result<Self> {
        let opened = opening::open(folder, &options)?;
        let shared = Shared {
            database: opened.database,
            health: Arc::new(opened.health),
            turn: Mutex::new(()),
            epoch: opened.epoch,
            _lock: opened.lock,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// One consistent snapshot of everything committed.
    pub fn read(&self) -> Result<Reader> {
        let txn = self
            .shared
            .health
            .watch("Reading", || self.shared.database.begin_read())?;
        Ok(Reader::new(txn, self.shared.health.clone()))
    }

    /// One change; an `Err` of the closure undoes all of it. Back only when it is on the disk.
    pub fn write<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut Writer) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.write_and_publish(change, |_| {})
    }

    /// As [`write`](Self::write); `publish` runs once the change is on the disk, before the next one begins.
    pub fn write_and_publish<T, E: From<Error>>(
        &self,
        change: impl FnOnce(&mut Writer) -> std::result::Result<T, E>,
        publish: impl FnOnce(&T),
    ) -> std::result::Result<T, E> {
        let _turn = self.shared.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = Writer::begin(&self.shared.database, self.shared.health.clone())?;
        let value = match change(&mut writer) {
            Ok(value) => value,
            Err(error) => {
                writer.abort()?;
                return Err(error);
            }
        };
        writer.commit()?;
        publish(&value);
        Ok(value)
    }

    /// Random, and another one after each restore: part of whatever must not outlive one.
    pub fn epoch(&self) -> String {
        self.shared.epoch.clone()
    }

    /// Whether changes can be saved.
    pub fn state(&self) -> State {
        State::Saving
    }
}
