//! The one table of pages: who may call what, how large a body may be, and the function that answers.

use super::Ctx;
use super::failure::Failure;
use super::reply::Reply;
use super::request::{Pairs, Request};
use http::Method;

/// A page or an act: from the request to the reply.
pub type Handler = fn(&Ctx, &Request) -> Result<Reply, Failure>;

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    /// `/employees/{id}`; `{rest..}` at the end takes all further segments.
    pub path: &'static str,
    pub access: Access,
    pub body: Body,
    pub work: Work,
    pub handler: Handler,
}

/// How long a row may keep a core busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Milliseconds.
    Short,
    /// Seconds: a file made from much of what is recorded, or read into it. Few at a time, beside the pages.
    Long,
}

/// Who may call a row; the policy decides the rest inside `app`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone; no session is looked up: assets, health.
    Public,
    /// Anyone at any time, in their own language: also before the company is set up, and in the open.
    Anyone,
    /// Anyone, signed in or not.
    Visitor,
    /// Anyone, until the company is set up; not found afterwards.
    Setup,
    /// Whoever is signed in.
    User,
    Manager,
    Admin,
    /// A program with an API token, and no session; the policy decides what it may.
    Token,
}

/// What a row takes as its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    None,
    /// A form of up to 256 KiB.
    Form,
    /// A form of up to 4 MiB: a whole evaluation with its notes.
    LargeForm,
    /// JSON of up to 4 MiB, as scripts send it; failures come back as JSON as well.
    Json,
    /// JSON of up to 4 MiB, as programs send it.
    Api,
    /// A form with files of up to 20 MB in all.
    Upload,
    /// A form with one file of up to 4 GB, which goes to the disk as it comes.
    LargeFile,
    /// A table of up to 20 MB, as programs send it: the file itself.
    TableFile,
    /// A workbook of up to 20 MB, as programs send it: the file itself.
    WorkbookFile,
}

/// The content types of tables.
pub const CSV: &str = "text/csv";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

impl Body {
    /// Bytes it may have at most.
    pub const fn limit(self) -> usize {
        match self {
            Body::None => 0,
            Body::Form => 256 * 1024,
            Body::LargeForm | Body::Json | Body::Api => 4 * 1024 * 1024,
            Body::Upload | Body::TableFile | Body::WorkbookFile => 20_000_000,
            Body::LargeFile => 4_000_000_000,
        }
    }

    /// The content types of a body that is a file; none: it is no file.
    pub const fn kinds(self) -> &'static [&'static str] {
        match self {
            Body::TableFile => &[CSV, XLSX],
            Body::WorkbookFile => &[XLSX],
            _ => &[],
        }
    }
}

/// Where a browser that is not signed in is sent.
pub const SIGN_IN: &str = "/sign-in";
/// Open to someone who must change the password first.
pub const SIGN_OUT: &str = "/sign-out";
/// Where someone who must change the password is sent.
pub const PASSWORD: &str = "/account/password";
/// Where someone is sent whom a device was handed to, until the PIN is typed.
pub const HANDOVER: &str = "/handover";
/// Where an employee is sent once, after the password: what is recorded about them.
pub const NOTICE: &str = "/account/notice";
/// Where everyone is sent until the company is set up.
pub const SETUP: &str = "/setup";

/// A page that is only looked at.
pub const fn get(path: &'static str, access: Access, handler: Handler) -> Route {
    Route {
        method: Method::GET,
        path,
        access,
        body: Body::None,
        work: Work::Short,
        handler,
    }
}

/// A file that is made when it is asked for.
pub const fn file(path: &'static str, access: Access, handler: Handler) -> Route {
    Route {
        method: Method::GET,
        path,
        access,
        body: Body::None,
        work: Work::Long,
        handler,
    }
}

/// The same, where it is written down that it was taken.
pub const fn file_by_form(path: &'static str, access: Access, handler: Handler) -> Route {
    long_post(path, access, Body::Form, handler)
}

/// A page or a form that works through a whole file.
pub const fn long(method: Method, path: &'static str, access: Access, body: Body, handler: Handler) -> Route {
    Route {
        method,
        path,
        access,
        body,
        work: Work::Long,
        handler,
    }
}

/// A form that changes something.
pub const fn post(path: &'static str, access: Access, body: Body, handler: Handler) -> Route {
    Route {
        method: Method::POST,
        path,
        access,
        body,
        work: Work::Short,
        handler,
    }
}

/// A form that changes much, or has much looked at.
pub const fn long_post(path: &'static str, access: Access, body: Body, handler: Handler) -> Route {
    long(Method::POST, path, access, body, handler)
}

/// A path of this program and nothing that a browser could take for another host.
pub fn local_path(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte > b' ' && byte != b'\\' && byte != 0x7f);
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() < 2_000).then_some(path)
}

/// What the table says about a method and a path.
#[derive(Debug)]
pub enum Found<'a> {
    Row(&'a Route, Pairs),
    /// The path is there, with these methods.
    OtherMethods(Vec<Method>),
    Nothing,
}

/// The rows, ready to be searched: a written segment goes before a `{name}`.
#[derive(Debug)]
pub struct Table {
    rows: Vec<(Vec<Segment>, Route)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Written(&'static str),
    Named(&'static str),
    Rest(&'static str),
}

impl Table {
    /// A table of these rows.
    pub fn new(rows: impl IntoIterator<Item = Route>) -> Self {
        let mut rows: Vec<_> = rows.into_iter().map(|row| (segments(row.path), row)).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self { rows }
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &Route> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// The row for a method and the decoded segments of a path; `HEAD` is answered by the row of `GET`.
    pub fn find(&self, method: &Method, path: &[String]) -> Found<'_> {
        let method = if *method == Method::HEAD { &Method::GET } else { method };
        let mut others: Vec<Method> = Vec::new();
        let mut same_path: Option<&[Segment]> = None;
        for (pattern, row) in &self.rows {
            // The first pattern that fits is the page; further rows of it are its other methods.
            if same_path.is_some_and(|same| same != pattern.as_slice()) {
                continue;
            }
            let Some(params) = params(pattern, path) else { continue };
            if row.method == *method {
                return Found::Row(row, params);
            }
            same_path = Some(pattern);
            others.push(row.method.clone());
        }
        if others.is_empty() {
            return Found::Nothing;
        }
        if others.contains(&Method::GET) {
            others.push(Method::HEAD);
        }
        Found::OtherMethods(others)
    }
}

fn segments(path: &'static str) -> Vec<Segment> {
    let named = |part: &'static str| part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
    path.split('/')
        .skip(1)
        .map(|part| match named(part) {
            Some(name) => name.strip_suffix("..").map_or(Segment::Named(name), Segment::Rest),
            None => Segment::Written(part),
        })
        .collect()
}

fn params(pattern: &[Segment], path: &[String]) -> Option<Pairs> {
    let mut params = Pairs::default();
    for (i, segment) in pattern.iter().enumerate() {
        let part = path.get(i)?;
        match segment {
            Segment::Written(written) if part == written => {}
            Segment::Written(_) => return None,
            Segment::Named(name) if !part.is_empty() => params.0.push(((*name).to_owned(), part.clone())),
            Segment::Named(_) => return None,
            Segment::Rest(name) => {
                params.0.push(((*name).to_owned(), path[i..].join("/")));
                return Some(params);
            }
        }
    }
    (pattern.len() == path.len()).then_some(params)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn table() -> Table {
        let nothing: Handler = |_, _| Err(Failure::NotFound);
        Table::new([
            get("/", Access::User, nothing),
            get("/employees/{id}", Access::User, nothing),
            post("/employees/{id}", Access::Manager, Body::Form, nothing),
            get("/employees/new", Access::Manager, nothing),
            get("/assets/{rest..}", Access::Public, nothing),
        ])
    }

    fn find(table: &Table, method: Method, path: &str) -> String {
        let path: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
        match table.find(&method, &path) {
            Found::Row(row, params) => format!("{} {:?}", row.path, params.0),
            Found::OtherMethods(methods) => format!("{methods:?}"),
            Found::Nothing => "nothing".into(),
        }
    }

    #[test]
    fn a_written_segment_goes_before_a_named_one() {
        let table = table();
        assert_eq!(find(&table, Method::GET, "/employees/new"), "/employees/new []");
        assert_eq!(
            find(&table, Method::GET, "/employees/7"),
            r#"/employees/{id} [("id", "7")]"#
        );
        assert_eq!(find(&table, Method::GET, "/"), "/ []");
    }

    #[test]
    fn the_rest_of_a_path_is_one_value() {
        assert_eq!(
            find(&table(), Method::GET, "/assets/css/a.css"),
            r#"/assets/{rest..} [("rest", "css/a.css")]"#
        );
    }

    #[test]
    fn another_method_names_those_there_are() {
        let table = table();
        assert_eq!(find(&table, Method::DELETE, "/employees/7"), "[GET, POST, HEAD]");
        assert_eq!(
            find(&table, Method::HEAD, "/employees/7"),
            r#"/employees/{id} [("id", "7")]"#
        );
    }

    #[test]
    fn only_a_path_of_this_program_is_gone_on_to() {
        for good in ["/", "/employees?page=2", "/employees/7#trend"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "employees",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_path_with_more_or_fewer_segments_is_nothing() {
        for path in ["/employees", "/employees/7/8", "/employees/", "//", "/nowhere"] {
            assert_eq!(find(&table(), Method::GET, path), "nothing", "{path}");
        }
    }
}
