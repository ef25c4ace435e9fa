//! One backup to one place. How far it came is kept after each part, so that it goes on there.

use super::reaching::There;
use crate::app::backups::folder;
use crate::app::{App, Error};
use crate::domain::backup::Backup;
use crate::domain::offsite::{Copied, Fault, FaultKind, Place, State};
use crate::domain::policy::Actor;
use crate::host::mounted::Folder;
use crate::host::s3::Storage;
use crate::host::whole_file::print_of;
use crate::store::Read as _;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Of a part. Storages take none below 5 MiB but the last, and 10,000 at most: 78 GiB.
const PART: u64 = 8 << 20;

/// Why a backup did not get there.
pub(super) enum Failure {
    /// The place, or what is to be sent.
    Fault(Fault),
    /// Nothing can be written down here.
    Error(Error),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Fault(fault)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Error(error)
    }
}

/// Sends it and reads it back; done once that is the same. `copy`: how far it came before.
pub(super) fn upload(
    app: &App,
    place: &Place,
    there: &There<'_>,
    backup: &Backup,
    copy: Copied,
) -> Result<(), Failure> {
    let mut sending = Sending {
        app,
        place,
        backup,
        file: whole(app, backup)?,
        copy,
    };
    match sending.copy.id.0 {
        0 => sending.begin(there)?,
        _ => sending.go_on(there)?,
    }
    sending.read_back(there)
}

/// The file on this box, which is looked at before anything of it is sent.
fn whole(app: &App, backup: &Backup) -> Result<File, Fault> {
    let not_whole = |error: io::Error| Fault::with(FaultKind::NotWhole, &error.to_string());
    let mut file = File::open(folder(app).join(&backup.name)).map_err(not_whole)?;
    let print = print_of(&file).map_err(not_whole)?;
    if (print.bytes, &print.sha256) != (backup.bytes, &backup.sha256) {
        return Err(Fault::of(FaultKind::NotWhole));
    }
    file.seek(SeekFrom::Start(0)).map_err(not_whole)?;
    Ok(file)
}

struct Sending<'a> {
    app: &'a App,
    place: &'a Place,
    backup: &'a Backup,
    file: File,
    copy: Copied,
}

impl Sending<'_> {
    /// A file of that name may be there: this one, if only its record was lost, or somebody else's.
    fn begin(&mut self, there: &There<'_>) -> Result<(), Failure> {
        if self.is_occupied(there)? {
            return match there.has(&self.copy)? {
                true => self.keep(State::Written),
                false => Err(Fault::of(FaultKind::Occupied).into()),
            };
        }
        // From now on what has the name there is this one's.
        self.keep(State::Written)?;
        self.write(there)
    }

    fn go_on(&mut self, there: &There<'_>) -> Result<(), Failure> {
        match &self.copy.state {
            State::Uploading { .. } => self.write(there),
            // Perhaps it was taken, and it never came back as it was sent.
            State::Written | State::There { .. } if there.has(&self.copy)? => Ok(()),
            State::Written | State::There { .. } => {
                there.remove(&self.copy.name)?;
                self.write(there)
            }
        }
    }

    fn write(&mut self, there: &There<'_>) -> Result<(), Failure> {
        match there {
            There::Folder(folder) => self.write_whole(folder),
            There::Storage { storage, prefix } => {
                let name = format!("{prefix}{}", self.copy.name);
                match self.write_parts(storage, &name) {
                    Err(Failure::Fault(fault)) if fault.kind == FaultKind::UploadLost => {
                        self.copy.state = State::Written;
                        // The answer that the parts are together may have been lost, and nothing else.
                        match there.has(&self.copy)? {
                            true => self.keep(State::Written),
                            false => self.write_parts(storage, &name),
                        }
                    }
                    done => done,
                }
            }
        }
    }

    fn write_whole(&mut self, folder: &Folder<'_>) -> Result<(), Failure> {
        let file = self
            .file
            .try_clone()
            .map_err(|error| Fault::with(FaultKind::NotWhole, &error.to_string()))?;
        folder.put(&self.copy.name, file)?;
        self.keep(State::Written)
    }

    fn write_parts(&mut self, storage: &Storage<'_>, name: &str) -> Result<(), Failure> {
        if self.backup.bytes <= PART {
            storage.put(name, self.piece(0)?.into())?;
            return self.keep(State::Written);
        }
        let (upload, mut parts) = match &self.copy.state {
            State::Uploading { upload, parts } => (upload.clone(), parts.clone()),
            _ => {
                let upload = storage.begin(name)?;
                self.keep(State::Uploading {
                    upload: upload.clone(),
                    parts: Vec::new(),
                })?;
                (upload, Vec::new())
            }
        };
        for number in parts.len() as u64..self.backup.bytes.div_ceil(PART) {
            let of_storage = u16::try_from(number + 1).map_err(|_| Fault::of(FaultKind::Full))?;
            parts.push(storage.part(name, &upload, of_storage, self.piece(number * PART)?.into())?);
            self.keep(State::Uploading {
                upload: upload.clone(),
                parts: parts.clone(),
            })?;
        }
        storage.complete(name, &upload, &parts)?;
        self.keep(State::Written)
    }

    /// The bytes from there on, a part of them at most.
    fn piece(&mut self, from: u64) -> Result<Vec<u8>, Fault> {
        let length = PART.min(self.backup.bytes.saturating_sub(from));
        let mut piece = vec![0; usize::try_from(length).unwrap_or(0)];
        self.file
            .seek(SeekFrom::Start(from))
            .and_then(|_| self.file.read_exact(&mut piece))
            .map_err(|error| Fault::with(FaultKind::NotWhole, &error.to_string()))?;
        Ok(piece)
    }

    fn read_back(&mut self, there: &There<'_>) -> Result<(), Failure> {
        match there.print(&self.copy.name, self.copy.bytes)? {
            None => Err(Fault::of(FaultKind::Vanished).into()),
            Some(print) if (print.bytes, &print.sha256) != (self.copy.bytes, &self.copy.sha256) => {
                Err(Fault::of(FaultKind::Differs).into())
            }
            Some(_) => self.keep(State::There {
                verified_at: self.app.now(),
            }),
        }
    }

    fn is_occupied(&self, there: &There<'_>) -> Result<bool, Fault> {
        Ok(match there {
            There::Folder(folder) => folder.list()?.contains_key(&self.copy.name),
            There::Storage { storage, prefix } => storage.size(&format!("{prefix}{}", self.copy.name))?.is_some(),
        })
    }

    /// Writes down how far it came, unless the place is another one by now.
    fn keep(&mut self, state: State) -> Result<(), Failure> {
        self.copy.state = state;
        let (place, copy) = (self.place, &mut self.copy);
        let kept = self.app.change(&Actor::Program, |change| {
            let now = change.store.get::<Place>(place.id)?;
            if !now.is_some_and(|now| now.is_as_before(place)) {
                return Err(Error::Meanwhile);
            }
            if copy.id.0 == 0 {
                copy.id = change.next_id::<Copied>()?;
            }
            change.put(copy)?;
            match copy.verified_at() {
                Some(_) => change.record::<Copied>("offsite_copy_verified", copy.id, &[]),
                None => Ok(()),
            }
        });
        match kept {
            Err(Error::Meanwhile) => Err(Fault::of(FaultKind::Stopped).into()),
            kept => Ok(kept?),
        }
    }
}
