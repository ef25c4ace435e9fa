//! Identifiers: one type a record, so that an employee's id is never taken for a skill's.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> u64 {
                id.0
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// An [`Employee`](super::employee::Employee).
    EmployeeId
    /// A [`SkillCategory`](super::catalogue::SkillCategory).
    SkillCategoryId
    /// A [`Skill`](super::catalogue::Skill).
    SkillId
    /// A [`ToolCategory`](super::catalogue::ToolCategory).
    ToolCategoryId
    /// A [`Tool`](super::catalogue::Tool).
    ToolId
    /// A [`CertificationType`](super::catalogue::CertificationType).
    CertificationTypeId
    /// A [`TargetSet`](super::target::TargetSet).
    TargetSetId
    /// An [`Evaluation`](super::evaluation::Evaluation).
    EvaluationId
    /// A [`Basis`](super::evaluation::Basis): what evaluations were judged against.
    BasisId
    /// A [`WithdrawnRevision`](super::evaluation::WithdrawnRevision).
    WithdrawnRevisionId
    /// An [`Acknowledgement`](super::evaluation::Acknowledgement).
    AcknowledgementId
    /// A [`Statement`](super::evaluation::Statement).
    StatementId
    /// A [`User`](super::account::User).
    UserId
    /// A [`Session`](super::account::Session).
    SessionId
    /// An [`OneTimeLink`](super::account::OneTimeLink).
    OneTimeLinkId
    /// An [`ApiToken`](super::token::ApiToken).
    ApiTokenId
    /// An [`AnsweredRequest`](super::token::AnsweredRequest).
    AnsweredRequestId
    /// An [`Event`](super::event::Event).
    EventId
    /// An [`Import`](super::import::Import), which came with many records at once.
    ImportId
    /// An [`Imported`](super::import::Imported): one record of an import.
    ImportedId
    /// A [`Backup`](super::backup::Backup).
    BackupId
    /// A [`Place`](super::offsite::Place) off the box.
    PlaceId
    /// A [`Copied`](super::offsite::Copied): one backup at one place.
    CopiedId
    /// A [`BackupKey`](super::backup_key::BackupKey).
    BackupKeyId
    /// A [`Restore`](super::restore::Restore).
    RestoreId
}
