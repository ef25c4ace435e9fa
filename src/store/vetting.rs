//! Whether a file is a sound store of ours, found out without changing a byte of it: the opening
//! is rehearsed on an overlay, with every page checked and the repair after an unclean end done.

use super::guard::Health;
use super::header;
use super::meta::{self, META};
use super::overlay::Overlay;
use super::{Error, Result, migrations};
use crate::message;
use redb::{Database, ReadableDatabase, TableError};
use std::fs::File;
use std::path::Path;

/// A sound store of ours.
pub(super) struct Vetted {
    pub schema: u32,
    pub epoch: String,
    pub commits: u64,
}

/// Examines the store at `path`.
///
/// # Errors
/// [`Error::Unfit`] when it is something else, [`Error::Newer`], [`Error::Damaged`], [`Error::Io`].
pub(super) fn vet(path: &Path, cache: usize) -> Result<Vetted> {
    let health = Health::new(path);
    let database = rehearse(path, cache, true, &health)?;
    identify(&database, &health)
}

/// Opens the store at `path` for reading alone: what is written goes to memory.
pub(super) fn rehearse(path: &Path, cache: usize, check: bool, health: &Health) -> Result<Database> {
    let io = |source| {
        health.note(Error::Io {
            doing: "Opening",
            path: path.to_owned(),
            source,
        })
    };
    rehearse_file(File::open(path).map_err(io)?, cache, check, health)
}

/// The same for a file that is open already: a copy of the one that the health tells of.
pub(super) fn rehearse_file(file: File, cache: usize, check: bool, health: &Health) -> Result<Database> {
    let path = &health.path;
    let io = |source| {
        health.note(Error::Io {
            doing: "Opening",
            path: path.clone(),
            source,
        })
    };
    let left = header::examine(&file, path).map_err(|e| health.note(e))?;
    tracing::debug!(?left, path = %path.display(), "examined the store's file");
    let overlay = Overlay::new(file).map_err(io)?;
    header::insist_on_newest(&overlay).map_err(io)?;
    let mut builder = Database::builder();
    builder.set_cache_size(cache).set_check_integrity_on_open(check);
    health.watch("Opening", || builder.create_with_backend(overlay))
}

/// Whose store it is, and of which schema.
pub(super) fn identify(database: &Database, health: &Health) -> Result<Vetted> {
    let path = &health.path;
    let foreign = || {
        Error::Unfit(message!(
            "{path} is the database of another program. Nothing was changed. Choose another data folder.",
            path = path.display()
        ))
    };
    let txn = health.watch("Reading", || database.begin_read())?;
    let found = health.watch("Reading", || match txn.open_table(META) {
        Ok(table) => Ok(Some(table)),
        Err(TableError::Storage(error)) => Err(error),
        Err(_) => Ok(None),
    })?;
    let table = found.ok_or_else(foreign)?;
    if meta::text(&table, meta::PROGRAM, health)?.as_deref() != Some(meta::PROGRAM_NAME) {
        return Err(foreign());
    }
    let fact = |name| {
        meta::text(&table, name, health)?.ok_or_else(|| health.note(Error::Damaged(format!("the store has no {name}"))))
    };
    let schema = fact(meta::SCHEMA)?;
    let schema: u32 = schema
        .parse()
        .map_err(|_| health.note(Error::Damaged(format!("\"{schema}\" is no schema"))))?;
    if schema > migrations::SCHEMA {
        return Err(Error::Newer {
            path: path.clone(),
            version: fact(meta::NEEDS)?,
        });
    }
    Ok(Vetted {
        schema,
        epoch: fact(meta::EPOCH)?,
        commits: meta::commits(&table, health)?,
    })
}
