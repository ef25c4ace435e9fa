//! A file with a whole company, named on the command line, and what opens it where it is encrypted.

use super::command::sentence;
use super::secret;
use crate::app::restore::Source;
use crate::app::{Error, sealed as opening};
use crate::host::plain_file;
use crate::host::sealed::{self, Key};
use anyhow::{Context, anyhow, bail};
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};

/// Read in such pieces, in bytes.
const PIECE: usize = 256 * 1024;

/// A file that can be read, with its key.
pub(super) struct Given {
    path: PathBuf,
    keys: Vec<Key>,
}

impl Given {
    /// Asks for the key where the file is encrypted and no file of keys is named.
    pub fn find(path: &Path, key_file: Option<&Path>) -> anyhow::Result<Self> {
        let mut given = Self {
            path: path.to_owned(),
            keys: Vec::new(),
        };
        let mut from = given.begin()?;
        let beginning = from.fill_buf();
        if sealed::is_sealed(beginning.with_context(|| given.cannot_be_read())?) {
            given.keys = keys(key_file, from)?;
            // To its end once before anything is done: what was changed or cut is said as that.
            if io::copy(&mut given.plain()?, &mut io::sink()).is_err() {
                bail!("{}", opening::not_opened(&sealed::Error::Damaged));
            }
        }
        Ok(given)
    }

    fn begin(&self) -> anyhow::Result<BufReader<File>> {
        let from = plain_file::open(&self.path).with_context(|| self.cannot_be_read())?;
        Ok(BufReader::with_capacity(PIECE, from))
    }

    fn cannot_be_read(&self) -> String {
        format!("{} cannot be read", self.path.display())
    }

    /// As the file is called.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// What is in it: opened here where it is encrypted, so that the key goes nowhere else.
    pub fn plain(&self) -> anyhow::Result<Box<dyn BufRead>> {
        opening::plain(self.begin()?, &self.keys).map_err(said)
    }

    /// The same to be restored from in this process.
    pub fn source(&self) -> anyhow::Result<Source> {
        let file = plain_file::open(&self.path).with_context(|| self.cannot_be_read())?;
        let source = Source::new(file, &self.name()).map_err(said)?;
        source.with_keys(self.keys.clone()).map_err(said)
    }
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
