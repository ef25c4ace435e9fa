//! Keys that backups are encrypted to: what this box knows of them, which is all but the key itself.

use super::id::BackupKeyId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One key, by the half of it that everyone may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupKey {
    pub id: BackupKeyId,
    /// `age1…`
    pub recipient: String,
    pub made_at: Timestamp,
    /// When it was typed back: from then on backups were encrypted to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub armed_at: Option<Timestamp>,
    /// When another one took its place, or encryption was switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

impl BackupKey {
    /// Whether it waits to be typed back.
    pub fn is_pending(&self) -> bool {
        self.armed_at.is_none() && self.retired_at.is_none()
    }

    /// Whether new backups are encrypted to it.
    pub fn is_armed(&self) -> bool {
        self.armed_at.is_some() && self.retired_at.is_none()
    }
}
