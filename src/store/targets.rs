//! `target_sets`: what tiers ask for, by the day a set begins.

use super::{Index, Indexes, Record};
use crate::domain::id::TargetSetId;
use crate::domain::target::TargetSet;

impl Record for TargetSet {
    const TABLE: &'static str = "target_sets";
    const INDEXES: &'static [Index] = &[Index::Unique("from")];
    type Id = TargetSetId;

    fn id(&self) -> TargetSetId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.unique("from", self.from);
    }
}
