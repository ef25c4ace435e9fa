//! Making one.

use super::proving::{self, Expected};
use super::{alone, figures, folder, keys, room};
use crate::app::{App, Error, sealed};
use crate::domain::backup::{Backup, Why};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::BackupId;
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::host::sealed::{Recipient, seal};
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
    let _alone = alone(app)?;
    if let Some(sentence) = room::folder_missing(app) {
        return Err(Error::CannotSave(sentence));
    }
    whole_file::tidy(&folder(app), NAME).map_err(|error| not_written(app, &error))?;
    room::is_there(app)?;
    let (made_at, today) = (app.now(), app.today());
    let armed = keys::armed(app)?;
    let name = free_name(app, made_at, armed.is_some());
    let company = app.projection().settings.company.clone();
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
    let records = reader.back_up(made_at, &company, &mut buffered).map_err(written)?;
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
        sealed_to: armed.iter().map(ToString::to_string).collect(),
        verified_at: None,
        opened: false,
        problem,
    };
    let keys = sealed::given(app).unwrap_or_else(|why| {
        // The night's backup is made all the same; the file of it is compared.
        tracing::warn!(%why, "encrypted backups are not opened to prove them");
        Vec::new()
    });
    proving::prove(app, &mut backup, &expected, &keys)?;
    app.change(actor, |change| {
        backup.id = change.next_id::<Backup>()?;
        change.put(&backup)?;
        let what = if backup.is_good() {
            "backup_made"
        } else {
            "backup_not_good"
        };
        change.record::<Backup>(what, backup.id, &[])
    })?;
    Ok(backup)
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

/// A name no file has: the clock may have been set back.
fn free_name(app: &App, made_at: Timestamp, sealed: bool) -> String {
    let folder = folder(app);
    let end = if sealed { "backup.age" } else { "backup" };
    let moment = made_at.strftime("%Y-%m-%dT%H%M%SZ");
    (1..)
        .map(|n| match n {
            1 => format!("{NAME}{moment}.{end}"),
            n => format!("{NAME}{moment}-{n}.{end}"),
        })
        .find(|name| std::fs::symlink_metadata(folder.join(name)).is_err())
        .unwrap_or_default()
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
