//! Room on the disk: below a floor nothing is begun, and a ballast file is there to be given back
//! when a full disk keeps the store from being opened again.

use crate::domain::message::Message;
use crate::message;
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

    /// Real blocks: written, since not every file system can reserve them.
    fn write_ballast(&self) -> io::Result<()> {
        let mut file = File::create(self.folder.join(BALLAST))?;
        // Not zeros: a file system that compresses would take no room for them.
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut left = self.ballast;
        while left > 0 {
            let block: Vec<u8> = (0..8192)
                .flat_map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    state.to_le_bytes()
                })
                .take(left as usize)
                .collect();
            file.write_all(&block)?;
            left -= block.len() as u64;
        }
        Ok(())
    }

    fn free(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}
