//! What is rated: look at the catalogue, add to it, change, archive, restore and reorder.
//! What was used is archived, never deleted.

mod changes;
mod kinds;
#[cfg(test)]
mod tests;

pub use changes::{archive, create, edit, restore, shift};
pub use kinds::{Direction, Kind, Ordered};

use super::projection::Projection;
use super::{App, Error};
use crate::domain::policy::{Action, Actor};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The catalogue as it stands, for someone who may look at it.
pub fn see(app: &App, actor: &Actor) -> Result<Arc<Projection>, Error> {
    app.permit(actor, &Action::SeeCatalogue)?;
    Ok(app.projection())
}

/// The catalogue as it stands, for someone who may read what is rated.
pub fn names(app: &App, actor: &Actor) -> Result<Arc<Projection>, Error> {
    app.permit(actor, &Action::SeeCatalogueNames)?;
    Ok(app.projection())
}

/// A record for someone who may change it.
pub fn editable<K: Kind>(app: &App, actor: &Actor, id: K::Id) -> Result<K, Error> {
    use crate::store::Read;
    app.permit(actor, &Action::EditCatalogue)?;
    app.store.read()?.get::<K>(id)?.ok_or(Error::NotFound)
}

/// Another value for every other content: tells that a record changed while its form was open.
pub fn version<K: Kind>(record: &K) -> String {
    let bytes = serde_json::to_vec(record).expect("what is stored as JSON has a JSON form");
    format!("{:016x}", xxh3_64(&bytes))
}
