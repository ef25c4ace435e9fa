//! The last run of each job, and the bell that wakes them.

use super::{App, Error};
use crate::domain::job::JobRun;
use crate::domain::policy::Actor;
use crate::store::Read;
use jiff::SignedDuration;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A run that went like the one before is written down no oftener: a job may be due every minute.
const WRITTEN_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// After so many failures in a row somebody is told.
pub(super) const FAILING: u32 = 3;

/// Wakes the jobs before they are due, or for good.
#[derive(Default)]
pub struct Bell {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct State {
    rings: u64,
    stopped: bool,
}

impl Bell {
    /// Has every job look at once.
    pub fn ring(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rings += 1;
        self.changed.notify_all();
    }

    /// Ends them.
    pub fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.changed.notify_all();
    }

    pub fn is_stopped(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped
    }

    /// How often it has rung.
    pub fn rings(&self) -> u64 {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rings
    }

    /// Returns when it has rung more often than `heard`, when it is stopped, or after a while.
    pub fn wait(&self, heard: u64, at_most: Duration) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _state = self
            .changed
            .wait_timeout_while(state, at_most, |state| state.rings == heard && !state.stopped);
    }
}

/// The last run of a job.
pub fn last(app: &App, id: u64) -> Result<Option<JobRun>, Error> {
    Ok(app.store.read()?.get::<JobRun>(id)?)
}

/// The last runs of all jobs.
pub fn all(app: &App) -> Result<Vec<JobRun>, Error> {
    Ok(app.store.read()?.all::<JobRun>()?)
}

/// Keeps a run, unless it went like the one before and that is not long ago.
pub fn keep(app: &App, run: &JobRun) -> Result<(), Error> {
    if let Some(before) = last(app, run.id)?
        && before.error == run.error
        // What somebody is told by now has to be written.
        && (run.failures < FAILING || before.failures >= FAILING)
        && run.started_at.duration_since(before.started_at).abs() < WRITTEN_EVERY
    {
        return Ok(());
    }
    app.change(&Actor::Program, |change| change.put(run))
}
