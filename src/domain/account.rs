//! Who can sign in, with what rights, and what stands for a signed-in browser.

use super::id::{EmployeeId, OneTimeLinkId, SessionId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a user may do at most; see [`super::policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Employee,
    Manager,
    Admin,
}

impl Role {
    /// All three, least first.
    pub const ALL: [Role; 3] = [Role::Employee, Role::Manager, Role::Admin];

    /// `employee`, `manager` or `admin`.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Employee => "employee",
            Role::Manager => "manager",
            Role::Admin => "admin",
        }
    }

    /// The role of that [word](Self::word).
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Light, dark, or what the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Device,
    Light,
    Dark,
}

/// Someone who can sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// As typed; unique without regard to case.
    pub name: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The employee this user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employee: Option<EmployeeId>,
    pub active: bool,
    #[serde(default)]
    pub must_change_password: bool,
    /// PHC string; `None`: nobody can sign in until a password is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_hash: Option<String>,
    /// A language tag; `None`: what the browser asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default)]
    pub theme: Theme,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<Timestamp>,
    /// When the user said to have read what is recorded about them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_read_at: Option<Timestamp>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    /// SHA-256 of the cookie's token, hexadecimal; unique.
    pub token_hash: String,
    /// Secret the form tokens are made from, hexadecimal.
    pub form_secret: String,
    pub created_at: Timestamp,
    /// Rounded: written at most every few minutes.
    pub last_seen_at: Timestamp,
    /// Browser and system, in words.
    pub device: String,
    /// Address it signed in from.
    pub address: String,
    /// The device was handed to this person, who has no account: from here on it shows what is theirs alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<HandedOver>,
}

/// A device in the hands of someone without an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub employee: EmployeeId,
    /// PHC string of the one-time PIN; `None`: it was typed, and the device is theirs for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_hash: Option<String>,
    /// Tries left to type it.
    pub tries: u8,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A link that works once: to set the company up, or for a user who cannot sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeLink {
    pub id: OneTimeLinkId,
    /// SHA-256 of the secret, hexadecimal; unique.
    pub secret_hash: String,
    pub purpose: LinkPurpose,
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for OneTimeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneTimeLink")
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    Setup,
    Reset(UserId),
}
