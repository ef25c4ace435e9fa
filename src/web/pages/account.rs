//! `/account`: the own password, appearance, and where one is signed in.

mod notice;
mod password;

use crate::app::{self, sessions, users};
use crate::domain::account::Theme;
use crate::domain::id::SessionId;
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Choice, Errors, Moment, Section, Words};
use crate::web::{
    Access, Body, Ctx, Failure, Flash, NOTICE, PASSWORD, Reply, Request, Route, device, get, local_path, post,
};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/account", Access::User, show),
    post("/account/theme", Access::User, Body::Form, theme),
    post("/account/language", Access::User, Body::Form, language),
    post("/account/sessions/end", Access::User, Body::Form, end_others),
    post("/account/sessions/{id}/end", Access::User, Body::Form, end),
    get(NOTICE, Access::User, notice::show),
    post(NOTICE, Access::User, Body::Form, notice::read),
    get(PASSWORD, Access::User, password::show),
    post(PASSWORD, Access::User, Body::Form, password::change),
];

#[derive(Serialize)]
struct AccountPage {
    who: Message,
    /// Number of the employee the user is.
    employee: Option<u64>,
    theme: &'static str,
    themes: Vec<Choice<Message>>,
    /// The chosen tag; empty: as the browser asks.
    language: String,
    languages: Vec<Choice<Message>>,
    sessions: Vec<Session>,
    errors: Errors,
}

#[derive(Serialize)]
struct Session {
    id: u64,
    device: Message,
    address: String,
    since: Moment,
    last: Moment,
    /// The one this page was asked for with.
    here: bool,
}

impl view::Page for AccountPage {
    const TEMPLATE: &'static str = "account/show.html";
    fn title(&self) -> Message {
        message!("Your account")
    }
    fn section(&self) -> Section {
        Section::Account
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    let zone = ctx.app.zoned_now().time_zone().clone();
    let sessions = sessions::of_user(&ctx.app, signed.user.id)?;
    let page = AccountPage {
        who: message!(
            "{name}, {role}",
            name = signed.user.name,
            role = super::users::role_name(signed.user.role)
        ),
        employee: signed.user.employee.map(|id| id.0),
        theme: theme_word(signed.user.theme),
        themes: vec![
            Choice::new("device", message!("As on this device")),
            Choice::new("light", message!("Light")),
            Choice::new("dark", message!("Dark")),
        ],
        language: signed.user.language.clone().unwrap_or_default(),
        languages: languages(),
        sessions: sessions
            .into_iter()
            .map(|session| Session {
                id: session.id.0,
                here: session.id == signed.session.id,
                since: Moment::new(session.created_at, &zone),
                last: Moment::new(session.last_seen_at, &zone),
                device: device::said(&session.device),
                address: session.address,
            })
            .collect(),
        errors: Errors::default(),
    };
    ctx.page(request, &page)
}

fn theme(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let chosen = request.form.text("theme");
    let theme = [Theme::Device, Theme::Light, Theme::Dark]
        .into_iter()
        .find(|theme| theme_word(*theme) == chosen)
        .ok_or_else(|| Failure::Bad(message!("Please choose light, dark, or as on this device.")))?;
    users::set_theme(&ctx.app, &request.actor, theme)?;
    Ok(Reply::see_other(
        local_path(request.form.text("back")).unwrap_or("/account"),
    ))
}

fn theme_word(theme: Theme) -> &'static str {
    match theme {
        Theme::Device => "device",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// What the browser asks for, then each language in its own words.
fn languages() -> Vec<Choice<Message>> {
    let own = Words::LANGUAGES.map(|(tag, name)| Choice::new(tag, message!("{name}", name = name)));
    let mut all = vec![Choice::new("", message!("As in this browser"))];
    all.extend(own);
    all
}

fn language(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let chosen = request.form.text("language");
    let known = Words::LANGUAGES.iter().any(|(tag, _)| *tag == chosen);
    if !known && !chosen.is_empty() {
        return Err(Failure::Bad(message!(
            "Please choose one of the languages on your account page."
        )));
    }
    users::set_language(&ctx.app, &request.actor, known.then_some(chosen))?;
    Ok(Reply::see_other("/account"))
}

fn end(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: SessionId = request.id("id")?;
    sessions::revoke(&ctx.app, &request.actor, id)?;
    Ok(Reply::see_other("/account").with_flash(Flash::done(message!("That device is signed out."))))
}

fn end_others(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    sessions::revoke_others(&ctx.app, &request.actor, signed.session.id)?;
    let said = message!("You are signed out everywhere else.");
    Ok(Reply::see_other("/account").with_flash(Flash::done(said)))
}

/// That the new password was typed the same twice.
pub(super) fn typed_twice(new: &str, again: &str) -> Result<(), app::Error> {
    if new == again {
        return Ok(());
    }
    let sentence = message!("The two passwords differ. Please type the same one twice.");
    Err(Invalid::one("again", sentence).into())
}
