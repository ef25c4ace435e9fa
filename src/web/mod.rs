//! The browser's way in: server, gate, routes, request, reply, pages.

mod again;
pub mod api;
mod attention;
mod cookies;
mod device;
mod encoding;
mod failure;
mod flash;
mod form_token;
mod gate;
mod hosts;
mod kept;
pub mod pages;
mod reply;
mod request;
mod routes;
mod server;

pub use encoding::query_value;
pub use failure::Failure;
pub use flash::Flash;
pub use gate::{Bounds, Gate};
pub use hosts::Hosts;
pub use pages::{ROUTES, list};
pub use reply::Reply;
pub use request::{Conditions, File, LargeFile, Pairs, Request, RequestId};
pub use routes::{
    Access, Body, HANDOVER, Handler, NOTICE, PASSWORD, Route, SETUP, SIGN_IN, SIGN_OUT, Table, Work, file,
    file_by_form, get, local_path, long, long_post, post,
};
pub use server::{Limits, Listen, Server, Sockets};

use crate::app::App;
use crate::domain::message::Message;
use crate::domain::settings::Settings;
use crate::view::{self, View};
use std::sync::Arc;

/// The rows of all pages and of the API.
pub fn rows() -> impl Iterator<Item = &'static Route> {
    let pages = ROUTES.iter().flat_map(|rows| rows.iter());
    pages.chain(api::rows().map(|row| &row.route))
}

/// The one table.
pub fn table() -> Table {
    Table::new(rows().cloned())
}

/// What every handler works with.
#[derive(Clone)]
pub struct Ctx {
    pub app: Arc<App>,
    pub view: Arc<View>,
}

impl Ctx {
    /// With the templates read; an error is a mistake in one of them.
    pub fn new(app: Arc<App>) -> Result<Self, view::Error> {
        Ok(Self {
            app,
            view: Arc::new(View::new()?),
        })
    }

    /// The page in its frame, as the reply to this request.
    pub fn page<P: view::Page>(&self, request: &Request, page: &P) -> Result<Reply, Failure> {
        let html = self.view.render(&self.frame(request), page)?;
        Ok(Reply::html(html))
    }

    /// The same page again with what was typed and what is wrong with it: 422.
    pub fn page_again<P: view::Page>(&self, request: &Request, page: &P) -> Result<Reply, Failure> {
        Ok(self
            .page(request, page)?
            .with_status(http::StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// A sentence in the reader's language, for what is no page.
    pub fn say(&self, request: &Request, message: &Message) -> String {
        self.view.say(self.language(request), message)
    }

    /// The sentences of the reader's language.
    pub fn words(&self, request: &Request) -> &view::Words {
        self.view.words(self.language(request))
    }

    /// The company's settings, with the names of tiers and levels that came with the program in the
    /// reader's language.
    pub fn settings(&self, request: &Request) -> Settings {
        self.words(request).settings(&self.app.projection().settings)
    }

    fn language<'a>(&'a self, request: &'a Request) -> &'a str {
        let chosen = request
            .signed_in
            .as_ref()
            .and_then(|signed| signed.user.language.as_deref());
        chosen.unwrap_or_else(|| self.view.language_for(&request.accept_language))
    }

    fn frame(&self, request: &Request) -> view::Frame {
        let user = request.signed_in.as_ref().map(|signed| &signed.user);
        view::Frame {
            company: self.app.projection().settings.company.clone(),
            user: user.map(|user| view::SignedIn {
                name: user.name.clone(),
                role: user.role,
                employee: user.employee.map(u64::from),
            }),
            token: request.form_key.token(),
            language: self.language(request).to_owned(),
            theme: user.map(|user| user.theme).unwrap_or_default(),
            flash: request.flash.clone(),
            cannot_save: self.app.cannot_save(),
            attention: attention::of(&self.app, request),
            assets: if request.is_plain { "/trust" } else { "" },
            path: request.path_and_query(),
            owner: kept::owner(&self.app, request).unwrap_or_default(),
            now: self.app.now().as_millisecond(),
        }
    }
}
