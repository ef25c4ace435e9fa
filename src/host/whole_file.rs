//! A file that is in its place whole or not at all, for its owner alone, with its fingerprint taken
//! while it is written.

use ring::digest::{Context, SHA256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// How a file is called until it is whole: `.NAME.part`.
const UNFINISHED: &str = "part";

/// Written beside its place; there once it is finished, gone if it never is.
pub struct WholeFile {
    to: PathBuf,
    beside: PathBuf,
    file: File,
    digest: Context,
    bytes: u64,
    finished: bool,
}

/// What a file holds, as far as one can say it briefly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    pub bytes: u64,
    /// Hexadecimal.
    pub sha256: String,
}

impl Print {
    /// Of what is in memory.
    pub fn of(content: &[u8]) -> Self {
        let mut digest = Context::new(&SHA256);
        digest.update(content);
        Self {
            bytes: content.len() as u64,
            sha256: hex(digest),
        }
    }
}

impl WholeFile {
    /// Begins `folder/name`; makes the folder. A link that lies in its way is not followed.
    pub fn begin(folder: &Path, name: &str) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let to = folder.join(name);
        let beside = folder.join(format!(".{name}.{UNFINISHED}"));
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
            .mode(0o600)
            .open(&beside)?;
        Ok(Self {
            to,
            beside,
            file,
            digest: Context::new(&SHA256),
            bytes: 0,
            finished: false,
        })
    }

    /// Puts it in its place, for good. Another file of that name is never replaced.
    pub fn finish(mut self) -> io::Result<Print> {
        self.file.sync_all()?;
        if fs::symlink_metadata(&self.to).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(&self.beside, &self.to)?;
        self.finished = true;
        if let Some(folder) = self.to.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(self.print())
    }

    /// What was written so far.
    pub fn print(&self) -> Print {
        Print {
            bytes: self.bytes,
            sha256: hex(self.digest.clone()),
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

/// Removes what a run that was killed left unfinished of files whose names begin so, which nobody else
/// writes into this folder.
pub fn tidy(folder: &Path, beginning: &str) -> io::Result<()> {
    let all = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        all => all?,
    };
    for entry in all {
        let name = entry?.file_name();
        let unfinished = name.to_str().is_some_and(|name| {
            let name = name.strip_prefix('.').filter(|name| name.starts_with(beginning));
            name.is_some_and(|name| Path::new(name).extension().is_some_and(|end| end == UNFINISHED))
        });
        if unfinished {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

/// Reads a file to its end.
pub fn print_of(file: &File) -> io::Result<Print> {
    let mut digest = Context::new(&SHA256);
    let mut from = BufReader::with_capacity(256 * 1024, file);
    let (mut block, mut bytes) = (vec![0; 256 * 1024], 0);
    loop {
        match from.read(&mut block)? {
            0 => break,
            read => {
                digest.update(&block[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok(Print {
        bytes,
        sha256: hex(digest),
    })
}

fn hex(digest: Context) -> String {
    data_encoding::HEXLOWER.encode(digest.finish().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_there_whole_for_its_owner_alone_with_its_print() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("backups");
        let mut file = WholeFile::begin(&inner, "a").unwrap();
        file.write_all(b"abc").unwrap();
        assert!(!inner.join("a").exists());
        let print = file.finish().unwrap();
        assert_eq!(print, print_of(&File::open(inner.join("a")).unwrap()).unwrap());
        assert_eq!(
            print.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&inner), mode(&inner.join("a"))), (0o700, 0o600));
    }

    #[test]
    fn what_was_left_unfinished_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        tidy(&folder.path().join("none"), "ours").unwrap();
        std::mem::forget(WholeFile::begin(folder.path(), "ours-killed").unwrap());
        for other in ["a.part", ".hidden", "whole", ".other.part"] {
            fs::write(folder.path().join(other), "").unwrap();
        }
        tidy(folder.path(), "ours").unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, [".hidden", ".other.part", "a.part", "whole"]);
    }

    #[test]
    fn nothing_is_left_of_one_that_was_not_finished_and_none_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        drop(WholeFile::begin(folder.path(), "a").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(folder.path().join("a"), "mine").unwrap();
        assert!(WholeFile::begin(folder.path(), "a").unwrap().finish().is_err());
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
