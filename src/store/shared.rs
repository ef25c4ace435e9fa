//! The store as the program holds it: any number of readers, one writer at a time.

use super::opening::{self, FILE, Options};
use super::reader::Reader;
use super::reopening::Open;
use super::restoring::Prepared;
use super::room::Room;
use super::tombstones::TombstoneFile;
use super::trouble::Shared;
use super::writer::Writer;
use super::{Error, Result};
use crate::domain::message::Message;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The one store of a company. Cloning gives another handle to the same; it closes with the last.
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

impl Store {
    /// Opens the store in `folder`, and makes folder and store when there is none.
    ///
    /// # Errors
    /// When the folder is in use, cannot be written, or what is there is not a store this version
    /// can read: each with what to do, and nothing changed.
    pub fn open(folder: &Path, options: Options) -> Result<Self> {
        let lock = opening::take_folder(folder)?;
        let (database, health, vetted) = opening::open(folder, &options)?;
        let room = Room::new(folder, options.floor, options.ballast);
        room.load_ballast();
        let open = Open::Full { database, health };
        let shared = Arc::new(Shared::new(folder, options, room, vetted.epoch, open, lock));
        shared.look_at_room();
        Ok(Self { shared })
    }

    /// One consistent snapshot of everything committed.
    ///
    /// # Errors
    /// [`Error::Reopening`] while trouble with the disk lets nothing be read.
    pub fn read(&self) -> Result<Reader> {
        self.shared.read()
    }

    /// One change; an `Err` of the closure undoes all of it. Back only when it is on the disk.
    ///
    /// # Errors
    /// Those of the closure; [`Error::CannotSave`], [`Error::Damaged`], [`Error::Io`]. After an
    /// error the change has not taken place.
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
        let mut turn = self.shared.turn();
        let (mut writer, health) = self.shared.begin(&mut turn)?;
        let number = writer.number();
        // A panic must not unwind through redb's transaction: that would leak its pages.
        let changed = catch_unwind(AssertUnwindSafe(|| change(&mut writer)));
        let value = match changed {
            Ok(Ok(value)) => value,
            Err(panic) => {
                let _ = writer.abort();
                resume_unwind(panic)
            }
            Ok(Err(error)) => {
                // Nothing is lost should it fail: what is not committed is not there.
                let _ = writer.abort();
                self.shared.mend(&mut turn, &health, None);
                return Err(error);
            }
        };
        match writer.commit() {
            Ok(()) => self.shared.saved(),
            Err(error) => {
                let took_place = self.shared.mend(&mut turn, &health, Some(number));
                if !took_place {
                    return Err(error.into());
                }
            }
        }
        publish(&value);
        Ok(value)
    }

    /// Writes the store anew if a change wanted it, so that what was removed is on none of its pages
    /// any more. Readers wait meanwhile; a snapshot taken before may have to be taken again.
    ///
    /// # Errors
    /// The store stays what it was, and the next start tries again.
    pub fn rewrite_if_wanted(&self) -> Result<()> {
        if !self.read()?.wants_rewriting()? {
            return Ok(());
        }
        let mut turn = self.shared.turn();
        self.shared.rewrite(&mut turn)
    }

    /// A file without a name, on the same disk, for what is too large for memory: only this program
    /// can open it, and it is gone when it is closed, however the program ends.
    ///
    /// # Errors
    /// [`Error::CannotSave`] when the disk is too full to take anything.
    pub fn scratch(&self) -> Result<File> {
        self.shared.scratch()
    }

    /// Where the store lies.
    pub fn folder(&self) -> &Path {
        self.shared.folder()
    }

    /// The tombstones beside this store.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn tombstones(&self) -> Result<TombstoneFile> {
        let lineage = self.read()?.lineage()?;
        Ok(TombstoneFile::new(self.shared.folder(), &lineage))
    }

    /// Random, and another one after each restore: part of whatever must not outlive one.
    pub fn epoch(&self) -> String {
        self.shared.epoch()
    }

    /// Whether changes can be saved.
    pub fn state(&self) -> State {
        self.shared.state()
    }

    /// Keeps everything to this thread while `work` runs: a change of anybody else is refused with `why`.
    pub fn alone<T>(&self, why: Message, work: impl FnOnce() -> T) -> T {
        /// Also where `work` panics.
        struct Thaw<'a>(&'a Shared);
        impl Drop for Thaw<'_> {
            fn drop(&mut self) {
                self.0.freeze(None);
            }
        }
        // Whoever is in the middle of a change finishes it first.
        let turn = self.shared.turn();
        self.shared.freeze(Some(why));
        let _thaw = Thaw(&self.shared);
        drop(turn);
        work()
    }

    /// Has a prepared store take the place of this one; `well` looks at it as it is in use. `keep`: the
    /// file of before stays, under another name, which is for one that cannot be read.
    ///
    /// # Errors
    /// Those of `well`, and where the files cannot be exchanged: what was in use is in use again then.
    pub fn replace<E: From<Error>>(
        &self,
        prepared: &Prepared,
        keep: bool,
        well: impl FnOnce(&Reader) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut turn = self.shared.turn();
        self.shared.replace(&mut turn, prepared, keep, well)
    }

    /// Whether what is stored is not what was written.
    pub fn is_damaged(&self) -> bool {
        self.shared.is_damaged()
    }

    /// Runs `work` while nobody is in the middle of a change.
    pub(super) fn between_changes<T>(&self, work: impl FnOnce() -> T) -> T {
        let _turn = self.shared.turn();
        work()
    }

    pub(super) fn file(&self) -> PathBuf {
        self.folder().join(FILE)
    }

    /// How this store was opened.
    pub fn options(&self) -> &Options {
        self.shared.options()
    }

    /// Calls `again` after trouble in which a change that was reported as failed turned out to
    /// have taken place: whatever was made from records must be made anew.
    pub fn on_surprise(&self, again: impl Fn(&Reader) + Send + 'static) {
        self.shared.turn().again.push(Box::new(again));
    }
}
