//! What can be done, without a browser: the app's functions over a real store.

mod accounts;

use handyman_kpi::app::{App, users};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::host::clock::FixedClock;
use handyman_kpi::host::password::{Passwords, Strength};
use handyman_kpi::store::{Options, Store};
use jiff::SignedDuration;
use std::sync::Arc;

/// A store in a folder of its own, with a clock that stands still at 2026-05-04 12:00 UTC.
pub struct Office {
    pub app: App,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Office {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at("2026-05-04T12:00:00Z".parse().unwrap()));
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let app = App::start(store, clock.clone(), Passwords::start(Strength::QUICK)).unwrap();
        Self {
            app,
            clock,
            _folder: folder,
        }
    }

    pub fn wait(&self, duration: SignedDuration) {
        self.clock.set(self.app.now() + duration);
    }

    /// Adds a user; gives the first password.
    pub fn user(&self, name: &str, role: &str) -> String {
        let draft = users::Draft::parse(name, role, "", "").unwrap();
        users::add(&self.app, &Actor::Program, &draft).unwrap().1
    }
}
