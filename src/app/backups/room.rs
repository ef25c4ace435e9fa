//! Where a backup can be put: the folder, and the room in it.

use super::{all, folder_elsewhere};
use crate::app::{App, Error};
use crate::domain::message::Message;
use crate::host::system;
use crate::message;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Left free whatever is made, in bytes.
const FREE: u64 = 64 << 20;

/// Left free on another disk than that of the store.
const FREE_ELSEWHERE: u64 = 1 << 20;

/// A folder that the configuration names is never made: where it is missing, the disk that it lies on is
/// not there, and a backup would go onto the one of the data unseen.
pub(super) fn folder_missing(app: &App) -> Option<Message> {
    let folder = folder_elsewhere(app).filter(|folder| !folder.is_dir())?;
    Some(message!(
        "The folder for backups, {folder}, is not there, so none is made. Connect the disk it lies on, make the folder, or change backup_folder in the configuration.",
        folder = folder.display()
    ))
}

/// Whether there is room for another one and for proving it.
pub(super) fn is_there(app: &App) -> Result<(), Error> {
    let store = app.data_folder();
    let last = all(app)?.first().map_or(0, |backup| backup.bytes);
    // Restored, it is as large as the store at most.
    let restored = std::fs::metadata(store.join("kpi.redb")).map_or(0, |file| file.len());
    // Beside it the plain one, where it is encrypted; and the next one is larger than the last.
    let needed = 2 * last + restored + FREE;
    enough(store, needed)?;
    let device = |path: &Path| std::fs::metadata(path).map(|found| found.dev()).ok();
    match folder_elsewhere(app) {
        Some(folder) if device(folder) != device(store) => enough(folder, 2 * last + FREE_ELSEWHERE),
        _ => Ok(()),
    }
}

fn enough(folder: &Path, needed: u64) -> Result<(), Error> {
    let Ok(disk) = system::disk(folder) else { return Ok(()) };
    if disk.free >= needed {
        return Ok(());
    }
    Err(Error::CannotSave(message!(
        "There is no room for another backup: {free} MB are free in {folder}, and {needed} MB are needed to make and prove one. Make room on the disk.",
        free = disk.free >> 20,
        folder = folder.display(),
        needed = needed >> 20
    )))
}
