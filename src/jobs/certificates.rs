//! Keeps the box's own certificates good for its names and addresses, which change while it runs.

use super::Job;
use crate::app::{App, certificates};
use crate::domain::job::JobRun;
use jiff::{SignedDuration, Timestamp};

/// How soon a new address is answered to.
const EVERY: SignedDuration = SignedDuration::from_secs(30);

pub struct Certificates;

impl Job for Certificates {
    fn id(&self) -> u64 {
        1
    }

    fn name(&self) -> &'static str {
        "certificates"
    }

    fn next(&self, _: &App, last: Option<&JobRun>) -> Timestamp {
        super::after(last, EVERY)
    }

    fn run(&self, app: &App) -> anyhow::Result<()> {
        Ok(certificates::keep(app)?)
    }
}
