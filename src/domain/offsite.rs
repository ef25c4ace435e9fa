//! Copies of the backups that lie off this box: the places for them, and what lies there.
//!
//! | file | what lives there |
//! |---|---|
//! | `draft` | what is typed about a place, and what is wrong with it |
//! | `fault` | why a place took no copy, in kinds that a person can do something about |
//! | `typed_secret` | a secret as it is typed, which no log shows |

mod draft;
mod fault;
mod typed_secret;

pub use draft::{DECLINE, Draft, DraftKind, DraftSecret, Typed};
pub use fault::{Fault, FaultKind};
pub use typed_secret::TypedSecret;

use super::backup::{Backup, Retention, Why};
use super::id::{BackupId, CopiedId, PlaceId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the name of a backup ends that only its owner's key opens.
const SEALED: &str = ".age";

/// Somewhere off this box where copies of the backups go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub id: PlaceId,
    pub name: String,
    pub kind: Kind,
    pub retention: Retention,
    /// The sentence somebody typed to have backups go there that anyone can read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined_encryption: Option<String>,
    #[serde(default)]
    pub paused: bool,
    /// By this a folder is known again.
    pub mark: String,
    pub added_at: Timestamp,
    /// When its test went well; nothing is sent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tested_at: Option<Timestamp>,
    /// When what lies there was last compared with what should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

/// What a place is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A folder on a disk or share that is mounted.
    Folder { path: String },
    /// A bucket of storage that speaks S3.
    S3(Bucket),
}

/// A bucket, and how this box gets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    /// Stands before every name: empty, or `kpi/`.
    #[serde(default)]
    pub prefix: String,
    /// The bucket's name stands in the path, not in the host.
    #[serde(default)]
    pub path_style: bool,
    pub key_id: String,
    pub secret: Secret,
    /// What is trusted besides the public authorities, as PEM; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub authority: String,
}

/// Where the secret of a key is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// Here, under the box's own key.
    Sealed { sealed: String, set_at: Timestamp },
    /// Root keeps it, and the service is given it when it starts.
    Credential { name: String },
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Secret::Sealed { set_at, .. } => f.debug_struct("Sealed").field("set_at", set_at).finish_non_exhaustive(),
            Secret::Credential { name } => f.debug_struct("Credential").field("name", name).finish(),
        }
    }
}

/// That a place takes no copies, since when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub fault: Fault,
    pub since: Timestamp,
    /// How often in a row it was tried.
    pub tries: u32,
    /// Not before then.
    pub next_at: Timestamp,
}

impl Trouble {
    /// What passes by itself is given a quarter of an hour before somebody is called.
    const PATIENCE: u32 = 3;

    /// After one more failure.
    pub fn again(before: Option<&Trouble>, fault: Fault, now: Timestamp) -> Self {
        let tries = before.map_or(0, |before| before.tries).saturating_add(1);
        Self {
            fault,
            since: before.map_or(now, |before| before.since),
            tries,
            next_at: now.saturating_add(wait_after(tries)).unwrap_or(Timestamp::MAX),
        }
    }

    /// Whether somebody should be told.
    pub fn is_told(&self) -> bool {
        !self.fault.kind.may_pass() || self.tries >= Self::PATIENCE
    }
}

/// How long to wait after this many failures in a row: 1, 5, 15 minutes, then an hour each time.
pub fn wait_after(tries: u32) -> SignedDuration {
    match tries {
        0 => SignedDuration::ZERO,
        1 => SignedDuration::from_mins(1),
        2 => SignedDuration::from_mins(5),
        3 => SignedDuration::from_mins(15),
        _ => SignedDuration::from_mins(60),
    }
}

/// One backup at one place. What it is stays known when the backup here is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub id: CopiedId,
    pub place: PlaceId,
    pub backup: BackupId,
    pub name: String,
    pub made_at: Timestamp,
    pub bytes: u64,
    pub sha256: String,
    pub state: State,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In parts, of which these are there, by what the storage calls each.
    Uploading { upload: String, parts: Vec<String> },
    /// Its name there is taken for it, and perhaps it was written; it was not read back yet.
    Written,
    /// It was read back to its end from there, and is what was sent.
    There { verified_at: Timestamp },
}

impl Copied {
    /// One that has not begun.
    pub fn of(backup: &Backup, place: PlaceId) -> Self {
        Self {
            id: CopiedId(0),
            place,
            backup: backup.id,
            name: backup.name.clone(),
            made_at: backup.made_at,
            bytes: backup.bytes,
            sha256: backup.sha256.clone(),
            state: State::Written,
        }
    }

    /// When it was read back from there; only then it counts.
    pub fn verified_at(&self) -> Option<Timestamp> {
        match self.state {
            State::There { verified_at } => Some(verified_at),
            _ => None,
        }
    }

    /// As a backup that lies there, for what is kept of them.
    pub fn as_backup(&self) -> Backup {
        Backup {
            id: self.backup,
            name: self.name.clone(),
            made_at: self.made_at,
            why: Why::Scheduled,
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            records: 0,
            employees: 0,
            evaluations: 0,
            verified_at: self.verified_at(),
            problem: None,
        }
    }
}

/// Until when nobody is reminded that no copy lies off the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNow {
    pub until: Timestamp,
}

/// Whether only its owner's key opens it.
pub fn is_sealed(backup: &Backup) -> bool {
    backup.name.ends_with(SEALED)
}

impl Place {
    /// Whether it takes this backup at all.
    pub fn takes(&self, backup: &Backup) -> bool {
        is_sealed(backup) || self.declined_encryption.is_some()
    }

    /// Whether copies are sent there.
    pub fn is_used(&self) -> bool {
        !self.paused && self.tested_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_again_after_1_5_15_and_60_minutes_then_each_hour() {
        let minutes: Vec<i64> = (0..7).map(|n| wait_after(n).as_mins()).collect();
        assert_eq!(minutes, [0, 1, 5, 15, 60, 60, 60]);
    }

    #[test]
    fn what_passes_by_itself_is_told_after_three_tries_and_the_rest_at_once() {
        let now = Timestamp::UNIX_EPOCH;
        let mut trouble = None;
        let mut told = Vec::new();
        for _ in 0..4 {
            let next = Trouble::again(trouble.as_ref(), Fault::of(FaultKind::Unreachable), now);
            told.push(next.is_told());
            trouble = Some(next);
        }
        assert_eq!(told, [false, false, true, true]);
        assert!(Trouble::again(None, Fault::of(FaultKind::Expired), now).is_told());
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::Sealed {
            sealed: "c2VhbGVk".into(),
            set_at: Timestamp::UNIX_EPOCH,
        };
        assert!(!format!("{secret:?}").contains("c2VhbGVk"));
        assert!(!format!("{:?}", TypedSecret::from("hush")).contains("hush"));
    }
}
