//! The page in place of a page: what happened, what to do, and the number the log knows it by.

use crate::message;
use crate::view;
use crate::web::failure::Failure;
use crate::web::{Ctx, Reply, Request};
use http::{Method, StatusCode, header};
use serde::Serialize;

#[derive(Serialize)]
struct Problem {
    message: String,
    request: String,
}

impl Ctx {
    /// A failure as a page in the usual frame, or as JSON where a script asked.
    pub(in crate::web) fn failed(&self, failure: Failure, request: &Request, as_json: bool) -> Reply {
        let allow = match &failure {
            Failure::OtherMethods(methods) => methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", "),
            _ => String::new(),
        };
        let told = failure.told();
        if let Some(cause) = &told.cause {
            tracing::error!(id = %request.id, cause, "request failed");
        }
        let sentences: Vec<String> = told
            .sentences
            .iter()
            .map(|sentence| self.say(request, sentence))
            .collect();
        let said = sentences.join(" ");
        let mut page = view::ErrorPage::new(told.title, message!("{said}", said = said));
        if told.cause.is_some() {
            page = page.with_request_id(&request.id);
        }
        let problem = Problem {
            message: said.clone(),
            request: request.id.to_string(),
        };
        let made = if as_json {
            Reply::json(&problem)
        } else {
            self.page(request, &page)
        };
        let reply = made.unwrap_or_else(|broken| {
            tracing::error!(id = %request.id, ?broken, "the error page failed");
            Reply::text(said)
        });
        let reply = reply.with_status(told.status);
        match told.status {
            StatusCode::METHOD_NOT_ALLOWED => reply.with_header(header::ALLOW, &allow),
            StatusCode::SERVICE_UNAVAILABLE => reply.with_header(header::RETRY_AFTER, "5"),
            _ => reply,
        }
    }
}
