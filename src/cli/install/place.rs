//! Where an installation goes: this box, or a folder that becomes the root of another one.

use crate::host::accounts::{self, Owner};
use crate::host::systemd;
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Who the service is.
pub const USER: &str = "handyman-kpi";

/// The root everything is written below.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
    live: bool,
}

impl Place {
    /// This box, or `root`, where nothing is started.
    pub fn new(root: Option<&Path>) -> Self {
        Self {
            root: root.unwrap_or(Path::new("/")).to_owned(),
            live: root.is_none(),
        }
    }

    /// Whether it is this box.
    pub fn is_live(&self) -> bool {
        self.live
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where this path of the installed system lies now.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Whose something shall be, in numbers; `None`: it cannot be said here and is put right by tmpfiles
    /// when that system starts.
    pub fn owner(&self, whose: Whose) -> anyhow::Result<Option<Owner>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        if whose == Whose::Root {
            return Ok(Some(Owner::ROOT));
        }
        let Some(service) = accounts::user(&self.root, USER) else {
            anyhow::ensure!(!self.live, "There is no user {USER} on this box");
            return Ok(None);
        };
        Ok(Some(match whose {
            Whose::Root => Owner::ROOT,
            Whose::ReadByService => Owner {
                user: 0,
                group: service.group,
            },
            Whose::Service => service,
        }))
    }

    /// Whether systemd there can load a folder of credentials. What another system has is not known.
    pub fn loads_credentials(&self) -> bool {
        self.live && systemd::version().is_some_and(|version| version >= 251)
    }
}

/// Whose a file or folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Root,
    /// Root's, and the service may read it.
    ReadByService,
    Service,
}

/// Gives it to its owner; for links: the link itself.
pub fn give(path: &Path, owner: Option<Owner>) -> anyhow::Result<()> {
    if let Some(owner) = owner {
        std::os::unix::fs::lchown(path, Some(owner.user), Some(owner.group))
            .with_context(|| format!("{} cannot be given to its owner", path.display()))?;
    }
    Ok(())
}
