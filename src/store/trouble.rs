//! What the store does when the disk lets it down: it closes the file and opens it again inside
//! the process. Until that works reading goes on and saving is refused with the reason.

use super::guard::{Health, let_go};
use super::opening::{FILE, Options};
use super::reader::Reader;
use super::reopening::{Found, Open};
use super::rewriting;
use super::room::Room;
use super::shared::State;
use super::writer::Writer;
use super::{Error, Result};
use crate::domain::message::Message;
use redb::ReadableDatabase;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};
use std::thread::ThreadId;
use std::time::Duration;

/// What all handles to a store share.
pub(super) struct Shared {
    path: PathBuf,
    options: Options,
    room: Room,
    pub(super) epoch: RwLock<String>,
    /// Why only one thread may change anything just now, and which one.
    frozen: RwLock<Option<(ThreadId, Message)>>,
    open: RwLock<Open>,
    turn: Mutex<Turn>,
    state: RwLock<State>,
    /// Whether a thread is trying to save again.
    tended: AtomicBool,
    /// Kept locked while the store is open, so it comes last.
    _lock: File,
}

/// What is tried once the store can be written again.
pub(super) type Again = Box<dyn Fn(&Reader) + Send>;

/// Held by the one who writes.
#[derive(Default)]
pub(super) struct Turn {
    pub again: Vec<Again>,
    /// A change that was reported as failed and may have taken place.
    in_doubt: Option<u64>,
}

impl Turn {
    /// Another store is in use now.
    pub fn forget_doubt(&mut self) {
        self.in_doubt = None;
    }
}

impl Shared {
    pub fn new(folder: &Path, options: Options, room: Room, epoch: String, open: Open, lock: File) -> Self {
        Self {
            path: folder.join(FILE),
            options,
            room,
            epoch: RwLock::new(epoch),
            frozen: RwLock::default(),
            open: RwLock::new(open),
            turn: Mutex::default(),
            state: RwLock::new(State::Saving),
            tended: AtomicBool::new(false),
            _lock: lock,
        }
    }

    /// A file without a name beside the store, if there is room.
    pub fn scratch(&self) -> Result<File> {
        if let Some(lacking) = self.room.lacking() {
            return Err(Error::CannotSave(lacking));
        }
        tempfile::tempfile_in(self.folder()).map_err(|source| Error::Io {
            doing: "Creating",
            path: self.folder().to_owned(),
            source,
        })
    }

    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    pub fn epoch(&self) -> String {
        self.epoch.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn is_damaged(&self) -> bool {
        self.open().health().is_some_and(Health::is_damaged)
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    pub fn room(&self) -> &Room {
        &self.room
    }

    /// From now on only this thread can change anything; everyone else is told why.
    pub fn freeze(&self, why: Option<Message>) {
        let frozen = why.map(|why| (std::thread::current().id(), why));
        *self.frozen.write().unwrap_or_else(PoisonError::into_inner) = frozen;
    }

    /// Why this thread cannot change anything, while another keeps it all to itself.
    fn frozen(&self) -> Option<Message> {
        let frozen = self.frozen.read().unwrap_or_else(PoisonError::into_inner);
        let (thread, why) = frozen.as_ref()?;
        (*thread != std::thread::current().id()).then(|| why.clone())
    }

    pub fn state(&self) -> State {
        match self.frozen() {
            Some(why) => State::CannotSave(why),
            None => self.own_state(),
        }
    }

    fn own_state(&self) -> State {
        if let Ok(open) = self.open.try_read()
            && open.health().is_some_and(Health::is_damaged)
        {
            return State::CannotSave(Error::Damaged(String::new()).message());
        }
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn opened_mut(&self) -> RwLockWriteGuard<'_, Open> {
        self.open.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> RwLockReadGuard<'_, Open> {
        self.open.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for one's turn to write.
    pub fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A snapshot. After a failed read redb gives nothing more until the file is opened again.
    pub fn read(self: &Arc<Self>) -> Result<Reader> {
        let failed = self.open().health().is_some_and(|health| health.failure().is_some());
        if failed && let Ok(mut turn) = self.turn.try_lock() {
            // Refused or not, what is open afterwards is what can be read.
            let _ = self.ensure_full(&mut turn);
        }
        match &*self.open() {
            Open::Full { database, health } | Open::ForReading { database, health } => {
                let txn = health.watch("Reading", || database.begin_read())?;
                Ok(Reader::new(txn, health.clone()))
            }
            Open::Closed => Err(Error::Reopening),
        }
    }

    /// Begins a change, if one can be saved.
    pub fn begin(self: &Arc<Self>, turn: &mut Turn) -> Result<(Writer, Arc<Health>)> {
        if let Some(why) = self.frozen() {
            return Err(Error::CannotSave(why));
        }
        if self.is_damaged() {
            return Err(self.cannot_save(&Error::Damaged(String::new())));
        }
        self.ensure_full(turn)?;
        if let Some(lacking) = self.room.lacking() {
            return Err(self.cannot_save(&Error::CannotSave(lacking)));
        }
        let begun = match &*self.open() {
            Open::Full { database, health } => (Writer::begin(database, health.clone()), health.clone()),
            _ => return Err(Error::Reopening),
        };
        match begun {
            (Ok(writer), health) => Ok((writer, health)),
            (Err(error), health) => {
                self.mend(turn, &health, None);
                Err(error)
            }
        }
    }

    /// A change is on the disk.
    pub fn saved(&self) {
        if self.own_state() != State::Saving {
            self.set_state(State::Saving);
            self.room.load_ballast();
        }
    }

    /// After a change that did not succeed: opens the file anew if it must be. True when the
    /// change with the number `attempted` turns out to be on the disk.
    pub fn mend(self: &Arc<Self>, turn: &mut Turn, health: &Health, attempted: Option<u64>) -> bool {
        if health.is_damaged() {
            self.cannot_save(&Error::Damaged(String::new()));
            return false;
        }
        let Some(why) = health.failure() else { return false };
        self.cannot_save(&Error::CannotSave(why.clone()));
        let found = self.reopen();
        if !found.full {
            turn.in_doubt = attempted.or(turn.in_doubt);
            return false;
        }
        let took_place = attempted.is_some() && found.commits == attempted;
        if took_place {
            self.saved();
        }
        took_place
    }

    /// Says that nothing can be saved, and sees to it that it is tried again.
    fn cannot_save(self: &Arc<Self>, why: &Error) -> Error {
        let message = why.message();
        if self.own_state() != State::CannotSave(message.clone()) {
            tracing::error!(%message, "nothing can be saved");
        }
        self.set_state(State::CannotSave(message.clone()));
        if why.is_damage() {
            return Error::Damaged("found earlier".into());
        }
        if !self.tended.swap(true, Ordering::AcqRel) {
            let store = Arc::downgrade(self);
            let started = std::thread::Builder::new()
                .name("store".into())
                .spawn(move || tend(&store));
            if started.is_err() {
                self.tended.store(false, Ordering::Release);
            }
        }
        Error::CannotSave(message)
    }

    fn set_state(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Says so when there is too little room to begin with.
    pub fn look_at_room(self: &Arc<Self>) {
        if let Some(lacking) = self.room.lacking() {
            self.cannot_save(&Error::CannotSave(lacking));
        }
    }

    /// Opens the file for writing again if it is not.
    fn ensure_full(self: &Arc<Self>, turn: &mut Turn) -> Result<()> {
        let (full, failed) = {
            let open = self.open();
            let failed = open.health().and_then(|health| health.failure().cloned());
            (matches!(*open, Open::Full { .. }), failed)
        };
        if full && failed.is_none() {
            return Ok(());
        }
        let found = self.reopen();
        if !found.full {
            let why = failed
                .or(found.why)
                .or_else(|| self.reason())
                .unwrap_or_else(|| Error::Reopening.message());
            return Err(self.cannot_save(&Error::CannotSave(why)));
        }
        if turn.in_doubt.is_some()
            && turn.in_doubt.take() == found.commits
            && let Ok(reader) = self.read()
        {
            turn.again.iter().for_each(|again| again(&reader));
        }
        Ok(())
    }

    fn reason(&self) -> Option<Message> {
        match self.own_state() {
            State::Saving => None,
            State::CannotSave(why) => Some(why),
        }
    }

    fn reopen(&self) -> Found {
        let mut open = self.opened_mut();
        open.again(&self.path, &self.options, &self.room)
    }

    /// Closes the file, writes it anew and opens it again: the new one, or else the old.
    pub fn rewrite(self: &Arc<Self>, turn: &mut Turn) -> Result<()> {
        self.ensure_full(turn)?;
        if let Some(lacking) = self.room.lacking() {
            return Err(Error::CannotSave(lacking));
        }
        let mut open = self.opened_mut();
        let_go(std::mem::replace(&mut *open, Open::Closed));
        let rewritten = rewriting::rewrite(&self.path, &self.options);
        let found = open.again(&self.path, &self.options, &self.room);
        drop(open);
        if !found.full {
            let why = found.why.unwrap_or_else(|| Error::Reopening.message());
            return Err(self.cannot_save(&Error::CannotSave(why)));
        }
        rewritten
    }

    /// Saves a change that changes nothing, to see whether that works again.
    fn probe(self: &Arc<Self>) -> Result<()> {
        self.save_once(&mut self.turn())
    }

    pub(super) fn save_once(self: &Arc<Self>, turn: &mut Turn) -> Result<()> {
        let (mut writer, health) = self.begin(turn)?;
        writer.touch();
        let committed = writer.commit();
        match &committed {
            Ok(()) => self.saved(),
            Err(_) => {
                self.mend(turn, &health, None);
            }
        }
        committed
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let open = self.open.get_mut().unwrap_or_else(PoisonError::into_inner);
        let_go(std::mem::replace(open, Open::Closed));
    }
}

/// Tries to save again and again, ever more slowly, until it works or the store is closed.
fn tend(store: &Weak<Shared>) {
    let mut pause = Duration::from_millis(250);
    loop {
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_secs(15));
        let Some(store) = store.upgrade() else { return };
        let damaged = store.is_damaged();
        if damaged || store.probe().is_ok() {
            store.tended.store(false, Ordering::Release);
            // Someone may have met new trouble just before, and left it to this thread.
            if damaged || store.own_state() == State::Saving || store.tended.swap(true, Ordering::AcqRel) {
                return;
            }
        }
    }
}
