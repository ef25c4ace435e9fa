//! One request as a handler sees it: decoded, bounded, and with the one who asks already known.

use super::encoding::query_value;
use super::failure::Failure;
use crate::app::sessions::Signed;
use crate::app::tokens::Recognised;
use crate::domain::account::User;
use crate::domain::policy::Actor;
use crate::view;
use http::Method;
use std::net::IpAddr;
use std::str::FromStr;

/// What a handler gets.
#[derive(Debug)]
pub struct Request {
    pub method: Method,
    /// The path as it came, without the query.
    pub path: String,
    /// The query as it came, without `?`; empty if there was none.
    pub raw_query: String,
    /// What stands in the `{name}` places of the route.
    pub params: Pairs,
    pub query: Pairs,
    /// The fields of a form; [`files`](Self::files) holds its files.
    pub form: Pairs,
    /// The files of an upload form.
    pub files: Vec<File>,
    /// The file of a form that may have a large one.
    pub large_file: Option<LargeFile>,
    /// The body of a JSON save or of an API request, as it came; empty otherwise.
    pub body: Vec<u8>,
    /// The address the connection came from.
    pub peer: IpAddr,
    pub id: RequestId,
    /// `https://host:port`, as the browser wrote it and the gate accepted it.
    pub origin: String,
    /// Whether it came in the open, over plain HTTP.
    pub is_plain: bool,
    /// Browser and system in words, for the list of sessions.
    pub device: String,
    pub actor: Actor,
    /// The signed-in user and session.
    pub signed_in: Option<Signed>,
    /// The token of a program.
    pub token: Option<Recognised>,
    /// What a program asks of an answer, or of what it changes.
    pub conditions: Conditions,
    /// The languages the browser asks for, best first: the `Accept-Language` header.
    pub accept_language: String,
    /// The setup code of a browser that opened the setup link.
    pub setup_code: Option<String>,
    /// What the last page wanted said.
    pub flash: Option<view::Flash>,
    /// What the form tokens of this answer are made from.
    pub(super) form_key: super::form_token::Key,
}

/// The headers by which a program makes a request depend on what is there.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// `If-None-Match`, all lines.
    pub if_none_match: Option<String>,
    /// `If-Match`, all lines.
    pub if_match: Option<String>,
    /// `Idempotency-Key`, as bytes: it may be no text at all.
    pub idempotency_key: Option<Vec<u8>>,
}

/// A file of an upload form.
#[derive(Clone, Debug)]
pub struct File {
    /// The form field.
    pub field: String,
    /// The file's name on the device it came from: only to be shown.
    pub name: String,
    pub content: Vec<u8>,
}

/// A file of an upload form that is too large for memory.
#[derive(Debug)]
pub struct LargeFile {
    /// The form field.
    pub field: String,
    /// As it is called on the device it came from.
    pub name: String,
    /// Nobody else can open it; gone when it is closed.
    pub content: std::fs::File,
}

/// A name for one request, in log and error page alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Request {
    /// The number in the `{name}` place of the path; what is no number was never a page.
    pub fn id<T: From<u64>>(&self, name: &str) -> Result<T, Failure> {
        let text = self.params.get(name).unwrap_or_default();
        // One address a record: "7" is, "07" and "+7" are not.
        let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !(text.len() > 1 && text.starts_with('0'));
        match text.parse::<u64>() {
            Ok(number) if plain => Ok(T::from(number)),
            _ => Err(Failure::NotFound),
        }
    }

    /// The user, where the route asks for one.
    pub fn user(&self) -> Result<&User, Failure> {
        self.signed_in
            .as_ref()
            .map(|signed| &signed.user)
            .ok_or(Failure::NotFound)
    }

    /// Path and query with one query value set (`None`: left out): filters, sorting and paging as links.
    pub fn with_query(&self, name: &str, value: Option<&str>) -> String {
        let kept = self.query.iter().filter(|(n, _)| *n != name);
        let all = kept.chain(value.map(|value| (name, value)));
        let query: Vec<String> = all
            .map(|(n, v)| format!("{}={}", query_value(n), query_value(v)))
            .collect();
        match query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, query.join("&")),
        }
    }

    /// Path and query as they came.
    pub fn path_and_query(&self) -> String {
        match self.raw_query.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, self.raw_query),
        }
    }
}

/// Names with values, in order; a name may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The first value of that name, or nothing typed.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The first value of that name if it is one of the type; `None` also for what does not parse.
    pub fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Every value of that name, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(n, _)| *n == name).map(|(_, v)| v)
    }

    /// Whether the name came at all: a ticked box.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All pairs.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// The pairs whose name begins so, with the rest of the name: `level_7` → `("7", …)`.
    pub fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter_map(move |(n, v)| Some((n.strip_prefix(prefix)?, v)))
    }
}
