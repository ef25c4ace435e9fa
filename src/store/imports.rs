//! `imports`, and in `imported` each record they wrote.

use super::{Index, Indexes, Record};
use crate::domain::id::{ImportId, ImportedId};
use crate::domain::import::{Import, Imported};

impl Record for Import {
    const TABLE: &'static str = "imports";
    const INDEXES: &'static [Index] = &[];
    type Id = ImportId;

    fn id(&self) -> ImportId {
        self.id
    }

    fn indexes(&self, _: &mut Indexes) {}
}

impl Record for Imported {
    const TABLE: &'static str = "imported";
    /// `by_import`; `by_person`: the employee a record is about.
    const INDEXES: &'static [Index] = &[Index::Many("by_import"), Index::Many("by_person")];
    type Id = ImportedId;

    fn id(&self) -> ImportedId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        to.index("by_import", self.import);
        if let Some(person) = self.person {
            to.index("by_person", person);
        }
    }
}
