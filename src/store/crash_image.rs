//! What a pulled plug would leave right now: a copy of the file, taken between two changes, opened as a
//! start would after one. Damage that nothing has read yet is found this way, and so is a file that
//! cannot be opened any more while the program still has it open.

use super::guard::Health;
use super::reader::Reader;
use super::shared::Store;
use super::vetting::{identify, rehearse_file};
use super::{Error, Result};
use crate::message;
use redb::ReadableDatabase;
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;

/// Left free beside the copy, in bytes.
const FREE: u64 = 64 << 20;
/// Memory for pages of the copy, in bytes.
const CACHE: usize = 16 << 20;

impl Store {
    /// Copies the file while nobody can change anything, and reads everything in the copy: every page, seal,
    /// sum and index. Gives the number of records.
    ///
    /// # Errors
    /// [`Error::Damaged`] with what was found; [`Error::CannotSave`] where there is no room for a copy.
    pub fn check_crash_image(&self) -> Result<u64> {
        let image = self.crash_image()?;
        let health = Arc::new(Health::new(&self.file()));
        let database = rehearse_file(image, CACHE, true, &health)?;
        identify(&database, &health)?;
        let txn = health.watch("Reading", || database.begin_read())?;
        Reader::new(txn, health.clone()).verify()
    }

    fn crash_image(&self) -> Result<File> {
        let path = self.file();
        let io = |source| Error::Io {
            doing: "Copying",
            path: path.clone(),
            source,
        };
        let mut image = self.scratch()?;
        let mut file = File::open(&path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let disk = rustix::fs::statvfs(self.folder()).map_err(|error| io(error.into()))?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < size + FREE {
            return Err(Error::CannotSave(message!(
                "There is no room for a copy of the stored data to be checked: {free} MB are free in {folder}, and {needed} MB are needed. Make room on the disk.",
                free = free >> 20,
                folder = self.folder().display(),
                needed = (size + FREE) >> 20
            )));
        }
        self.between_changes(|| io::copy(&mut file, &mut image)).map_err(io)?;
        image.seek(SeekFrom::Start(0)).map_err(io)?;
        Ok(image)
    }
}
