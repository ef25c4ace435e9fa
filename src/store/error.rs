//! What can go wrong with the store, each as a sentence: what happened, what to do.

use crate::domain::message::Message;
use crate::message;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// What went wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another record has this key of a unique index.
    Taken {
        table: &'static str,
        index: &'static str,
        /// The record that has it.
        id: u64,
    },
    /// Nothing can be saved at the moment; reading goes on.
    CannotSave(Message),
    /// What is stored is not what was written. Holds the finding, for the log.
    Damaged(String),
    /// The file is being opened anew after trouble.
    Reopening,
    /// Another process has the store open.
    InUse { folder: PathBuf },
    /// Written by a newer version of the program.
    Newer { path: PathBuf, version: String },
    /// The file or folder is not what it should be.
    Unfit(Message),
    /// The operating system refused.
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// A record could not be written as JSON, or is far too large.
    Unstorable { table: &'static str, why: String },
}

impl Error {
    /// The sentence for a person.
    pub fn message(&self) -> Message {
        match self {
            Error::Taken { .. } => message!("Something else already has this name or number."),
            Error::CannotSave(why) => why.clone(),
            Error::Damaged(_) => message!(
                "The stored data is damaged, so nothing is shown or saved rather than something wrong. Restore the latest backup."
            ),
            Error::Reopening => message!("The store is being opened again. Try again in a moment."),
            Error::InUse { folder } => message!(
                "The data folder {folder} is in use by another Handyman KPI that is running. Stop that one first, or choose another folder.",
                folder = folder.display()
            ),
            Error::Newer { path, version } => message!(
                "{path} was written by a newer Handyman KPI. Nothing was changed. Install version {version} or newer.",
                path = path.display(),
                version = version
            ),
            Error::Unfit(why) => why.clone(),
            Error::Io { doing, path, source } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => message!(
                    "The disk is full, so nothing can be saved in {path}. Make room on it.",
                    path = path.display()
                ),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => message!(
                    "{path} cannot be written by this program. Give its user the right to write there, or choose another folder.",
                    path = path.display()
                ),
                _ => message!(
                    "{doing} {path} failed: {why}. Check the disk.",
                    doing = doing,
                    path = path.display(),
                    why = source
                ),
            },
            Error::Unstorable { .. } => message!("This is too large to be saved."),
        }
    }

    /// Whether what is on the disk can no longer be trusted.
    pub fn is_damage(&self) -> bool {
        matches!(self, Error::Damaged(_))
    }

    /// From an error of redb while `doing` something with `path`.
    pub(super) fn of(error: impl Into<redb::Error>, doing: &'static str, path: &std::path::Path) -> Self {
        let io = |source| Error::Io {
            doing,
            path: path.to_owned(),
            source,
        };
        match error.into() {
            redb::Error::Io(source) => io(source),
            redb::Error::PreviousIo => io(io::Error::other("an earlier write failed")),
            redb::Error::DatabaseClosed => Error::Reopening,
            redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch => Error::InUse {
                folder: path.parent().unwrap_or(path).to_owned(),
            },
            other => Error::Damaged(other.to_string()),
        }
    }
}

/// In English, with the finding for the log where there is one.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)?;
        match self {
            Error::Taken { table, index, id } => write!(f, " ({table} {id}, {index})"),
            Error::Damaged(finding) => write!(f, " ({finding})"),
            Error::Unstorable { table, why } => write!(f, " ({table}: {why})"),
            _ => Ok(()),
        }
    }
}
