//! Restoring where what is here cannot be opened any more: nothing of it is taken along, its file is kept.

use super::super::archive::{Brought, whole};
use super::super::{App, Error};
use super::engine::{about_the_file, is_from_elsewhere};
use super::{Done, Source, Stage};
use crate::domain::policy::Actor;
use crate::domain::restore::Restore;
use crate::host::clock::SystemClock;
use crate::host::password::{Passwords, Strength};
use crate::store::restoring::Prepared;
use crate::store::{Options, Taken};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A backup, unpacked beside what cannot be opened. The folder is ours as long as this lives.
pub struct Unreadable {
    pub brings: Brought,
    prepared: Prepared,
    name: String,
    folder: Taken,
}

impl Unreadable {
    /// Unpacks it and checks it.
    ///
    /// # Errors
    /// `Conflict` with what is wrong with the file; `CannotSave` where there is no room.
    pub fn unpack(data: &Path, source: &Source, told: &dyn Fn(Stage)) -> Result<Self, Error> {
        let folder = Taken::take(data).map_err(about_the_file)?;
        let from = source.open(|percent| told(Stage::Unpacking { percent }))?;
        let prepared = Prepared::unpack(data, &Options::default(), from).map_err(about_the_file)?;
        prepared.heed_tombstones(data)?;
        let started = start(&prepared)?;
        let reader = started.store.read()?;
        let admins = whole(&reader, &started.projection())?;
        let brings = Brought::of(&reader, &started.projection(), &prepared.manifest, admins)?;
        drop((reader, started));
        Ok(Self {
            brings,
            prepared,
            name: source.name.clone(),
            folder,
        })
    }

    /// Puts it in the place of what cannot be opened; gives where that is kept.
    pub fn put_in_place(self, told: &dyn Fn(Stage)) -> Result<(Done, Option<PathBuf>), Error> {
        told(Stage::Proving);
        let started = start(&self.prepared)?;
        let restore = started.change(&Actor::Program, |change| {
            let restore = Restore {
                id: change.next_id::<Restore>()?,
                at: change.now,
                by: change.by().clone(),
                made_at: self.prepared.manifest.made_at,
                file: self.name.clone(),
                before: None,
                from_elsewhere: is_from_elsewhere(&self.prepared.manifest, false),
                confirmed_at: None,
            };
            change.put(&restore)?;
            change.record::<Restore>("restored", restore.id, &[])?;
            Ok(restore)
        })?;
        drop(started);
        told(Stage::Exchanging);
        let kept = self.folder.replace_unreadable(&self.prepared)?;
        let done = Done {
            brought: self.brings.clone(),
            before: None,
            holds_outgoing: restore.holds_outgoing(),
        };
        Ok((done, kept))
    }
}

/// As after a restart: whoever was anonymised since is so in it too.
fn start(prepared: &Prepared) -> Result<App, Error> {
    App::start(
        prepared.open()?,
        Arc::new(SystemClock),
        Passwords::start(Strength::STRONG),
    )
}
