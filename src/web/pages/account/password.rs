//! `/account/password`: also where everyone is sent whose first password was made by someone else.

use super::typed_twice;
use crate::app::users;
use crate::domain::message::Message;
use crate::message;
use crate::view::{self, Errors, Section};
use crate::web::{Ctx, Failure, Flash, PASSWORD, Reply, Request};
use serde::Serialize;

#[derive(Serialize)]
struct PasswordPage {
    /// Nothing else is open before it is changed.
    forced: bool,
    errors: Errors,
}

impl view::Page for PasswordPage {
    const TEMPLATE: &'static str = "account/password.html";
    fn title(&self) -> Message {
        match self.forced {
            true => message!("Choose your password"),
            false => message!("Change the password"),
        }
    }
    fn section(&self) -> Section {
        Section::Account
    }
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    ctx.page(request, &page(request, Errors::default())?)
}

pub fn change(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    let signed = request.signed_in.as_ref().ok_or(Failure::NotFound)?;
    let text = |name: &str| request.form.text(name);
    let changed = typed_twice(text("new"), text("again"))
        .and_then(|()| users::change_password(&ctx.app, &request.actor, signed.session.id, text("old"), text("new")));
    match changed {
        Ok(()) => {
            let to = if signed.user.must_change_password {
                "/"
            } else {
                "/account"
            };
            let said = Flash::done(message!(
                "Your password is changed. On other devices you are signed out."
            ));
            Ok(Reply::see_other(to).with_flash(said))
        }
        Err(error) => ctx.again(request, error, |errors| page(request, errors)),
    }
}

fn page(request: &Request, errors: Errors) -> Result<PasswordPage, Failure> {
    debug_assert!(PASSWORD.starts_with("/account"), "the templates lead there");
    Ok(PasswordPage {
        forced: request.user()?.must_change_password,
        errors,
    })
}
