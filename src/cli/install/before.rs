//! What was in a place before a step changed it, to put it back.

use anyhow::Context;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};

/// What was there.
#[derive(Default)]
pub enum Before {
    /// Not looked yet: nothing is put back.
    #[default]
    Unknown,
    Nothing,
    File {
        content: Vec<u8>,
        mode: u32,
        owner: (u32, u32),
    },
    Link(PathBuf),
    /// Its mode and owner; what is in it is left alone.
    Folder {
        mode: u32,
        owner: (u32, u32),
    },
}

impl Before {
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let found = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::Nothing),
            found => found.with_context(|| format!("{} cannot be looked at", path.display()))?,
        };
        let (mode, owner) = (found.mode() & 0o7777, (found.uid(), found.gid()));
        Ok(if found.is_symlink() {
            Self::Link(fs::read_link(path)?)
        } else if found.is_dir() {
            Self::Folder { mode, owner }
        } else {
            let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
            Self::File { content, mode, owner }
        })
    }

    /// As it was.
    pub fn restore(&self, path: &Path) -> anyhow::Result<()> {
        match self {
            Self::Unknown => return Ok(()),
            Self::Nothing => remove(path)?,
            Self::File { content, mode, owner } => {
                // Not beside it and renamed: the disk may be full, and what came into its place gives room.
                remove(path)?;
                fs::write(path, content)?;
                fs::set_permissions(path, Permissions::from_mode(*mode))?;
                give_back(path, *owner)?;
            }
            Self::Link(to) => {
                remove(path)?;
                symlink(to, path)?;
            }
            Self::Folder { mode, owner } => {
                fs::set_permissions(path, Permissions::from_mode(*mode))?;
                give_back(path, *owner)?;
            }
        }
        Ok(())
    }
}

/// Only root may, and only root changed it.
fn give_back(path: &Path, (user, group): (u32, u32)) -> anyhow::Result<()> {
    if rustix::process::geteuid().is_root() {
        lchown(path, Some(user), Some(group))?;
    }
    Ok(())
}

/// A file, a link, or a folder that is empty; it may be gone already.
fn remove(path: &Path) -> anyhow::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    let removed = if found.is_dir() {
        fs::remove_dir(path)
    } else {
        fs::remove_file(path)
    };
    removed.with_context(|| format!("{} cannot be removed", path.display()))
}
