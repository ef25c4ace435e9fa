//! What the program does by itself: a supervisor, and one file a job. A job that fails or panics
//! is recorded and tried again; it never takes the program down.

mod certificates;
mod supervisor;

pub use certificates::Certificates;
pub use supervisor::Supervisor;

use crate::app::App;
use crate::domain::job::JobRun;
use jiff::Timestamp;

/// Something done again and again.
pub trait Job: Send + Sync + 'static {
    /// Of its record; never changes.
    fn id(&self) -> u64;

    /// As `status` shows it.
    fn name(&self) -> &'static str;

    /// When it is due, after its last run.
    fn next(&self, app: &App, last: Option<&JobRun>) -> Timestamp;

    /// Does it. The error is for the log and for `status`.
    fn run(&self, app: &App) -> anyhow::Result<()>;
}

/// Every job of a serving program.
pub fn all() -> Vec<Box<dyn Job>> {
    vec![Box::new(Certificates)]
}
