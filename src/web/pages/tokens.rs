//! `/account/tokens` and `/tokens`: API tokens, one's own and, for an administrator, everyone's. A token
//! is shown once.

use crate::app::{self, tokens};
use crate::domain::id::ApiTokenId;
use crate::domain::message::Message;
use crate::domain::token::{ApiToken, Draft};
use crate::message;
use crate::view::{self, Errors, Moment, Section};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/account/tokens", Access::User, own),
    post("/account/tokens", Access::User, Body::Form, create),
    post("/account/tokens/{id}/revocation", Access::User, Body::Form, revoke_own),
    get("/tokens", Access::Admin, all),
    post("/tokens/{id}/revocation", Access::Admin, Body::Form, revoke),
];

#[derive(Serialize)]
struct OwnPage {
    rows: Vec<Row>,
    name: String,
    read_only: bool,
    expires: String,
    errors: Errors,
}

#[derive(Serialize)]
struct AllPage {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct MadePage {
    name: String,
    secret: String,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    name: String,
    /// Whose it is; empty on one's own page.
    user: String,
    read_only: bool,
    works: bool,
    created: Moment,
    expires: Option<Moment>,
    expired: bool,
    used: Option<Moment>,
    revoked: Option<Moment>,
    revocation: String,
}

impl view::Page for OwnPage {
    const TEMPLATE: &'static str = "tokens/own.html";
    fn title(&self) -> Message {
        message!("Your API tokens")
    }
    fn section(&self) -> Section {
        Section::Account
    }
}

impl view::Page for AllPage {
    const TEMPLATE: &'static str = "tokens/all.html";
    fn title(&self) -> Message {
        message!("API tokens")
    }
    fn section(&self) -> Section {
        Section::Users
    }
}

impl view::Page for MadePage {
    const TEMPLATE: &'static str = "tokens/made.html";
    fn title(&self) -> Message {
        message!("The token {name}", name = self.name)
    }
    fn section(&self) -> Section {
        Section::Account
    }
}

fn row(ctx: &Ctx, user: String, token: ApiToken, place: &str) -> Row {
    let zone = ctx.app.zoned_now().time_zone().clone();
    let (now, moment) = (ctx.app.now(), |at| Moment::new(at, &zone));
    Row {
        id: token.id.0,
        works: token.works(now),
        created: moment(token.created_at),
        expires: token.expires_at.map(moment),
        expired: token.expires_at.is_some_and(|end| end <= now),
        used: token.last_used_at.map(moment),
        revoked: token.revoked_at.map(moment),
        revocation: format!("{place}/{}/revocation", token.id),
        read_only: token.read_only,
        name: token.name,
        user,
    }
}

fn own(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &own_page(ctx, request, Errors::default())?)
}

/// With what was typed last.
fn own_page(ctx: &Ctx, request: &Request, errors: Errors) -> Result<OwnPage, Failure> {
    let tokens = tokens::own(&ctx.app, &request.actor)?;
    let typed = |name: &str| request.form.text(name).to_owned();
    Ok(OwnPage {
        rows: tokens
            .into_iter()
            .map(|token| row(ctx, String::new(), token, "/account/tokens"))
            .collect(),
        name: typed("name"),
        read_only: request.form.has("read_only"),
        expires: typed("expires"),
        errors,
    })
}

fn create(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let (form, app) = (&request.form, &ctx.app);
    let made = Draft::parse(form.text("name"), form.has("read_only"), form.text("expires"))
        .map_err(app::Error::from)
        .and_then(|draft| tokens::create_own(app, &request.actor, &draft).map(|(_, secret)| (draft.name, secret)));
    match made {
        Ok((name, secret)) => ctx.page(request, &MadePage { name, secret }),
        Err(error) => ctx.again(request, error, |errors| own_page(ctx, request, errors)),
    }
}

fn revoke_own(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: ApiTokenId = request.id("id")?;
    let token = tokens::revoke_own(&ctx.app, &request.actor, id)?;
    Ok(Reply::see_other("/account/tokens").with_flash(revoked(&token)))
}

fn all(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let rows = tokens::all(&ctx.app, &request.actor)?
        .into_iter()
        .map(|(user, token)| row(ctx, user, token, "/tokens"))
        .collect();
    ctx.page(request, &AllPage { rows })
}

fn revoke(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let token = tokens::revoke(&ctx.app, &request.actor, request.id("id")?)?;
    Ok(Reply::see_other("/tokens").with_flash(revoked(&token)))
}

fn revoked(token: &ApiToken) -> Flash {
    Flash::done(message!("The token {name} does not work any more.", name = token.name))
}
