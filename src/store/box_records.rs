//! `box_settings`, `renewal`, `job_runs`, `backups`, `backup_keys`, `restores`: what only this box knows of itself.

use super::{Indexes, Record};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::certificate::Renewal;
use crate::domain::id::{BackupId, BackupKeyId, RestoreId};
use crate::domain::job::JobRun;
use crate::domain::reach::BoxSettings;
use crate::domain::restore::Restore;

/// The id of the only record of what was set for the box in the browser.
pub const BOX_SETTINGS: u64 = 1;
/// The id of the only record of how getting a certificate goes.
pub const RENEWAL: u64 = 1;

impl Record for BoxSettings {
    const TABLE: &'static str = "box_settings";
    type Id = u64;

    fn id(&self) -> u64 {
        BOX_SETTINGS
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for Renewal {
    const TABLE: &'static str = "renewal";
    type Id = u64;

    fn id(&self) -> u64 {
        RENEWAL
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for JobRun {
    const TABLE: &'static str = "job_runs";
    type Id = u64;

    fn id(&self) -> u64 {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for Backup {
    const TABLE: &'static str = "backups";
    type Id = BackupId;

    fn id(&self) -> BackupId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for BackupKey {
    const TABLE: &'static str = "backup_keys";
    type Id = BackupKeyId;

    fn id(&self) -> BackupKeyId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for Restore {
    const TABLE: &'static str = "restores";
    type Id = RestoreId;

    fn id(&self) -> RestoreId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}
