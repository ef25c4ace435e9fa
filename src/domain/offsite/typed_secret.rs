//! A secret as somebody typed it.

use serde::{Deserialize, Serialize};

/// Shows itself to whoever asks for it by name, and to no log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TypedSecret(String);

impl TypedSecret {
    /// What was typed, without white space around it.
    pub fn text(&self) -> &str {
        self.0.trim()
    }
}

impl From<&str> for TypedSecret {
    fn from(typed: &str) -> Self {
        Self(typed.to_owned())
    }
}

impl std::fmt::Debug for TypedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.text().is_empty() { "(none)" } else { "(secret)" })
    }
}
