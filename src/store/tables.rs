//! Every table there is.

use super::meta::META;
use super::read::index_table;
use super::record::{Index, Record};
use crate::domain::account::{OneTimeLink, Session, User};
use crate::domain::catalogue::{CertificationType, Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Statement, WithdrawnRevision};
use crate::domain::event::Event;
use crate::domain::settings::Settings;
use crate::domain::target::TargetSet;
use redb::{TableDefinition, TableError, WriteTransaction};

/// A table without its type.
pub(super) struct TableKind {
    pub name: &'static str,
    pub indexes: &'static [Index],
}

macro_rules! tables {
    ($($record:ident)*) => {
        /// Every table of records.
        pub(super) const TABLES: &[TableKind] = &[$(TableKind {
            name: <$record as Record>::TABLE,
            indexes: <$record as Record>::INDEXES,
        }),*];
    };
}

tables! {
    Settings SkillCategory Skill ToolCategory Tool CertificationType TargetSet
    Employee Evaluation Basis WithdrawnRevision Acknowledgement Statement
    User Session OneTimeLink Event
}

/// Makes the tables that are not there yet.
pub(super) fn create(txn: &WriteTransaction) -> Result<(), TableError> {
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
