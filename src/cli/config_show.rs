//! `config show` and `config check`: what is in force, and which layer said so.

use super::output::Output;
use super::{Common, control, open};
use crate::config::{Config, Error, KEYS};
use serde_json::json;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Subcommands {
    /// Show every value and where it comes from
    Show,
    /// Check the configuration without starting anything
    Check,
}

pub(super) fn run(
    config: &Result<Config, Error>,
    command: &Subcommands,
    common: &Common,
    output: &Output,
) -> anyhow::Result<u8> {
    let config = match config {
        Ok(config) => config,
        Err(error) => {
            output.error(&error.to_string());
            return Ok(2);
        }
    };
    match command {
        Subcommands::Check => output.line(if common.json {
            r#"{"ok":true}"#
        } else {
            "The configuration is fine."
        })?,
        Subcommands::Show if common.json => {
            let values: serde_json::Map<_, _> = KEYS
                .iter()
                .map(|key| {
                    let (value, origin) = config.effective(key);
                    (key.name.to_owned(), json!({ "value": value, "origin": origin.word() }))
                })
                .collect();
            output.line(&serde_json::Value::Object(values).to_string())?;
        }
        Subcommands::Show => {
            for key in KEYS {
                let (value, origin) = config.effective(key);
                let value = if value.is_empty() { "(none)" } else { value };
                output.line(&format!(
                    "{:<12} {value:<28} {:<12} {}",
                    key.name,
                    origin.word(),
                    key.about
                ))?;
            }
            let socket = control::path(config);
            let state = if open::is_running(config) {
                "answers"
            } else {
                "nothing runs"
            };
            output.line(&format!("\ncontrol socket: {} ({state})", socket.display()))?;
        }
    }
    Ok(0)
}
