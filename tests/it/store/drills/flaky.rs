//! A disk that forgets, tears and reorders what was not synced when the power goes; one power for all
//! the files on it.

use super::chance::Chance;
use handyman_kpi::store::{Disk, Options};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

const SECTOR: usize = 512;

/// What keeps the disk going for so many operations.
#[derive(Clone, Debug)]
pub struct Power(Arc<Mutex<Now>>);

#[derive(Debug)]
struct Now {
    /// Operations until the power goes.
    left: u64,
    dead: bool,
    /// A disk that says it synced and did not.
    lies: bool,
    chance: Chance,
    files: Vec<OneFile>,
    /// The folder, and where it is copied to as it lies there when the power goes.
    copied: Option<(PathBuf, PathBuf)>,
}

/// The file on the platter, and everything since the last sync in memory.
#[derive(Debug)]
struct OneFile {
    platter: File,
    /// What a reader sees.
    shown: Vec<u8>,
    unsynced: Vec<Unsynced>,
}

#[derive(Debug)]
enum Unsynced {
    Write(u64, Vec<u8>),
    Length(u64),
}

impl Power {
    pub fn lasting(operations: u64, seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Now {
            left: operations,
            dead: false,
            lies: false,
            chance: Chance::new(seed),
            files: Vec::new(),
            copied: None,
        })))
    }

    /// The disk only says that it synced.
    pub fn lying(self, lies: bool) -> Self {
        self.now().lies = lies;
        self
    }

    /// Copies the folder when the power goes: what a program does afterwards, it no longer does.
    pub fn copying(self, folder: &Path, to: &Path) -> Self {
        self.now().copied = Some((folder.to_owned(), to.to_owned()));
        self
    }

    pub fn is_on(&self) -> bool {
        !self.now().dead
    }

    /// Operations it still lasts.
    pub fn left(&self) -> u64 {
        self.now().left
    }

    /// Pulls the plug, if the power did not go by itself.
    pub fn pull(&self) {
        let mut now = self.now();
        if !now.dead {
            now.go().unwrap();
        }
    }

    /// Options with all files on this disk.
    pub fn options(&self) -> Options {
        let power = self.clone();
        Options {
            floor: 0,
            ballast: 0,
            disk: Some(Arc::new(move |path: &Path| power.put(path))),
            ..Options::default()
        }
    }

    fn put(&self, path: &Path) -> io::Result<Box<dyn Disk>> {
        let mut now = self.now();
        now.step()?;
        let file = OneFile {
            platter: File::options().read(true).write(true).open(path)?,
            shown: fs::read(path)?,
            unsynced: Vec::new(),
        };
        now.files.push(file);
        Ok(Box::new(Flaky {
            power: self.clone(),
            file: now.files.len() - 1,
        }))
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap()
    }
}

impl Now {
    fn step(&mut self) -> io::Result<()> {
        if self.dead {
            return Err(io::Error::other("no power"));
        }
        self.left -= 1;
        if self.left == 0 {
            self.go()?;
            return Err(io::Error::other("the power went"));
        }
        Ok(())
    }

    fn go(&mut self) -> io::Result<()> {
        self.dead = true;
        for file in &mut self.files {
            file.lose(&mut self.chance)?;
        }
        if let Some((folder, to)) = &self.copied {
            copy(folder, to)?;
        }
        Ok(())
    }
}

impl OneFile {
    /// Some sectors of some of the unsynced writes reach the platter, in any order.
    fn lose(&mut self, chance: &mut Chance) -> io::Result<()> {
        let keep = [0, 20, 50, 90, 100][chance.below(5) as usize];
        let length_first = chance.percent(50);
        let unsynced = std::mem::take(&mut self.unsynced);
        let mut length = self.platter.metadata()?.len();
        if length_first {
            for one in &unsynced {
                if let Unsynced::Length(len) = one {
                    length = *len;
                }
            }
        }
        self.platter.set_len(length)?;
        for one in &unsynced {
            let Unsynced::Write(offset, data) = one else { continue };
            for (sector, part) in data.chunks(SECTOR).enumerate() {
                let at = offset + (sector * SECTOR) as u64;
                if at + part.len() as u64 <= length && chance.percent(keep) {
                    self.platter.write_all_at(part, at)?;
                }
            }
        }
        Ok(())
    }
}

/// Copies the files of a folder.
pub fn copy(folder: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// One file on the disk.
#[derive(Debug)]
struct Flaky {
    power: Power,
    file: usize,
}

impl Disk for Flaky {
    fn len(&self) -> io::Result<u64> {
        Ok(self.power.now().files[self.file].shown.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let now = self.power.now();
        if now.dead {
            return Err(io::Error::other("no power"));
        }
        let shown = &now.files[self.file].shown;
        let from = shown.get(offset as usize..).and_then(|rest| rest.get(..out.len()));
        out.copy_from_slice(from.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut now = self.power.now();
        let file = &mut now.files[self.file];
        file.shown.resize(len as usize, 0);
        file.unsynced.push(Unsynced::Length(len));
        now.step()
    }

    fn sync(&self) -> io::Result<()> {
        let mut now = self.power.now();
        now.step()?;
        if now.lies {
            return Ok(());
        }
        let file = &mut now.files[self.file];
        for one in std::mem::take(&mut file.unsynced) {
            match one {
                Unsynced::Write(offset, data) => file.platter.write_all_at(&data, offset)?,
                Unsynced::Length(len) => file.platter.set_len(len)?,
            }
        }
        // It may go as soon as everything lies there, too.
        now.step()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut now = self.power.now();
        let file = &mut now.files[self.file];
        let end = offset as usize + data.len();
        if file.shown.len() < end {
            file.shown.resize(end, 0);
        }
        file.shown[offset as usize..end].copy_from_slice(data);
        file.unsynced.push(Unsynced::Write(offset, data.to_vec()));
        now.step()
    }
}
