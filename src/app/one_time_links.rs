//! Links that work once: stored as a hash and a time, replaced by the next for the same purpose.

use super::{Change, Error};
use crate::domain::account::{LinkPurpose, OneTimeLink};
use crate::domain::id::UserId;
use crate::host::secret;
use crate::store::Read;
use jiff::SignedDuration;

/// Removes the links of a user who is no more.
pub(super) fn remove_of(change: &mut Change<'_>, user: UserId) -> Result<(), Error> {
    for link in change.store.all::<OneTimeLink>()? {
        if link.purpose == LinkPurpose::Reset(user) {
            change.delete::<OneTimeLink>(link.id)?;
        }
    }
    Ok(())
}

/// Stores a link in place of any earlier one for the same purpose.
pub(super) fn replace(
    change: &mut Change<'_>,
    purpose: LinkPurpose,
    token: &str,
    life: SignedDuration,
) -> Result<(), Error> {
    for link in change.store.all::<OneTimeLink>()? {
        if link.purpose == purpose || link.expires_at <= change.now {
            change.delete::<OneTimeLink>(link.id)?;
        }
    }
    let id = change.next_id::<OneTimeLink>()?;
    let expires_at = change
        .now
        .saturating_add(life)
        .map_err(|error| Error::Failed(error.to_string()))?;
    change.put(&OneTimeLink {
        id,
        secret_hash: secret::hash(token),
        purpose,
        expires_at,
    })
}
