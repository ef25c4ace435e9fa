//! What a handler answers, and how that becomes HTTP.

mod headers;
mod payload;

pub(super) use headers::secure;
pub(super) use payload::{Payload, sent};

use super::failure::Failure;
use super::flash::{self, Flash};
use crate::domain::message::Message;
use crate::report;
use crate::view;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Response, StatusCode};
use hyper::body::Bytes;
use std::borrow::Cow;
use std::time::Duration;

/// Cookie of a signed-in browser.
pub const SESSION_COOKIE: &str = "__Host-session";
/// Cookie the form tokens of a browser that is not signed in are made from.
pub const VISITOR_COOKIE: &str = "__Host-visitor";

/// Cookie of a browser that opened the setup link: holds its code until the company is set up.
pub const SETUP_COOKIE: &str = "__Host-setup";

/// What a handler answers. Made by the functions below and widened by those on it.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    content: Content,
    headers: Vec<(HeaderName, HeaderValue)>,
    flash: Option<Flash>,
    session: SessionChange,
    /// Where a script of the page may ask besides here.
    connects_to: Option<String>,
}

#[derive(Debug)]
enum Content {
    Empty,
    /// A page or data made for this request: never kept, compressed on the way.
    Text(&'static str, String),
    File(Cow<'static, str>, Vec<u8>),
    /// A file on the disk, with its length.
    Stored(&'static str, std::fs::File, u64),
    Asset(&'static view::assets::Asset),
}

#[derive(Debug, PartialEq, Eq)]
enum SessionChange {
    Kept,
    Begun(String, Duration),
    Ended,
}

impl Reply {
    /// A page.
    pub fn html(html: String) -> Self {
        Self::new(StatusCode::OK, Content::Text("text/html; charset=utf-8", html))
    }

    /// Data for a script or a program.
    pub fn json<T: serde::Serialize>(value: &T) -> Result<Self, Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::Broken(error.to_string()))?;
        Ok(Self::new(StatusCode::OK, Content::Text("application/json", text)))
    }

    /// What an API answers: JSON as it was written.
    pub fn api(text: String) -> Self {
        Self::new(StatusCode::OK, Content::Text("application/json", text))
    }

    /// What an API answers instead: RFC 9457.
    pub fn problem(text: String) -> Self {
        Self::new(StatusCode::OK, Content::Text("application/problem+json", text))
    }

    /// Plain text.
    pub fn text(text: String) -> Self {
        Self::new(StatusCode::OK, Content::Text("text/plain; charset=utf-8", text))
    }

    /// A script made for this program, as it is now.
    pub fn script(text: String) -> Self {
        Self::new(StatusCode::OK, Content::Text("text/javascript; charset=utf-8", text))
    }

    /// "Look there": what a form that was accepted answers.
    pub fn see_other(to: impl AsRef<str>) -> Self {
        Self::new(StatusCode::SEE_OTHER, Content::Empty).with_header(header::LOCATION, to.as_ref())
    }

    /// A file to be kept, under this name.
    pub fn download(content_type: impl Into<Cow<'static, str>>, name: &str, content: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, Content::File(content_type.into(), content))
            .with_header(header::CONTENT_DISPOSITION, &attachment(name))
    }

    /// A file that was made to be kept; it goes out from the disk, a piece at a time.
    pub fn made(made: report::Made) -> Self {
        let content = Content::Stored(made.content_type, made.file, made.bytes);
        Self::new(StatusCode::OK, content).with_header(header::CONTENT_DISPOSITION, &attachment(&made.name))
    }

    /// One of the embedded files, which may be kept for ever.
    pub fn asset(asset: &'static view::assets::Asset) -> Self {
        Self::new(StatusCode::OK, Content::Asset(asset))
            .with_header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
    }

    /// A status with nothing more to say.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, Content::Empty)
    }

    fn new(status: StatusCode, content: Content) -> Self {
        Self {
            status,
            content,
            headers: Vec::new(),
            flash: None,
            session: SessionChange::Kept,
            connects_to: None,
        }
    }

    /// A page whose script asks this origin as well.
    pub fn connecting_to(mut self, origin: &str) -> Self {
        self.connects_to = Some(origin.to_owned());
        self
    }

    /// With another status.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// With a sentence for the next page.
    pub fn with_flash(mut self, flash: Flash) -> Self {
        self.flash = Some(flash);
        self
    }

    /// Signs this browser in: the cookie's token, and how long the browser keeps it.
    pub fn with_session(mut self, token: String, kept: Duration) -> Self {
        self.session = SessionChange::Begun(token, kept);
        self
    }

    /// Signs this browser out.
    pub fn without_session(mut self) -> Self {
        self.session = SessionChange::Ended;
        self
    }

    /// Lets this browser go on with the setup; `None`: no longer.
    pub fn with_setup_code(self, code: Option<&str>) -> Self {
        let line = match code {
            Some(code) => set_cookie(SETUP_COOKIE, code, None),
            None => set_cookie(SETUP_COOKIE, "", Some(Duration::ZERO)),
        };
        self.with_header(header::SET_COOKIE, &line)
    }

    /// With a header. What cannot stand in a header is left out.
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The status it will have.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn is_page(&self) -> bool {
        matches!(&self.content, Content::Text(kind, _) if kind.starts_with("text/html"))
    }

    /// As HTTP. `new_visitor`: the cookie value of a browser that shall get one.
    pub(super) fn into_response(self, to: &Asked<'_>, new_visitor: Option<&str>) -> Response<Payload> {
        let accepted = headers::Accepted::read(to.headers);
        let mut out = HeaderMap::with_capacity(24);
        headers::secure(&mut out);
        if let Some(origin) = &self.connects_to {
            headers::connect_to(&mut out, origin);
        }
        if to.is_plain {
            headers::in_the_open(&mut out);
        } else if to.is_public {
            headers::stay_with_https(&mut out);
        }
        let (body, is_page) = self.content.into_body(accepted, &mut out);
        for (name, value) in self.headers {
            match name == HeaderName::from_static("cross-origin-resource-policy") {
                true => out.insert(name, value).map_or((), drop),
                false => drop(out.append(name, value)),
            }
        }
        let mut cookie = |line: String| {
            if let Ok(value) = HeaderValue::try_from(line) {
                out.append(header::SET_COOKIE, value);
            }
        };
        match &self.session {
            SessionChange::Kept => {}
            SessionChange::Begun(token, kept) => {
                cookie(set_cookie(SESSION_COOKIE, token, Some(*kept)));
                cookie(set_cookie(VISITOR_COOKIE, "", Some(Duration::ZERO)));
            }
            SessionChange::Ended => cookie(set_cookie(SESSION_COOKIE, "", Some(Duration::ZERO))),
        }
        if let Some(value) = new_visitor.filter(|_| self.session == SessionChange::Kept) {
            cookie(set_cookie(VISITOR_COOKIE, value, None));
        }
        if let Some(flash) = &self.flash {
            let value = flash.to_cookie(|message| (to.say)(message));
            cookie(set_cookie(flash::COOKIE, &value, Some(Duration::from_secs(60))));
        } else if to.had_flash && is_page {
            cookie(set_cookie(flash::COOKIE, "", Some(Duration::ZERO)));
        }
        headers::keep_private(&mut out);
        if !self.status.is_informational() && !matches!(self.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        {
            out.insert(header::CONTENT_LENGTH, HeaderValue::from(body.bytes()));
        }
        let body = if *to.method == Method::HEAD {
            Payload::empty()
        } else {
            body
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = out;
        response
    }
}

/// What of the request the answer depends on.
pub(super) struct Asked<'a> {
    pub method: &'a Method,
    pub headers: &'a HeaderMap,
    pub had_flash: bool,
    /// Over plain HTTP, where a browser takes less from us.
    pub is_plain: bool,
    /// The name it was called by has a certificate that every browser trusts.
    pub is_public: bool,
    /// Translates for the reader.
    pub say: &'a dyn Fn(&Message) -> String,
}

impl Content {
    /// The bytes, and whether it is a page.
    fn into_body(self, accepted: headers::Accepted, out: &mut HeaderMap) -> (Payload, bool) {
        let mut typed = |kind: &str| {
            if let Ok(value) = HeaderValue::from_str(kind) {
                out.insert(header::CONTENT_TYPE, value);
            }
        };
        match self {
            Content::Empty => (Payload::empty(), false),
            Content::Stored(kind, file, bytes) => {
                typed(kind);
                (Payload::File(file, bytes), false)
            }
            Content::File(kind, bytes) => {
                typed(&kind);
                (Payload::Bytes(bytes.into()), false)
            }
            Content::Text(kind, text) => {
                typed(kind);
                let text = headers::compressed(text, accepted, out);
                (Payload::Bytes(text), kind.starts_with("text/html"))
            }
            Content::Asset(asset) => {
                typed(asset.content_type);
                let smaller = |bytes: &[u8]| !bytes.is_empty() && bytes.len() < asset.plain.len();
                let (bytes, encoding) = match accepted {
                    headers::Accepted::Zstd if smaller(asset.zstd) => (asset.zstd, Some("zstd")),
                    headers::Accepted::Zstd | headers::Accepted::Gzip if smaller(asset.gzip) => {
                        (asset.gzip, Some("gzip"))
                    }
                    _ => (asset.plain, None),
                };
                headers::encoded(out, encoding);
                (Payload::Bytes(Bytes::from_static(bytes)), false)
            }
        }
    }
}

/// Says that it is to be kept, under this name.
fn attachment(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
    let plain: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let exact = super::encoding::query_value(name).replace('+', "%20");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

fn set_cookie(name: &str, value: &str, kept: Option<Duration>) -> String {
    let kept = kept
        .map(|kept| format!("; Max-Age={}", kept.as_secs()))
        .unwrap_or_default();
    format!("{name}={value}; Path=/{kept}; Secure; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_keeps_its_name_whatever_is_in_it() {
        let reply = Reply::download("text/csv", "Zoë \"x\"\r\n.csv", Vec::new());
        let (_, value) = &reply.headers[0];
        assert_eq!(
            value.to_str().unwrap_or_default(),
            "attachment; filename=\"Zo_ _x___.csv\"; filename*=UTF-8''Zo%C3%AB%20%22x%22%0D%0A.csv"
        );
    }
}
