//! API tokens: what stands for a user's program, and what is remembered of the requests it makes.

use super::account::Role;
use super::id::{AnsweredRequestId, ApiTokenId, UserId};
use super::invalid::Invalid;
use super::text;
use crate::message;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest name of a token, in characters.
pub const NAME_MAX: usize = 60;
/// Longest life of a token that has an end, in days.
pub const DAYS_MAX: u32 = 3_650;
/// Most tokens of one user that work at a time.
pub const TOKENS_MAX: usize = 50;

/// A program's way in, in a user's name. It may never do more than that user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    pub id: ApiTokenId,
    pub user: UserId,
    /// What it is for, as typed.
    pub name: String,
    /// SHA-256 of the token, hexadecimal; unique.
    pub token_hash: String,
    /// It changes nothing.
    #[serde(default)]
    pub read_only: bool,
    pub created_at: Timestamp,
    /// It works until then; `None`: until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Rounded: written at most once an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it is neither revoked nor expired.
    pub fn works(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

impl std::fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiToken")
            .field("id", &self.id)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub read_only: bool,
    /// Days it works; `None`: until it is revoked.
    pub days: Option<u32>,
}

impl Draft {
    /// What was typed, or everything that is wrong with it.
    pub fn parse(name: &str, read_only: bool, days: &str) -> Result<Self, Invalid> {
        let mut invalid = Invalid::new();
        let name = invalid.take(text::required("name", name, NAME_MAX));
        let days = match days.trim() {
            "" => None,
            typed => match typed.parse::<u32>() {
                Ok(days) if (1..=DAYS_MAX).contains(&days) => Some(days),
                _ => {
                    invalid.add(
                        "expires",
                        message!(
                            "Please give a number of days from 1 to {most}, or nothing.",
                            most = DAYS_MAX
                        ),
                    );
                    None
                }
            },
        };
        invalid.into_result(Self { name, read_only, days })
    }
}

/// How a request of a program comes: with which token, and what must hold for its change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    pub token: ApiTokenId,
    pub read_only: bool,
    /// The change is to be remembered under this, in its own transaction.
    pub once: Option<Once>,
    /// The change is only for the company as it was after so many changes of this run of the program.
    pub after: Option<u64>,
}

/// What makes a request the same as an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Hash of epoch, user, method, path and the key that the program chose.
    pub key: String,
    /// Hash of the body.
    pub body: String,
}

/// A request that was carried out and must not be again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredRequest {
    pub id: AnsweredRequestId,
    pub user: UserId,
    /// See [`Once::key`]; unique.
    pub key: String,
    /// See [`Once::body`].
    pub body: String,
    pub at: Timestamp,
    /// What the user could do then.
    pub role: Role,
    /// The record it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<u64>,
    /// Written after the change; `None`: it has to be made anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<KeptAnswer>,
}

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// JSON; empty: none.
    #[serde(default)]
    pub body: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_has_a_name_and_a_life_of_whole_days() {
        let draft = Draft::parse("  payroll ", true, "30").unwrap();
        assert_eq!(
            (draft.name.as_str(), draft.read_only, draft.days),
            ("payroll", true, Some(30))
        );
        assert_eq!(Draft::parse("x", false, " ").unwrap().days, None);
        for (name, days) in [
            ("", "1"),
            (" \u{200B}", "1"),
            ("x", "0"),
            ("x", "3651"),
            ("x", "soon"),
            ("x", "-1"),
        ] {
            assert!(Draft::parse(name, false, days).is_err(), "{name:?} {days:?}");
        }
        assert!(Draft::parse(&"x".repeat(10_000), false, "").is_err());
    }
}
