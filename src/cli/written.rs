//! A file a command writes: whole or not at all, for its owner alone, and never over another one
//! unless that was asked for.

use anyhow::{Context, bail};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Written beside its place; there once it is finished, gone if it never is.
pub(super) struct Written {
    to: PathBuf,
    beside: PathBuf,
    file: File,
    overwrite: bool,
    finished: bool,
}

impl Written {
    /// Refuses what could not be finished, as far as that is known now.
    pub fn begin(to: &Path, overwrite: bool) -> anyhow::Result<Self> {
        if to.is_dir() {
            bail!("{} is a folder. Name the file to write in it.", to.display());
        }
        if !overwrite && fs::symlink_metadata(to).is_ok() {
            return Err(there(to));
        }
        let Some(name) = to.file_name() else {
            bail!("{} names no file.", to.display());
        };
        let beside = to.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)
            .with_context(|| format!("{} cannot be written", to.display()))?;
        Ok(Self {
            to: to.to_owned(),
            beside,
            file,
            overwrite,
            finished: false,
        })
    }

    /// Puts it in its place.
    pub fn finish(mut self) -> anyhow::Result<()> {
        let failed = || format!("{} cannot be written", self.to.display());
        self.file.sync_all().with_context(failed)?;
        if self.overwrite {
            fs::rename(&self.beside, &self.to).with_context(failed)?;
        } else {
            // Fails when someone else made it meanwhile.
            match fs::hard_link(&self.beside, &self.to) {
                Ok(()) => fs::remove_file(&self.beside).with_context(failed)?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(there(&self.to)),
                // A disk without links, as most USB sticks are.
                Err(_) if fs::symlink_metadata(&self.to).is_ok() => return Err(there(&self.to)),
                Err(_) => fs::rename(&self.beside, &self.to).with_context(failed)?,
            }
        }
        self.finished = true;
        Ok(())
    }
}

fn there(to: &Path) -> anyhow::Error {
    anyhow::anyhow!(
        "{} is there already and was not touched. Choose another name, or replace it with --overwrite.",
        to.display()
    )
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if !self.finished {
            // Half of it is of no use to anyone; whoever reads the folder sees that it is none of ours.
            let _ = fs::remove_file(&self.beside);
        }
    }
}
