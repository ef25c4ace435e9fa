//! What happened: who did what to which record. Ids and field names, never personal values.

use super::id::{ApiTokenId, EventId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: EventId,
    pub at: Timestamp,
    pub by: By,
    /// In the past tense: `employee_created`, `evaluation_finalised`.
    pub what: String,
    /// The record's table and id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<(String, u64)>,
    /// Names of the fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    User(UserId),
    /// A user's program, with this token.
    Token {
        user: UserId,
        token: ApiTokenId,
    },
    /// From the shell: the user id, and who called sudo.
    Shell {
        uid: u32,
        sudo_uid: Option<u32>,
    },
    /// Someone who is not signed in: the setup link, a failed sign-in.
    Visitor,
    /// The program itself.
    Program,
}
