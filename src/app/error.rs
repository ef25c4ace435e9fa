//! Why something was not done: what the edge turns into a status and a sentence.

use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::domain::policy::Decision;
use crate::host::password::Busy;
use crate::store;
use std::io;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Known to exist, not theirs to do.
    #[error("not allowed")]
    Denied,
    /// It does not exist, or not for them.
    #[error("not found")]
    NotFound,
    /// It clashes with what stands; the sentence says with what and what to do.
    #[error("{0}")]
    Conflict(Message),
    /// What was typed is not accepted, field by field.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// Something else was changed since the state this change was made for.
    #[error("changed meanwhile")]
    Meanwhile,
    /// Too much waits already; again in a moment.
    #[error("too busy")]
    Busy,
    /// Nothing can be saved at present (disk full, damaged store); the sentence says why.
    #[error("{0}")]
    CannotSave(Message),
    /// Something broke. The cause is for the log, never for a page.
    #[error("{0}")]
    Failed(String),
}

impl Error {
    /// A file could not be written.
    pub fn writing(cause: impl std::fmt::Display) -> Self {
        Error::Failed(format!("a file could not be written: {cause}"))
    }
}

impl From<Busy> for Error {
    fn from(Busy: Busy) -> Self {
        Error::Busy
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::CannotSave(sentence) => Error::CannotSave(sentence),
            store::Error::Reopening => Error::CannotSave(error.message()),
            // Nothing is broken; somebody makes room.
            store::Error::Io { ref source, .. }
                if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                Error::CannotSave(error.message())
            }
            store::Error::Taken { .. } => Error::Conflict(error.message()),
            _ => Error::Failed(error.to_string()),
        }
    }
}

/// `Ok` when the policy allowed it.
pub fn granted(decision: Decision) -> Result<(), Error> {
    match decision {
        Decision::Allowed => Ok(()),
        Decision::NotFound => Err(Error::NotFound),
        Decision::Forbidden => Err(Error::Denied),
    }
}
