//! `/sign-in` and `/sign-out`.

use crate::app::sessions;
use crate::domain::invalid::Invalid;
use crate::message;
use crate::view::{Errors, SignInPage};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, SIGN_IN, SIGN_OUT, get, local_path, post};
use http::StatusCode;
use std::time::Duration;

pub const ROUTES: &[Route] = &[
    get(SIGN_IN, Access::Visitor, show),
    post(SIGN_IN, Access::Visitor, Body::Form, sign_in),
    post(SIGN_OUT, Access::User, Body::Form, sign_out),
];

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let next = next(request.query.text("next"));
    if request.signed_in.is_some() {
        return Ok(Reply::see_other(next));
    }
    let page = SignInPage {
        next: next.to_owned(),
        ..SignInPage::default()
    };
    ctx.page(request, &page)
}

fn sign_in(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (name, password) = (request.form.text("name"), request.form.text("password"));
    let next = next(request.form.text("next"));
    let page = |errors| SignInPage {
        name: name.to_owned(),
        next: next.to_owned(),
        told: None,
        errors,
    };
    let mut missing = Invalid::new();
    if name.trim().is_empty() {
        missing.add("name", message!("Please type your user name."));
    }
    if password.is_empty() {
        missing.add("password", message!("Please type your password."));
    }
    if !missing.fields.is_empty() {
        return ctx.page_again(request, &page(Errors::from(&missing)));
    }
    match sessions::sign_in(&ctx.app, name, password, &from(request, &peer(request))) {
        Ok(Some(token)) => Ok(Reply::see_other(next).with_session(token, kept())),
        Ok(None) => {
            let said = message!("User name and password do not fit together. Please try again.");
            let errors = Errors::from(&Invalid::one("password", said));
            Ok(ctx
                .page(request, &page(errors))?
                .with_status(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => ctx.again(request, error, |errors| Ok(page(errors))),
    }
}

fn sign_out(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    if let Some(signed) = &request.signed_in {
        sessions::sign_out(&ctx.app, signed)?;
    }
    let said = Flash::done(message!("You are signed out."));
    Ok(Reply::see_other(SIGN_IN).without_session().with_flash(said))
}

/// Where to go on: a page of this program, else the start page.
fn next(asked: &str) -> &str {
    local_path(asked)
        .filter(|path| !path.starts_with(SIGN_IN))
        .unwrap_or("/")
}

/// How long the browser keeps the cookie: as long as the session can live at most.
pub(super) fn kept() -> Duration {
    sessions::ABSOLUTE.unsigned_abs()
}

/// The address a request came from, for the list of sessions.
pub(super) fn peer(request: &Request) -> String {
    request.peer.to_canonical().to_string()
}

/// Where someone signs in from.
pub(super) fn from<'a>(request: &'a Request, peer: &'a str) -> sessions::From<'a> {
    sessions::From {
        device: &request.device,
        address: peer,
    }
}
