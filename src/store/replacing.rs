//! A prepared store takes the place of the one in use, inside the running program. Whenever the plug is
//! pulled, one of the two is there, whole; and the one that was in use comes back if the other cannot
//! be used.

use super::founding::sync_folder;
use super::guard::let_go;
use super::opening::{FILE, take_folder};
use super::reader::Reader;
use super::reopening::Open;
use super::restoring::Prepared;
use super::trouble::{Shared, Turn};
use super::vetting::vet;
use super::{Error, Result};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// Where the store that was in use lies until the new one has been found well.
fn aside(path: &Path) -> PathBuf {
    path.with_extension("redb.before-restore")
}

/// Where a store that could not be read is kept.
fn set_aside(path: &Path) -> PathBuf {
    (1..)
        .map(|n| path.with_extension(format!("redb.replaced-{n}")))
        .find(|to| fs::symlink_metadata(to).is_err())
        .unwrap_or_default()
}

impl Shared {
    /// Has the prepared store take this one's place; `well` looks at it as it is in use. Changes nothing
    /// for good unless all is well. `keep`: the file of before stays, under another name.
    pub fn replace<E: From<Error>>(
        self: &Arc<Self>,
        turn: &mut Turn,
        prepared: &Prepared,
        keep: bool,
        well: impl FnOnce(&Reader) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let path = self.folder().join(FILE);
        let mut exchanged = false;
        let step_in = || step_in(&path, &prepared.file()).inspect(|()| exchanged = true);
        let done = self
            .exchange(step_in)
            .map_err(E::from)
            .and_then(|()| well(&self.read()?))
            .and_then(|()| Ok(self.save_once(turn)?));
        match done {
            Ok(()) => {
                turn.forget_doubt();
                if let Err(error) = conclude(&path, keep) {
                    tracing::warn!(%error, "the store of before the restore could not be removed; the next start does");
                }
                Ok(())
            }
            Err(error) if !exchanged => Err(error),
            Err(error) => {
                tracing::error!("what was restored is not well; what was there before comes back");
                self.exchange(|| step_back(&path))?;
                Err(error)
            }
        }
    }

    /// Closes the file, lets `files` change what lies there, and opens what is there then.
    fn exchange(self: &Arc<Self>, files: impl FnOnce() -> io::Result<()>) -> Result<()> {
        let path = self.folder().join(FILE);
        let mut open = self.opened_mut();
        let_go(std::mem::replace(&mut *open, Open::Closed));
        let exchanged = files();
        let found = open.again(&path, self.options(), self.room());
        drop(open);
        exchanged.map_err(|source| Error::Io {
            doing: "Restoring",
            path: path.clone(),
            source,
        })?;
        if !found.full {
            let why = found.why.unwrap_or_else(|| Error::Reopening.message());
            return Err(Error::CannotSave(why));
        }
        let epoch = self.read()?.epoch()?;
        *self.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
        Ok(())
    }
}

/// The new file in the place of the one in use, which stays beside it; or all as it was.
fn step_in(path: &Path, new: &Path) -> io::Result<()> {
    let aside = aside(path);
    match fs::remove_file(&aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Two names for the one file: there is never a moment without a store.
    if fs::hard_link(path, &aside).is_err() {
        // A file system without such names: the next start brings it back.
        fs::rename(path, &aside)?;
    }
    let done = sync_folder(path)
        .and_then(|()| fs::rename(new, path))
        .and_then(|()| sync_folder(path));
    if done.is_err() {
        step_back(path)?;
    }
    done
}

/// The file of before in its place again, if it was taken away.
fn step_back(path: &Path) -> io::Result<()> {
    let aside = aside(path);
    let back = match is_one_file(&aside, path) {
        // Nothing had been changed yet; renaming one name of a file to its other does nothing.
        true => fs::remove_file(&aside),
        false => fs::rename(&aside, path),
    };
    match back {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done.and_then(|()| sync_folder(path)),
    }
}

fn is_one_file(one: &Path, other: &Path) -> bool {
    let id = |path: &Path| fs::symlink_metadata(path).map(|file| (file.dev(), file.ino()));
    matches!((id(one), id(other)), (Ok(one), Ok(other)) if one == other)
}

fn conclude(path: &Path, keep: bool) -> io::Result<()> {
    match keep {
        true => fs::rename(aside(path), set_aside(path))?,
        false => fs::remove_file(aside(path))?,
    }
    sync_folder(path)
}

/// At a start: concludes a restore that was cut short while the files were exchanged.
///
/// # Errors
/// [`Error::Io`] where the files cannot be put right.
pub(super) fn settle(path: &Path, cache: usize) -> Result<()> {
    let beside = aside(path);
    if fs::symlink_metadata(&beside).is_err() {
        return Ok(());
    }
    let io = |source| Error::Io {
        doing: "Opening",
        path: path.to_owned(),
        source,
    };
    let back = match vet(path, cache) {
        Ok(_) => false,
        Err(error) => {
            tracing::error!(%error, "a restore was cut short, and what it left cannot be used: what was there before comes back");
            true
        }
    };
    match back {
        true => step_back(path),
        false => conclude(path, false),
    }
    .map_err(io)
}

/// A data folder with a store in it that cannot be opened, locked for this process.
pub struct Taken {
    path: PathBuf,
    _lock: File,
}

impl Taken {
    /// # Errors
    /// [`Error::InUse`] when another process has it.
    pub fn take(folder: &Path) -> Result<Self> {
        Ok(Self {
            _lock: take_folder(folder)?,
            path: folder.join(FILE),
        })
    }

    /// Puts a prepared store in the place of what lies there, which is kept under another name; gives it.
    ///
    /// # Errors
    /// [`Error::Io`] where the files cannot be exchanged.
    pub fn replace_unreadable(&self, prepared: &Prepared) -> Result<Option<PathBuf>> {
        let path = &self.path;
        let io = |source| Error::Io {
            doing: "Restoring",
            path: path.clone(),
            source,
        };
        let kept = fs::symlink_metadata(path).is_ok().then(|| set_aside(path));
        if let Some(kept) = &kept {
            // Both names, then the new file in the place of the one.
            fs::hard_link(path, kept)
                .or_else(|_| fs::rename(path, kept))
                .map_err(io)?;
        }
        fs::rename(prepared.file(), path)
            .and_then(|()| sync_folder(path))
            .map_err(io)?;
        Ok(kept)
    }
}
