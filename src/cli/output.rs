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

    /// Whether a person reads sentences on a terminal.
    pub(super) fn is_for_a_person(&self) -> bool {
        !self.json && self.is_terminal()
    }

    pub(super) fn line(&self, text: &str) -> std::io::Result<()> {
        writeln!(std::io::stdout(), "{text}")
    }

    pub(super) fn raw(&self, bytes: &[u8]) -> std::io::Result<()> {
        std::io::stdout().write_all(bytes)
    }

    /// Sentences or JSON, as asked for.
    pub(super) fn either(&self, text: &str, json: &serde_json::Value) -> std::io::Result<()> {
        if self.json {
            self.line(&json.to_string())
        } else {
            self.line(text)
        }
    }

    pub(super) fn answer(&self, answer: &Answer) -> std::io::Result<()> {
        if self.json {
            return self.line(&answer.json.to_string());
        }
        if answer.failed {
            self.error(&answer.text);
            return Ok(());
        }
        self.line(&plain(&answer.text))
    }

    /// Something on the way to the answer; programs wait for that.
    pub(super) fn note(&self, text: &str) {
        if !self.json {
            // Nothing is left to do when stderr is gone.
            let _ = writeln!(std::io::stderr(), "{}", plain(text));
        }
    }

    /// Nothing was done, and why.
    pub(super) fn failed(&self, text: &str, json: &serde_json::Value) -> std::io::Result<()> {
        if self.json {
            self.line(&json.to_string())
        } else {
            writeln!(std::io::stderr(), "{text}")
        }
    }

    /// How far long work has come; for a person only.
    pub(super) fn progress(&self, text: &str) {
        if !self.json && std::io::stderr().is_terminal() {
            let _ = write!(std::io::stderr(), "\r{text}\u{1b}[K");
        }
    }

    /// Takes the last [`progress`](Self::progress) away.
    pub(super) fn progress_ends(&self) {
        self.progress("");
    }

    /// What happened and what to do.
    pub(super) fn error(&self, text: &str) {
        // Nothing is left to do when stderr is gone.
        let _ = if self.json {
            writeln!(std::io::stderr(), "{}", serde_json::json!({ "error": text }))
        } else {
            writeln!(std::io::stderr(), "{}", plain(text))
        };
    }
}

/// Without what a terminal obeys: a file that somebody brought may hold anything in its names.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}
