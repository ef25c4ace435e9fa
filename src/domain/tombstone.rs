//! What is left of a person whose record was anonymised: that it was, when and by whom. It names no
//! one, and outlives the store: see `store::tombstones`.

use super::event::By;
use super::id::EmployeeId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One anonymised person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    pub employee: EmployeeId,
    pub at: Timestamp,
    pub by: By,
}
