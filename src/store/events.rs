//! `events`: what happened.

use super::{Index, Indexes, Record};
use crate::domain::event::Event;
use crate::domain::id::EventId;

impl Record for Event {
    const TABLE: &'static str = "events";
    /// `by_subject`: (table, id); `by_at`.
    const INDEXES: &'static [Index] = &[Index::Many("by_subject"), Index::Many("by_at")];
    type Id = EventId;

    fn id(&self) -> EventId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        if let Some((table, id)) = &self.subject {
            to.index("by_subject", (table, *id));
        }
        to.index("by_at", self.at);
    }
}
