//! What can be done, as plain synchronous functions: the only caller of the policy. Every change
//! writes its event in the same transaction and is in the projection before the reply.

mod agreement;
pub mod archive;
pub mod backups;
pub mod catalogue;
pub mod catalogue_install;
pub mod certificates;
pub mod change;
pub mod comparison;
pub mod dashboard;
pub mod employees;
pub mod error;
pub mod evaluations;
pub mod everything;
pub mod figures;
pub mod frozen;
pub mod handover;
pub mod imports;
pub mod leaving;
pub mod mine;
pub mod once;
mod one_time_links;
pub mod profile;
pub mod projected;
pub mod projection;
pub mod reach;
pub mod restore;
pub mod runs;
pub mod sample;
pub mod score_card;
pub mod sealed;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod starter_catalogue;
pub mod store_check;
pub mod tables;
pub mod targets;
pub mod tokens;
pub mod users;

pub use change::Change;
pub use error::Error;

use crate::domain::message::Message;
use crate::domain::policy::{self, Action, Actor, Decision, Scope};
use crate::host::clock::Clock;
use crate::host::password::Passwords;
use crate::host::tls::Tls;
use crate::store::{self, State, Store, TombstoneFile};
use arc_swap::ArcSwap;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use projection::Projection;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};

/// The running program: everything a request or a command works on.
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub passwords: Passwords,
    /// Another one once an archive brought another company.
    tombstones: ArcSwap<TombstoneFile>,
    projection: ArcSwap<Projection>,
    pairs: agreement::Pairs,
    waiting: imports::waiting::Waiting,
    cards: imports::score_cards::waiting::Waiting,
    moving_in: setup::archive::Waiting,
    /// Held while a backup is made, looked at or restored.
    backing_up: Mutex<()>,
    /// Held while copies are sent off the box.
    sending: Mutex<()>,
    restores: restore::Restores,
    /// Shared by all requests, for one alone while another company takes this one's place.
    passage: RwLock<()>,
    /// Counts the changes of this run.
    changes: AtomicU64,
    under_way: once::UnderWay,
    /// There from when somebody says it.
    fixed: OnceLock<reach::Fixed>,
    /// There from when the program begins to serve.
    serving: OnceLock<certificates::Serving>,
    names: Arc<reach::Names>,
    bell: runs::Bell,
}

impl App {
    /// Reads the whole store once, checking every record, and is ready to answer. Whoever was
    /// anonymised is so by then, even if the store is an older copy.
    pub fn start(store: Store, clock: Arc<dyn Clock>, passwords: Passwords) -> Result<Self, Error> {
        let projection = Projection::build(&store.read()?)?;
        let app = Self {
            tombstones: ArcSwap::from_pointee(store.tombstones()?),
            store,
            clock,
            passwords,
            projection: ArcSwap::from_pointee(projection),
            pairs: agreement::Pairs::default(),
            waiting: imports::waiting::Waiting::default(),
            cards: imports::score_cards::waiting::Waiting::default(),
            moving_in: setup::archive::Waiting::default(),
            backing_up: Mutex::default(),
            sending: Mutex::default(),
            restores: restore::Restores::default(),
            passage: RwLock::default(),
            changes: AtomicU64::new(0),
            under_way: once::UnderWay::default(),
            fixed: OnceLock::new(),
            serving: OnceLock::new(),
            names: Arc::default(),
            bell: runs::Bell::default(),
        };
        leaving::make_good(&app)?;
        Ok(app)
    }

    /// Says what the configuration sets, also where nothing is served. A
    /// second time in one run keeps the first.
    pub fn configure(&self, fixed: reach::Fixed) {
        let _ = self.fixed.set(fixed);
    }

    /// Makes and keeps certificates from now on, in `data/tls`.
    ///
    /// # Errors
    /// Where keys cannot be made, or the store cannot be read.
    pub fn begin_serving(&self, fixed: reach::Fixed) -> Result<(), Error> {
        self.configure(fixed);
        let stored = reach::effective(self)?;
        let wanted = reach::wanted(self, &stored);
        let (tls, done) = Tls::start(self.store.folder(), &wanted, Arc::clone(&self.clock))
            .map_err(|error| Error::Failed(error.to_string()))?;
        let serving = certificates::Serving::new(tls);
        // Of a box that never served no device trusts anything yet, whatever company is on it.
        serving.began(&done, !runs::all(self)?.is_empty());
        let _ = self.serving.set(serving);
        self.names.set(wanted.chosen.into_iter().chain(wanted.found));
        if let Err(error) = certificates::note(self, &done) {
            // The box must be reachable even if nothing can be written down.
            tracing::warn!(%error, "what was done about the certificates could not be recorded");
        }
        certificates::show_kept(self, &stored);
        Ok(())
    }

    /// The names and addresses this box answers to.
    pub fn names(&self) -> &Arc<reach::Names> {
        &self.names
    }

    /// Wakes the jobs.
    pub fn bell(&self) -> &runs::Bell {
        &self.bell
    }

    /// Held by a request from when it is known who asks until it is answered: meanwhile nobody puts
    /// another state of the company in place.
    pub fn passage(&self) -> RwLockReadGuard<'_, ()> {
        self.passage.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go of everything in memory that was made from what was here before a restore.
    fn forget_what_was(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.pairs.clear();
        self.waiting.clear();
        self.cards.clear();
        self.moving_in.forget();
        self.restores.forget_waiting();
    }

    /// Now, in UTC.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Now, on the company's clock.
    pub fn zoned_now(&self) -> Zoned {
        let zone = &self.projection.load().settings.time_zone;
        // Settings hold only zones that exist; one that a later zone database dropped becomes UTC.
        self.now().to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
    }

    /// Today, in the company's time zone.
    pub fn today(&self) -> Date {
        self.zoned_now().date()
    }

    /// Everything in memory, as of the last commit.
    pub fn projection(&self) -> Arc<Projection> {
        self.projection.load_full()
    }

    /// Whether the company has been set up.
    pub fn is_set_up(&self) -> bool {
        self.projection.load().settings.set_up_on.is_some()
    }

    /// Names this history of the store: another one after each restore.
    pub fn epoch(&self) -> String {
        self.store.epoch()
    }

    /// Why nothing can be saved just now, and what to do; `None`: all is well.
    pub fn cannot_save(&self) -> Option<Message> {
        match self.store.state() {
            State::Saving => None,
            State::CannotSave(sentence) => Some(sentence),
        }
    }

    /// A file for what is too large for memory: nobody else can open it, and it is gone when it is
    /// closed, however the program ends.
    pub fn scratch(&self) -> Result<File, Error> {
        Ok(self.store.scratch()?)
    }

    /// The folder that holds everything of this box.
    pub fn data_folder(&self) -> &Path {
        self.store.folder()
    }

    /// Why something could not be written into such a file.
    pub fn cannot_write(&self, source: io::Error) -> Error {
        let error = store::Error::Io {
            doing: "Writing",
            path: self.store.folder().to_owned(),
            source,
        };
        Error::CannotSave(error.message())
    }

    /// Where such files lie.
    pub fn scratch_folder(&self) -> &Path {
        self.store.folder()
    }

    /// What the permission table says.
    pub fn allows(&self, actor: &Actor, action: &Action) -> Decision {
        policy::allows(actor, self.projection.load().settings.managers_see, action)
    }

    /// `Ok` when the permission table allows it.
    pub fn permit(&self, actor: &Actor, action: &Action) -> Result<(), Error> {
        error::granted(self.allows(actor, action))
    }

    /// Whose records a list may hold for this actor.
    pub fn scope(&self, actor: &Actor) -> Scope {
        policy::scope(actor, self.projection.load().settings.managers_see)
    }

    /// How many changes there were in this run. Ask before looking at what a change is to be made for,
    /// and give it to the change: see [`Via::after`](crate::domain::token::Via::after).
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// One change: all or nothing, with its events, in the projection when this returns.
    ///
    /// # Errors
    /// Those of the closure; `Meanwhile` when it was meant for another state; `Denied` with a token
    /// that may only read.
    pub fn change<T>(
        &self,
        actor: &Actor,
        change: impl FnOnce(&mut Change<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let done = self.store.write_and_publish(
            |writer| {
                // One writer at a time: what is in memory now is what this transaction began with.
                let mut one = Change::begin(writer, self, actor)?;
                let value = change(&mut one)?;
                Ok::<_, Error>((value, one.finish()?))
            },
            |(_, changed)| {
                self.changes.fetch_add(1, Ordering::AcqRel);
                if !changed.is_empty() {
                    self.projection.store(Arc::new(self.projection.load().with(changed)));
                }
            },
        )?;
        Ok(done.0)
    }
}
