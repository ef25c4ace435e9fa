//! The body of a request: JSON of the row's type, or which field is not.

use crate::domain::invalid::Invalid;
use crate::message;
use crate::web::{Failure, Request};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::Segment;

/// The body as a value.
pub fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Failure> {
    let mut from = serde_json::Deserializer::from_slice(&request.json);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let path: Vec<String> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(index.to_string()),
                Segment::Map { key } => Some(key.clone()),
                Segment::Enum { .. } | Segment::Unknown => None,
            })
            .collect();
        let inner = error.into_inner();
        match inner.classify() {
            Category::Data => Failure::from(Invalid::one(
                path.join("."),
                message!("This does not fit the description of the API: {why}.", why = inner),
            )),
            _ => unreadable(&inner),
        }
    })?;
    from.end().map_err(|error| unreadable(&error))?;
    Ok(value)
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::Bad(message!(
        "The body is not JSON that can be read: {why}. Nothing was changed.",
        why = error
    ))
}
