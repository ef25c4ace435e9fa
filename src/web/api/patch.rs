//! A field of a change: not sent, sent as null, or sent with a value.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A field that may be left out, cleared or set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    #[default]
    Kept,
    Cleared,
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match Option::<T>::deserialize(from)? {
            Some(value) => Patch::Set(value),
            None => Patch::Cleared,
        })
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }
    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(schemas)
    }
}

impl<T: ToString> Patch<T> {
    /// Puts what was sent in place of what a form would hold.
    pub fn put_in(&self, typed: &mut String) {
        match self {
            Patch::Kept => {}
            Patch::Cleared => typed.clear(),
            Patch::Set(value) => *typed = value.to_string(),
        }
    }
}
