//! Keeps the box announced on its network under the name that is set.

use super::Job;
use crate::app::{App, certificates, reach};
use crate::domain::job::JobRun;
use crate::host::mdns::Announcement;
use anyhow::anyhow;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, PoisonError};

const EVERY: SignedDuration = SignedDuration::from_secs(30);

pub struct Announcing {
    /// Where https is served.
    port: u16,
    present: Mutex<Option<Announcement>>,
}

impl Announcing {
    pub fn new(port: u16) -> Self {
        Self {
            port,
            present: Mutex::default(),
        }
    }
}

impl Job for Announcing {
    fn id(&self) -> u64 {
        3
    }

    fn name(&self) -> &'static str {
        "announcement"
    }

    fn next(&self, _: &App, last: Option<&JobRun>) -> Timestamp {
        super::after(last, EVERY)
    }

    fn run(&self, app: &App) -> anyhow::Result<()> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = reach::effective(app)?.mdns;
        match (&wanted, present.as_ref()) {
            (None, _) => *present = None,
            (Some(name), Some(there)) if there.is_of(name, self.port) => {}
            (Some(name), _) => {
                // The old name is given back first.
                *present = None;
                let started = Announcement::start(name, self.port);
                *present = Some(started.map_err(|why| anyhow!("The box cannot say its name on the network: {why}"))?);
            }
        }
        let name = present.as_ref().map(Announcement::name);
        if reach::announced(app, name) {
            certificates::keep(app)?;
        }
        Ok(())
    }
}
