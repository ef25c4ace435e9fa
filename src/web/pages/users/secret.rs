//! What is shown once: a first password, or a link to set a new one.

use crate::app::users;
use crate::domain::id::UserId;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Section};
use crate::web::{Ctx, Failure, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct SecretPage {
    #[serde(skip)]
    title: Message,
    what: Message,
    secret: String,
    next: Message,
}

impl view::Page for SecretPage {
    const TEMPLATE: &'static str = "users/secret.html";
    fn title(&self) -> Message {
        self.title.clone()
    }
    fn section(&self) -> Section {
        Section::Users
    }
}

/// What an admin hands over to a new user.
pub(super) fn first_password(ctx: &Ctx, request: &Request, name: &str, password: String) -> Result<Reply, Failure> {
    let name = name.trim();
    let page = SecretPage {
        title: message!("{name} can sign in", name = name),
        what: message!("The first password of {name} is:", name = name),
        secret: password,
        next: message!("At the first sign-in, {name} chooses another.", name = name),
    };
    ctx.page(request, &page)
}

/// Makes a one-time link and shows it.
pub fn reset_link(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let id: UserId = request.id("id")?;
    let user = users::get(&ctx.app, &request.actor, id)?;
    let code = users::reset_link(&ctx.app, &request.actor, id)?;
    let page = SecretPage {
        title: message!("A link for {name}", name = user.name),
        what: message!("With this link {name} sets a new password:", name = user.name),
        // Behind #, so that it stands in no log on the way.
        secret: format!("{}/reset#{code}", request.origin),
        next: message!(
            "It works once, for 30 minutes. {name} is signed out everywhere meanwhile.",
            name = user.name
        ),
    };
    ctx.page(request, &page)
}
