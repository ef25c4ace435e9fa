//! `import all`: brings in what `export all` wrote, through the running service or here.

use super::super::command::{Answer, sentence};
use super::super::output::Output;
use super::super::{Common, control, load, open};
use crate::app::{App, archive};
use crate::domain::policy::Actor;
use anyhow::Context;
use serde_json::json;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct Flags {
    /// The file that `export all` or `backup create` wrote
    file: PathBuf,
}

pub(super) fn run(common: &Common, Flags { file }: &Flags, output: &Output) -> anyhow::Result<u8> {
    let config = load(common, Vec::new())?;
    let from = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
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
            let json = json!({
                "company": brought.company, "made_at": brought.made_at, "written_by": brought.written_by,
                "employees": brought.employees,
                "evaluations": brought.evaluations, "users": brought.users,
            });
            Answer::done(brought.told().to_string(), json)
        }
        Err(error) => Answer::failed(sentence(&error)),
    }
}
