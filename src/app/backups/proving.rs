//! Proving that a backup can be restored, by restoring it.

use super::{alone, figures, folder};
use crate::app::{App, Error};
use crate::domain::backup::{Backup, Problem};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::BackupId;
use crate::domain::policy::{Action, Actor};
use crate::host::whole_file::print_of;
use crate::store::backup::Rehearsal;
use crate::store::{self, Read};
use jiff::civil::Date;
use std::fs::File;
use std::io::{self, BufReader, Seek, SeekFrom};

/// What must be there after a restore.
pub(super) struct Expected {
    pub records: u64,
    pub employees: u64,
    pub evaluations: u64,
    /// As of a day, as the store showed them that was backed up; later nobody knows them any more.
    pub figures: Option<(Date, Vec<String>)>,
}

/// Looks at a backup again, and keeps what came of it.
pub fn verify(app: &App, actor: &Actor, id: BackupId) -> Result<Backup, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let _alone = alone(app)?;
    let mut backup = app.store.read()?.get::<Backup>(id)?.ok_or(Error::NotFound)?;
    let expected = Expected {
        records: backup.records,
        employees: backup.employees,
        evaluations: backup.evaluations,
        figures: None,
    };
    prove(app, &mut backup, &expected)?;
    app.change(actor, |change| {
        change.put(&backup)?;
        let what = if backup.is_good() {
            "backup_verified"
        } else {
            "backup_not_good"
        };
        change.record::<Backup>(what, id, &[])
    })?;
    Ok(backup)
}

/// Writes into the record what a look at its file finds.
pub(super) fn prove(app: &App, backup: &mut Backup, expected: &Expected) -> Result<(), Error> {
    match looked_at(app, backup, expected)? {
        None => {
            backup.verified_at = Some(app.now());
            backup.problem = None;
        }
        Some(problem) => {
            tracing::error!(backup = backup.name, problem = %problem.sentence(), "a backup is not good");
            backup.problem = Some(problem);
        }
    }
    Ok(())
}

/// What is wrong with it; an error where that cannot be found out now.
fn looked_at(app: &App, backup: &Backup, expected: &Expected) -> Result<Option<Problem>, Error> {
    let unreadable = |error: io::Error| Problem::Unreadable(error.to_string());
    let mut file = match File::open(folder(app).join(&backup.name)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Problem::Missing)),
        Err(error) => return Ok(Some(unreadable(error))),
    };
    match print_of(&file) {
        Ok(print) if (print.bytes, &print.sha256) == (backup.bytes, &backup.sha256) => {}
        Ok(_) => return Ok(Some(Problem::Changed)),
        Err(error) => return Ok(Some(unreadable(error))),
    }
    if let Err(error) = file.seek(SeekFrom::Start(0)) {
        return Ok(Some(unreadable(error)));
    }
    let scratch = app.store.scratch()?;
    let rehearsal = match Rehearsal::of(scratch, BufReader::new(file)) {
        Ok(rehearsal) => rehearsal,
        Err(error @ (store::Error::Unfit(_) | store::Error::Newer { .. })) => {
            return Ok(Some(Problem::Unfit(error.message().to_string())));
        }
        // No room to restore it into, or the disk failed: that says nothing about the backup.
        Err(error) => return Err(error.into()),
    };
    let restored = rehearsal.read()?;
    let same = rehearsal.records == expected.records
        && restored.count::<Employee>()? == expected.employees
        && restored.count::<Evaluation>()? == expected.evaluations;
    let same = same
        && match &expected.figures {
            Some((day, figures)) => figures::of_three(&restored, *day)? == *figures,
            None => true,
        };
    Ok((!same).then_some(Problem::Figures))
}
