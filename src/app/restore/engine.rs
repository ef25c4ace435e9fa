//! The one way in which a backup takes the place of what is here.

use super::super::archive::{Brought, whole};
use super::super::backups;
use super::super::{App, Change, Error, leaving};
use super::{OneAtATime, Source, Stage};
use crate::domain::backup::{Backup, Why};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::domain::restore::Restore;
use crate::host::system;
use crate::message;
use crate::store::archive::Manifest;
use crate::store::restoring::Prepared;
use crate::store::{self, Read};
use std::sync::{Arc, PoisonError};

/// Whether it may happen: asked at the beginning, and once more where nobody else can change anything.
pub type Allowed<'a> = &'a dyn Fn(&App) -> Result<(), Error>;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Done {
    pub brought: Brought,
    /// The backup of what was here before.
    pub before: Option<Backup>,
    /// What goes out in the company's name waits for an admin.
    pub holds_outgoing: bool,
}

impl Done {
    /// That it is here now, how people sign in, and where what was here before is.
    pub fn told(&self) -> Message {
        match &self.before {
            None => self.brought.told(),
            Some(before) => message!(
                "{brought} What was here before is kept as {name}.",
                brought = self.brought.told(),
                name = before.name
            ),
        }
    }
}

/// Puts what is in a backup in the place of what is here; `told` hears how far it is.
///
/// # Errors
/// `Conflict` with what is wrong with the file, or when another is under way; `CannotSave` where there is
/// no room. After any error everything is as it was, but for a backup more.
pub fn run(app: &App, actor: &Actor, source: &Source, allowed: Allowed, told: &dyn Fn(Stage)) -> Result<Done, Error> {
    let _one = OneAtATime::begin(app)?;
    allowed(app)?;
    told(Stage::Unpacking { percent: 0 });
    // A backup under way finishes first, and none begins meanwhile.
    let alone = backups::alone_for_a_restore(app)?;
    let archive = source.open(|percent| told(Stage::Unpacking { percent }))?;
    let prepared = Prepared::unpack(app.data_folder(), app.store.options(), archive).map_err(about_the_file)?;
    app.store.alone(
        message!(
            "A backup is being restored just now, so nothing can be saved for a moment. Please try again when it is done."
        ),
        || in_place(app, actor, source, &prepared, allowed, &alone, told),
    )
}

fn in_place(
    app: &App,
    actor: &Actor,
    source: &Source,
    prepared: &Prepared,
    allowed: Allowed,
    alone: &backups::Alone<'_>,
    told: &dyn Fn(Stage),
) -> Result<Done, Error> {
    allowed(app)?;
    told(Stage::BackingUp);
    let before = before(app, actor, alone)?;
    // What cannot be read is not thrown away: somebody may still get something out of it.
    let keep = app.store.is_damaged();

    told(Stage::TakingAlong);
    let restore = take_along(app, actor, source, prepared, before.as_ref())?;
    prepared.heed_tombstones(app.data_folder())?;

    told(Stage::Proving);
    let (brought, projection) = {
        let started = App::start(prepared.open()?, Arc::clone(&app.clock), app.passwords.clone())?;
        let reader = started.store.read()?;
        let admins = whole(&reader, &started.projection())?;
        let brought = Brought::of(&reader, &started.projection(), &prepared.manifest, admins)?;
        (brought, started.projection())
    };

    told(Stage::Exchanging);
    // Between two requests: none begins with the one company and ends with the other.
    let _passage = app.passage.write().unwrap_or_else(PoisonError::into_inner);
    app.store.replace(prepared, keep, |reader| {
        let same = reader.count::<Employee>()? == brought.employees
            && reader.count::<Evaluation>()? == brought.evaluations
            && reader.get::<Restore>(restore.id)?.is_some();
        match same {
            true => Ok(()),
            false => Err(Error::Failed("what was restored is not what is in use".into())),
        }
    })?;
    app.projection.store(projection);
    app.forget_what_was();
    app.tombstones.store(Arc::new(app.store.tombstones()?));
    // Those that came with the backup are written beside the data too.
    leaving::make_good(app)?;
    tracing::info!(records = prepared.records, "a backup was restored");
    Ok(Done {
        brought,
        before,
        holds_outgoing: restore.holds_outgoing(),
    })
}

/// The backup of what is here. None is made of an empty box, nor of what cannot be read.
fn before(app: &App, actor: &Actor, alone: &backups::Alone<'_>) -> Result<Option<Backup>, Error> {
    if !app.is_set_up() {
        return Ok(None);
    }
    match backups::make(app, actor, Why::BeforeRestore, alone) {
        Ok(backup) => match &backup.problem {
            None => Ok(Some(backup)),
            Some(problem) => Err(Error::Conflict(message!(
                "What is here now could not be backed up first, so nothing was changed. {problem}",
                problem = problem.sentence()
            ))),
        },
        Err(error) if app.store.is_damaged() => {
            tracing::error!(%error, "what is here is damaged and could not be backed up; its file is kept");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Takes along what belongs to this box, and writes down what happens.
fn take_along(
    app: &App,
    actor: &Actor,
    source: &Source,
    prepared: &Prepared,
    before: Option<&Backup>,
) -> Result<Restore, Error> {
    let in_use = app.store.read().ok();
    let lineage = in_use.as_ref().and_then(|reader| reader.lineage().ok());
    let same_company = lineage.as_ref() == Some(&prepared.manifest.lineage);
    let from_elsewhere = is_from_elsewhere(&prepared.manifest, same_company);
    // In the events of another company the number of one of our users would be one of theirs.
    let actor = match actor {
        Actor::User(_) if !same_company => &Actor::Program,
        actor => actor,
    };
    let write = |writer: &mut store::Writer| -> Result<Restore, Error> {
        let mut change = Change::begin(writer, app, actor)?;
        let restore = Restore {
            id: change.next_id::<Restore>()?,
            at: change.now,
            by: change.by().clone(),
            made_at: prepared.manifest.made_at,
            file: source.name.clone(),
            before: before.map(|backup| backup.id),
            from_elsewhere,
            confirmed_at: None,
        };
        change.put(&restore)?;
        change.record::<Restore>("restored", restore.id, &[])?;
        Ok(restore)
    };
    match prepared.take_along(in_use.as_ref(), write) {
        Err(error) if app.store.is_damaged() => {
            tracing::error!(%error, "what belongs to the box could not be read either");
            prepared.take_along(None, write)
        }
        done => done,
    }
}

/// Whether it was made on another machine, which may be running still.
pub(super) fn is_from_elsewhere(manifest: &Manifest, same_company: bool) -> bool {
    match (&manifest.machine, system::machine()) {
        (Some(its), Some(ours)) => *its != ours,
        _ => !same_company,
    }
}

/// What is wrong with a file is for the one who brings it to read.
pub(in crate::app) fn about_the_file(error: store::Error) -> Error {
    match error {
        store::Error::Unfit(_) | store::Error::Newer { .. } => Error::Conflict(error.message()),
        store::Error::Io { .. } => Error::CannotSave(error.message()),
        other => other.into(),
    }
}
