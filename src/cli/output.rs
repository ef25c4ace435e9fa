//! What the shell shows: sentences for people, JSON for machines, errors on stderr.

use super::command::Answer;
use std::io::{IsTerminal, Write};

/// Where a command's words go.
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether the person sees what is printed: secrets are shown to nothing else.
    pub(super) fn is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    pub(super) fn line(&self, text: &str) -> std::io::Result<()> {
        writeln!(std::io::stdout(), "{text}")
    }

    pub(super) fn raw(&self, bytes: &[u8]) -> std::io::Result<()> {
        std::io::stdout().write_all(bytes)
    }

    pub(super) fn answer(&self, answer: &Answer) -> std::io::Result<()> {
        if self.json {
            return self.line(&answer.json.to_string());
        }
        if answer.failed {
            self.error(&answer.text);
            return Ok(());
        }
        self.line(&answer.text)
    }

    /// What happened and what to do.
    pub(super) fn error(&self, text: &str) {
        // Nothing is left to do when stderr is gone.
        let _ = if self.json {
            writeln!(std::io::stderr(), "{}", serde_json::json!({ "error": text }))
        } else {
            writeln!(std::io::stderr(), "{text}")
        };
    }
}
