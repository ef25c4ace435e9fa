//! Every table there is.

use super::meta::META;
use super::read::index_table;
use super::record::{Entry, Index, Indexes, Record};
use super::{Error, Result};
use crate::domain::account::{OneTimeLink, Session, User};
use crate::domain::backup::Backup;
use crate::domain::backup_key::BackupKey;
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::certificate::Renewal;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Statement, WithdrawnRevision};
use crate::domain::event::Event;
use crate::domain::import::{Import, Imported};
use crate::domain::job::JobRun;
use crate::domain::offsite::{Copied, NotNow, Place};
use crate::domain::reach::BoxSettings;
use crate::domain::restore::Restore;
use crate::domain::settings::Settings;
use crate::domain::target::TargetSet;
use crate::domain::token::{AnsweredRequest, ApiToken};
use crate::domain::tombstone::Tombstone;
use redb::{TableDefinition, TableError, WriteTransaction};

/// Whose a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// What was recorded: goes wherever the company goes.
    Company,
    /// What only this box knows: how it is reached, what it did, which backups it has. Stays through a
    /// restore.
    Box,
    /// What lets somebody in here, or answers them once more. Ends with a restore.
    Access,
}

/// A table without its type.
pub(super) struct TableKind {
    pub name: &'static str,
    pub of: Of,
    pub indexes: &'static [Index],
    /// The index entries of the record with this id and JSON.
    pub entries: fn(u64, &[u8]) -> Result<Vec<Entry>>,
}

macro_rules! tables {
    ($($of:ident: $($record:ident)*;)*) => {
        /// Every table of records.
        pub(super) const TABLES: &[TableKind] = &[$($(TableKind {
            name: <$record as Record>::TABLE,
            of: Of::$of,
            indexes: <$record as Record>::INDEXES,
            entries: entries::<$record>,
        }),*),*];
    };
}

tables! {
    Company: Settings SkillCategory Skill ToolCategory Tool CertificationType TargetSet
        Employee Evaluation Basis WithdrawnRevision Acknowledgement Statement User;
    Access: Session OneTimeLink;
    Company: Event Tombstone Import Imported;
    Access: ApiToken AnsweredRequest;
    Box: BoxSettings Renewal JobRun Backup BackupKey Restore;
    Box: Place Copied NotNow;
}

fn entries<R: Record>(id: u64, value: &[u8]) -> Result<Vec<Entry>> {
    let damaged = |why: String| Error::Damaged(format!("record {id} of {} cannot be read: {why}", R::TABLE));
    let record: R = serde_json::from_slice(value).map_err(|e| damaged(e.to_string()))?;
    if record.id().into() != id {
        return Err(damaged(format!("it says it is {}", record.id().into())));
    }
    Ok(Indexes::of(&record))
}

/// Makes the tables that are not there yet.
pub(super) fn create(txn: &WriteTransaction) -> std::result::Result<(), TableError> {
    txn.open_table(META)?;
    for table in TABLES {
        txn.open_table(TableDefinition::<u64, &[u8]>::new(table.name))?;
        for index in table.indexes {
            let name = index_table(table.name, index.name());
            match index {
                Index::Unique(_) => drop(txn.open_table(TableDefinition::<&[u8], u64>::new(&name))?),
                Index::Many(_) => drop(txn.open_table(TableDefinition::<&[u8], ()>::new(&name))?),
            }
        }
    }
    Ok(())
}
