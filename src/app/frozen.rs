//! What a finalised evaluation is judged against, with its hash: the one way a basis is made.

use super::{Change, Error};
use crate::domain::basis::{self, Judged};
use crate::domain::evaluation::Basis;
use crate::domain::id::BasisId;
use crate::store::Read;
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};

/// The basis of `judged` under its SHA-256. Not yet stored: its id is 0 until one with the same
/// hash is found in the store, or it gets its own.
fn basis(judged: &Judged<'_>) -> Basis {
    basis::of(judged, |bytes| HEXLOWER.encode(digest(&SHA256, bytes).as_ref()))
}

/// Writes the basis of `judged`, unless one with the same content is kept already: its id.
pub fn keep(change: &mut Change<'_>, judged: &Judged<'_>) -> Result<BasisId, Error> {
    let mut basis = basis(judged);
    if let Some(known) = change.store.unique::<Basis>("hash", basis.hash.as_str())? {
        return Ok(known.id);
    }
    basis.id = change.next_id::<Basis>()?;
    change.put(&basis)?;
    Ok(basis.id)
}
