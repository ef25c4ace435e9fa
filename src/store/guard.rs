//! redb may panic on a damaged file. A panic inside it becomes an error, and the store remembers
//! that it is damaged.

use super::{Error, Result};
use crate::domain::message::Message;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// What became of the file since it was opened.
#[derive(Debug)]
pub(super) struct Health {
    pub path: PathBuf,
    damaged: AtomicBool,
    failed: OnceLock<Message>,
}

impl Health {
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            damaged: AtomicBool::new(false),
            failed: OnceLock::new(),
        }
    }

    /// What is stored is not what was written.
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::Acquire)
    }

    /// The operating system refused a read or write, for this reason: redb refuses everything
    /// until the file is opened anew.
    pub fn failure(&self) -> Option<&Message> {
        self.failed.get()
    }

    /// Runs `work` of redb's; an error or panic of it is noted here.
    pub fn watch<T, E: Into<redb::Error>>(
        &self,
        doing: &'static str,
        work: impl FnOnce() -> std::result::Result<T, E>,
    ) -> Result<T> {
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(self.note(Error::of(error, doing, &self.path))),
            Err(panic) => Err(self.note(Error::Damaged(said(&*panic)))),
        }
    }

    /// Runs `work` that takes keys and values out of redb's hands, which may panic too.
    pub fn caught<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(outcome) => outcome.map_err(|error| self.note(error)),
            Err(panic) => Err(self.note(Error::Damaged(said(&*panic)))),
        }
    }

    /// Notes what an error says about the file.
    pub fn note(&self, error: Error) -> Error {
        match &error {
            Error::Damaged(finding) if !self.damaged.swap(true, Ordering::AcqRel) => {
                tracing::error!(finding, path = %self.path.display(), "the stored data is damaged");
            }
            Error::Io { .. } if self.failed.set(error.message()).is_ok() => {
                tracing::error!(%error, "the store's file could not be read or written");
            }
            _ => {}
        }
        error
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    said.unwrap_or_else(|| "the database stopped in the middle".into())
}

/// Lets go of something of redb's; what its end panics about is of no use to anyone.
pub(super) fn let_go<T>(of: T) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(of)));
}
