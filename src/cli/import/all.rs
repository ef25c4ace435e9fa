//! `import all`: brings in what `export all` wrote, through the running service or here.

use super::super::command::{Answer, sentence};
use super::super::output::Output;
use super::super::{Common, control, load, open, secret};
use crate::app::sealed as opening;
use crate::app::{App, Error, archive};
use crate::domain::policy::Actor;
use crate::host::sealed::{self, Key};
use anyhow::{Context, anyhow, bail};
use serde_json::json;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

#[derive(clap::Args, Debug)]
pub struct Flags {
    /// The file that `export all` or `backup create` wrote
    file: PathBuf,
    /// A file with the key of an encrypted backup; without it the key is asked for
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

pub(super) fn run(common: &Common, flags: &Flags, output: &Output) -> anyhow::Result<u8> {
    let config = load(common, Vec::new())?;
    let mut from = plain(flags)?;
    let answer = match control::bring(&config, &mut from, output)? {
        Some(answer) => answer,
        None => everything(&*open::app(&config)?, &open::shell_actor(), from),
    };
    output.answer(&answer)?;
    Ok(answer.code)
}

/// What is in the file: opened here where it is encrypted, so that the key goes nowhere else.
fn plain(Flags { file, key_file }: &Flags) -> anyhow::Result<Box<dyn BufRead>> {
    let begin = || -> anyhow::Result<BufReader<File>> {
        let from = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
        Ok(BufReader::with_capacity(256 * 1024, from))
    };
    let mut from = begin()?;
    let beginning = from
        .fill_buf()
        .with_context(|| format!("{} cannot be read", file.display()))?;
    if !sealed::is_sealed(beginning) {
        return Ok(Box::new(from));
    }
    let keys = keys(key_file.as_deref(), from)?;
    let opened = || -> anyhow::Result<Box<dyn BufRead>> { opening::plain(begin()?, &keys).map_err(said) };
    // To its end once before anything is sent: what was changed or cut is said as that.
    if io::copy(&mut opened()?, &mut io::sink()).is_err() {
        bail!("{}", opening::not_opened(&sealed::Error::Damaged));
    }
    opened()
}

/// The key from its file, or from who is at the terminal.
fn keys(file: Option<&Path>, sealed_file: impl BufRead) -> anyhow::Result<Vec<Key>> {
    if let Some(path) = file {
        return opening::in_file(path).map_err(|why| anyhow!("The key in {} cannot be used. {why}", path.display()));
    }
    let needs_it = match sealed::open(sealed_file, &[]) {
        Ok(_) => return Ok(Vec::new()),
        Err(error @ sealed::Error::NoKey { .. }) => opening::not_opened(&error),
        // No key helps.
        Err(error) => bail!("{}", opening::not_opened(&error)),
    };
    if !io::stdin().is_terminal() {
        bail!("{needs_it} Name a file with it: --key-file FILE");
    }
    let typed = secret::read(&format!("{needs_it}\nThe key, which is not shown:"))?;
    Key::parse(&typed)
        .map(|key| vec![key])
        .map_err(|error| anyhow!("{}", opening::no_key(error)))
}

fn said(error: Error) -> anyhow::Error {
    anyhow!("{}", sentence(&error))
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
