//! Why something was not done, for programs: RFC 9457, in the words of the pages, with the name of
//! each field that was not accepted.

use crate::app;
use crate::domain::message::Message;
use crate::web::Ctx;
use crate::web::failure::Failure;
use crate::web::reply::Reply;
use crate::web::request::{Request, RequestId};
use http::{Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

/// Why something was not done.
#[derive(Serialize, JsonSchema)]
pub(super) struct Problem {
    /// Names the kind of problem.
    r#type: String,
    title: String,
    status: u16,
    /// What happened, and what to do.
    detail: String,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// The number the log knows the request by.
    request: String,
}

/// One field that was not accepted.
#[derive(Serialize, JsonSchema)]
struct FieldError {
    /// The path of the field, such as `ratings.3.level`; empty: all of it.
    field: String,
    message: String,
}

/// The failure of a request.
pub fn problem(ctx: &Ctx, request: &Request, failure: Failure) -> Reply {
    problem_in_words(failure, &request.id, &|message| ctx.say(request, message))
}

/// The same where there is no whole request yet.
pub(in crate::web) fn problem_in_words(failure: Failure, id: &RequestId, say: &dyn Fn(&Message) -> String) -> Reply {
    let kind = kind(&failure);
    let again = match &failure {
        Failure::UnderWay => Some("1"),
        Failure::App(app::Error::Busy | app::Error::Meanwhile | app::Error::CannotSave(_)) => Some("5"),
        _ => None,
    };
    let allow = match &failure {
        Failure::OtherMethods(methods) => methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let errors = match &failure {
        Failure::App(app::Error::Invalid(invalid)) => invalid
            .fields
            .iter()
            .map(|(field, message)| FieldError {
                field: field.clone(),
                message: say(message),
            })
            .collect(),
        _ => Vec::new(),
    };
    let told = failure.told();
    if let Some(cause) = &told.cause {
        tracing::error!(%id, cause, "request failed");
    }
    let sentences: Vec<String> = told.sentences.iter().map(say).collect();
    let problem = Problem {
        r#type: format!("urn:handyman-kpi:problem:{kind}"),
        title: say(&told.title),
        status: told.status.as_u16(),
        detail: sentences.join(" "),
        errors,
        request: id.to_string(),
    };
    let text = serde_json::to_string(&problem).expect("texts and numbers are JSON");
    let mut reply = Reply::problem(text).with_status(told.status);
    if let Some(seconds) = again {
        reply = reply.with_header(header::RETRY_AFTER, seconds);
    }
    match told.status {
        StatusCode::METHOD_NOT_ALLOWED => reply.with_header(header::ALLOW, &allow),
        StatusCode::UNAUTHORIZED => reply.with_header(header::WWW_AUTHENTICATE, "Bearer realm=\"Handyman KPI\""),
        _ => reply,
    }
}

fn kind(failure: &Failure) -> &'static str {
    match failure {
        Failure::App(error) => match error {
            app::Error::Denied => "not-allowed",
            app::Error::NotFound => "not-found",
            app::Error::Conflict(_) => "conflict",
            app::Error::Invalid(_) => "not-accepted",
            app::Error::Meanwhile | app::Error::Busy => "busy",
            app::Error::CannotSave(_) => "cannot-save",
            app::Error::Failed(_) => "broken",
        },
        Failure::NotFound => "not-found",
        Failure::Bad(_) => "not-readable",
        Failure::SignInFirst | Failure::NoToken | Failure::NoSetupCode => "no-token",
        Failure::Forged => "forged",
        Failure::TooLarge(_) => "too-large",
        Failure::NotJson => "not-json",
        Failure::NoSuchFile(_) => "not-such-a-file",
        Failure::ReadOnlyToken => "read-only-token",
        Failure::OtherVersion => "other-version",
        Failure::UnderWay => "under-way",
        Failure::OtherRequest => "other-request",
        Failure::TooManyKeys => "too-many-keys",
        Failure::TooSlow => "too-slow",
        Failure::OtherMethods(_) => "other-method",
        Failure::OtherHost(_) => "other-host",
        Failure::Broken(_) => "broken",
    }
}
