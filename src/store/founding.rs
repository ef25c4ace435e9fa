//! A new, empty store.

use super::guard::Health;
use super::meta::{self, META};
use super::{Error, Result, migrations, tables};
use crate::message;
use redb::Database;
use redb::backends::FileBackend;
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Makes an empty store at `path`: complete beside it first, so that half of one is never found there.
pub(super) fn found(path: &Path, epoch: &str, lineage: &str, schema: u32) -> Result<()> {
    let beside = path.with_extension("redb.new");
    let io = |source| Error::Io {
        doing: "Creating",
        path: beside.clone(),
        source,
    };
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        _ => {}
    }
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(io)?;
    let health = Health::new(&beside);
    let database = health.watch("Creating", || {
        Database::builder().create_with_backend(FileBackend::new(file)?)
    })?;
    fill(&database, &health, epoch, lineage, schema)?;
    health.watch("Creating", || database.close())?;
    fs::rename(&beside, path).map_err(io)?;
    sync_folder(path).map_err(io)
}

/// Makes a rename in the folder of `path` lasting.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

pub(super) fn fill(database: &Database, health: &Health, epoch: &str, lineage: &str, schema: u32) -> Result<()> {
    let mut txn = health.watch("Creating", || database.begin_write())?;
    txn.set_two_phase_commit(true);
    health.watch("Creating", || tables::create(&txn))?;
    {
        let mut table = health.watch("Creating", || txn.open_table(META))?;
        let mut set = |name, value: &str| meta::set(&mut table, name, value.as_bytes(), health);
        set(meta::PROGRAM, meta::PROGRAM_NAME)?;
        set(meta::SCHEMA, &schema.to_string())?;
        set(meta::NEEDS, migrations::NEEDS)?;
        set(meta::EPOCH, epoch)?;
        set(meta::LINEAGE, lineage)?;
    }
    health.watch("Creating", || txn.commit())
}

/// 128 random bits, hexadecimal.
pub(super) fn random_name() -> Result<String> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::Unfit(message!("The system gives no random numbers. Restart it.")))?;
    Ok(data_encoding::HEXLOWER.encode(&bytes))
}
