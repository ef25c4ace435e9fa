//! How the person gets in: the user, the browsers and the programs.

use super::super::{Error, sessions, tokens, users};
use super::Asked;
use crate::domain::account::{Role, Theme};
use crate::domain::policy::Action;
use crate::domain::token::ApiToken;
use jiff::Timestamp;
use serde::Serialize;

/// The user the person signs in as.
#[derive(Serialize)]
pub(super) struct Account {
    user_name: String,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    theme: Theme,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sign_in_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_read_at: Option<Timestamp>,
    /// Only for the person, as on the account page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signed_in: Vec<SignedIn>,
    /// What programs act with in the person's name, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    api_tokens: Vec<Token>,
}

#[derive(Serialize)]
struct SignedIn {
    device: String,
    address: String,
    since: Timestamp,
    last_seen: Timestamp,
}

/// An API token, without what it is recognised by.
#[derive(Serialize)]
struct Token {
    name: String,
    may: &'static str,
    created_at: Timestamp,
    /// Left out: it works until it is revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
}

impl Token {
    fn of(token: ApiToken, now: Timestamp) -> Self {
        // Without `..`: what is added to the record later has to be decided on here.
        let ApiToken {
            id: _,
            user: _,
            name,
            token_hash: _,
            read_only,
            created_at,
            expires_at,
            last_used_at,
            revoked_at,
        } = token;
        Self {
            name,
            may: match read_only {
                true => "read",
                false => "read and write",
            },
            created_at,
            expires_at,
            last_used_at,
            ended_at: revoked_at.or(expires_at.filter(|end| *end <= now)),
        }
    }
}

pub(super) fn account(asked: &Asked<'_>) -> Result<Option<Account>, Error> {
    if !asked.is_subject() && !asked.allowed(Action::ManageUsers) {
        return Ok(None);
    }
    let Some(user) = users::of_employee(asked.app, asked.person.id())? else {
        return Ok(None);
    };
    let sessions = match asked.is_subject() {
        true => sessions::of_user(asked.app, user.id)?,
        false => Vec::new(),
    };
    let tokens = tokens::of(asked.reader, user.id)?;
    Ok(Some(Account {
        user_name: user.name,
        role: user.role,
        email: user.email,
        active: user.active,
        language: user.language,
        theme: user.theme,
        created_at: user.created_at,
        last_sign_in_at: user.last_sign_in_at,
        notice_read_at: user.notice_read_at,
        signed_in: sessions
            .into_iter()
            .map(|session| SignedIn {
                device: session.device,
                address: session.address,
                since: session.created_at,
                last_seen: session.last_seen_at,
            })
            .collect(),
        api_tokens: tokens
            .into_iter()
            .map(|token| Token::of(token, asked.app.now()))
            .collect(),
    }))
}
