//! What writing a record means for the projection: a table of one line a record.

use super::projection::{Changed, Written};
use crate::domain::account::{OneTimeLink, Session, User};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::certificate::Renewal;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Statement, WithdrawnRevision};
use crate::domain::import::{Import, Imported};
use crate::domain::job::JobRun;
use crate::domain::offsite::{Copied, NotNow, Place};
use crate::domain::reach::BoxSettings;
use crate::domain::restore::Restore;
use crate::domain::settings::Settings;
use crate::domain::target::TargetSet;
use crate::domain::token::{AnsweredRequest, ApiToken};
use crate::domain::tombstone::Tombstone;
use crate::store::Record;

/// A record that an `app` change may write.
pub trait Projected: Record {
    /// Whether [`changed`](Self::changed) looks at what stood before.
    const NEEDS_BEFORE: bool = false;

    /// What the projection has to take over. `after` is `None` when the record was removed.
    fn changed(before: Option<Self>, after: Option<&Self>) -> Option<Changed> {
        let _ = (before, after);
        None
    }
}

/// Kept out of memory: they answer no figure.
macro_rules! not_projected {
    ($($record:ty)*) => {$(impl Projected for $record {})*};
}

not_projected! {
    User Session OneTimeLink Basis WithdrawnRevision Acknowledgement Statement Tombstone Import Imported ApiToken AnsweredRequest BoxSettings Renewal JobRun Backup BackupKey Restore
    Place Copied NotNow
}

impl Projected for Settings {
    fn changed(_: Option<Self>, after: Option<&Self>) -> Option<Changed> {
        after.cloned().map(Box::new).map(Changed::Settings)
    }
}

impl Projected for Employee {
    fn changed(before: Option<Self>, after: Option<&Self>) -> Option<Changed> {
        Written::of(before, after.cloned()).map(Box::new).map(Changed::Employee)
    }
}

impl Projected for Evaluation {
    fn changed(before: Option<Self>, after: Option<&Self>) -> Option<Changed> {
        match (before, after) {
            (_, Some(evaluation)) => Some(Changed::Evaluation(Box::new(evaluation.clone()))),
            (Some(Evaluation { id, employee, .. }), None) => Some(Changed::EvaluationRemoved { id, employee }),
            (None, None) => None,
        }
    }
}

macro_rules! projected {
    ($($record:ident as $changed:ident)*) => {$(
        impl Projected for $record {
            fn changed(before: Option<Self>, after: Option<&Self>) -> Option<Changed> {
                Written::of(before, after.cloned()).map(Changed::$changed)
            }
        }
    )*};
}

projected! {
    SkillCategory as SkillCategory
    Skill as Skill
    ToolCategory as ToolCategory
    Tool as Tool
    CertificationType as CertificationType
    TargetSet as Targets
}
