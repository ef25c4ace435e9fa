//! Letting old ones go.

use super::{all, alone, folder, settings};
use crate::app::{App, Error};
use crate::domain::backup::{Backup, Problem};
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
    let mut going: Vec<Backup> = all.into_iter().filter(|one| prunable.contains(&one.id)).rev().collect();
    // First it is said of all of them: none is called good from here on, whenever the program ends.
    app.change(actor, |change| {
        for backup in &mut going {
            backup.problem = Some(Problem::Going);
            change.put(backup)?;
        }
        Ok(())
    })?;
    going.retain(|backup| match fs::remove_file(folder(app).join(&backup.name)) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => {
            tracing::warn!(backup = backup.name, %error, "an old backup could not be removed");
            false
        }
    });
    app.change(actor, |change| {
        for backup in &going {
            change.delete::<Backup>(backup.id)?;
            change.record::<Backup>("backup_pruned", backup.id, &[])?;
        }
        Ok(())
    })?;
    Ok(going)
}
