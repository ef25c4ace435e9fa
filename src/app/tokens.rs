//! API tokens: make, recognise, list, revoke. A token is shown once; what is stored is its hash.

use super::{App, Change, Error, users};
use crate::domain::account::User;
use crate::domain::id::{ApiTokenId, UserId};
use crate::domain::policy::{Account, Action, Actor};
use crate::domain::token::{ApiToken, Draft, TOKENS_MAX, Via};
use crate::host::secret;
use crate::message;
use crate::store::{Order, Read, Span};
use jiff::{SignedDuration, Timestamp};

/// Every token begins so, which lets programs that look for leaked secrets find one.
pub const BEGINS: &str = "hkpi_";
/// How far the stored "last used" may lag: a read must not become a write every time.
const LAST_USED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// A recognised token.
#[derive(Clone, Debug)]
pub struct Recognised {
    pub actor: Actor,
    pub user: User,
    pub token: ApiToken,
}

/// Makes a token for the actor; gives it, once.
pub fn create_own(app: &App, actor: &Actor, draft: &Draft) -> Result<(ApiTokenId, String), Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let user = users::own(app, actor)?.id;
    create(app, actor, user, draft)
}

/// Makes a token for someone else, as the shell does.
pub fn create_for(app: &App, actor: &Actor, user: UserId, draft: &Draft) -> Result<(ApiTokenId, String), Error> {
    // A token can do all its user can, so an admin would come to act in another's name.
    if matches!(actor, Actor::User(_)) {
        return Err(Error::Denied);
    }
    app.permit(actor, &Action::ManageTokens)?;
    create(app, actor, user, draft)
}

fn create(app: &App, actor: &Actor, user: UserId, draft: &Draft) -> Result<(ApiTokenId, String), Error> {
    let token = format!("{BEGINS}{}", secret::token());
    let id = app.change(actor, |change| {
        let user = change.store.get::<User>(user)?.ok_or(Error::NotFound)?;
        if !user.active {
            return Err(Error::Conflict(message!(
                "{name} is not active, so a token would not work. Reactivate the user first.",
                name = user.name
            )));
        }
        let working = of(change.store, user.id)?
            .iter()
            .filter(|one| one.works(change.now))
            .count();
        if working >= TOKENS_MAX {
            return Err(Error::Conflict(message!(
                "{name} has {n} tokens that work, which is as many as there can be. Revoke one first.",
                name = user.name,
                n = working
            )));
        }
        let id = change.next_id::<ApiToken>()?;
        let days = draft.days.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
        change.put(&ApiToken {
            id,
            user: user.id,
            name: draft.name.clone(),
            token_hash: secret::hash(&token),
            read_only: draft.read_only,
            created_at: change.now,
            expires_at: days.map(|days| change.now + days),
            last_used_at: None,
            revoked_at: None,
        })?;
        change.record::<ApiToken>("token_created", id, &["user", "read_only", "expires_at"])?;
        Ok(id)
    })?;
    Ok((id, token))
}

/// Whom a token stands for, if it still works and its user is active.
pub fn resolve(app: &App, token: &str) -> Result<Option<Recognised>, Error> {
    let reader = app.store.read()?;
    let now = app.now();
    let found = reader.unique::<ApiToken>("token_hash", secret::hash(token))?;
    let Some(token) = found.filter(|token| token.works(now)) else {
        return Ok(None);
    };
    let Some(user) = reader.get::<User>(token.user)?.filter(|user| user.active) else {
        return Ok(None);
    };
    drop(reader);
    if token
        .last_used_at
        .is_none_or(|last| now.duration_since(last) > LAST_USED_EVERY)
    {
        touch(app, token.id, now);
    }
    let actor = Actor::User(Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: Some(Box::new(Via {
            token: token.id,
            read_only: token.read_only,
            once: None,
            after: None,
        })),
    });
    Ok(Some(Recognised { actor, user, token }))
}

/// Best effort: a full disk must not lock programs out.
fn touch(app: &App, id: ApiTokenId, now: Timestamp) {
    let done = app.change(&Actor::Program, |change| {
        if let Some(mut token) = change.store.get::<ApiToken>(id)? {
            token.last_used_at = Some(now);
            change.put(&token)?;
        }
        Ok(())
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the time a token was last used could not be saved");
    }
}

/// The own tokens, the newest first.
pub fn own(app: &App, actor: &Actor) -> Result<Vec<ApiToken>, Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let user = users::own(app, actor)?.id;
    let mut tokens = of(&app.store.read()?, user)?;
    tokens.reverse();
    Ok(tokens)
}

/// Everyone's tokens with the names of their users, by user, the newest first.
pub fn all(app: &App, actor: &Actor) -> Result<Vec<(String, ApiToken)>, Error> {
    app.permit(actor, &Action::ManageTokens)?;
    let reader = app.store.read()?;
    let mut all = Vec::new();
    for token in reader.all::<ApiToken>()? {
        let name = reader
            .get::<User>(token.user)?
            .map_or_else(String::new, |user| user.name);
        all.push((name, token));
    }
    all.sort_by(|(a, x), (b, y)| (crate::domain::text::folded(a), y.id).cmp(&(crate::domain::text::folded(b), x.id)));
    Ok(all)
}

/// Ends an own token.
pub fn revoke_own(app: &App, actor: &Actor, id: ApiTokenId) -> Result<ApiToken, Error> {
    app.permit(actor, &Action::OwnAccount)?;
    let me = users::own(app, actor)?.id;
    app.change(actor, |change| {
        let token = change.store.get::<ApiToken>(id)?.filter(|token| token.user == me);
        end(change, token.ok_or(Error::NotFound)?)
    })
}

/// Ends anyone's token.
pub fn revoke(app: &App, actor: &Actor, id: ApiTokenId) -> Result<ApiToken, Error> {
    app.permit(actor, &Action::ManageTokens)?;
    app.change(actor, |change| {
        let token = change.store.get::<ApiToken>(id)?;
        end(change, token.ok_or(Error::NotFound)?)
    })
}

fn end(change: &mut Change<'_>, mut token: ApiToken) -> Result<ApiToken, Error> {
    if token.revoked_at.is_none() {
        token.revoked_at = Some(change.now);
        change.put(&token)?;
        change.record::<ApiToken>("token_revoked", token.id, &[])?;
    }
    Ok(token)
}

/// Ends every token of a user, inside a change.
pub(super) fn end_all(change: &mut Change<'_>, user: UserId) -> Result<(), Error> {
    for token in of(change.store, user)? {
        end(change, token)?;
    }
    Ok(())
}

/// Takes every token of a user away, inside a change: their names were the user's words.
pub(super) fn remove_all(change: &mut Change<'_>, user: UserId) -> Result<(), Error> {
    for token in of(change.store, user)? {
        change.delete::<ApiToken>(token.id)?;
    }
    Ok(())
}

/// The tokens of a user, the oldest first.
pub(super) fn of(store: &impl Read, user: UserId) -> Result<Vec<ApiToken>, Error> {
    Ok(store.list::<ApiToken>("by_user", Span::of(user), Order::Ascending, usize::MAX)?)
}
