//! What the program does by itself: a supervisor, and one file a job. A job that fails or panics
//! is recorded and tried again; it never takes the program down.

mod announcing;
mod backup;
mod certificates;
mod offsite;
mod renewal;
mod store_check;
mod supervisor;

pub use announcing::Announcing;
pub use backup::Backup;
pub use certificates::Certificates;
pub use offsite::Offsite;
pub use renewal::Renewal;
pub use store_check::StoreCheck;
pub use supervisor::Supervisor;

use crate::app::App;
use crate::domain::job::JobRun;
use jiff::{SignedDuration, Timestamp};

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

/// Every job of a program that serves https on this port.
pub fn all(port: u16) -> Vec<Box<dyn Job>> {
    vec![
        Box::new(Certificates),
        Box::new(Renewal),
        Box::new(StoreCheck),
        Box::new(Backup),
        Box::new(Offsite),
        Box::new(Announcing::new(port)),
    ]
}

/// So long after the last run began; at once where there was none.
fn after(last: Option<&JobRun>, every: SignedDuration) -> Timestamp {
    last.map_or(Timestamp::MIN, |last| {
        last.started_at.saturating_add(every).unwrap_or(Timestamp::MAX)
    })
}
