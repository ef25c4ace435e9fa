//! `import all`: brings in what `export all` wrote, through the running service or here.

use super::super::bringing::{self, Bringing};
use super::super::output::Output;
use super::super::{Common, load};
use anyhow::Context;
use std::fs::File;
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub struct Flags {
    /// The file that `export all` or `backup create` wrote
    file: PathBuf,
}

pub(super) fn run(common: &Common, Flags { file }: &Flags, output: &Output) -> anyhow::Result<u8> {
    let config = load(common, Vec::new())?;
    let from = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let answer = bringing::bring(&config, Bringing::ImportAll, from, &name, output)?;
    output.answer(&answer)?;
    Ok(answer.code)
}
