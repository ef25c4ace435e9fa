//! `/api/v1`: what programs do. Every answer is held against the description that the program serves.

mod cursors;
mod description;
mod drill;
mod employees;
mod evaluations;
mod exports;
mod help;
mod imports;
mod kept;
mod once;
mod problems;
mod rated;
mod rights;
mod tokens;
mod users;

use crate::support::{Answer, Browser, Site};
use handyman_kpi::app::{tokens as app, users as accounts};
use handyman_kpi::domain::policy::Actor;
use handyman_kpi::domain::token::Draft;
use handyman_kpi::web::api::{self, Described, Takes};
use serde_json::{Value, json};
use std::sync::LazyLock;

static DESCRIPTION: LazyLock<Value> = LazyLock::new(api::description);

/// A token of this user.
pub fn token(site: &Site, name: &str, read_only: bool, days: Option<u32>) -> (u64, String) {
    let user = accounts::by_name(&site.app, name).unwrap().unwrap();
    let draft = Draft {
        name: "test".into(),
        read_only,
        days,
    };
    let (id, token) = app::create_for(&site.app, &Actor::Program, user.id, &draft).unwrap();
    (id.0, token)
}

/// A token of an admin of a new company in this folder, in which nothing runs.
pub fn token_of(folder: &std::path::Path) -> String {
    use crate::cli::run;
    run(folder, &["user", "add", "maria", "--role", "admin"]).well();
    let made = run(
        folder,
        &["token", "create", "--user", "maria", "--name", "test", "--json"],
    );
    made.well().json()["token"].as_str().unwrap().to_owned()
}

/// A program with a token.
pub struct Program {
    browser: Browser,
}

impl Program {
    /// With a token of this user that may do all that the user may.
    pub fn of(site: &Site, name: &str) -> Self {
        Self::with(site.visitor(), &token(site, name, false, None).1)
    }

    pub fn with(browser: Browser, token: &str) -> Self {
        let browser = browser.with("sec-fetch-site", "").with("accept", "");
        match token {
            "" => Self { browser },
            token => Self {
                browser: browser.with("authorization", &format!("Bearer {token}")),
            },
        }
    }

    /// The same, of a server that may be gone.
    pub fn try_post(&mut self, path: &str, body: &Value) -> std::io::Result<Answer> {
        let path = format!("/api/v1{path}");
        let body = body.to_string();
        self.browser
            .try_send("POST", &path, "application/json", body.as_bytes())
    }

    /// From here on with this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.browser = self.browser.with(name, value);
        self
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body))
    }

    /// An act without a body.
    pub fn act(&mut self, path: &str) -> Answer {
        self.send("POST", path, None)
    }

    pub fn patch(&mut self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body))
    }

    pub fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string());
        let kind = body.as_ref().map_or("", |_| "application/json");
        self.raw(method, path, kind, body.unwrap_or_default().as_bytes())
    }

    pub fn raw(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let answer = self.browser.send(method, &format!("/api/v1{path}"), kind, body);
        check(method, path, &answer);
        answer
    }

    /// A body that this row could take from someone who may; of JSON, this.
    pub fn ask(&mut self, row: &Described, path: &str, body: Value) -> Answer {
        let method = row.route.method.as_str();
        match row.takes {
            Takes::Nothing => self.send(method, path, None),
            Takes::Json(_) => self.send(method, path, Some(body)),
            Takes::File => self.raw(method, path, row.route.body.kinds()[0], &imports::file(row)),
        }
    }

    /// With a header for this request alone.
    pub fn once_with(&mut self, name: &str, value: &str, send: impl FnOnce(&mut Self) -> Answer) -> Answer {
        self.browser.headers.insert(name.into(), value.into());
        let answer = send(self);
        self.browser.headers.remove(name);
        answer
    }
}

/// Holds an answer against the description.
fn check(method: &str, path: &str, answer: &Answer) {
    let path = format!("/api/v1{}", path.split('?').next().unwrap());
    let mut rows: Vec<&Described> = api::rows()
        .filter(|row| row.route.method.as_str() == method && fits(row.route.path, &path))
        .collect();
    // A written segment goes before a named one.
    rows.sort_by_key(|row| row.route.path.contains('{'));
    let Some(row) = rows.first() else {
        assert!(
            [401, 404, 405].contains(&answer.status),
            "{method} {path} is described nowhere: {}",
            answer.status
        );
        return;
    };
    let operation = &DESCRIPTION["paths"][row.route.path][method.to_lowercase()];
    let said = &operation["responses"][answer.status.to_string()];
    assert!(
        said.is_object(),
        "{method} {path}: {} is not described: {}",
        answer.status,
        answer.text()
    );
    let kind = answer.header("content-type");
    let Some(content) = said["content"].as_object() else {
        assert!(answer.body.is_empty() && kind.is_none(), "{method} {path}: a body");
        return;
    };
    let kind = kind.unwrap().split(';').next().unwrap();
    let content = content
        .get(kind)
        .unwrap_or_else(|| panic!("{method} {path}: {kind} is not described"));
    if content["schema"].is_null() {
        return;
    }
    let mut schema = content["schema"].clone();
    schema["components"] = DESCRIPTION["components"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = answer.json();
    let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{method} {path}: {wrong:?} in {value}");
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let same = |(a, b): (&&str, &&str)| a == b || (a.starts_with('{') && !b.is_empty());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(same)
}

/// The sentence that stands at a field.
#[track_caller]
pub fn said_of(answer: &Answer, field: &str) -> String {
    let json = answer.json();
    let all = json["errors"].as_array().cloned().unwrap_or_default();
    let found = all.iter().find(|one| one["field"] == field);
    found.unwrap_or_else(|| panic!("nothing is said of {field}: {json}"))["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn ann() -> Value {
    json!({ "first_name": "Ann", "last_name": "Lee", "tier": 2, "hire_date": "2024-03-01" })
}
