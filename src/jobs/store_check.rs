//! Looks each night whether the stored data would survive a pulled plug.

use super::Job;
use crate::app::store_check::{self, JOB};
use crate::app::{App, backups};
use crate::domain::job::JobRun;
use jiff::{SignedDuration, Timestamp};

/// After a failure it is tried again so soon.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);

pub struct StoreCheck;

impl Job for StoreCheck {
    fn id(&self) -> u64 {
        JOB
    }

    fn name(&self) -> &'static str {
        "store check"
    }

    fn next(&self, app: &App, last: Option<&JobRun>) -> Timestamp {
        let Some(last) = last else { return Timestamp::MIN };
        if last.failures > 0 {
            return super::after(Some(last), AGAIN);
        }
        // Where that cannot be read, the look will say so.
        let night = (backups::last_due(app), backups::next(app));
        match night {
            (Ok(due), Ok(next)) if last.started_at >= due => next,
            _ => Timestamp::MIN,
        }
    }

    fn run(&self, app: &App) -> anyhow::Result<()> {
        let records = store_check::run(app)?;
        tracing::info!(records, "the stored data was checked");
        Ok(())
    }
}
