//! The nightly look at the stored data: what a pulled plug would leave is opened and read in full.

use super::{App, Error, runs};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::message;
use crate::store;

/// The id of the job's runs.
pub const JOB: u64 = 6;

/// Looks; gives the number of records. Damage is an event, too.
///
/// # Errors
/// With what was found, or why nothing could be looked at.
pub fn run(app: &App) -> Result<u64, Error> {
    app.store.check_crash_image().map_err(|error| {
        if error.is_damage() {
            tracing::error!(%error, "the nightly check found the stored data damaged");
            // It may well be that nothing can be written down any more.
            if let Err(error) = app.change(&Actor::Program, |change| change.event("store_found_damaged", None, &[])) {
                tracing::warn!(%error, "that could not be recorded");
            }
            return Error::Failed(error.to_string());
        }
        match error {
            store::Error::Io { .. } => Error::CannotSave(error.message()),
            other => other.into(),
        }
    })
}

/// What the last look found, if somebody has to do something about it.
pub fn trouble(app: &App) -> Result<Option<Message>, Error> {
    let Some(why) = runs::last(app, JOB)?.and_then(|run| run.error) else {
        return Ok(None);
    };
    Ok(Some(message!(
        "The nightly check of the stored data did not go well: {why} Make a backup now; should that fail too, restore the newest good one.",
        why = why
    )))
}
