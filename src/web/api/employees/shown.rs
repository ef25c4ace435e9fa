//! A person as programs get one.

use crate::app::employees::Seen;
use crate::domain::tier::Tier;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// A person of the crew, as of today.
#[derive(Serialize, JsonSchema)]
pub struct Employee {
    id: u64,
    first_name: String,
    last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    phone: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
    hire_date: Date,
    /// 1 to 5.
    tier: u8,
    active: bool,
    /// Of who has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<Date>,
    /// Whom the person reports to; absent also when that one is not in sight.
    #[serde(skip_serializing_if = "Option::is_none")]
    manager_id: Option<u64>,
    /// Absent where they are not for this reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    /// Everything personal was taken out of the record.
    anonymised: bool,
}

impl Employee {
    pub fn of(seen: Seen, today: Date) -> Self {
        let employee = seen.employee;
        Self {
            id: employee.id.0,
            hire_date: employee.hire_date,
            tier: employee.tier_on(today).unwrap_or(Tier::ALL[0]).get(),
            active: employee.active(),
            last_day: employee.last_day(),
            manager_id: seen.manager.map(u64::from),
            anonymised: employee.anonymised_at.is_some(),
            first_name: employee.first_name,
            last_name: employee.last_name,
            number: employee.number,
            phone: employee.phone,
            email: employee.email,
            notes: seen.notes_shown.then_some(employee.notes),
        }
    }
}
