//! Making one.

use super::proving::{self, Expected};
use super::{Alone, all, alone, figures, folder};
use crate::app::archive::label;
use crate::app::{App, Error};
use crate::domain::backup::{Backup, Why};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::host::system;
use crate::host::whole_file::{self, WholeFile};
use crate::message;
use crate::store::{self, Read};
use jiff::Timestamp;
use std::fs;
use std::io::{self, BufWriter};

/// Left free whatever is made, in bytes.
const FREE: u64 = 64 << 20;

/// Makes a backup and proves it. Back with one that is not good when proving it failed: its file and
/// the reason stay, to be looked into.
///
/// # Errors
/// `CannotSave` when there is no room; `Conflict` when one is being made, or there is no company yet.
/// No half of a file is left behind.
pub fn create(app: &App, actor: &Actor, why: Why) -> Result<Backup, Error> {
    app.permit(actor, &Action::ManageBox)?;
    if !app.is_set_up() {
        return Err(Error::Conflict(message!(
            "There is no company on this box yet, so there is nothing to back up."
        )));
    }
    make(app, actor, why, &alone(app)?)
}

/// The same for whoever holds the place already.
pub(in crate::app) fn make(app: &App, actor: &Actor, why: Why, _alone: &Alone<'_>) -> Result<Backup, Error> {
    whole_file::tidy(&folder(app)).map_err(|error| not_written(app, &error))?;
    has_room(app)?;
    let (made_at, today) = (app.now(), app.today());
    let name = free_name(app, made_at);
    let mut file = WholeFile::begin(&folder(app), &name).map_err(|error| not_written(app, &error))?;
    // Let go of as soon as it is written: what a snapshot sees cannot be used anew meanwhile.
    let reader = app.store.read()?;
    let mut buffered = BufWriter::with_capacity(256 * 1024, &mut file);
    let records = reader.back_up(&label(app), &mut buffered).map_err(written)?;
    buffered.into_inner().map_err(|error| not_written(app, error.error()))?;
    let expected = Expected {
        employees: reader.count::<Employee>()?,
        evaluations: reader.count::<Evaluation>()?,
        records,
        figures: Some((today, figures::of_three(&reader, today)?)),
    };
    drop(reader);
    let print = file.finish().map_err(|error| not_written(app, &error))?;
    let mut backup = Backup {
        id: BackupId(0),
        name,
        made_at,
        why,
        bytes: print.bytes,
        sha256: print.sha256,
        records,
        employees: expected.employees,
        evaluations: expected.evaluations,
        verified_at: None,
        problem: None,
    };
    proving::prove(app, &mut backup, &expected)?;
    let kept = app.change(actor, |change| {
        backup.id = change.next_id::<Backup>()?;
        change.put(&backup)?;
        let what = if backup.is_good() {
            "backup_made"
        } else {
            "backup_not_good"
        };
        change.record::<Backup>(what, backup.id, &[])
    });
    if kept.is_err() {
        // A file that no list names would never go.
        let _ = fs::remove_file(folder(app).join(&backup.name));
    }
    kept.map(|()| backup)
}

/// A name no file has: the clock may have been set back.
fn free_name(app: &App, made_at: Timestamp) -> String {
    let folder = folder(app);
    let moment = made_at.strftime("%Y-%m-%dT%H%M%SZ");
    (1..)
        .map(|n| match n {
            1 => format!("handyman-kpi-{moment}.backup"),
            n => format!("handyman-kpi-{moment}-{n}.backup"),
        })
        .find(|name| std::fs::symlink_metadata(folder.join(name)).is_err())
        .unwrap_or_default()
}

/// Whether there is room for another one and for proving it.
fn has_room(app: &App) -> Result<(), Error> {
    let store = app.data_folder();
    let last = all(app)?.first().map_or(0, |backup| backup.bytes);
    // Restored, it is as large as the store at most.
    let restored = std::fs::metadata(store.join("kpi.redb")).map_or(0, |file| file.len());
    let needed = 2 * last + restored + FREE;
    let Ok(disk) = system::disk(store) else { return Ok(()) };
    if disk.free >= needed {
        return Ok(());
    }
    Err(Error::CannotSave(message!(
        "There is no room for another backup: {free} MB are free in {folder}, and {needed} MB are needed to make and prove one. Make room on the disk.",
        free = disk.free >> 20,
        folder = store.display(),
        needed = needed >> 20
    )))
}

fn written(error: store::Error) -> Error {
    match &error {
        store::Error::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
            Error::CannotSave(error.message())
        }
        store::Error::Damaged(_) => Error::CannotSave(error.message()),
        _ => error.into(),
    }
}

fn not_written(app: &App, error: &io::Error) -> Error {
    let folder = folder(app);
    let sentence: Message = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => message!(
            "The disk is full, so no backup can be made in {folder}. Make room on it.",
            folder = folder.display()
        ),
        _ => message!(
            "No backup can be made in {folder}: {why}. Check the folder and the disk.",
            folder = folder.display(),
            why = error
        ),
    };
    Error::CannotSave(sentence)
}
