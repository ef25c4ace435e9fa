//! `import`: brings a file in, through the running service or here.

use super::command::{Answer, sentence};
use super::output::Output;
use super::{Common, control, load, open};
use crate::app::{App, archive};
use crate::domain::policy::Actor;
use anyhow::Context;
use serde_json::json;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

#[derive(clap::Subcommand, Debug)]
pub(super) enum Subcommands {
    /// Everything of a company, as `export all` wrote it, into a box that is not set up yet
    All {
        /// The file that `export all` wrote
        file: PathBuf,
    },
}

pub(super) fn run(common: &Common, command: Subcommands, output: &Output) -> anyhow::Result<u8> {
    let Subcommands::All { file } = command;
    let config = load(common, Vec::new())?;
    let from = File::open(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let answer = match control::bring(&config, &from, output)? {
        Some(answer) => answer,
        None => everything(
            &*open::app(&config)?,
            &open::shell_actor(),
            BufReader::with_capacity(256 * 1024, from),
        ),
    };
    output.answer(&answer)?;
    Ok(answer.code)
}

/// Takes everything over, or says why not.
pub fn everything(app: &App, actor: &Actor, from: impl BufRead) -> Answer {
    match archive::import(app, actor, from) {
        Ok(brought) => {
            let text = format!(
                "{} is here now: {} employees, {} evaluations, {} users, as of {}. Everyone signs in with the password they had; this box has its own address and certificate.",
                brought.company,
                brought.employees,
                brought.evaluations,
                brought.users,
                brought.made_at.strftime("%Y-%m-%d %H:%M UTC")
            );
            let json = json!({
                "company": brought.company, "made_at": brought.made_at, "employees": brought.employees,
                "evaluations": brought.evaluations, "users": brought.users,
            });
            Answer::done(text, json)
        }
        Err(error) => Answer::failed(sentence(&error)),
    }
}
