//! Proving that a backup can be restored, by restoring it.

use super::{alone, figures, folder};
use crate::app::sealed as app_sealed;
use crate::app::{App, Error};
use crate::domain::backup::{Backup, Problem};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::BackupId;
use crate::domain::policy::{Action, Actor};
use crate::host::plain_file;
use crate::host::sealed::{self, Key};
use crate::host::whole_file::print_of;
use crate::store::backup::Rehearsal;
use crate::store::{self, Read};
use jiff::civil::Date;
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
    let keys = match backup.is_sealed() {
        true => app_sealed::given(app).map_err(Error::Conflict)?,
        false => Vec::new(),
    };
    prove(app, &mut backup, &expected, &keys)?;
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

/// Writes into the record what a look at its file finds. `keys` open those that are encrypted; without,
/// only the file is compared.
pub(super) fn prove(app: &App, backup: &mut Backup, expected: &Expected, keys: &[Key]) -> Result<(), Error> {
    let (problem, opened) = looked_at(app, backup, expected, keys)?;
    // What is wrong with what is in it stays so, whatever the file looks like from outside.
    let still = backup
        .problem
        .take()
        .filter(|before| backup.is_sealed() && !opened && !before.is_of_the_file());
    match problem.or(still) {
        None => {
            backup.verified_at = Some(app.now());
            backup.opened = opened && backup.is_sealed();
        }
        Some(problem) => {
            tracing::error!(backup = backup.name, problem = %problem.sentence(), "a backup is not good");
            backup.problem = Some(problem);
        }
    }
    Ok(())
}

/// What is wrong with it, and whether it was opened to find out; an error where that cannot be found out
/// now.
fn looked_at(app: &App, backup: &Backup, expected: &Expected, keys: &[Key]) -> Result<(Option<Problem>, bool), Error> {
    let found = |problem| Ok((Some(problem), false));
    let unreadable = |error: io::Error| found(Problem::Unreadable(error.to_string()));
    let mut file = match plain_file::open_itself(&folder(app).join(&backup.name)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return found(Problem::Missing),
        Err(error) => return unreadable(error),
    };
    // Compared before it is read: what lies there now may be of any size.
    match file.metadata() {
        Ok(found) if found.len() == backup.bytes => {}
        Ok(_) => return found(Problem::Changed),
        Err(error) => return unreadable(error),
    }
    match print_of(&file) {
        Ok(print) if (print.bytes, &print.sha256) == (backup.bytes, &backup.sha256) => {}
        Ok(_) => return found(Problem::Changed),
        Err(error) => return unreadable(error),
    }
    if let Err(error) = file.seek(SeekFrom::Start(0)) {
        return unreadable(error);
    }
    if !backup.is_sealed() {
        return Ok((rehearsed(app, BufReader::new(file), expected)?, true));
    }
    match sealed::open(BufReader::new(file), keys) {
        Ok(opened) => Ok((rehearsed(app, BufReader::new(opened), expected)?, true)),
        // Nobody here can look into it; it is what was written.
        Err(sealed::Error::NoKey { .. } | sealed::Error::WrongKey { .. }) => Ok((None, false)),
        Err(error) => found(Problem::Unfit(app_sealed::not_opened(&error).to_string())),
    }
}

/// What is wrong with what is in it, restored into a store that is thrown away.
pub(super) fn rehearsed(app: &App, from: impl io::BufRead, expected: &Expected) -> Result<Option<Problem>, Error> {
    let scratch = app.store.scratch()?;
    let rehearsal = match Rehearsal::of(scratch, from) {
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
