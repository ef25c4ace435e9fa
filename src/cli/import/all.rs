//! `import all`: brings in what `export all` wrote, through the running service or here.

use super::super::bringing::{self, Bringing};
use super::super::given::Given;
use super::super::output::Output;
use super::super::{Common, load};
use std::path::PathBuf;

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
    let given = Given::find(&flags.file, flags.key_file.as_deref())?;
    let answer = bringing::bring(&config, Bringing::ImportAll, &given, output)?;
    output.answer(&answer)?;
    Ok(answer.code)
}
