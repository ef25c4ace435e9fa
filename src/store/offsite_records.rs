//! `offsite_places`, `offsite_copies`, `offsite_not_now`: where copies of this box's backups lie.

use super::{Indexes, Record};
use crate::domain::id::{CopiedId, PlaceId};
use crate::domain::offsite::{Copied, NotNow, Place};

/// The id of the only record of who does not want to be reminded.
pub const NOT_NOW: u64 = 1;

impl Record for Place {
    const TABLE: &'static str = "offsite_places";
    type Id = PlaceId;

    fn id(&self) -> PlaceId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for Copied {
    const TABLE: &'static str = "offsite_copies";
    type Id = CopiedId;

    fn id(&self) -> CopiedId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for NotNow {
    const TABLE: &'static str = "offsite_not_now";
    type Id = u64;

    fn id(&self) -> u64 {
        NOT_NOW
    }

    fn indexes(&self, _: &mut Indexes) {}
}
