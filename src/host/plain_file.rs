//! Opening a file that somebody named. What is named may be a pipe nobody writes to or a device without
//! an end: those are refused, and never waited for.

use rustix::fs::OFlags;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Opens it for reading; a link leads to what it names.
///
/// # Errors
/// `InvalidInput` where it is no file, else what the system says.
pub fn open(path: &Path) -> io::Result<File> {
    opened(path, OFlags::NONBLOCK)
}

/// The same in a folder that others may write to: a link is none of our files, and is not followed.
///
/// # Errors
/// As for [`open`].
pub fn open_itself(path: &Path) -> io::Result<File> {
    opened(path, OFlags::NONBLOCK | OFlags::NOFOLLOW)
}

fn opened(path: &Path, flags: OFlags) -> io::Result<File> {
    // Of a file `NONBLOCK` changes nothing; of a pipe it does not wait for who writes into it.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
        .map_err(|error| match rustix::io::Errno::from_io_error(&error) {
            // A socket, or a link that is not followed.
            Some(rustix::io::Errno::NXIO) => no_file(),
            Some(rustix::io::Errno::LOOP) if flags.contains(OFlags::NOFOLLOW) => no_file(),
            _ => error,
        })?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(no_file()),
    }
}

fn no_file() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        "it is no file, but a folder, a link, a pipe or a device",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn only_files_are_opened_and_nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "x").unwrap();
        symlink("file", at("link")).unwrap();
        symlink("loop", at("loop")).unwrap();
        mknodat(CWD, at("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        open(&at("file")).unwrap();
        open(&at("link")).unwrap();
        open_itself(&at("file")).unwrap();
        let refused = |result: io::Result<File>| result.map(drop).unwrap_err().kind();
        for path in [at("pipe"), at("socket"), folder.path().to_owned(), "/dev/zero".into()] {
            assert_eq!(refused(open(&path)), io::ErrorKind::InvalidInput, "{}", path.display());
        }
        assert_eq!(refused(open_itself(&at("link"))), io::ErrorKind::InvalidInput);
        open(&at("loop")).map(drop).unwrap_err();
        assert_eq!(refused(open(&at("none"))), io::ErrorKind::NotFound);
    }
}
