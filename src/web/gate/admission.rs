//! Who asks, whether they may, and whether a form is one of ours; then the handler.

use super::{Access, Answer, Call, Gate};
use crate::app::certificates;
use crate::app::sessions::{self, Signed};
use crate::app::setup;
use crate::app::tokens::{self, Recognised};
use crate::domain::account::Role;
use crate::domain::policy::Actor;
use crate::message;
use crate::web::Ctx;
use crate::web::api;
use crate::web::encoding::query_value;
use crate::web::failure::Failure;
use crate::web::flash::{self, Flash};
use crate::web::form_token::{self, Key};
use crate::web::reply::{Asked, Reply, SESSION_COOKIE, SETUP_COOKIE, VISITOR_COOKIE};
use crate::web::request::{Conditions, Request};
use crate::web::routes::{self, Body, Route, local_path};
use crate::web::{cookies, device, kept};
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Method, header};
use std::panic::{AssertUnwindSafe, catch_unwind};

impl Gate {
    /// `Ok` when someone may send more than an ordinary form. The row's own rules come afterwards.
    pub(super) fn may_send_much(&self, access: Access, who: &Who) -> Result<(), Failure> {
        let may = match access {
            Access::Setup if self.ctx.app.is_set_up() => return Err(Failure::NotFound),
            Access::Setup => match &who.setup {
                Some(code) if setup::opens(&self.ctx.app, code)? => true,
                _ => return Err(Failure::NoSetupCode),
            },
            Access::Token => program(&self.ctx, who.bearer.as_deref())?.is_some(),
            _ => match signed_in(&self.ctx, who.session.as_deref())? {
                Some(signed) if !row_is_for(access, signed.user.role) => return Err(Failure::NotFound),
                signed => signed.is_some(),
            },
        };
        may.then_some(()).ok_or(Failure::SignInFirst)
    }

    /// From a request with its body to its answer.
    pub(super) fn handle(&self, call: Call) -> Answer {
        // Who asks, and what for, are of the same company.
        let _passage = self.ctx.app.passage();
        let Call {
            incoming,
            row,
            params,
            query,
            origin,
            body,
        } = call;
        let headers = &incoming.headers;
        // A session is worth nothing to programs, a token nothing on pages: no page of another site can
        // have a browser call the API.
        let who = Who::of(headers);
        let is_api = api::is_below(incoming.arrived.uri.path());
        let session = who.session.filter(|_| row.access != Access::Public && !is_api);
        let (signed, body) = match signed_in(&self.ctx, session.as_deref()) {
            Ok(signed) => (signed, body),
            Err(failure) => (None, Err(failure)),
        };
        let bearer = who.bearer.filter(|_| row.access == Access::Token);
        let (token, body) = match program(&self.ctx, bearer.as_deref()) {
            Ok(token) => (token, body),
            Err(failure) => (None, Err(failure)),
        };
        let visitor = cookies::get(headers, VISITOR_COOKIE).filter(|value| value.len() == VISITOR_LENGTH);
        let new_visitor =
            (signed.is_none() && visitor.is_none()).then(|| BASE64URL_NOPAD.encode(&form_token::random::<32>()));
        let form_key = match &signed {
            Some(signed) => Key::of_session(&signed.session.form_secret),
            None => Key::of_visitor(visitor.or(new_visitor.as_deref()).unwrap_or_default()),
        };
        let (parts, refused) = match body {
            Ok(parts) => (parts, None),
            Err(failure) => (super::body::Parts::default(), Some(failure)),
        };
        let kept_flash = cookies::get(headers, flash::COOKIE);
        let request = Request {
            method: incoming.method.clone(),
            path: incoming.arrived.uri.path().to_owned(),
            raw_query: incoming.arrived.uri.query().unwrap_or_default().to_owned(),
            params,
            query,
            form: parts.form,
            files: parts.files,
            large_file: parts.large_file,
            body: parts.plain,
            peer: incoming.arrived.peer,
            id: incoming.arrived.id.clone(),
            origin,
            is_plain: incoming.arrived.is_plain(),
            device: device::in_words(incoming.text(header::USER_AGENT)),
            actor: match (&signed, &token) {
                (Some(signed), _) => signed.actor.clone(),
                (None, Some(token)) => token.actor.clone(),
                (None, None) => Actor::Visitor,
            },
            signed_in: signed,
            token,
            conditions: conditions(headers),
            accept_language: incoming.text(header::ACCEPT_LANGUAGE).to_owned(),
            setup_code: who.setup,
            flash: kept_flash.and_then(flash::Flash::from_cookie),
            form_key,
        };
        let result = match refused {
            // What a program sends is looked at only once it is known whose it is.
            Some(_) if row.access == Access::Token && request.token.is_none() => Err(Failure::NoToken),
            Some(failure) => Err(failure),
            None => self.admit(&row, &request, headers).and_then(|turned| match turned {
                Some(reply) => Ok(reply),
                None => call_handler(&self.ctx, &row, &request),
            }),
        };
        let reply = result.unwrap_or_else(|failure| match is_api {
            true => api::problem(&self.ctx, &request, failure),
            false => self.ctx.failed(failure, &request, row.body == Body::Json),
        });
        let reply = kept::marked(reply, &row, &request, &self.ctx.app);
        let asked = Asked {
            method: &request.method,
            headers,
            had_flash: kept_flash.is_some(),
            is_plain: request.is_plain,
            is_public: certificates::is_public(&self.ctx.app, host_of(&request.origin)),
            say: &|message| self.ctx.say(&request, message),
        };
        let new_visitor = new_visitor
            .as_deref()
            .filter(|_| reply.is_page() && row.access != Access::Public && !request.is_plain);
        let user = match &request.actor {
            Actor::User(account) => Some(account.user.0),
            _ => None,
        };
        Answer {
            response: reply.into_response(&asked, new_visitor),
            user,
        }
    }

    /// `Ok(None)`: to the handler. `Ok(Some(_))`: somewhere else first.
    fn admit(&self, row: &Route, request: &Request, headers: &HeaderMap) -> Result<Option<Reply>, Failure> {
        let is_set_up = self.ctx.app.is_set_up();
        let least = match row.access {
            Access::Public | Access::Anyone => return Ok(None),
            Access::Setup if is_set_up => return Err(Failure::NotFound),
            Access::Setup => None,
            Access::Token => {
                let token = request.token.as_ref().ok_or(Failure::NoToken)?;
                let reads = matches!(request.method, Method::GET | Method::HEAD);
                return match token.token.read_only && !reads {
                    true => Err(Failure::ReadOnlyToken),
                    false => Ok(None),
                };
            }
            _ if !is_set_up && api::is_below(&request.path) => return Err(Failure::NotFound),
            _ if !is_set_up => return Ok(Some(Reply::see_other(routes::SETUP))),
            Access::Visitor => None,
            Access::User => Some(crate::domain::account::Role::Employee),
            Access::Manager => Some(crate::domain::account::Role::Manager),
            Access::Admin => Some(crate::domain::account::Role::Admin),
        };
        if let Some(least) = least {
            let Some(signed) = &request.signed_in else {
                return sign_in_first(row, request, headers).map(Some);
            };
            if signed.user.role < least {
                return Err(Failure::NotFound);
            }
            if let Some(handed_over) = &signed.session.handed_over
                && row.path != routes::SIGN_OUT
            {
                let typed = handed_over.pin_hash.is_none();
                match (typed, row.path) {
                    // The account is the manager's, and another device is not handed on.
                    (true, path) if path.starts_with("/account") => return Err(Failure::NotFound),
                    (true, _) | (false, routes::HANDOVER) => {}
                    (false, _) if row.body == Body::Json => return Err(Failure::SignInFirst),
                    (false, _) => return Ok(Some(Reply::see_other(routes::HANDOVER))),
                }
            }
            let open = [routes::PASSWORD, routes::SIGN_OUT].contains(&row.path);
            if signed.user.must_change_password && !open {
                return match row.body {
                    Body::Json => Err(Failure::SignInFirst),
                    _ => Ok(Some(Reply::see_other(routes::PASSWORD))),
                };
            }
            if !open && row.path != routes::NOTICE && must_read_notice(signed, request, headers) {
                return Ok(Some(Reply::see_other(notice_and_back(&request.path_and_query()))));
            }
        }
        if !matches!(request.method, Method::GET | Method::HEAD) {
            from_our_own_page(request, headers)?;
        }
        Ok(None)
    }
}

/// The value of 32 random bytes.
const VISITOR_LENGTH: usize = 43;

/// What a request shows to say who sends it.
pub(super) struct Who {
    /// The session token of a browser.
    session: Option<String>,
    /// The API token of a program.
    bearer: Option<String>,
    /// The setup code of a browser that opened the setup link.
    setup: Option<String>,
}

impl Who {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut lines = headers.get_all(header::AUTHORIZATION).iter();
        // Two are one too many: which one counts must not be a matter of taste.
        let only = lines.next().filter(|_| lines.next().is_none());
        let bearer = only.and_then(|line| line.to_str().ok()).and_then(|line| {
            let (scheme, token) = line.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
        Self {
            session: cookies::get(headers, SESSION_COOKIE).map(str::to_owned),
            bearer,
            setup: cookies::get(headers, SETUP_COOKIE).map(str::to_owned),
        }
    }
}

fn program(ctx: &Ctx, token: Option<&str>) -> Result<Option<Recognised>, Failure> {
    match token {
        Some(token) => Ok(tokens::resolve(&ctx.app, token)?),
        None => Ok(None),
    }
}

fn conditions(headers: &HeaderMap) -> Conditions {
    let joined = |name: header::HeaderName| {
        let lines: Vec<&str> = headers
            .get_all(name)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .collect();
        (!lines.is_empty()).then(|| lines.join(","))
    };
    Conditions {
        if_none_match: joined(header::IF_NONE_MATCH),
        if_match: joined(header::IF_MATCH),
        idempotency_key: headers.get("idempotency-key").map(|key| key.as_bytes().to_vec()),
    }
}

/// Whether a row may be for somebody of this role.
fn row_is_for(access: Access, role: Role) -> bool {
    match access {
        Access::Admin => role == Role::Admin,
        Access::Manager => role >= Role::Manager,
        _ => true,
    }
}

fn signed_in(ctx: &Ctx, token: Option<&str>) -> Result<Option<Signed>, Failure> {
    match token {
        Some(token) => Ok(sessions::resolve(&ctx.app, token)?),
        None => Ok(None),
    }
}

/// A panic in a handler is a mistake of ours; the process lives on.
fn call_handler(ctx: &Ctx, row: &Route, request: &Request) -> Result<Reply, Failure> {
    catch_unwind(AssertUnwindSafe(|| (row.handler)(ctx, request))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(Failure::Broken(format!("panic in {} {}: {said}", row.method, row.path)))
    })
}

/// Pages lead to the sign-in page and back; scripts get to know it and keep what they hold.
fn sign_in_first(row: &Route, request: &Request, headers: &HeaderMap) -> Result<Reply, Failure> {
    if row.body == Body::Json {
        return Err(Failure::SignInFirst);
    }
    if matches!(request.method, Method::GET | Method::HEAD) {
        return Ok(Reply::see_other(sign_in_and_back(&request.path_and_query())));
    }
    // What was posted cannot be kept for someone unknown; the page it came from can be reopened.
    let referer = headers
        .get(header::REFERER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let back = referer.strip_prefix(&request.origin).unwrap_or("/");
    let said = message!("You were signed out before this was sent, so nothing was changed. Sign in and send it again.");
    Ok(Reply::see_other(sign_in_and_back(back)).with_flash(Flash::problem(said)))
}

/// Before the first page an employee reads what is recorded about them. Only pages lead there:
/// nothing that is being saved is held up.
fn must_read_notice(signed: &Signed, request: &Request, headers: &HeaderMap) -> bool {
    let unread = signed.user.employee.is_some() && signed.user.notice_read_at.is_none();
    let for_a_page = headers
        .get("sec-fetch-dest")
        .is_none_or(|what| what.as_bytes() == b"document");
    unread && for_a_page && matches!(request.method, Method::GET | Method::HEAD)
}

fn notice_and_back(path: &str) -> String {
    match local_path(path) {
        Some("/") | None => routes::NOTICE.to_owned(),
        Some(path) => format!("{}?next={}", routes::NOTICE, query_value(path)),
    }
}

fn sign_in_and_back(path: &str) -> String {
    match local_path(path) {
        Some("/") | None => routes::SIGN_IN.to_owned(),
        Some(path) => format!("{}?next={}", routes::SIGN_IN, query_value(path)),
    }
}

/// Two independent signs: where the browser says it comes from, and the token only our page holds.
fn from_our_own_page(request: &Request, headers: &HeaderMap) -> Result<(), Failure> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let said_to_be_ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == request.origin,
        // Programs and very old browsers say nothing; the token decides.
        (None, None) => true,
    };
    let token = text(form_token::HEADER)
        .or_else(|| request.form.get(form_token::FIELD))
        .unwrap_or_default();
    match said_to_be_ours && request.form_key.made(token) {
        true => Ok(()),
        false => Err(Failure::Forged),
    }
}

/// The name in `https://name:port`.
fn host_of(origin: &str) -> &str {
    let rest = origin.strip_prefix("https://").unwrap_or(origin);
    match rest.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => rest,
    }
}
