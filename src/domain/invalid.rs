//! What a person typed and the rules do not accept: field → sentence, all of them at once.

use super::message::Message;

/// One or more fields that were not accepted. The field `""` stands for the whole form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid {
    /// Field name as in the form, and what is wrong with it and what to do.
    pub fields: Vec<(String, Message)>,
}

impl Invalid {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single finding.
    pub fn one(field: impl Into<String>, message: Message) -> Self {
        let mut invalid = Self::new();
        invalid.add(field, message);
        invalid
    }

    /// Notes one more finding.
    pub fn add(&mut self, field: impl Into<String>, message: Message) {
        self.fields.push((field.into(), message));
    }

    /// Takes the value, or notes what was wrong with it and gives the default.
    pub fn take<T: Default>(&mut self, result: Result<T, Invalid>) -> T {
        result.unwrap_or_else(|mut other| {
            self.fields.append(&mut other.fields);
            T::default()
        })
    }

    /// `Ok(value)` when nothing was noted.
    pub fn into_result<T>(self, value: T) -> Result<T, Invalid> {
        if self.fields.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The sentence for a field, if it has one.
    pub fn of(&self, field: &str) -> Option<&Message> {
        self.fields.iter().find(|(f, _)| f == field).map(|(_, m)| m)
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, (_, message)) in self.fields.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            message.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}
