//! Signed-in browsers: begin, recognise, end.

use super::{App, Error};
use crate::domain::account::{HandedOver, Session, User};
use crate::domain::id::{SessionId, UserId};
use crate::domain::policy::{Account, Actor};
use crate::host::secret;
use crate::store::{Order, Read, Span};
use jiff::{SignedDuration, Timestamp};

/// A session unused for so long has ended.
pub const IDLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A session ends this long after sign-in, used or not.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far the stored "last seen" may lag: a read must not become a write every time.
const LAST_SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A recognised browser.
#[derive(Clone, Debug)]
pub struct Signed {
    pub actor: Actor,
    pub user: User,
    pub session: Session,
}

/// Where a sign-in comes from, to be shown in the list of sessions.
#[derive(Clone, Debug)]
pub struct From<'a> {
    /// Browser and system, in words.
    pub device: &'a str,
    pub address: &'a str,
}

/// Signs in by user name and password. `None`: they do not fit, or there is no such user, or the
/// user is not active; which of these is not told, in words or in time. `Some`: the cookie's token.
pub fn sign_in(app: &App, name: &str, password: &str, from: &From<'_>) -> Result<Option<String>, Error> {
    let user = super::users::by_name(app, name)?.filter(|user| user.active);
    let stored = user.as_ref().and_then(|user| user.password_hash.as_deref());
    let fits = app.passwords.verify(password, stored)?;
    let Some(user) = user.filter(|_| fits) else {
        app.change(&Actor::Visitor, |change| change.event("sign_in_refused", None, &[]))?;
        return Ok(None);
    };
    begin(app, user.id, stored_at_check(&user), from).map(Some)
}

/// The password may be changed, or the user deactivated, while the hash is being computed: the
/// session begins only if what was checked still stands.
fn stored_at_check(user: &User) -> Option<String> {
    user.password_hash.clone()
}

fn begin(app: &App, user: UserId, checked: Option<String>, from: &From<'_>) -> Result<String, Error> {
    let actor = Actor::User(Account {
        user,
        role: crate::domain::account::Role::Employee,
        employee: None,
        via: None,
    });
    app.change(&actor, |change| {
        let mut user = change.store.get::<User>(user)?.ok_or(Error::NotFound)?;
        if !user.active || user.password_hash != checked {
            return Err(Error::NotFound);
        }
        user.last_sign_in_at = Some(change.now);
        change.put(&user)?;
        let token = open(change, user.id, from)?;
        change.record::<User>("signed_in", user.id, &[])?;
        Ok(token)
    })
}

/// Opens a session inside a change, for a user who has just proved who they are.
pub(super) fn open(change: &mut super::Change<'_>, user: UserId, from: &From<'_>) -> Result<String, Error> {
    open_for(change, user, from, None)
}

/// The same, perhaps on a device that is handed to someone else.
pub(super) fn open_for(
    change: &mut super::Change<'_>,
    user: UserId,
    from: &From<'_>,
    handed_over: Option<HandedOver>,
) -> Result<String, Error> {
    let token = secret::token();
    let id = change.next_id::<Session>()?;
    change.put(&Session {
        id,
        user,
        token_hash: secret::hash(&token),
        form_secret: secret::token(),
        created_at: change.now,
        last_seen_at: change.now,
        device: from.device.to_owned(),
        address: from.address.to_owned(),
        handed_over,
    })?;
    Ok(token)
}

/// Who a cookie's token stands for, if the session still lives.
pub fn resolve(app: &App, token: &str) -> Result<Option<Signed>, Error> {
    let reader = app.store.read()?;
    let Some(session) = reader.unique::<Session>("token_hash", secret::hash(token))? else {
        return Ok(None);
    };
    let now = app.now();
    if has_ended(&session, now) {
        return Ok(None);
    }
    let Some(mut user) = reader.get::<User>(session.user)?.filter(|user| user.active) else {
        return Ok(None);
    };
    drop(reader);
    if let Some(handed_over) = &session.handed_over {
        super::handover::narrow(app, &mut user, handed_over);
    }
    if now.duration_since(session.last_seen_at) > LAST_SEEN_EVERY {
        touch(app, session.id, now);
    }
    let actor = Actor::User(Account {
        user: user.id,
        role: user.role,
        employee: user.employee,
        via: None,
    });
    Ok(Some(Signed { actor, user, session }))
}

fn has_ended(session: &Session, now: Timestamp) -> bool {
    if session.handed_over.is_some() {
        return now.duration_since(session.created_at) > super::handover::LASTS;
    }
    now.duration_since(session.last_seen_at) > IDLE || now.duration_since(session.created_at) > ABSOLUTE
}

/// Best effort: a full disk must not sign people out.
fn touch(app: &App, id: SessionId, now: Timestamp) {
    let done = app.change(&Actor::Program, |change| {
        if let Some(mut session) = change.store.get::<Session>(id)? {
            session.last_seen_at = now;
            change.put(&session)?;
        }
        Ok(())
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the time a session was last seen could not be saved");
    }
}

/// The own sessions, the latest first.
pub fn of_user(app: &App, user: UserId) -> Result<Vec<Session>, Error> {
    let now = app.now();
    let mut sessions = app
        .store
        .read()?
        .list::<Session>("by_user", Span::of(user), Order::Ascending, usize::MAX)?;
    sessions.retain(|session| !has_ended(session, now));
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_seen_at));
    Ok(sessions)
}

/// Ends the session of a cookie; nothing happens when it has ended already.
pub fn sign_out(app: &App, signed: &Signed) -> Result<(), Error> {
    revoke(app, &signed.actor, signed.session.id)
}

/// Ends one of the actor's own sessions.
pub fn revoke(app: &App, actor: &Actor, id: SessionId) -> Result<(), Error> {
    let Actor::User(account) = actor else {
        return Err(Error::NotFound);
    };
    let me = account.user;
    app.change(actor, |change| {
        let session = change.store.get::<Session>(id)?.filter(|session| session.user == me);
        let session = session.ok_or(Error::NotFound)?;
        change.delete::<Session>(session.id)?;
        change.record::<User>("signed_out", me, &[])
    })
}

/// Ends all sessions of the actor but this one.
pub fn revoke_others(app: &App, actor: &Actor, but: SessionId) -> Result<(), Error> {
    let Actor::User(account) = actor else {
        return Err(Error::NotFound);
    };
    app.change(actor, |change| {
        end_all(change, account.user, Some(but))?;
        change.record::<User>("sessions_revoked", account.user, &[])
    })
}

/// Ends all sessions of a user but one, inside a change. Gives how many.
pub(super) fn end_all(change: &mut super::Change<'_>, user: UserId, but: Option<SessionId>) -> Result<usize, Error> {
    let sessions = change
        .store
        .list::<Session>("by_user", Span::of(user), Order::Ascending, usize::MAX)?;
    let mut ended = 0;
    for session in sessions.iter().filter(|session| Some(session.id) != but) {
        change.delete::<Session>(session.id)?;
        ended += 1;
    }
    Ok(ended)
}

/// Removes sessions that have ended, inside a change, so that the table does not grow for ever.
pub fn sweep(app: &App) -> Result<(), Error> {
    let now = app.now();
    let ended: Vec<_> = app
        .store
        .read()?
        .all::<Session>()?
        .into_iter()
        .filter(|session| has_ended(session, now))
        .collect();
    if ended.is_empty() {
        return Ok(());
    }
    app.change(&Actor::Program, |change| {
        ended
            .iter()
            .try_for_each(|session| change.delete::<Session>(session.id))
    })
}

/// Ends all sessions of a user, for an admin. Gives how many.
pub fn revoke_all(app: &App, actor: &Actor, user: UserId) -> Result<usize, Error> {
    app.permit(actor, &crate::domain::policy::Action::ManageUsers)?;
    app.change(actor, |change| {
        let ended = end_all(change, user, None)?;
        change.record::<User>("sessions_revoked", user, &[])?;
        Ok(ended)
    })
}
