//! What all rows have in common: they answer with an ETag, for the state that was asked for, and what
//! changes something is carried out once.

use super::conditions::{etag, names};
use super::query::Query;
use super::{Does, Param};
use crate::app::{self, once};
use crate::domain::invalid::Invalid;
use crate::domain::policy::Actor;
use crate::domain::token::{AnsweredRequest, KeptAnswer, Once};
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use http::{StatusCode, header};
use serde::Serialize;

/// How often a change is tried when others get in between.
const TRIES: usize = 20;

/// The JSON of what is at an address, as this user may see it.
pub type Show = fn(&Ctx, &Request, u64) -> Result<String, Failure>;

/// A row that changes something.
pub struct Writing {
    pub does: Does,
    /// What is at the address, or was made there; what an ETag is of.
    pub show: Show,
    /// Where what was made is, without its number.
    pub place: &'static str,
    pub at: At,
    /// Its answer holds a secret that is not to be kept.
    pub secret: bool,
    /// What may stand in its query.
    pub query: &'static [Param],
}

/// Where the number of what is written comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `{id}` in the path.
    Path,
    /// It is made.
    Made,
    /// There is only one, which has none.
    Single,
}

impl At {
    /// What is there before anything is written.
    fn before(self, request: &Request) -> Result<Option<u64>, Failure> {
        match self {
            At::Path => request.id("id").map(Some),
            At::Made => Ok(None),
            At::Single => Ok(Some(0)),
        }
    }
}

/// A row that changes what is at its address.
pub const fn changes(show: Show) -> Writing {
    Writing {
        does: Does::Change,
        show,
        place: "",
        at: At::Path,
        secret: false,
        query: &[],
    }
}

/// A row that adds something below `place`.
pub const fn creates(place: &'static str, show: Show) -> Writing {
    Writing {
        does: Does::Create,
        show,
        place,
        at: At::Made,
        secret: false,
        query: &[],
    }
}

/// A row that takes away what is at its address.
pub const fn deletes(show: Show) -> Writing {
    Writing {
        does: Does::Delete,
        ..changes(show)
    }
}

/// As JSON.
pub fn json<T: Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::Broken(error.to_string()))
}

/// The answer of a row that reads: with its ETag, or that nothing has changed.
pub fn read<T: Serialize>(
    ctx: &Ctx,
    request: &Request,
    params: &[Param],
    make: impl FnOnce(&Query<'_>) -> Result<T, Failure>,
) -> Result<Reply, Failure> {
    let query = Query::of(request, params)?;
    let body = json(&make(&query)?)?;
    let etag = etag(ctx, &body);
    if let Some(known) = &request.conditions.if_none_match
        && names("If-None-Match", known, &etag, true)?
    {
        let reply = Reply::empty(StatusCode::NOT_MODIFIED);
        return Ok(kept_by_itself(reply).with_header(header::ETAG, &etag));
    }
    Ok(kept_by_itself(Reply::api(body)).with_header(header::ETAG, &etag))
}

/// The answer of a row that writes. `act` does it, all in one change as the actor it is given, and
/// gives the number of what was made, and the answer where that is not what `show` gives.
pub fn write(
    ctx: &Ctx,
    request: &Request,
    writing: &Writing,
    act: impl Fn(&Actor) -> Result<(u64, Option<String>), Failure>,
) -> Result<Reply, Failure> {
    Query::of(request, writing.query)?;
    if let Some(wanted) = &request.conditions.if_match {
        names("If-Match", wanted, "", false)?;
    }
    let Some(once) = once_of(ctx, request)? else {
        let (id, body) = try_to(ctx, request, writing, None, act)?;
        return Ok(reply(&answer(ctx, request, writing, id, body)?));
    };
    let _turn = match once::know(&ctx.app, &once)? {
        once::Known::Not(turn) => turn,
        once::Known::Done(done) => return again(ctx, request, writing, &once, *done),
        once::Known::UnderWay => return Err(Failure::UnderWay),
        once::Known::OtherBody => return Err(Failure::OtherRequest),
        once::Known::Full => return Err(Failure::TooManyKeys),
    };
    let (id, body) = try_to(ctx, request, writing, Some(&once), act)?;
    let answer = answer(ctx, request, writing, id, body)?;
    let reply = reply(&answer);
    if !writing.secret {
        once::keep(&ctx.app, &once, answer);
    }
    Ok(reply)
}

/// Does it for the state that the request was made for, and for no other.
fn try_to<T>(
    ctx: &Ctx,
    request: &Request,
    writing: &Writing,
    once: Option<&Once>,
    act: impl Fn(&Actor) -> Result<T, Failure>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        let after = ctx.app.changes();
        if let Some(id) = writing.at.before(request)? {
            let shown = (writing.show)(ctx, request, id)?;
            if let Some(wanted) = &request.conditions.if_match
                && !names("If-Match", wanted, &etag(ctx, &shown), false)?
            {
                return Err(Failure::OtherVersion);
            }
        }
        let mut actor = request.actor.clone();
        if let Actor::User(account) = &mut actor
            && let Some(via) = &mut account.via
        {
            via.after = Some(after);
            via.once = once.cloned();
        }
        match act(&actor) {
            Err(Failure::App(app::Error::Meanwhile)) => {}
            done => return done,
        }
    }
    Err(Failure::App(app::Error::Meanwhile))
}

fn answer(
    ctx: &Ctx,
    request: &Request,
    writing: &Writing,
    id: u64,
    body: Option<String>,
) -> Result<KeptAnswer, Failure> {
    let status = writing.does.status();
    if writing.does == Does::Delete {
        return Ok(KeptAnswer {
            status,
            location: None,
            etag: None,
            body: String::new(),
        });
    }
    let shown = (writing.show)(ctx, request, id);
    // Who changes something may lose sight of it by that: it is done all the same.
    let shown = match shown {
        Err(Failure::NotFound | Failure::App(app::Error::NotFound)) => None,
        shown => Some(shown?),
    };
    let etag = shown.as_deref().map(|shown| etag(ctx, shown));
    Ok(KeptAnswer {
        status,
        location: (writing.does == Does::Create).then(|| format!("{}/{id}", writing.place)),
        etag,
        body: body.or(shown).unwrap_or_else(|| format!("{{\"id\":{id}}}")),
    })
}

/// The answer to a request that was carried out before.
fn again(
    ctx: &Ctx,
    request: &Request,
    writing: &Writing,
    once: &Once,
    done: AnsweredRequest,
) -> Result<Reply, Failure> {
    let same_role = matches!(&request.actor, Actor::User(account) if account.role == done.role);
    let answer = match done.answer.filter(|_| same_role) {
        Some(answer) => answer,
        None => {
            let id = match writing.at.before(request)? {
                Some(id) => id,
                None => done.subject.ok_or(Failure::NotFound)?,
            };
            let made = answer(ctx, request, writing, id, None)?;
            if same_role && !writing.secret {
                once::keep(&ctx.app, once, made.clone());
            }
            made
        }
    };
    let repeated = http::HeaderName::from_static("idempotency-replayed");
    Ok(reply(&answer).with_header(repeated, "true"))
}

fn reply(answer: &KeptAnswer) -> Reply {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut reply = match answer.body.is_empty() {
        true => Reply::empty(status),
        false => Reply::api(answer.body.clone()).with_status(status),
    };
    for (name, value) in [(header::LOCATION, &answer.location), (header::ETAG, &answer.etag)] {
        if let Some(value) = value {
            reply = reply.with_header(name, value);
        }
    }
    reply
}

/// The request's name, if it has a key.
fn once_of(ctx: &Ctx, request: &Request) -> Result<Option<Once>, Failure> {
    let Some(key) = &request.conditions.idempotency_key else {
        return Ok(None);
    };
    let key = std::str::from_utf8(key)
        .ok()
        .filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    let Some(key) = key else {
        return Err(Invalid::one(
            "Idempotency-Key",
            message!("Please choose a key of 1 to 255 letters, digits and signs, without spaces: a UUID, for example."),
        )
        .into());
    };
    let Actor::User(account) = &request.actor else {
        return Err(Failure::NoToken);
    };
    let method = request.method.as_str();
    Ok(Some(once::named(
        &ctx.app,
        account.user,
        method,
        &request.path,
        key,
        (&request.raw_query, &request.body),
    )))
}

/// The same with the names that fields have here.
pub fn renamed(failure: Failure, name: impl Fn(&str) -> String) -> Failure {
    match failure {
        Failure::App(app::Error::Invalid(mut invalid)) => {
            for (field, _) in &mut invalid.fields {
                *field = name(field);
            }
            Failure::from(invalid)
        }
        other => other,
    }
}

/// May be kept by who asked, and asked for again each time.
fn kept_by_itself(reply: Reply) -> Reply {
    reply
        .with_header(header::CACHE_CONTROL, "private, no-cache")
        .with_header(header::VARY, "Authorization, Accept-Language")
}
