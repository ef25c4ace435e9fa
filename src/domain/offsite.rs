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
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    pub why: Why,
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
            why: backup.why,
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
    fn as_backup(&self) -> Backup {
        Backup {
            id: self.backup,
            name: self.name.clone(),
            made_at: self.made_at,
            why: self.why,
            bytes: self.bytes,
            sha256: self.sha256.clone(),
            records: 0,
            employees: 0,
            evaluations: 0,
            sealed_to: Vec::new(),
            verified_at: self.verified_at(),
            opened: false,
            problem: None,
        }
    }
}

/// Until when nobody is reminded that no copy lies off the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNow {
    pub until: Timestamp,
}

impl Place {
    /// Whether it takes this backup at all.
    pub fn takes(&self, backup: &Backup) -> bool {
        backup.is_sealed() || self.declined_encryption.is_some()
    }

    /// Which of the backups here should lie there and do not, given what there is a record of.
    pub fn missing(&self, here: &[Backup], copies: &[Copied], zone: &TimeZone) -> BTreeSet<BackupId> {
        let there = verified(copies);
        let known: BTreeSet<BackupId> = there.iter().map(|copy| copy.id).collect();
        let new = |backup: &&Backup| backup.is_good() && self.takes(backup) && !known.contains(&backup.id);
        let new: Vec<Backup> = here.iter().filter(new).cloned().collect();
        // What would go again at once is not sent.
        let every: Vec<Backup> = new.iter().cloned().chain(there).collect();
        let passing = self.retention.prunable(&every, zone);
        new.into_iter()
            .map(|backup| backup.id)
            .filter(|id| !passing.contains(id))
            .collect()
    }

    /// Of which backups the copies that lie there may go; never the last.
    pub fn passing(&self, copies: &[Copied], zone: &TimeZone) -> BTreeSet<BackupId> {
        self.retention.prunable(&verified(copies), zone).into_iter().collect()
    }

    /// Whether what was begun there when it was `before` still holds.
    pub fn is_as_before(&self, before: &Place) -> bool {
        self.kind == before.kind && self.paused == before.paused
    }

    /// Whether copies are sent there.
    pub fn is_used(&self) -> bool {
        !self.paused && self.tested_at.is_some()
    }
}

/// What counts there, as backups.
fn verified(copies: &[Copied]) -> Vec<Backup> {
    let there = copies.iter().filter(|copy| copy.verified_at().is_some());
    there.map(Copied::as_backup).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(days: usize, weeks: usize, months: usize) -> Place {
        Place {
            id: PlaceId(1),
            name: String::new(),
            kind: Kind::Folder { path: String::new() },
            retention: Retention {
                days,
                weeks,
                months,
                bytes: None,
            },
            declined_encryption: Some(DECLINE.into()),
            paused: false,
            mark: String::new(),
            added_at: Timestamp::UNIX_EPOCH,
            tested_at: None,
            looked_at: None,
            trouble: None,
        }
    }

    /// A backup of so many hours after the beginning.
    fn at(hour: u32) -> Copied {
        let made_at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(hour));
        Copied {
            id: CopiedId(u64::from(hour) + 1),
            place: PlaceId(1),
            backup: BackupId(u64::from(hour) + 1),
            name: format!("{hour}.backup"),
            made_at,
            // Each fifth was made for a step back.
            why: if hour.is_multiple_of(5) {
                Why::BeforeRestore
            } else {
                Why::Scheduled
            },
            bytes: 1,
            sha256: String::new(),
            state: State::There { verified_at: made_at },
        }
    }

    proptest! {
        #[test]
        fn once_what_is_missing_was_sent_and_what_is_too_old_went_nothing_is_left_to_do(
            here in proptest::collection::btree_set(0u32..4_000, 0..60),
            before in proptest::collection::btree_set(0u32..4_000, 0..60),
            days in 1usize..9, weeks in 0usize..5, months in 0usize..5,
        ) {
            let place = place(days, weeks, months);
            let here: Vec<Backup> = here.iter().map(|hour| at(*hour).as_backup()).collect();
            let mut there: Vec<Copied> = before.iter().map(|hour| at(*hour)).collect();
            let missing = place.missing(&here, &there, &TimeZone::UTC);
            if let Some(newest) = here.last() {
                let lies_there = there.iter().any(|copy| copy.made_at >= newest.made_at);
                prop_assert!(lies_there || missing.contains(&newest.id), "the newest goes");
            }
            let sent = here.iter().filter(|backup| missing.contains(&backup.id));
            there.extend(sent.map(|backup| at(u32::try_from(backup.id.0 - 1).unwrap())));
            let newest = there.iter().map(|copy| copy.made_at).max();
            let passing = place.passing(&there, &TimeZone::UTC);
            there.retain(|copy| !passing.contains(&copy.backup));
            prop_assert_eq!(there.iter().map(|copy| copy.made_at).max(), newest, "the last one stays");
            prop_assert!(place.missing(&here, &there, &TimeZone::UTC).is_empty());
            prop_assert!(place.passing(&there, &TimeZone::UTC).is_empty());
        }
    }

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
