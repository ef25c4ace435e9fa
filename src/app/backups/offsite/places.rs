//! Adding, changing, pausing and removing a place.

use super::{places_of, reaching};
use crate::app::{App, Error};
use crate::domain::id::PlaceId;
use crate::domain::invalid::Invalid;
use crate::domain::offsite::{Bucket, Copied, Draft, DraftKind, DraftSecret, Kind, Place, Secret};
use crate::domain::policy::{Action, Actor};
use crate::host::{box_key, s3, secret};
use crate::message;
use crate::store::Read;

/// More than a small crew has.
const PLACES_MAX: usize = 10;
/// What the secrets are sealed for.
pub(super) const SEALED_FOR: &str = "off-site storage";

/// Adds a place; nothing is sent there before its test went well.
pub fn add(app: &App, actor: &Actor, draft: &Draft) -> Result<PlaceId, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let kind = kind(app, draft, None)?;
    app.change(actor, |change| {
        let all = change.store.all::<Place>()?;
        if all.len() >= PLACES_MAX {
            return Err(Error::Conflict(message!(
                "There are {n} places already, which is as many as there can be. Remove one first.",
                n = all.len()
            )));
        }
        not_taken(&all, None, draft, &kind)?;
        let place = Place {
            id: change.next_id::<Place>()?,
            name: draft.name.clone(),
            kind,
            retention: draft.retention,
            declined_encryption: draft.declined_encryption.clone(),
            paused: false,
            mark: secret::token(),
            added_at: change.now,
            tested_at: None,
            looked_at: None,
            trouble: None,
        };
        change.put(&place)?;
        change.record::<Place>("offsite_place_added", place.id, &[])?;
        Ok(place.id)
    })
}

/// Changes a place. Where it leads elsewhere from now on, it has to be tested again, and what lies at the
/// old one is no longer looked after.
pub fn change(app: &App, actor: &Actor, id: PlaceId, draft: &Draft) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    let before = app.store.read()?.get::<Place>(id)?.ok_or(Error::NotFound)?;
    let kind = kind(app, draft, Some(&before.kind))?;
    let moved = is_elsewhere(&before.kind, &kind);
    if moved && let Kind::Folder { .. } = before.kind {
        let_go(app, &before);
    }
    app.change(actor, |change| {
        let all = change.store.all::<Place>()?;
        let mut place = change.store.get::<Place>(id)?.ok_or(Error::NotFound)?;
        not_taken(&all, Some(id), draft, &kind)?;
        let mut fields = Vec::new();
        let mut note = |field: &'static str, differs: bool| fields.extend(differs.then_some(field));
        note("name", place.name != draft.name);
        note("access", place.kind != kind);
        note("retention", place.retention != draft.retention);
        note(
            "declined_encryption",
            place.declined_encryption != draft.declined_encryption,
        );
        if place.kind != kind || place.declined_encryption != draft.declined_encryption {
            place.trouble = None;
        }
        if moved {
            place.tested_at = None;
            place.looked_at = None;
            for copy in change.store.all::<Copied>()? {
                if copy.place == id {
                    change.delete::<Copied>(copy.id)?;
                }
            }
        }
        place.name.clone_from(&draft.name);
        place.kind = kind;
        place.retention = draft.retention;
        place.declined_encryption.clone_from(&draft.declined_encryption);
        change.put(&place)?;
        change.record::<Place>("offsite_place_changed", id, &fields)
    })?;
    app.bell().ring();
    Ok(())
}

/// Sends nothing there for the time being, or goes on.
pub fn pause(app: &App, actor: &Actor, id: PlaceId, paused: bool) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        let mut place = change.store.get::<Place>(id)?.ok_or(Error::NotFound)?;
        if place.paused == paused {
            return Ok(());
        }
        place.paused = paused;
        place.trouble = None;
        change.put(&place)?;
        let what = match paused {
            true => "offsite_place_paused",
            false => "offsite_place_resumed",
        };
        change.record::<Place>(what, id, &[])
    })?;
    app.bell().ring();
    Ok(())
}

/// Forgets a place and its secret. The copies that lie there stay there.
pub fn remove(app: &App, actor: &Actor, id: PlaceId) -> Result<Place, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let place = places_of(app)?
        .into_iter()
        .find(|place| place.id == id)
        .ok_or(Error::NotFound)?;
    let_go(app, &place);
    app.change(actor, |change| {
        for copy in change.store.all::<Copied>()? {
            if copy.place == id {
                change.delete::<Copied>(copy.id)?;
            }
        }
        change.delete::<Place>(id)?;
        change.record::<Place>("offsite_place_removed", id, &[])
    })?;
    Ok(place)
}

/// Takes the mark from a folder, so that it can be used anew; where it is not there nothing is lost.
fn let_go(app: &App, place: &Place) {
    if let Kind::Folder { path } = &place.kind {
        let stop = || app.bell().is_stopped();
        if let Err(fault) = reaching::folder(path, place, &stop).give_back() {
            tracing::debug!(place = place.id.0, ?fault, "the mark stays in the folder");
        }
    }
}

/// What was typed, with its secret sealed.
fn kind(app: &App, draft: &Draft, before: Option<&Kind>) -> Result<Kind, Error> {
    let DraftKind::S3 {
        endpoint,
        region,
        bucket,
        prefix,
        path_style,
        key_id,
        secret,
        authority,
    } = &draft.kind
    else {
        let DraftKind::Folder { path } = &draft.kind else {
            return Err(Error::NotFound);
        };
        return match before {
            Some(Kind::S3(_)) => Err(Error::NotFound),
            _ => Ok(Kind::Folder { path: path.clone() }),
        };
    };
    let kept = match before {
        Some(Kind::S3(before)) => Some(&before.secret),
        Some(Kind::Folder { .. }) => return Err(Error::NotFound),
        None => None,
    };
    if !authority.is_empty() && !s3::is_authority(authority) {
        return Err(Invalid::one(
            "authority",
            message!("This certificate cannot be read. Please copy it whole, with its first and last line."),
        )
        .into());
    }
    let secret = match (secret, kept) {
        (DraftSecret::Kept, Some(kept)) => kept.clone(),
        (DraftSecret::Kept, None) => {
            return Err(Invalid::one("secret", message!("Please fill this in.")).into());
        }
        (DraftSecret::Credential(name), _) => Secret::Credential { name: name.clone() },
        (DraftSecret::Typed(typed), _) => Secret::Sealed {
            sealed: box_key::seal(app.data_folder(), SEALED_FOR, typed.text())
                .map_err(|error| app.cannot_write(error))?,
            set_at: app.now(),
        },
    };
    Ok(Kind::S3(Bucket {
        endpoint: endpoint.clone(),
        region: region.clone(),
        bucket: bucket.clone(),
        prefix: prefix.clone(),
        path_style: *path_style,
        key_id: key_id.clone(),
        secret,
        authority: authority.clone(),
    }))
}

fn is_elsewhere(before: &Kind, after: &Kind) -> bool {
    match (before, after) {
        (Kind::Folder { path: before }, Kind::Folder { path: after }) => before != after,
        (Kind::S3(before), Kind::S3(after)) => {
            (&before.endpoint, &before.bucket, &before.prefix) != (&after.endpoint, &after.bucket, &after.prefix)
        }
        _ => true,
    }
}

/// Two places of one name could not be told apart, and two in one folder would take each other's files
/// for somebody else's.
fn not_taken(all: &[Place], own: Option<PlaceId>, draft: &Draft, kind: &Kind) -> Result<(), Error> {
    let others = || all.iter().filter(|other| Some(other.id) != own);
    let name = draft.name.to_lowercase();
    if others().any(|other| other.name.to_lowercase() == name) {
        return Err(Invalid::one(
            "name",
            message!("There is a place of this name already. Please choose another."),
        )
        .into());
    }
    if let Some(other) = others().find(|other| !is_elsewhere(&other.kind, kind)) {
        let field = match kind {
            Kind::Folder { .. } => "path",
            Kind::S3(_) => "bucket",
        };
        return Err(Invalid::one(
            field,
            message!(
                "Copies go there already, as {name}. Please choose another one, or a prefix.",
                name = other.name
            ),
        )
        .into());
    }
    Ok(())
}
