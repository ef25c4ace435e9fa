//! Makes a backup each night, proves it, and lets old ones go.

use super::Job;
use crate::app::{App, backups};
use crate::domain::backup::Why;
use crate::domain::job::JobRun;
use crate::domain::policy::Actor;
use anyhow::bail;
use jiff::{SignedDuration, Timestamp};

/// After a failure it is tried again so soon.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);
/// How soon after a start, or after the company is set up, a missed one is noticed.
const LOOK: SignedDuration = SignedDuration::from_mins(1);

pub struct Backup;

impl Job for Backup {
    fn id(&self) -> u64 {
        4
    }

    fn name(&self) -> &'static str {
        "backup"
    }

    fn next(&self, _: &App, last: Option<&JobRun>) -> Timestamp {
        let failed = last.is_some_and(|last| last.failures > 0);
        super::after(last, if failed { AGAIN } else { LOOK })
    }

    fn run(&self, app: &App) -> anyhow::Result<()> {
        if !backups::due(app)? {
            return Ok(());
        }
        let backup = backups::create(app, &Actor::Program, Why::Scheduled)?;
        if let Some(problem) = &backup.problem {
            bail!("{} is not good. {}", backup.name, problem.sentence());
        }
        backups::prune(app, &Actor::Program)?;
        Ok(())
    }
}
