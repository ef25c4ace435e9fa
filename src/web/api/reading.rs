//! The body of a request: JSON of the row's type, or which field is not. Texts are held against the
//! lengths of the description as they were sent: a form trims what it gets, a program means it.

use crate::domain::invalid::Invalid;
use crate::message;
use crate::web::{Failure, Request};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;

/// The body as a value.
pub fn body<T: DeserializeOwned + JsonSchema>(request: &Request) -> Result<T, Failure> {
    let mut from = serde_json::Deserializer::from_slice(&request.body);
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
    let sent: Value = serde_json::from_slice(&request.body).map_err(|error| unreadable(&error))?;
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let root = generator.into_root_schema_for::<T>().to_value();
    let mut invalid = Invalid::new();
    lengths(&root, &root, &sent, "", &mut invalid);
    Ok(invalid.into_result(value)?)
}

/// Notes each text that is longer than its schema has it.
fn lengths(root: &Value, schema: &Value, sent: &Value, path: &str, invalid: &mut Invalid) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some(place) = schema["$ref"].as_str().and_then(|place| place.strip_prefix('#'))
        && let Some(schema) = root.pointer(place)
    {
        lengths(root, schema, sent, path, invalid);
    }
    for one in schema["anyOf"].as_array().into_iter().flatten() {
        lengths(root, one, sent, path, invalid);
    }
    match sent {
        Value::String(text) => {
            let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
            if text.chars().count() as u64 > most {
                invalid.add(path, message!("This is longer than {most} characters.", most = most));
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                lengths(root, &schema["items"], item, &below(&n.to_string()), invalid);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                lengths(root, &schema["properties"][name.as_str()], value, &below(name), invalid);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::Bad(message!(
        "The body is not JSON that can be read: {why}. Nothing was changed.",
        why = error
    ))
}
