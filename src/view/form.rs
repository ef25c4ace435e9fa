//! What forms show beside the typed values.

use crate::domain::invalid::Invalid;
use crate::domain::message::Message;
use serde::Serialize;

/// What was not accepted, in the order it was noted; empty when all is well.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Errors(Vec<FieldError>);

/// One sentence at one field; the field `""` is the whole form.
#[derive(Clone, Debug, Serialize)]
struct FieldError {
    field: String,
    text: Message,
}

impl From<&Invalid> for Errors {
    fn from(invalid: &Invalid) -> Self {
        Self(
            invalid
                .fields
                .iter()
                .map(|(field, text)| FieldError {
                    field: field.clone(),
                    text: text.clone(),
                })
                .collect(),
        )
    }
}

impl Errors {
    /// A single sentence about the whole form.
    pub fn about_all(text: Message) -> Self {
        Self::from(&Invalid::one("", text))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One option of a select or radio group. The label is a `String` or a [`Message`].
#[derive(Clone, Debug, Serialize)]
pub struct Choice<L = String> {
    pub value: String,
    pub label: L,
    /// A second line below a radio button.
    pub hint: Option<Message>,
}

impl<L> Choice<L> {
    pub fn new(value: impl ToString, label: L) -> Self {
        Self {
            value: value.to_string(),
            label,
            hint: None,
        }
    }
}
