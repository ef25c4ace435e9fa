//! The file a company comes back from.

use super::super::{Error, sealed};
use crate::host::sealed::Key;
use crate::store::backup::archive_in;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

/// Read in such pieces, in bytes.
const PIECE: usize = 256 * 1024;

/// A backup or an archive, as it lies on the disk.
#[derive(Debug)]
pub struct Source {
    file: File,
    /// As the file is called; empty: it has no name.
    pub name: String,
    bytes: u64,
    /// What opens it, where it is encrypted; in memory only.
    keys: Vec<Key>,
}

/// The field of the key.
pub const KEY: &str = "key";

impl Source {
    /// This file, from its beginning.
    pub fn new(file: File, name: &str) -> Result<Self, Error> {
        let bytes = file.metadata().map_err(|error| not_read(&error))?.len();
        Ok(Self {
            file,
            name: name.to_owned(),
            bytes,
            keys: Vec::new(),
        })
    }

    /// With what may open it.
    ///
    /// # Errors
    /// `Invalid` at the field [`KEY`] where it is encrypted and none of them does.
    pub fn with_keys(mut self, keys: Vec<Key>) -> Result<Self, Error> {
        self.keys = keys;
        (&self.file)
            .seek(SeekFrom::Start(0))
            .map_err(|error| not_read(&error))?;
        let from = BufReader::with_capacity(PIECE, &self.file);
        sealed::plain_for_field(KEY, from, &self.keys).map(drop)?;
        Ok(self)
    }

    /// The archive in it, from the beginning; `read` is told how much of the file has been read, in percent.
    pub(super) fn open<'a>(&'a self, read: impl FnMut(u8) + 'a) -> Result<Box<dyn BufRead + 'a>, Error> {
        archive_in(self.plain(read)?).map_err(super::engine::about_the_file)
    }

    /// The same, packed as it is.
    pub(super) fn plain<'a>(&'a self, read: impl FnMut(u8) + 'a) -> Result<Box<dyn BufRead + 'a>, Error> {
        (&self.file)
            .seek(SeekFrom::Start(0))
            .map_err(|error| not_read(&error))?;
        let counted = Counted {
            from: &self.file,
            bytes: self.bytes,
            came: 0,
            told: u8::MAX,
            read,
        };
        sealed::plain(BufReader::with_capacity(PIECE, counted), &self.keys)
    }

    /// Another handle to the same file.
    pub fn again(&self) -> Result<Self, Error> {
        let file = self.file.try_clone().map_err(|error| not_read(&error))?;
        Ok(Self {
            keys: self.keys.clone(),
            ..Self::new(file, &self.name)?
        })
    }
}

fn not_read(error: &io::Error) -> Error {
    Error::Failed(format!("a backup could not be read: {error}"))
}

struct Counted<'a, F> {
    from: &'a File,
    bytes: u64,
    came: u64,
    told: u8,
    read: F,
}

impl<F: FnMut(u8)> Read for Counted<'_, F> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let came = self.from.read(to)?;
        self.came += came as u64;
        let percent = (self.came.saturating_mul(100) / self.bytes.max(1)).min(100) as u8;
        if percent != self.told {
            self.told = percent;
            (self.read)(percent);
        }
        Ok(came)
    }
}
