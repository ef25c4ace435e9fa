//! Restores: what this box knows of each time a backup took the place of what was on it.

use super::event::By;
use super::id::{BackupId, RestoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A backup that took the place of what was on this box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restore {
    pub id: RestoreId,
    pub at: Timestamp,
    pub by: By,
    /// When the backup was made.
    pub made_at: Timestamp,
    /// As its file was called; empty where it had no name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// The backup of what was here before; none where there was nothing, or nothing that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<BackupId>,
    /// The backup was made on another machine, which may run still.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_elsewhere: bool,
    /// When an admin said that this box takes the other one's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
}

impl Restore {
    /// Whether this box may not yet do in the company's name what the other one may be doing still: ask for
    /// certificates, send mail, send copies.
    pub fn holds_outgoing(&self) -> bool {
        self.from_elsewhere && self.confirmed_at.is_none()
    }
}
