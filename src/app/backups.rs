//! Backups: made, proven, kept and let go. One is only called good after it was read back from where
//! it lies, restored into a store that is thrown away, and found to be what was written.

mod figures;
pub mod keys;
mod making;
pub mod offsite;
mod proving;
mod pruning;
mod room;
mod schedule;
pub mod settings;

pub use making::create;
pub(super) use making::make;
pub use proving::verify;
pub use pruning::prune;
pub use schedule::{due, last_due, next};

use super::{App, Error, sealed};
use crate::domain::backup::Backup;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::host::plain_file;
use crate::message;
use crate::store::Read;
use jiff::SignedDuration;
use std::fs::File;
use std::path::{Path, PathBuf};
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
    let taken = open(app, actor, id)?;
    app.change(actor, |change| change.record::<Backup>("backup_taken", id, &[]))?;
    Ok(taken)
}

/// Its file, to be restored.
pub fn open(app: &App, actor: &Actor, id: BackupId) -> Result<(Backup, File), Error> {
    let backup = backup(app, actor, id)?;
    let file = plain_file::open_itself(&folder(app).join(&backup.name)).map_err(|error| {
        Error::Conflict(message!(
            "The file of this backup cannot be read: {why}. Check the disk, or take another one.",
            why = error
        ))
    })?;
    Ok((backup, file))
}

/// Where their files lie.
pub fn folder(app: &App) -> PathBuf {
    folder_elsewhere(app).map_or_else(|| app.data_folder().join("backups"), Path::to_owned)
}

/// The folder that the configuration names, if it does: on another disk, perhaps.
fn folder_elsewhere(app: &App) -> Option<&Path> {
    app.fixed.get()?.backup_folder.as_deref()
}

fn all(app: &App) -> Result<Vec<Backup>, Error> {
    let mut all = app.store.read()?.all::<Backup>()?;
    // Whatever the clock said: the one that was made last holds the most.
    all.sort_by_key(|backup| std::cmp::Reverse(backup.id));
    Ok(all)
}

/// Held by whoever makes backups, looks at them or restores one: two would take each other's room on the
/// disk.
pub(super) struct Alone<'a>(#[expect(dead_code, reason = "held until it is dropped")] MutexGuard<'a, ()>);

/// One at a time. Waits for the one under way, which takes seconds.
fn alone(app: &App) -> Result<Alone<'_>, Error> {
    // A restore would wait in turn for the request that waits here.
    wait_for_place(app, &|| !super::restore::is_under_way(app))
}

/// The same for a restore, which waits whatever is under way.
pub(super) fn alone_for_a_restore(app: &App) -> Result<Alone<'_>, Error> {
    wait_for_place(app, &|| true)
}

fn wait_for_place<'a>(app: &'a App, worth_waiting: &dyn Fn() -> bool) -> Result<Alone<'a>, Error> {
    let until = Instant::now() + PATIENCE;
    loop {
        match app.backing_up.try_lock() {
            Ok(alone) => return Ok(Alone(alone)),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(Alone(poisoned.into_inner())),
            Err(TryLockError::WouldBlock) if Instant::now() < until && worth_waiting() => {
                std::thread::sleep(PATIENCE / 300);
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Conflict(message!(
                    "A backup is being made, looked at or restored just now. Please try again in a moment."
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
    trouble_among(app, &all(app)?)
}

/// The same for every page of an admin: before the first night there is nothing to be alarmed about;
/// afterwards there is a backup, good or not.
pub fn alarm(app: &App) -> Result<Option<Message>, Error> {
    let all = all(app)?;
    if all.is_empty() {
        Ok(None)
    } else {
        trouble_among(app, &all)
    }
}

fn trouble_among(app: &App, all: &[Backup]) -> Result<Option<Message>, Error> {
    if !app.is_set_up() {
        return Ok(None);
    }
    if let Some(sentence) = room::folder_missing(app) {
        return Ok(Some(sentence));
    }
    if let Some(trouble) = trouble_of_their_making(app, all) {
        return Ok(Some(trouble));
    }
    if let Err(sentence) = sealed::given(app) {
        return Ok(Some(sentence));
    }
    let retention = settings::schedule(app)?.retention;
    let beyond = retention.beyond(all);
    Ok(beyond
        .filter(|_| retention.prunable(all, app.zoned_now().time_zone()).is_empty())
        .map(|bytes| {
            message!(
                "The backups that must stay take {n} MB more than backups may take in all. Allow them more room, under Settings, Backups.",
                n = bytes.div_ceil(1_000_000)
            )
        }))
}

fn trouble_of_their_making(app: &App, all: &[Backup]) -> Option<Message> {
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
