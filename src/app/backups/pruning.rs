//! Letting old ones go.

use super::{all, alone, folder, settings};
use crate::app::{App, Error};
use crate::domain::backup::Backup;
use crate::domain::policy::{Action, Actor};
use std::fs;
use std::io;

/// Removes what the retention no longer keeps, newest last; gives what went. A file that cannot be
/// removed stays in the list.
pub fn prune(app: &App, actor: &Actor) -> Result<Vec<Backup>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let _alone = alone(app)?;
    let all = all(app)?;
    let zone = app.zoned_now().time_zone().clone();
    let prunable = settings::schedule(app)?.retention.prunable(&all, &zone);
    let mut gone: Vec<Backup> = Vec::new();
    for backup in all.into_iter().filter(|backup| prunable.contains(&backup.id)).rev() {
        // The file first: a record without a file is found by the next look, a file without a record never.
        match fs::remove_file(folder(app).join(&backup.name)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::warn!(backup = backup.name, %error, "an old backup could not be removed");
                continue;
            }
        }
        app.change(actor, |change| {
            change.delete::<Backup>(backup.id)?;
            change.record::<Backup>("backup_pruned", backup.id, &[])
        })?;
        gone.push(backup);
    }
    Ok(gone)
}
