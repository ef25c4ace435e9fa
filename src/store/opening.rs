//! From a folder to an open database, or a sentence why not.

use super::guard::Health;
use super::meta::{self, META};
use super::{Error, Result, migrations, tables};
use crate::message;
use redb::{Database, ReadableDatabase};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The store's file within its folder.
pub(super) const FILE: &str = "kpi.redb";
/// Locked as long as a process has the store open.
const LOCK: &str = "kpi.lock";

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Memory for pages of the file, in bytes.
    pub cache: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache: 24 << 20 }
    }
}

/// What [`open`] gives.
pub(super) struct Opened {
    pub database: Database,
    pub health: Health,
    pub epoch: String,
    pub lock: File,
}

pub(super) fn open(folder: &Path, options: &Options) -> Result<Opened> {
    let lock = lock(folder)?;
    let path = folder.join(FILE);
    let health = Health::new(&path);
    let fresh = !path.exists();
    let database = health.watch("Opening", || {
        Database::builder().set_cache_size(options.cache).create(&path)
    })?;
    if fresh {
        initialise(&database, &health)?;
    }
    let epoch = read_epoch(&database, &health)?;
    Ok(Opened {
        database,
        health,
        epoch,
        lock,
    })
}

fn lock(folder: &Path) -> Result<File> {
    let io = |path: PathBuf| {
        move |source: io::Error| Error::Io {
            doing: "Opening",
            path,
            source,
        }
    };
    fs::create_dir_all(folder).map_err(io(folder.to_owned()))?;
    let path = folder.join(LOCK);
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(io(path.clone()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::InUse {
            folder: folder.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(io(path)(source)),
    }
}

fn initialise(database: &Database, health: &Health) -> Result<()> {
    let mut txn = health.watch("Writing", || database.begin_write())?;
    txn.set_two_phase_commit(true);
    health.watch("Writing", || tables::create(&txn))?;
    {
        let mut table = health.watch("Writing", || txn.open_table(META))?;
        let mut set = |name, value: &str| meta::set(&mut table, name, value.as_bytes(), health);
        set(meta::PROGRAM, meta::PROGRAM_NAME)?;
        set(meta::SCHEMA, &migrations::SCHEMA.to_string())?;
        set(meta::NEEDS, migrations::NEEDS)?;
        set(meta::EPOCH, &new_epoch()?)?;
    }
    health.watch("Writing", || txn.commit())
}

fn new_epoch() -> Result<String> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::Unfit(message!("The system gives no random numbers. Restart it.")))?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}

fn read_epoch(database: &Database, health: &Health) -> Result<String> {
    let txn = health.watch("Reading", || database.begin_read())?;
    let table = health.watch("Reading", || txn.open_table(META))?;
    meta::text(&table, meta::EPOCH, health)?.ok_or_else(|| Error::Damaged("the store has no epoch".into()))
}
