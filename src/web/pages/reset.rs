//! `/reset`: a new password by a one-time link. The code stands in the link's fragment, which no
//! server sees; a script puts it into the form, or one pastes it.

use super::session;
use crate::app::{self, users};
use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors};
use crate::web::{Access, Body, Ctx, Failure, Flash, Reply, Request, Route, get, post};
use serde::Serialize;

pub const ROUTES: &[Route] = &[
    get("/reset", Access::Visitor, show),
    post("/reset", Access::Visitor, Body::Form, set),
];

#[derive(Serialize)]
struct ResetPage {
    code: String,
    errors: Errors,
}

impl view::Page for ResetPage {
    const TEMPLATE: &'static str = "account/reset.html";
    fn title(&self) -> Message {
        message!("Set a new password")
    }
}

fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let page = ResetPage {
        code: String::new(),
        errors: Errors::default(),
    };
    ctx.page(request, &page)
}

fn set(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let text = |name: &str| request.form.text(name);
    let code = code(text("code"));
    match reset(ctx, request, code, text("new"), text("again")) {
        Ok(token) => {
            let said = Flash::done(message!("Your new password is set, and you are signed in."));
            Ok(Reply::see_other("/")
                .with_session(token, session::kept())
                .with_flash(said))
        }
        Err(error) => ctx.again(request, error, |errors| {
            Ok(ResetPage {
                code: code.to_owned(),
                errors,
            })
        }),
    }
}

fn reset(ctx: &Ctx, request: &Request, code: &str, new: &str, again: &str) -> Result<String, app::Error> {
    if users::of_reset_link(&ctx.app, code)?.is_none() {
        return Err(no_such_link());
    }
    super::account::typed_twice(new, again)?;
    let peer = session::peer(request);
    match users::reset_password(&ctx.app, code, new, &session::from(request, &peer)) {
        // Used meanwhile, by another window.
        Err(app::Error::NotFound) => Err(no_such_link()),
        other => other,
    }
}

fn no_such_link() -> app::Error {
    let sentence = message!(
        "This code does not work: it was used already, is older than 30 minutes, or is not complete. Ask an admin for a new link."
    );
    Invalid::one("code", sentence).into()
}

/// The code of a link, also when the whole link was pasted.
pub(super) fn code(typed: &str) -> &str {
    let typed = typed.trim();
    typed.rsplit_once('#').map_or(typed, |(_, code)| code)
}
