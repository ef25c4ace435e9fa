//! A folder on a disk or share that somebody mounted. It carries a mark: where the mount is gone, the
//! folder of that name on the box's own disk has none, and nothing is written there.

use super::pace::{Pace, patiently};
use super::whole_file::{Print, WholeFile};
use crate::domain::offsite::{Fault, FaultKind};
use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};
use rustix::fs::{Advice, fadvise};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file with the mark.
pub const MARK: &str = ".handyman-kpi-target";
/// A share whose server is gone may let a program hang for ever.
const SILENCE: Duration = Duration::from_secs(30);
const BLOCK: usize = 256 * 1024;

/// The folder of a place.
pub struct Folder<'a> {
    path: PathBuf,
    mark: String,
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl<'a> Folder<'a> {
    pub fn new(path: &str, mark: &str, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self {
            path: path.into(),
            mark: mark.to_owned(),
            stop,
        }
    }

    /// Marks it as this place's, once it is seen that it does not lie on the disk of `data`.
    pub fn take(&self, data: &Path) -> Result<(), Fault> {
        let (path, mark, data) = (self.path.clone(), self.mark.clone(), data.to_owned());
        patiently(SILENCE, self.stop, move |_| {
            let there = fs::metadata(&path).map_err(|error| fault(&error))?;
            if !there.is_dir() {
                return Err(Fault::of(FaultKind::NoFolder));
            }
            if fs::metadata(&data).is_ok_and(|data| data.dev() == there.dev()) {
                return Err(Fault::of(FaultKind::SameDisk));
            }
            match is_marked(&path, &mark) {
                Err(none) if none.kind == FaultKind::NotMounted => write_mark(&path, &mark),
                marked => marked,
            }
        })
    }

    /// Removes the mark, if it is this place's.
    pub fn give_back(&self) -> Result<(), Fault> {
        self.marked(|path, _| fs::remove_file(path.join(MARK)).map_err(|error| fault(&error)))
    }

    /// Writes the file, whole or not at all. Another file of that name is never replaced.
    pub fn put(&self, name: &str, mut from: impl Read + Send + 'static) -> Result<(), Fault> {
        let name = name.to_owned();
        self.marked(move |path, pace| {
            let mut to = WholeFile::begin(path, &name).map_err(|error| fault(&error))?;
            let mut block = vec![0; BLOCK];
            loop {
                let read = from
                    .read(&mut block)
                    .map_err(|error| Fault::with(FaultKind::NotWhole, &error.to_string()))?;
                if read == 0 {
                    break;
                }
                to.write_all(&block[..read]).map_err(|error| fault(&error))?;
                pace.moved();
            }
            to.finish().map_err(|error| fault(&error)).map(drop)
        })
    }

    /// Reads it to its end, from the disk and not from memory; `None`: it is not there.
    pub fn print(&self, name: &str) -> Result<Option<Print>, Fault> {
        let name = name.to_owned();
        self.marked(move |path, pace| {
            let file = match File::open(path.join(&name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                file => file.map_err(|error| fault(&error))?,
            };
            // Some file systems have no such thing; then it is read as it is.
            let _ = fadvise(&file, 0, None, Advice::DontNeed);
            print_of(&file, pace).map(Some).map_err(|error| fault(&error))
        })
    }

    /// The files there, and how large each is.
    pub fn list(&self) -> Result<BTreeMap<String, u64>, Fault> {
        self.marked(|path, _| {
            let all = fs::read_dir(path).and_then(|all| {
                all.map(|entry| {
                    let entry = entry?;
                    Ok((entry.file_name().into_string(), entry.metadata()?.len()))
                })
                .collect::<io::Result<Vec<_>>>()
            });
            let all = all.map_err(|error| fault(&error))?.into_iter();
            Ok(all.filter_map(|(name, bytes)| Some((name.ok()?, bytes))).collect())
        })
    }

    /// Removes the file, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Fault> {
        let name = name.to_owned();
        self.marked(move |path, _| match fs::remove_file(path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault(&error)),
            _ => Ok(()),
        })
    }

    fn marked<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path, &Pace) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (path, mark) = (self.path.clone(), self.mark.clone());
        patiently(SILENCE, self.stop, move |pace| {
            is_marked(&path, &mark)?;
            work(&path, pace)
        })
    }
}

fn is_marked(path: &Path, mark: &str) -> Result<(), Fault> {
    match fs::read_to_string(path.join(MARK)) {
        Ok(text) if text.trim() == mark => Ok(()),
        Ok(_) => Err(Fault::of(FaultKind::OtherMark)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Fault::of(FaultKind::NotMounted)),
        Err(error) => Err(fault(&error)),
    }
}

fn write_mark(path: &Path, mark: &str) -> Result<(), Fault> {
    let written = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path.join(MARK))?;
        writeln!(file, "{mark}")?;
        file.sync_all()
    };
    written().map_err(|error| {
        // Half of one would be taken for another box's.
        let _ = fs::remove_file(path.join(MARK));
        fault(&error)
    })
}

fn print_of(mut file: &File, pace: &Pace) -> io::Result<Print> {
    let (mut digest, mut bytes) = (Context::new(&SHA256), 0);
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => {
                digest.update(&block[..read]);
                bytes += read as u64;
                pace.moved();
            }
        }
    }
    Ok(Print {
        bytes,
        sha256: HEXLOWER.encode(digest.finish().as_ref()),
    })
}

fn fault(error: &io::Error) -> Fault {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => FaultKind::Full,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => FaultKind::NotWritable,
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FaultKind::NoFolder,
        io::ErrorKind::AlreadyExists => FaultKind::Occupied,
        _ => FaultKind::Disk,
    };
    Fault::with(kind, &error.to_string())
}
