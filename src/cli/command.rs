//! What the shell can have done to a store: sent over the socket to a running service, or run by
//! the shell itself. Either way it is the same function.

use super::backup;
use super::import;
use super::open::Addresses;
use crate::app::{App, Error, sessions, setup, users};
use crate::domain::account::{Role, User};
use crate::domain::id::ImportId;
use crate::domain::policy::Actor;
use crate::message;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One thing to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    Status,
    SetupLink {
        reset: Option<String>,
    },
    UserAdd {
        name: String,
        role: String,
        email: Option<String>,
    },
    UserList,
    UserRole {
        name: String,
        role: String,
    },
    UserResetPassword {
        name: String,
    },
    UserActive {
        name: String,
        active: bool,
    },
    UserSessions {
        name: String,
    },
    UserRevoke {
        name: String,
    },
    TokenCreate {
        user: String,
        name: String,
        read_only: bool,
        expires: Option<u32>,
    },
    TokenList,
    TokenRevoke {
        id: u64,
    },
    Import(Box<import::Asked>),
    ImportScoreCards(Box<import::score_cards::Asked>),
    ImportList,
    ImportUndo {
        id: u64,
    },
    Backup(backup::Asked),
    BackupKey(backup::key::Asked),
}

impl Command {
    /// The file that goes with it: over the socket it follows behind the command.
    pub(super) fn file(&mut self) -> Option<&mut Vec<u8>> {
        match self {
            Command::Import(asked) => Some(&mut asked.content),
            Command::ImportScoreCards(asked) => Some(&mut asked.content),
            _ => None,
        }
    }

    /// Whether others need not wait until it is done.
    pub(super) fn takes_long(&self) -> bool {
        matches!(self, Command::Backup(backup::Asked::Offsite(asked)) if asked.takes_long())
    }
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// For machines.
    pub json: Value,
    /// The exit code.
    pub code: u8,
    /// Whether the text belongs on stderr.
    pub failed: bool,
}

impl Answer {
    pub(super) fn done(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
            code: 0,
            failed: false,
        }
    }

    /// It was not done, and why.
    pub fn failed(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            json: json!({ "error": text }),
            text,
            code: 1,
            failed: true,
        }
    }
}

/// Does it.
pub fn run(app: &App, actor: &Actor, at: &Addresses, command: Command) -> Answer {
    let _passage = app.passage();
    let at = &at.of_now(app);
    let done = match command {
        Command::Status => super::status::of(app, at),
        Command::SetupLink { reset: None } => setup_link(app, actor, at),
        Command::SetupLink { reset: Some(name) } | Command::UserResetPassword { name } => {
            reset_link(app, actor, at, &name)
        }
        Command::UserAdd { name, role, email } => add(app, actor, &name, &role, email.as_deref()),
        Command::UserList => list(app, actor),
        Command::UserRole { name, role } => change_role(app, actor, &name, &role),
        Command::UserActive { name, active } => set_active(app, actor, &name, active),
        Command::UserSessions { name } => list_sessions(app, actor, &name),
        Command::UserRevoke { name } => revoke(app, actor, &name),
        Command::Import(asked) => import::run(app, actor, &asked),
        Command::ImportScoreCards(asked) => import::score_cards::run(app, actor, *asked),
        Command::ImportList => import::list(app, actor),
        Command::ImportUndo { id } => import::undo(app, actor, ImportId(id)),
        Command::Backup(asked) => backup::run(app, actor, asked),
        Command::BackupKey(asked) => backup::key::run(app, actor, &asked),
        Command::TokenCreate {
            user,
            name,
            read_only,
            expires,
        } => super::token::create(app, actor, &user, &name, read_only, expires),
        Command::TokenList => super::token::list(app, actor),
        Command::TokenRevoke { id } => super::token::revoke(app, actor, id),
    };
    done.unwrap_or_else(|error| Answer::failed(sentence(&error)))
}

/// An error in words for the shell.
pub(super) fn sentence(error: &Error) -> String {
    match error {
        Error::Denied | Error::NotFound => "There is no such thing, or it is not for you to do.".into(),
        Error::Busy | Error::Meanwhile => "The system is busy. Please try again in a moment.".into(),
        Error::Invalid(_) | Error::Conflict(_) | Error::CannotSave(_) => error.to_string(),
        Error::Failed(cause) => format!("Something broke and nothing was changed: {cause}"),
    }
}

fn setup_link(app: &App, actor: &Actor, at: &Addresses) -> Result<Answer, Error> {
    let secret = setup::link(app, actor)?;
    let urls = at.urls(&format!("/setup#{secret}"));
    let text = format!(
        "Open one of these in a browser to set the company up. The link works once, for 24 hours.\n\n{}",
        indented(&urls)
    );
    Ok(Answer::done(text, json!({ "urls": urls, "works_for_hours": 24 })))
}

fn reset_link(app: &App, actor: &Actor, at: &Addresses, name: &str) -> Result<Answer, Error> {
    let user = named(app, name)?;
    let secret = users::reset_link(app, actor, user.id)?;
    let urls = at.urls(&format!("/reset#{secret}"));
    let text = format!(
        "{} has been signed out everywhere. With this link they set a new password; it works once, for 30 minutes.\n\n{}",
        user.name,
        indented(&urls)
    );
    Ok(Answer::done(
        text,
        json!({ "user": user.name, "urls": urls, "works_for_minutes": 30 }),
    ))
}

fn add(app: &App, actor: &Actor, name: &str, role: &str, email: Option<&str>) -> Result<Answer, Error> {
    let draft = users::Draft::parse(name, role, email.unwrap_or_default(), "")?;
    let (id, password) = users::add(app, actor, &draft)?;
    let text = format!(
        "{} can sign in now, as {}. Password for the first sign-in, to be changed there:\n\n  {password}",
        draft.name,
        draft.role.word()
    );
    Ok(Answer::done(
        text,
        json!({ "id": id, "name": draft.name, "role": draft.role, "first_password": password }),
    ))
}

fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let users = users::list(app, actor)?;
    let width = users.iter().map(|user| user.name.chars().count()).max().unwrap_or(0);
    let lines: Vec<String> = users
        .iter()
        .map(|user| {
            let state = if user.active { "" } else { "  (cannot sign in)" };
            format!("{:width$}  {}{state}", user.name, user.role.word())
        })
        .collect();
    let text = if lines.is_empty() {
        "There are no users yet. Make the first with: handyman-kpi setup-link".to_owned()
    } else {
        lines.join("\n")
    };
    let items: Vec<Value> = users
        .iter()
        .map(|user| json!({ "id": user.id, "name": user.name, "role": user.role, "active": user.active }))
        .collect();
    Ok(Answer::done(text, json!({ "items": items })))
}

fn change_role(app: &App, actor: &Actor, name: &str, role: &str) -> Result<Answer, Error> {
    let user = named(app, name)?;
    let employee = user.employee.map(|id| id.to_string()).unwrap_or_default();
    let draft = users::Draft::parse(&user.name, role, user.email.as_deref().unwrap_or_default(), &employee)?;
    users::edit(app, actor, user.id, &draft)?;
    let text = format!("{} is now {}.", user.name, with_article(draft.role));
    Ok(Answer::done(
        text,
        json!({ "id": user.id, "name": user.name, "role": draft.role }),
    ))
}

fn with_article(role: Role) -> &'static str {
    match role {
        Role::Admin => "an admin",
        Role::Manager => "a manager",
        Role::Employee => "an employee",
    }
}

fn set_active(app: &App, actor: &Actor, name: &str, active: bool) -> Result<Answer, Error> {
    let user = named(app, name)?;
    users::set_active(app, actor, user.id, active)?;
    let text = if active {
        format!("{} can sign in again.", user.name)
    } else {
        format!(
            "{} can no longer sign in, and has been signed out everywhere.",
            user.name
        )
    };
    Ok(Answer::done(
        text,
        json!({ "id": user.id, "name": user.name, "active": active }),
    ))
}

fn list_sessions(app: &App, actor: &Actor, name: &str) -> Result<Answer, Error> {
    let user = named(app, name)?;
    users::get(app, actor, user.id)?;
    let sessions = sessions::of_user(app, user.id)?;
    let lines: Vec<String> = sessions
        .iter()
        .map(|s| {
            format!(
                "{}  {}  last seen {}",
                s.device,
                s.address,
                s.last_seen_at.strftime("%Y-%m-%d %H:%M UTC")
            )
        })
        .collect();
    let text = if lines.is_empty() {
        format!("{} is signed in nowhere.", user.name)
    } else {
        lines.join("\n")
    };
    let items: Vec<Value> = sessions
        .iter()
        .map(
            |s| json!({ "device": s.device, "address": s.address, "since": s.created_at, "last_seen": s.last_seen_at }),
        )
        .collect();
    Ok(Answer::done(text, json!({ "items": items })))
}

fn revoke(app: &App, actor: &Actor, name: &str) -> Result<Answer, Error> {
    let user = named(app, name)?;
    let ended = sessions::revoke_all(app, actor, user.id)?;
    let text = format!("{} has been signed out of {ended} browsers.", user.name);
    Ok(Answer::done(text, json!({ "ended": ended })))
}

pub(super) fn named(app: &App, name: &str) -> Result<User, Error> {
    users::by_name(app, name)?.ok_or_else(|| {
        Error::Conflict(message!(
            "There is no user {name}. See all with: handyman-kpi user list",
            name = name
        ))
    })
}

fn indented(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
