//! A row of the API: a row of the route table, and what is to be said of it.

use crate::domain::message::Message;
use crate::web::routes::{Access, Body, Handler, Route, Work};
use http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A row with its description.
#[derive(Clone, Debug)]
pub struct Described {
    pub route: Route,
    /// Its name among the operations.
    pub name: &'static str,
    /// One line.
    pub summary: Message,
    pub does: Does,
    pub query: &'static [Param],
    pub takes: Takes,
    pub gives: Gives,
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    Nothing,
    Json(Shape),
    /// The file itself, of the [kinds](Body::kinds) of the row's body.
    File,
}

/// The content of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Gives {
    Nothing,
    Json(Shape),
    /// What is made, or with `dry_run` what would be.
    JsonOrTrial(Shape, Shape),
    /// One of these, to be kept.
    Files(&'static [Face]),
}

/// A file of one content type, with its schema if it is JSON.
pub type Face = (&'static str, Option<Shape>);

/// Makes a schema.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type.
pub fn shape<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    schemas.subschema_for::<T>()
}

/// What kind of thing a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Read,
    /// Adds something with an address of its own.
    Create,
    /// Changes what is at the address.
    Change,
    /// Takes away what is at the address.
    Delete,
    /// Makes a file; what is recorded stays as it is.
    Export,
}

impl Does {
    /// The status when it went well.
    pub const fn status(self) -> u16 {
        match self {
            Does::Read | Does::Change | Does::Export => 200,
            Does::Create => 201,
            Does::Delete => 204,
        }
    }
}

/// A value in the query.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub summary: &'static str,
    pub kind: ParamKind,
}

/// What a value in the query may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    Day,
    Id,
    Tier,
    /// How many items at most.
    Limit,
    Cursor,
    Text,
    /// From 1 on.
    Number,
    Yes,
    /// A number, or one of these words.
    IdOr(&'static [&'static str]),
    /// Texts: given once for each.
    Many(Many),
    Word(&'static [&'static str]),
}

/// A value that is given once for each thing it is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Many {
    /// What each looks like.
    pub pattern: &'static str,
    /// How many at most: all of them have to fit into the head of one request.
    pub most: usize,
    /// Characters of each at most.
    pub length: usize,
}

/// Reads.
pub const fn read(
    path: &'static str,
    name: &'static str,
    summary: Message,
    query: &'static [Param],
    gives: Shape,
    handler: Handler,
) -> Described {
    Described {
        route: row(Method::GET, path, Body::None, handler),
        name,
        summary,
        does: Does::Read,
        query,
        takes: Takes::Nothing,
        gives: Gives::Json(gives),
    }
}

/// Adds.
pub const fn create(
    path: &'static str,
    name: &'static str,
    summary: Message,
    takes: Shape,
    gives: Shape,
    handler: Handler,
) -> Described {
    Described {
        route: row(Method::POST, path, Body::Api, handler),
        name,
        summary,
        does: Does::Create,
        query: &[],
        takes: Takes::Json(takes),
        gives: Gives::Json(gives),
    }
}

/// Changes the fields that are sent.
pub const fn change(
    path: &'static str,
    name: &'static str,
    summary: Message,
    takes: Shape,
    gives: Shape,
    handler: Handler,
) -> Described {
    changing(Method::PATCH, path, name, summary, Some(takes), gives, handler)
}

/// Puts one thing in place of another.
pub const fn replace(
    path: &'static str,
    name: &'static str,
    summary: Message,
    takes: Shape,
    gives: Shape,
    handler: Handler,
) -> Described {
    changing(Method::PUT, path, name, summary, Some(takes), gives, handler)
}

/// Has something happen to what is at the address before the last word.
pub const fn act(
    path: &'static str,
    name: &'static str,
    summary: Message,
    takes: Option<Shape>,
    gives: Shape,
    handler: Handler,
) -> Described {
    changing(Method::POST, path, name, summary, takes, gives, handler)
}

/// Takes away.
pub const fn delete(path: &'static str, name: &'static str, summary: Message, handler: Handler) -> Described {
    Described {
        route: row(Method::DELETE, path, Body::None, handler),
        name,
        summary,
        does: Does::Delete,
        query: &[],
        takes: Takes::Nothing,
        gives: Gives::Nothing,
    }
}

const fn changing(
    method: Method,
    path: &'static str,
    name: &'static str,
    summary: Message,
    takes: Option<Shape>,
    gives: Shape,
    handler: Handler,
) -> Described {
    let (body, takes) = match takes {
        Some(takes) => (Body::Api, Takes::Json(takes)),
        None => (Body::None, Takes::Nothing),
    };
    Described {
        route: row(method, path, body, handler),
        name,
        summary,
        does: Does::Change,
        query: &[],
        takes,
        gives: Gives::Json(gives),
    }
}

/// Brings a file in: `gives` is what was made of it, `trial` what a dry run says.
pub const fn import(
    (path, body): (&'static str, Body),
    name: &'static str,
    summary: Message,
    query: &'static [Param],
    (gives, trial): (Shape, Shape),
    handler: Handler,
) -> Described {
    Described {
        route: worked(Work::Long, Method::POST, path, body, handler),
        name,
        summary,
        does: Does::Create,
        query,
        takes: Takes::File,
        gives: Gives::JsonOrTrial(gives, trial),
    }
}

/// Makes a file.
pub const fn export(
    method: Method,
    path: &'static str,
    name: &'static str,
    summary: Message,
    query: &'static [Param],
    faces: &'static [Face],
    handler: Handler,
) -> Described {
    Described {
        route: worked(Work::Long, method, path, Body::None, handler),
        name,
        summary,
        does: Does::Export,
        query,
        takes: Takes::Nothing,
        gives: Gives::Files(faces),
    }
}

const fn row(method: Method, path: &'static str, body: Body, handler: Handler) -> Route {
    worked(Work::Short, method, path, body, handler)
}

const fn worked(work: Work, method: Method, path: &'static str, body: Body, handler: Handler) -> Route {
    Route {
        method,
        path,
        access: Access::Token,
        body,
        work,
        handler,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_rows_have_one_name() {
        let mut names: Vec<&str> = super::super::rows().map(|row| row.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
