//! `token`: what lets a program use the API in a user's name.

use super::command::{Answer, Command, named};
use crate::app::{App, Error, tokens};
use crate::domain::id::ApiTokenId;
use crate::domain::policy::Actor;
use crate::domain::token::{ApiToken, Draft};
use jiff::Timestamp;
use serde_json::{Value, json};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Make a token, which is printed this once only
    Create {
        /// Whose it is: it may never do more than this user
        #[arg(long)]
        user: String,
        /// What it is for
        #[arg(long, value_name = "LABEL")]
        name: String,
        /// It changes nothing
        #[arg(long)]
        read_only: bool,
        /// Days it works; without: until it is revoked
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
        expires: Option<u32>,
    },
    /// List everyone's tokens
    List,
    /// End a token at once
    Revoke {
        /// Its number, from the list
        id: u64,
    },
}

impl From<Subcommands> for Command {
    fn from(command: Subcommands) -> Command {
        match command {
            Subcommands::Create {
                user,
                name,
                read_only,
                expires,
            } => Command::TokenCreate {
                user,
                name,
                read_only,
                expires,
            },
            Subcommands::List => Command::TokenList,
            Subcommands::Revoke { id } => Command::TokenRevoke { id },
        }
    }
}

pub(super) fn create(
    app: &App,
    actor: &Actor,
    user: &str,
    name: &str,
    read_only: bool,
    expires: Option<u32>,
) -> Result<Answer, Error> {
    let user = named(app, user)?;
    let days = expires.map(|days| days.to_string()).unwrap_or_default();
    let draft = Draft::parse(name, read_only, &days)?;
    let (id, token) = tokens::create_for(app, actor, user.id, &draft)?;
    let may = if read_only { "read" } else { "do" };
    let text = format!(
        "Token {id}, “{}”, may {may} what {} may. It is shown only now:\n\n  {token}\n\nSend it as a header: Authorization: Bearer TOKEN",
        draft.name, user.name
    );
    Ok(Answer::done(
        text,
        json!({ "id": id, "user": user.name, "name": draft.name, "read_only": read_only, "token": token }),
    ))
}

pub(super) fn list(app: &App, actor: &Actor) -> Result<Answer, Error> {
    let (now, all) = (app.now(), tokens::all(app, actor)?);
    let lines: Vec<String> = all.iter().map(|(user, token)| line(user, token, now)).collect();
    let text = match lines.is_empty() {
        true => "There are no tokens. Make one with: handyman-kpi token create --user NAME --name LABEL".to_owned(),
        false => lines.join("\n"),
    };
    let items: Vec<Value> = all
        .iter()
        .map(|(user, token)| {
            json!({
                "id": token.id, "user": user, "name": token.name, "read_only": token.read_only,
                "created_at": token.created_at, "expires_at": token.expires_at,
                "last_used_at": token.last_used_at, "revoked_at": token.revoked_at, "works": token.works(now),
            })
        })
        .collect();
    Ok(Answer::done(text, json!({ "items": items })))
}

fn line(user: &str, token: &ApiToken, now: Timestamp) -> String {
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let scope = if token.read_only { "reads" } else { "reads and writes" };
    let used = token
        .last_used_at
        .map_or_else(|| "never used".to_owned(), |at| format!("last used {}", day(at)));
    let end = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!(", revoked {}", day(at)),
        (None, Some(at)) if at <= now => format!(", expired {}", day(at)),
        (None, Some(at)) => format!(", until {}", day(at)),
        (None, None) => String::new(),
    };
    format!("{}  {user}  “{}”  {scope}, {used}{end}", token.id, token.name)
}

pub(super) fn revoke(app: &App, actor: &Actor, id: u64) -> Result<Answer, Error> {
    let token = tokens::revoke(app, actor, ApiTokenId(id)).map_err(|error| match error {
        Error::NotFound => Error::Conflict(crate::message!(
            "There is no token {id}. See all with: handyman-kpi token list",
            id = id
        )),
        other => other,
    })?;
    Ok(Answer::done(
        format!("Token {id}, “{}”, does not work any more.", token.name),
        json!({ "id": id, "revoked_at": token.revoked_at }),
    ))
}
