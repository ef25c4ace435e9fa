//! Sends copies of the backups off the box: after each new one, and again where it failed.

use super::Job;
use crate::app::App;
use crate::app::backups::offsite;
use crate::domain::job::JobRun;
use jiff::{SignedDuration, Timestamp};

/// How soon a new backup is noticed, or that a place is to be tried again.
const LOOK: SignedDuration = SignedDuration::from_mins(1);

pub struct Offsite;

impl Job for Offsite {
    fn id(&self) -> u64 {
        5
    }

    fn name(&self) -> &'static str {
        "off-site copies"
    }

    fn next(&self, _: &App, last: Option<&JobRun>) -> Timestamp {
        super::after(last, LOOK)
    }

    /// What a place has against it is kept with the place, and is no failure of the job.
    fn run(&self, app: &App) -> anyhow::Result<()> {
        match offsite::send_due(app) {
            // Somebody tests a place or sends by hand: it is done then.
            Err(crate::app::Error::Conflict(_)) | Ok(_) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
