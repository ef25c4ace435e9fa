//! What is due: what is missing at a place is sent, newest first, and what is too old there goes.

use super::reaching::{There, reach};
use super::uploading::{Failure, upload};
use super::{alone, copies_of, places_of};
use crate::app::backups::all;
use crate::app::{App, Error, restore};
use crate::domain::backup::Backup;
use crate::domain::id::{BackupId, PlaceId};
use crate::domain::offsite::{Copied, Fault, FaultKind, Place, State, Trouble};
use crate::domain::policy::{Action, Actor};
use crate::store::Read;
use jiff::SignedDuration;
use std::collections::BTreeSet;

/// So often what lies at a place is compared with what should, also when nothing is sent.
const LOOK_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// A copy that was not read for longer is read again.
const READ_AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What came of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub place: PlaceId,
    /// How many copies were sent and read back.
    pub copies: usize,
    pub fault: Option<Fault>,
}

/// Sends what is due, and keeps what came of it. A place in trouble is left alone until it is its time, and
/// so is each until an admin says that this box takes the place of the one it was restored from.
pub fn send_due(app: &App) -> Result<Vec<Sent>, Error> {
    let now = app.now();
    run(app, |place| {
        place.trouble.as_ref().is_none_or(|trouble| trouble.next_at <= now)
    })
}

/// The same for all places in use, also those in trouble.
pub fn send_now(app: &App, actor: &Actor) -> Result<Vec<Sent>, Error> {
    app.permit(actor, &Action::ManageBox)?;
    run(app, |_| true)
}

/// Has the job do so at once.
pub fn send_soon(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    if let Some(undecided) = restore::undecided(app)? {
        return Err(Error::Conflict(undecided));
    }
    app.change(actor, |change| {
        for mut place in change.store.all::<Place>()? {
            place.looked_at = None;
            if let Some(trouble) = &mut place.trouble {
                trouble.next_at = change.now;
            }
            change.put(&place)?;
        }
        change.event("offsite_sending_asked", None, &[])
    })?;
    app.bell().ring();
    Ok(())
}

fn run(app: &App, is_due: impl Fn(&Place) -> bool) -> Result<Vec<Sent>, Error> {
    if let Some(undecided) = restore::undecided(app)? {
        return Err(Error::Conflict(undecided));
    }
    let _alone = alone(app)?;
    let mut sent = Vec::new();
    for place in places_of(app)?
        .into_iter()
        .filter(|place| place.is_used() && is_due(place))
    {
        let mut copies = 0;
        let fault = match serve(app, &place, &mut copies) {
            Ok(false) => continue,
            Ok(true) => None,
            Err(Failure::Error(error)) => return Err(error),
            Err(Failure::Fault(fault)) if fault.kind == FaultKind::Stopped => continue,
            Err(Failure::Fault(fault)) => Some(fault),
        };
        keep(app, place.id, fault.as_ref())?;
        sent.push(Sent {
            place: place.id,
            copies,
            fault,
        });
    }
    Ok(sent)
}

/// Whether there was anything to do.
fn serve(app: &App, place: &Place, copies: &mut usize) -> Result<bool, Failure> {
    let look = place
        .looked_at
        .is_none_or(|at| app.now().duration_since(at) > LOOK_EVERY);
    let newest = all(app)?.into_iter().find(Backup::is_good);
    let refuses = newest.is_some_and(|newest| !place.takes(&newest));
    if !look && !refuses && place.trouble.is_none() && missing(app, place)?.is_empty() {
        return Ok(false);
    }
    // A place that somebody changes, pauses or removes is left at once.
    // So is each while a backup takes the place of what is here.
    let stop = || app.bell().is_stopped() || restore::is_under_way(app) || is_other(app, place);
    let there = reach(app, place, &stop)?;
    forget_lost(app, place, &there)?;
    read_again(app, place, &there)?;
    for backup in missing(app, place)? {
        // Sending takes long: it may have been let go here meanwhile.
        if !all(app)?.iter().any(|known| known.id == backup.id) {
            continue;
        }
        let copy = of_place(app, place)?.into_iter().find(|copy| copy.backup == backup.id);
        let copy = copy.unwrap_or_else(|| Copied::of(&backup, place.id));
        upload(app, place, &there, &backup, copy)?;
        *copies += 1;
    }
    thin(app, place, &there)?;
    match refuses {
        true => Err(Fault::of(FaultKind::NotEncrypted).into()),
        false => Ok(true),
    }
}

fn is_other(app: &App, place: &Place) -> bool {
    let now = app.store.read().and_then(|store| store.get::<Place>(place.id));
    // Where it cannot be read it is seen when something is written down.
    now.is_ok_and(|now| now.is_none_or(|now| !now.is_as_before(place)))
}

/// The good backups of this box that the place should have and does not, newest first.
fn missing(app: &App, place: &Place) -> Result<Vec<Backup>, Error> {
    let mut here = all(app)?;
    let missing = place.missing(&here, &of_place(app, place)?, app.zoned_now().time_zone());
    here.retain(|backup| missing.contains(&backup.id));
    Ok(here)
}

fn of_place(app: &App, place: &Place) -> Result<Vec<Copied>, Error> {
    let mut copies = copies_of(app)?;
    copies.retain(|copy| copy.place == place.id);
    Ok(copies)
}

/// Somebody may have removed or cut copies there, or a storage lost them.
fn forget_lost(app: &App, place: &Place, there: &There<'_>) -> Result<(), Failure> {
    let found = there.list()?;
    for copy in of_place(app, place)? {
        if copy.verified_at().is_some() && found.get(&copy.name) != Some(&copy.bytes) {
            lost(app, copy)?;
        }
    }
    Ok(())
}

/// Disks forget: each time the copy is read again that was not for longest, so that each is about once a
/// month.
fn read_again(app: &App, place: &Place, there: &There<'_>) -> Result<(), Failure> {
    let copies = of_place(app, place)?.into_iter();
    let oldest = copies
        .filter_map(|copy| Some((copy.verified_at()?, copy)))
        .min_by_key(|(at, copy)| (*at, copy.id));
    let Some((at, mut copy)) = oldest else { return Ok(()) };
    let now = app.now();
    if now.duration_since(at) < READ_AGAIN {
        return Ok(());
    }
    if !there.has(&copy)? {
        return Ok(lost(app, copy)?);
    }
    copy.state = State::There { verified_at: now };
    Ok(app.change(&Actor::Program, |change| change.put(&copy))?)
}

/// No longer counted on, and sent again while it is here. What lies there is left alone where it is not:
/// it may be all there is.
fn lost(app: &App, mut copy: Copied) -> Result<(), Error> {
    tracing::warn!(
        backup = copy.name,
        place = copy.place.0,
        "a copy is no longer there as it was"
    );
    let is_here = all(app)?.iter().any(|backup| backup.id == copy.backup);
    app.change(&Actor::Program, |change| {
        match is_here {
            true => {
                copy.state = State::Written;
                change.put(&copy)?;
            }
            false => change.delete::<Copied>(copy.id)?,
        }
        change.record::<Copied>("offsite_copy_lost", copy.id, &[])
    })
}

/// Removes what this box put there and the place's retention no longer keeps; never the last that was
/// read back.
fn thin(app: &App, place: &Place, there: &There<'_>) -> Result<(), Failure> {
    let copies = of_place(app, place)?;
    let passing = place.passing(&copies, app.zoned_now().time_zone());
    let coming: BTreeSet<BackupId> = missing(app, place)?.iter().map(|backup| backup.id).collect();
    for copy in copies.into_iter().rev() {
        match &copy.state {
            State::There { .. } if passing.contains(&copy.backup) => {
                there.remove(&copy.name)?;
                forget(app, &copy, Some("offsite_copy_pruned"))?;
            }
            // Nothing more comes of these.
            State::Uploading { upload, .. } if !coming.contains(&copy.backup) => {
                if let There::Storage { storage, prefix } = there {
                    storage.abort(&format!("{prefix}{}", copy.name), upload)?;
                }
                forget(app, &copy, None)?;
            }
            State::Written if !coming.contains(&copy.backup) => forget(app, &copy, None)?,
            _ => {}
        }
    }
    Ok(())
}

fn forget(app: &App, copy: &Copied, what: Option<&str>) -> Result<(), Error> {
    app.change(&Actor::Program, |change| {
        change.delete::<Copied>(copy.id)?;
        match what {
            Some(what) => change.record::<Copied>(what, copy.id, &[]),
            None => Ok(()),
        }
    })
}

/// Writes down how it went. That it went wrong is an event when it begins, or for another reason.
fn keep(app: &App, id: PlaceId, fault: Option<&Fault>) -> Result<(), Error> {
    app.change(&Actor::Program, |change| {
        // It may have been removed meanwhile.
        let Some(mut place) = change.store.get::<Place>(id)? else {
            return Ok(());
        };
        let before = place.trouble.take();
        match fault {
            None => {
                place.looked_at = Some(change.now);
                if before.is_some() {
                    change.record::<Place>("offsite_place_well_again", id, &[])?;
                }
            }
            Some(fault) => {
                tracing::warn!(place = id.0, kind = ?fault.kind, detail = fault.detail, "no copy could be sent");
                if before.as_ref().map(|before| before.fault.kind) != Some(fault.kind) {
                    change.record::<Place>("offsite_failed", id, &[])?;
                }
                place.trouble = Some(Trouble::again(before.as_ref(), fault.clone(), change.now));
            }
        }
        change.put(&place)
    })
}
