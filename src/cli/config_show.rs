//! `config show` and `config check`: what is in force, and which layer said so.

use super::command::Command;
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
            let mut values: serde_json::Map<_, _> = KEYS
                .iter()
                .map(|key| {
                    let (value, origin) = config.effective(key);
                    (key.name.to_owned(), json!({ "value": value, "origin": origin.word() }))
                })
                .collect();
            if let Some(passed) = passed(config) {
                values.insert("passed_sockets".into(), json!(passed));
            }
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
            if let Some(passed) = passed(config) {
                output.line(&format!(
                    "\nhandyman-kpi.socket opened the ports: {}; listen and http_listen do not count",
                    passed.join(", ")
                ))?;
            }
            output.line(&format!("\ncontrol socket: {} ({state})", socket.display()))?;
        }
    }
    Ok(0)
}

/// The addresses of the ports the supervisor passed to the running service, if it did.
fn passed(config: &Config) -> Option<Vec<String>> {
    let answer = control::ask(config, &Command::Status).ok()??;
    let passed = answer.json["passed_sockets"].as_bool()?;
    let all = answer.json["listening"].as_array()?;
    passed.then(|| all.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect())
}
