//! Steps that write: a folder, a file, a link.

use super::before::Before;
use super::place::{Place, Whose, give};
use super::step::Step;
use crate::host::accounts::Owner;
use anyhow::Context;
use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// A folder with this mode and owner.
pub struct Folder {
    place: Place,
    path: String,
    mode: u32,
    whose: Whose,
    /// Everything in it belongs to its owner too.
    all: bool,
    before: Before,
    /// Folders that were made for it, above it and itself.
    made: Vec<PathBuf>,
}

impl Folder {
    pub fn new(place: &Place, path: impl Into<String>, mode: u32, whose: Whose) -> Self {
        Self {
            place: place.clone(),
            path: path.into(),
            mode,
            whose,
            all: false,
            before: Before::default(),
            made: Vec::new(),
        }
    }

    /// With everything in it, as after the user was removed and is another number now.
    pub fn with_all_in_it(self) -> Self {
        Self { all: true, ..self }
    }
}

impl Step for Folder {
    fn what(&self) -> String {
        format!("the folder {}", self.path)
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        let path = self.place.at(&self.path);
        let Some(found) = found(&path)? else { return Ok(false) };
        anyhow::ensure!(found.is_dir(), "{} is there and is no folder", path.display());
        let Ok(owner) = self.place.owner(self.whose) else {
            return Ok(false);
        };
        let mut strangers = all_below(&path, self.all)
            .into_iter()
            .filter(|path| !belongs(path, owner));
        Ok(found.mode() & 0o7777 == self.mode && belongs(&path, owner) && strangers.next().is_none())
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let path = self.place.at(&self.path);
        self.before = Before::of(&path)?;
        let mut missing: Vec<&Path> = path.ancestors().take_while(|path| !path.exists()).collect();
        missing.reverse();
        for folder in missing {
            fs::DirBuilder::new()
                .mode(0o755)
                .create(folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
            self.made.push(folder.to_owned());
            // Whatever root's umask says.
            fs::set_permissions(folder, Permissions::from_mode(0o755))?;
        }
        let owner = self.place.owner(self.whose)?;
        for path in all_below(&path, self.all) {
            give(&path, owner)?;
        }
        give(&path, owner)?;
        fs::set_permissions(&path, Permissions::from_mode(self.mode))?;
        Ok(())
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        if self.made.is_empty() {
            return self.before.restore(&self.place.at(&self.path));
        }
        for folder in self.made.iter().rev() {
            match fs::remove_dir(folder) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("{} cannot be removed", folder.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Where a file's content comes from.
pub enum Content {
    Text(String),
    Copy(PathBuf),
}

/// A file with this content, mode and owner; whole or not there.
pub struct Written {
    place: Place,
    what: &'static str,
    path: String,
    content: Content,
    mode: u32,
    whose: Whose,
    /// What is in it already stays.
    once: bool,
    before: Before,
}

impl Written {
    pub fn new(
        place: &Place,
        what: &'static str,
        path: impl Into<String>,
        content: Content,
        mode: u32,
        whose: Whose,
    ) -> Self {
        Self {
            place: place.clone(),
            what,
            path: path.into(),
            content,
            mode,
            whose,
            once: false,
            before: Before::default(),
        }
    }

    /// A file that somebody edits: never written over.
    pub fn once(self) -> Self {
        Self { once: true, ..self }
    }

    fn has_content(&self, path: &Path) -> anyhow::Result<bool> {
        let is = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(match &self.content {
            Content::Text(text) => is == text.as_bytes(),
            Content::Copy(from) => {
                is == fs::read(from).with_context(|| format!("{} cannot be read", from.display()))?
            }
        })
    }

    fn write(&self, beside: &Path) -> anyhow::Result<()> {
        let mut file = File::create(beside)?;
        match &self.content {
            Content::Text(text) => file.write_all(text.as_bytes())?,
            Content::Copy(from) => {
                let mut from = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
                std::io::copy(&mut from, &mut file)?;
            }
        }
        file.set_permissions(Permissions::from_mode(self.mode))?;
        give(beside, self.place.owner(self.whose)?)?;
        file.sync_all()?;
        Ok(())
    }
}

impl Step for Written {
    fn what(&self) -> String {
        format!("{} {}", self.what, self.path)
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        let path = self.place.at(&self.path);
        let Some(found) = found(&path)? else { return Ok(false) };
        anyhow::ensure!(!found.is_dir(), "{} is there and is a folder", path.display());
        let Ok(owner) = self.place.owner(self.whose) else {
            return Ok(false);
        };
        let is_file = found.is_file() && found.mode() & 0o7777 == self.mode && belongs(&path, owner);
        Ok(is_file && (self.once || self.has_content(&path)?))
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let path = self.place.at(&self.path);
        self.before = Before::of(&path)?;
        if self.once && !matches!(self.before, Before::Nothing) {
            give(&path, self.place.owner(self.whose)?)?;
            fs::set_permissions(&path, Permissions::from_mode(self.mode))?;
            return Ok(());
        }
        let beside = beside(&path);
        let written = self
            .write(&beside)
            .with_context(|| format!("{} cannot be written", path.display()))
            .and_then(|()| {
                fs::rename(&beside, &path).with_context(|| format!("{} cannot be put in place", path.display()))
            });
        if written.is_err() {
            // What is left of it takes room and is of no use.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        self.before.restore(&self.place.at(&self.path))
    }
}

/// A link to `to`, switched in one go.
pub struct Link {
    place: Place,
    path: String,
    to: String,
    before: Before,
}

impl Link {
    pub fn new(place: &Place, path: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            path: path.into(),
            to: to.into(),
            before: Before::default(),
        }
    }
}

impl Step for Link {
    fn what(&self) -> String {
        format!("the link {} to {}", self.path, self.to)
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        let path = self.place.at(&self.path);
        let Some(found) = found(&path)? else { return Ok(false) };
        anyhow::ensure!(!found.is_dir(), "{} is there and is a folder", path.display());
        Ok(found.is_symlink() && fs::read_link(&path)? == Path::new(&self.to))
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let path = self.place.at(&self.path);
        self.before = Before::of(&path)?;
        let beside = beside(&path);
        // One that a run which was cut off left behind.
        let _ = fs::remove_file(&beside);
        symlink(&self.to, &beside).with_context(|| format!("{} cannot be made", path.display()))?;
        fs::rename(&beside, &path).with_context(|| format!("{} cannot be put in place", path.display()))
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        self.before.restore(&self.place.at(&self.path))
    }
}

fn found(path: &Path) -> anyhow::Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be looked at", path.display())),
    }
}

fn belongs(path: &Path, owner: Option<Owner>) -> bool {
    let Some(owner) = owner else { return true };
    fs::symlink_metadata(path).is_ok_and(|found| found.uid() == owner.user && found.gid() == owner.group)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn all_below(folder: &Path, wanted: bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = if wanted { vec![folder.to_owned()] } else { Vec::new() };
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    found
}
