//! `employees`: people by id.

use super::{Index, Indexes, Record};
use crate::domain::employee::Employee;
use crate::domain::id::EmployeeId;

impl Record for Employee {
    const TABLE: &'static str = "employees";
    const INDEXES: &'static [Index] = &[Index::Unique("number")];
    type Id = EmployeeId;

    fn id(&self) -> EmployeeId {
        self.id
    }

    fn indexes(&self, to: &mut Indexes) {
        if let Some(number) = &self.number {
            to.unique("number", number);
        }
    }
}
