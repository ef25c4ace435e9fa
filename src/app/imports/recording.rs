//! An import while it writes: every record it puts is noted with what undoing needs.

use super::super::projected::Projected;
use super::super::{Change, Error};
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::Employee;
use crate::domain::evaluation::Evaluation;
use crate::domain::id::{EmployeeId, ImportId};
use crate::domain::import::{FILE_NAME_MAX, Former, Import, Imported, Kind, Of};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_128;

/// A kind of record that comes with imports.
pub trait Importable: Projected {
    /// Which one it is.
    fn of(&self) -> Of;
    /// Whom it is about.
    fn person(&self) -> Option<EmployeeId> {
        None
    }
    /// The same, to be put back; `None` for kinds that imports only add.
    fn former(self) -> Option<Former>;
    /// Says with which import it came.
    fn came_with(&mut self, import: ImportId);
}

macro_rules! importable {
    ($($record:ident)*) => {$(
        impl Importable for $record {
            fn of(&self) -> Of {
                Of::$record(self.id)
            }
            fn former(self) -> Option<Former> {
                Some(Former::$record(Box::new(self)))
            }
            fn came_with(&mut self, import: ImportId) {
                self.import = Some(import);
            }
        }
    )*};
}

importable! { SkillCategory Skill ToolCategory Tool }

impl Importable for Employee {
    fn of(&self) -> Of {
        Of::Employee(self.id)
    }

    fn person(&self) -> Option<EmployeeId> {
        Some(self.id)
    }

    fn former(self) -> Option<Former> {
        Some(Former::Employee(Box::new(self)))
    }

    fn came_with(&mut self, import: ImportId) {
        self.import = Some(import);
    }
}

impl Importable for Evaluation {
    fn of(&self) -> Of {
        Of::Evaluation(self.id)
    }

    fn person(&self) -> Option<EmployeeId> {
        Some(self.employee)
    }

    fn former(self) -> Option<Former> {
        None
    }

    fn came_with(&mut self, import: ImportId) {
        self.import = Some(import);
    }
}

/// The import of a change that is under way.
pub struct Recording {
    import: Import,
}

impl Recording {
    /// Begins an import of a file of that name.
    pub fn begin(change: &mut Change<'_>, kind: Kind, file: &str) -> Result<Self, Error> {
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let shown = name.chars().filter(|c| !c.is_control());
        Ok(Self {
            import: Import {
                id: change.next_id::<Import>()?,
                kind,
                at: change.now,
                by: change.by().clone(),
                file: shown.take(FILE_NAME_MAX).collect(),
                created: 0,
                changed: 0,
                columns: BTreeMap::new(),
                undone: None,
            },
        })
    }

    /// Its id.
    pub fn id(&self) -> ImportId {
        self.import.id
    }

    /// Keeps what the columns were taken for, for the next import.
    pub fn columns(&mut self, columns: BTreeMap<String, String>) {
        self.import.columns = columns;
    }

    /// Writes a record that was not there before. `place` is where it stood in the file.
    pub fn create<R: Importable>(&mut self, change: &mut Change<'_>, mut record: R, place: &str) -> Result<(), Error> {
        record.came_with(self.import.id);
        change.put(&record)?;
        self.import.created += 1;
        self.note(change, &record, place, None)
    }

    /// Writes a record in place of the one that is there.
    pub fn change<R: Importable>(
        &mut self,
        change: &mut Change<'_>,
        before: R,
        after: &R,
        place: &str,
    ) -> Result<(), Error> {
        change.put(after)?;
        self.import.changed += 1;
        self.note(change, after, place, before.former())
    }

    /// Writes the import itself and its event.
    pub fn finish(self, change: &mut Change<'_>) -> Result<Import, Error> {
        change.put(&self.import)?;
        change.record::<Import>(self.import.kind.event(), self.import.id, &[])?;
        Ok(self.import)
    }

    fn note<R: Importable>(
        &mut self,
        change: &mut Change<'_>,
        record: &R,
        place: &str,
        before: Option<Former>,
    ) -> Result<(), Error> {
        let id = change.next_id::<Imported>()?;
        change.put(&Imported {
            id,
            import: self.import.id,
            record: record.of(),
            person: record.person(),
            place: place.to_owned(),
            hash: hash(record)?,
            changed: before.is_some(),
            before,
        })
    }
}

/// Of a record as it is stored. A record somebody changed and changed back is as it was.
pub(super) fn hash<R: Importable>(record: &R) -> Result<String, Error> {
    let json = serde_json::to_vec(record).map_err(|error| Error::Failed(error.to_string()))?;
    Ok(format!("{:032x}", xxh3_128(&json)))
}
