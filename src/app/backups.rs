//! Backups: made, proven, kept and let go. One is only called good after it was read back from where
//! it lies, restored into a store that is thrown away, and found to be what was written.

mod figures;
mod making;
pub mod offsite;
mod proving;
mod pruning;
mod schedule;

pub use making::create;
pub use proving::verify;
pub use pruning::prune;
pub use schedule::{due, next};

use super::{App, Error};
use crate::domain::backup::Backup;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::message;
use crate::store::Read;
use jiff::SignedDuration;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{MutexGuard, TryLockError};
use std::time::{Duration, Instant};

/// Without a good backup for longer than this somebody should look.
const LATE: SignedDuration = SignedDuration::from_hours(48);

/// How long one waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// The backups this box knows, newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Backup>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    all(app)
}

/// One of them.
pub fn backup(app: &App, actor: &Actor, id: BackupId) -> Result<Backup, Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.store.read()?.get::<Backup>(id)?.ok_or(Error::NotFound)
}

/// Its file, to take along. That it was taken is an event.
pub fn take(app: &App, actor: &Actor, id: BackupId) -> Result<(Backup, File), Error> {
    let backup = backup(app, actor, id)?;
    let file = File::open(folder(app).join(&backup.name)).map_err(|error| {
        Error::Conflict(message!(
            "The file of this backup cannot be read: {why}. Check the disk, or take another one.",
            why = error
        ))
    })?;
    app.change(actor, |change| change.record::<Backup>("backup_taken", id, &[]))?;
    Ok((backup, file))
}

/// Where their files lie.
pub fn folder(app: &App) -> PathBuf {
    app.data_folder().join("backups")
}

fn all(app: &App) -> Result<Vec<Backup>, Error> {
    let mut all = app.store.read()?.all::<Backup>()?;
    all.sort_by_key(|backup| std::cmp::Reverse((backup.made_at, backup.id)));
    Ok(all)
}

/// One at a time: two would take each other's room on the disk. Waits for the one under way, which takes
/// seconds.
fn alone(app: &App) -> Result<MutexGuard<'_, ()>, Error> {
    let until = Instant::now() + PATIENCE;
    loop {
        match app.backing_up.try_lock() {
            Ok(alone) => return Ok(alone),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PATIENCE / 300),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Conflict(message!(
                    "A backup is being made or looked at just now. Please try again in a moment."
                )));
            }
        }
    }
}

/// The newest that was proven, and of which nothing bad is known.
pub fn newest_good(app: &App) -> Result<Option<Backup>, Error> {
    Ok(all(app)?.into_iter().find(Backup::is_good))
}

/// Something about the backups that somebody should do something about.
pub fn trouble(app: &App) -> Result<Option<Message>, Error> {
    Ok(trouble_among(app, &all(app)?))
}

/// The same for every page of an admin: before the first night there is nothing to be alarmed about;
/// afterwards there is a backup, good or not.
pub fn alarm(app: &App) -> Result<Option<Message>, Error> {
    let all = all(app)?;
    Ok(if all.is_empty() { None } else { trouble_among(app, &all) })
}

fn trouble_among(app: &App, all: &[Backup]) -> Option<Message> {
    let set_up_on = app.projection().settings.set_up_on?;
    if let Some(newest) = all.first()
        && let Some(problem) = &newest.problem
    {
        return Some(message!(
            "The newest backup, {name}, is not good. {problem}",
            name = newest.name,
            problem = problem.sentence()
        ));
    }
    let now = app.now();
    let Some(good) = all.iter().find(|backup| backup.is_good()) else {
        let set_up_on = set_up_on.to_zoned(app.zoned_now().time_zone().clone());
        let late = set_up_on.is_ok_and(|day| now.duration_since(day.timestamp()) > LATE);
        return late.then(|| message!("There is no proven backup of this company yet."));
    };
    let age = now.duration_since(good.made_at);
    (age > LATE).then(|| {
        message!(
            "The newest proven backup is {days} days old.",
            days = age.as_hours() / 24
        )
    })
}
