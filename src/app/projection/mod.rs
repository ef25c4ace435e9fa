//! What is read all the time, in memory: replaced piece by piece as records change.

use super::Error;
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;
use crate::domain::settings::Settings;
use crate::store::{Read, Reader, SETTINGS};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything in memory, as of one commit.
#[derive(Clone, Debug)]
pub struct Projection {
    pub settings: Arc<Settings>,
    people: BTreeMap<EmployeeId, Arc<Person>>,
}

/// One employee with what was recorded of them.
#[derive(Clone, Debug)]
pub struct Person {
    pub employee: Employee,
}

/// What a commit changed.
#[derive(Clone, Debug)]
pub enum Changed {
    Settings(Settings),
    Employee(Employee),
}

impl Projection {
    /// From the whole store.
    pub fn build(reader: &Reader) -> Result<Self, Error> {
        let settings = reader.get::<Settings>(SETTINGS)?.unwrap_or_default();
        let mut people = BTreeMap::new();
        reader.each(|employee: Employee| {
            people.insert(employee.id, Arc::new(Person { employee }));
        })?;
        Ok(Self {
            settings: settings.into(),
            people,
        })
    }

    /// With what changed taken over.
    pub fn with(&self, changes: &[Changed]) -> Self {
        let mut next = self.clone();
        for changed in changes {
            match changed {
                Changed::Settings(settings) => next.settings = settings.clone().into(),
                Changed::Employee(employee) => {
                    next.people.insert(
                        employee.id,
                        Arc::new(Person {
                            employee: employee.clone(),
                        }),
                    );
                }
            }
        }
        next
    }

    /// Everyone ever recorded, by id.
    pub fn people(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// One person.
    pub fn person(&self, id: EmployeeId) -> Option<&Arc<Person>> {
        self.people.get(&id)
    }
}
