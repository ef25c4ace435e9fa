//! From a folder to an open database, or a sentence why not.

use super::disk::{DiskOf, OnDisk};
use super::founding::{found, random_name, sync_folder};
use super::guard::Health;
use super::vetting::{Vetted, vet};
use super::{Error, Result, migrations, replacing, restoring};
use crate::message;
use redb::Database;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The store's file within its folder.
pub(super) const FILE: &str = "kpi.redb";
/// Locked as long as a process has the store open.
const LOCK: &str = "kpi.lock";
/// How long another process may have it: a command that looks at the data while the service starts or
/// stops must not keep it from starting.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a store is opened.
#[derive(Clone)]
pub struct Options {
    /// Memory for pages of the file, in bytes.
    pub cache: usize,
    /// With less room than this on the disk nothing is saved, in bytes.
    pub floor: u64,
    /// Size of the file that is given back when a full disk keeps the store from working, in bytes.
    pub ballast: u64,
    /// For drills: what lies under the file.
    #[doc(hidden)]
    pub disk: Option<DiskOf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cache: 24 << 20,
            floor: 32 << 20,
            ballast: 8 << 20,
            disk: None,
        }
    }
}

/// The folder made, if there was none, and locked for this process.
pub(super) fn take_folder(folder: &Path) -> Result<File> {
    let io = |path: PathBuf| {
        move |source: io::Error| Error::Io {
            doing: "Opening",
            path,
            source,
        }
    };
    if folder.exists() && !folder.is_dir() {
        return Err(Error::Unfit(message!(
            "{folder} is a file, not a folder. Choose another data folder.",
            folder = folder.display()
        )));
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(io(folder.to_owned()))?;
    let owner = fs::metadata(folder).map_err(io(folder.to_owned()))?.uid();
    // Files root leaves in the folder of another would lock that one out.
    if rustix::process::geteuid().is_root() && owner != 0 {
        return Err(Error::Unfit(message!(
            "The data folder {folder} belongs to the user with number {owner}. Run this as that user, not as root.",
            folder = folder.display(),
            owner = owner
        )));
    }
    let path = folder.join(LOCK);
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(io(path.clone()))?;
    let until = Instant::now() + PATIENCE;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::InUse {
                    folder: folder.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(io(path)(source)),
        }
    }
}

/// The store in a folder that was taken, founded if there is none, migrated if it is older.
pub(super) fn open(folder: &Path, options: &Options) -> Result<(Database, Arc<Health>, Vetted)> {
    let path = folder.join(FILE);
    let io = |source| Error::Io {
        doing: "Opening",
        path: path.clone(),
        source,
    };
    restoring::tidy(folder);
    replacing::settle(&path, options.cache)?;
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            found(&path, &random_name()?, &random_name()?, migrations::SCHEMA)?
        }
        Err(error) => return Err(io(error)),
        Ok(there) if !there.is_file() => {
            return Err(Error::Unfit(message!(
                "{path} is not a file, so it is not the store of Handyman KPI. Move it away, or choose another data folder.",
                path = path.display()
            )));
        }
        Ok(_) => {}
    }
    let vetted = vet(&path, options.cache)?;
    if vetted.schema < migrations::SCHEMA {
        set_aside(&path, vetted.schema)?;
    }
    let (database, health) = attach(&path, options)?;
    if vetted.schema < migrations::SCHEMA {
        migrations::migrate(&database, &health, vetted.schema)?;
    }
    Ok((database, health, vetted))
}

/// A vetted store, opened for good.
pub(super) fn attach(path: &Path, options: &Options) -> Result<(Database, Arc<Health>)> {
    let health = Arc::new(Health::new(path));
    let mut builder = Database::builder();
    builder.set_cache_size(options.cache);
    let database = match &options.disk {
        None => health.watch("Opening", || builder.open(path))?,
        Some(disk) => {
            let io = |source| Error::Io {
                doing: "Opening",
                path: path.to_owned(),
                source,
            };
            let disk = disk(path).map_err(io)?;
            health.watch("Opening", || builder.create_with_backend(OnDisk(disk)))?
        }
    };
    Ok((database, health))
}

/// A copy of the closed file, as it was before it is migrated.
fn set_aside(path: &Path, schema: u32) -> Result<()> {
    let aside = path.with_extension(format!("redb.schema-{schema}"));
    let beside = path.with_extension("redb.copy");
    let io = |source| Error::Io {
        doing: "Copying",
        path: aside.clone(),
        source,
    };
    fs::copy(path, &beside)
        .and_then(|_| File::open(&beside)?.sync_all())
        .map_err(io)?;
    fs::rename(&beside, &aside)
        .and_then(|()| sync_folder(&aside))
        .map_err(io)
}
