//! Room on the disk: below a floor nothing is begun, and a ballast file is there to be given back
//! when a full disk keeps the store from being opened again.

use crate::domain::message::Message;
use crate::message;
use ring::rand::{SecureRandom, SystemRandom};
use rustix::fs::FallocateFlags;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The ballast's file within the store's folder.
const BALLAST: &str = "kpi.ballast";

/// The room a store keeps around itself, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Room {
    folder: PathBuf,
    floor: u64,
    ballast: u64,
}

impl Room {
    pub fn new(folder: &Path, floor: u64, ballast: u64) -> Self {
        Self {
            folder: folder.to_owned(),
            floor,
            ballast,
        }
    }

    /// Why nothing should be written, if so.
    pub fn lacking(&self) -> Option<Message> {
        let free = self.free().ok()?;
        (free < self.floor).then(|| {
            message!(
                "The disk is nearly full: {free} MB are left in {folder}. Nothing can be saved until there are {floor} MB. Make room on it.",
                free = free >> 20,
                folder = self.folder.display(),
                floor = (self.floor >> 20).max(1)
            )
        })
    }

    /// Makes the ballast when there is none and plenty of room for it.
    pub fn load_ballast(&self) {
        if self.ballast == 0 || self.has_ballast() {
            return;
        }
        if self.free().is_ok_and(|free| free >= self.floor + 2 * self.ballast)
            && let Err(error) = self.write_ballast()
        {
            tracing::warn!(%error, "the ballast file could not be made");
            self.give_ballast();
        }
    }

    /// Gives the ballast's room back; false when there was none.
    pub fn give_ballast(&self) -> bool {
        fs::remove_file(self.folder.join(BALLAST)).is_ok()
    }

    fn has_ballast(&self) -> bool {
        fs::metadata(self.folder.join(BALLAST)).is_ok_and(|file| file.len() == self.ballast)
    }

    /// Reserved where the file system can do that, else written: with what does not compress, since
    /// some would take no room for it.
    fn write_ballast(&self) -> io::Result<()> {
        let mut file = File::create(self.folder.join(BALLAST))?;
        if rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, self.ballast).is_ok() {
            return Ok(());
        }
        let mut block = vec![0; 1 << 16];
        SystemRandom::new().fill(&mut block).map_err(|_| io::ErrorKind::Other)?;
        let mut left = self.ballast;
        while left > 0 {
            let part = left.min(block.len() as u64);
            file.write_all(&block[..part as usize])?;
            left -= part;
        }
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}
