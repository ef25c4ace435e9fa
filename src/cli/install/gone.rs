//! Steps that take away: a file or folder of an installation.

use super::place::Place;
use super::step::Step;
use anyhow::Context;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

const ASIDE: &str = ".removed";

/// Takes a file, a link or a folder with all in it away. Until all steps are done it is only set aside.
pub struct Gone {
    place: Place,
    path: String,
    /// Only if nothing is in it: a folder where others may have put something.
    if_empty: bool,
    aside: bool,
}

impl Gone {
    pub fn new(place: &Place, path: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            path: path.into(),
            if_empty: false,
            aside: false,
        }
    }

    pub fn if_empty(self) -> Self {
        Self { if_empty: true, ..self }
    }

    /// Beside it, with a name that systemd takes no notice of.
    fn aside(&self) -> PathBuf {
        let path = self.place.at(&self.path);
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(ASIDE);
        path.with_file_name(name)
    }
}

impl Step for Gone {
    fn what(&self) -> String {
        format!("{} away", self.path)
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        let path = self.place.at(&self.path);
        let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
        if self.if_empty {
            return Ok(!is_there(&path) || holds_something(&path)?);
        }
        // What a run that was cut off has set aside.
        Ok(!is_there(&path) && !is_there(&self.aside()))
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let path = self.place.at(&self.path);
        if self.if_empty {
            // At the end: what is set aside may still lie in it.
            return Ok(());
        }
        let aside = self.aside();
        if fs::symlink_metadata(&path).is_ok() {
            remove(&aside)?;
            fs::rename(&path, &aside).with_context(|| format!("{} cannot be removed", path.display()))?;
            self.aside = true;
        }
        Ok(())
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        if !self.aside {
            return Ok(());
        }
        fs::rename(self.aside(), self.place.at(&self.path))?;
        Ok(())
    }

    fn keep(&mut self) -> anyhow::Result<()> {
        if !self.if_empty {
            return remove(&self.aside());
        }
        let path = self.place.at(&self.path);
        if path.is_dir() && !holds_something(&path)? {
            fs::remove_dir(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
        Ok(())
    }
}

/// Besides what is set aside.
fn holds_something(folder: &Path) -> anyhow::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if !entry?.file_name().to_string_lossy().ends_with(ASIDE) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn remove(path: &Path) -> anyhow::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Err(_) => return Ok(()),
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    };
    removed.with_context(|| format!("{} cannot be removed", path.display()))
}
