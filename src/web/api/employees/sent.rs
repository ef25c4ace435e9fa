//! What programs send about a person.

use super::super::patch::Patch;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// Someone to be added.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmployee {
    #[schemars(length(min = 1, max = 120))]
    pub first_name: String,
    #[schemars(length(min = 1, max = 120))]
    pub last_name: String,
    #[schemars(with = "Date")]
    pub hire_date: String,
    #[schemars(range(min = 1, max = 5))]
    pub tier: u8,
    /// Unique, without regard to case.
    #[serde(default)]
    #[schemars(length(max = 30))]
    pub number: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub phone: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    pub notes: Option<String>,
    #[serde(default)]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    pub manager_id: Option<u64>,
}

/// What is to be changed of someone.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EmployeeChange {
    #[schemars(length(min = 1, max = 120))]
    pub first_name: Option<String>,
    #[schemars(length(min = 1, max = 120))]
    pub last_name: Option<String>,
    #[schemars(with = "Option<Date>")]
    pub hire_date: Option<String>,
    #[schemars(length(max = 30))]
    pub number: Patch<String>,
    #[schemars(length(max = 40))]
    pub phone: Patch<String>,
    #[schemars(length(max = 254))]
    pub email: Patch<String>,
    #[schemars(length(max = 4000))]
    pub notes: Patch<String>,
}

/// A tier and from when on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTier {
    #[schemars(with = "Date")]
    pub from: String,
    #[schemars(range(min = 1, max = 5))]
    pub tier: u8,
    /// Why; it stands in the person's history.
    #[schemars(length(min = 1, max = 500))]
    pub reason: String,
}

/// Whom someone reports to, and from when on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewManager {
    #[schemars(with = "Date")]
    pub from: String,
    /// Null: nobody.
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    #[serde(default)]
    pub manager_id: Option<u64>,
}

/// The end of an employment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    #[schemars(with = "Date")]
    pub last_day: String,
}

/// The beginning of an employment.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beginning {
    #[schemars(with = "Date")]
    pub from: String,
}
