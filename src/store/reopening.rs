//! The file as it is open, closed and opened again inside the process: for writing if that works,
//! else for reading.

use super::Result;
use super::guard::{Health, let_go};
use super::opening::{self, Options};
use super::room::Room;
use super::vetting::{identify, rehearse, vet};
use crate::domain::message::Message;
use redb::Database;
use rustix::fs::{Advice, fadvise};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The file as it is open.
pub(super) enum Open {
    Full {
        database: Database,
        health: Arc<Health>,
    },
    /// On an overlay: what is written goes to memory, and nothing is.
    ForReading {
        database: Database,
        health: Arc<Health>,
    },
    Closed,
}

impl Open {
    pub fn health(&self) -> Option<&Health> {
        match self {
            Open::Full { health, .. } | Open::ForReading { health, .. } => Some(health),
            Open::Closed => None,
        }
    }

    /// Closes the file and opens it again. A full disk may keep that from working: then the
    /// ballast is given back.
    pub fn again(&mut self, path: &Path, options: &Options, room: &Room) -> Found {
        let_go(std::mem::replace(self, Open::Closed));
        let mut opened = open_full(path, options);
        if opened.is_err() && room.give_ballast() {
            tracing::warn!("gave the ballast file back to make room");
            opened = open_full(path, options);
        }
        match opened {
            Ok((database, health, commits)) => {
                *self = Open::Full { database, health };
                Found {
                    full: true,
                    commits: Some(commits),
                    why: None,
                }
            }
            Err(error) => {
                tracing::error!(%error, "the store could not be opened again for writing");
                let why = Some(error.message());
                let health = Arc::new(Health::new(path));
                let Ok(database) = rehearse(path, options.cache, false, &health) else {
                    return Found {
                        full: false,
                        commits: None,
                        why,
                    };
                };
                let commits = identify(&database, &health).ok().map(|vetted| vetted.commits);
                *self = Open::ForReading { database, health };
                Found {
                    full: false,
                    commits,
                    why,
                }
            }
        }
    }
}

/// What an opening anew came to.
pub(super) struct Found {
    pub full: bool,
    /// How many changes the file holds, as far as it can be read.
    pub commits: Option<u64>,
    /// Why it is not open for writing.
    pub why: Option<Message>,
}

fn open_full(path: &Path, options: &Options) -> Result<(Database, Arc<Health>, u64)> {
    forget_cached(path);
    vet(path, options.cache)?;
    let (database, health) = opening::attach(path, options)?;
    let commits = identify(&database, &health)?.commits;
    Ok((database, health, commits))
}

/// After a failed sync the system may show as written what never reached the disk: what is read
/// next must come from the disk itself.
fn forget_cached(path: &Path) {
    let forgotten = File::open(path).and_then(|file| Ok(fadvise(&file, 0, None, Advice::DontNeed)?));
    if let Err(error) = forgotten {
        tracing::warn!(%error, "what the system has of the store's file in memory could not be dropped");
    }
}
