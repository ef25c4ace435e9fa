//! Making one.

use super::proving::{self, Expected};
use super::{Alone, all, alone, figures, folder, keys, room};
use crate::app::archive::label;
use crate::app::{App, Error, sealed};
use crate::domain::backup::{Backup, Why};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::host::sealed::{Key, Recipient, seal};
use crate::host::whole_file::{self, WholeFile};
use crate::message;
use crate::store::{self, Read};
use jiff::Timestamp;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};

/// How the name of each begins.
const NAME: &str = "handyman-kpi-";

/// Written and read in such pieces, in bytes.
const PIECE: usize = 256 * 1024;

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
    if let Some(sentence) = room::folder_missing(app) {
        return Err(Error::CannotSave(sentence));
    }
    whole_file::tidy(&folder(app), NAME).map_err(|error| not_written(app, &error))?;
    settle(app)?;
    room::is_there(app)?;
    let (made_at, today) = (app.now(), app.today());
    let armed = keys::armed(app)?;
    let name = free_name(app, made_at, armed.is_some())?;
    // What is to be encrypted is proven first, from where nobody else can read it.
    let mut plain = match &armed {
        Some(_) => Plain::Scratch(app.scratch()?),
        None => {
            let file = WholeFile::begin(&folder(app), &name).map_err(|error| not_written(app, &error))?;
            Plain::File(Box::new(file))
        }
    };
    // Let go of as soon as it is written: what a snapshot sees cannot be used anew meanwhile.
    let reader = app.store.read()?;
    let mut buffered = BufWriter::with_capacity(PIECE, plain.to());
    let records = reader.back_up(&label(app), &mut buffered).map_err(written)?;
    buffered.into_inner().map_err(|error| not_written(app, error.error()))?;
    let expected = Expected {
        employees: reader.count::<Employee>()?,
        evaluations: reader.count::<Evaluation>()?,
        records,
        figures: Some((today, figures::of_three(&reader, today)?)),
    };
    drop(reader);
    let mut problem = None;
    let file = match (plain, &armed) {
        (Plain::File(file), _) => *file,
        (Plain::Scratch(mut scratch), armed) => {
            let again = |scratch: &mut File| {
                scratch
                    .seek(SeekFrom::Start(0))
                    .map_err(|error| app.cannot_write(error))
            };
            again(&mut scratch)?;
            problem = proving::rehearsed(app, BufReader::new(&scratch), &expected)?;
            again(&mut scratch)?;
            sealed_from(app, scratch, &name, armed.as_slice()).map_err(|error| not_written(app, &error))?
        }
    };
    let print = file.print();
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
        sealed_to: armed.iter().map(ToString::to_string).collect(),
        verified_at: None,
        opened: false,
        problem,
    };
    // Known before it is there: a file that no list names would never be proven and never go.
    app.change(actor, |change| {
        backup.id = change.next_id::<Backup>()?;
        change.put(&backup)
    })?;
    if let Err(error) = file.finish() {
        forget(app, backup.id)?;
        return Err(not_written(app, &error));
    }
    proving::prove(app, &mut backup, &expected, &given(app))?;
    keep(app, actor, &backup)?;
    Ok(backup)
}

/// What opens an encrypted one here, to prove it.
fn given(app: &App) -> Vec<Key> {
    sealed::given(app).unwrap_or_else(|why| {
        // The night's backup is made all the same; the file of it is compared.
        tracing::warn!(%why, "encrypted backups are not opened to prove them");
        Vec::new()
    })
}

/// Writes down what came of it.
fn keep(app: &App, actor: &Actor, backup: &Backup) -> Result<(), Error> {
    app.change(actor, |change| {
        change.put(backup)?;
        let what = if backup.is_good() {
            "backup_made"
        } else {
            "backup_not_good"
        };
        change.record::<Backup>(what, backup.id, &[])
    })
}

fn forget(app: &App, id: BackupId) -> Result<(), Error> {
    app.change(&Actor::Program, |change| change.delete::<Backup>(id))
}

/// Finishes what a run that was cut short left behind: a backup that was not proven yet, or one that is
/// in the list and was not put in its place.
fn settle(app: &App) -> Result<(), Error> {
    let unproven = |backup: &Backup| backup.verified_at.is_none() && backup.problem.is_none();
    for mut backup in all(app)?.into_iter().filter(unproven) {
        if !folder(app).join(&backup.name).exists() {
            forget(app, backup.id)?;
            continue;
        }
        let expected = Expected {
            employees: backup.employees,
            evaluations: backup.evaluations,
            records: backup.records,
            figures: None,
        };
        proving::prove(app, &mut backup, &expected, &given(app))?;
        keep(app, &Actor::Program, &backup)?;
    }
    Ok(())
}

/// Where the plain stream goes.
enum Plain {
    File(Box<WholeFile>),
    /// Without a name: gone with this program.
    Scratch(File),
}

impl Plain {
    fn to(&mut self) -> &mut dyn Write {
        match self {
            Plain::File(file) => file,
            Plain::Scratch(file) => file,
        }
    }
}

/// The same, encrypted, not yet in its place.
fn sealed_from(app: &App, plain: File, name: &str, to: &[Recipient]) -> io::Result<WholeFile> {
    let file = WholeFile::begin(&folder(app), name)?;
    let mut sealing = seal(BufWriter::with_capacity(PIECE, file), to)?;
    io::copy(&mut BufReader::with_capacity(PIECE, plain), &mut sealing)?;
    sealing.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
}

/// A name that no file has and no other of the list: the clock may have been set back.
fn free_name(app: &App, made_at: Timestamp, sealed: bool) -> Result<String, Error> {
    let (folder, listed) = (folder(app), all(app)?);
    let is_free = |name: &String| {
        !listed.iter().any(|other| other.name == *name) && std::fs::symlink_metadata(folder.join(name)).is_err()
    };
    let end = if sealed { "backup.age" } else { "backup" };
    let moment = made_at.strftime("%Y-%m-%dT%H%M%SZ");
    let names = (1..).map(|n| match n {
        1 => format!("{NAME}{moment}.{end}"),
        n => format!("{NAME}{moment}-{n}.{end}"),
    });
    Ok(names.into_iter().find(is_free).unwrap_or_default())
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
