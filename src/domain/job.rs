//! What the program does by itself, and how it went the last time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The last run of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRun {
    /// Fixed for each job; see `jobs`.
    pub id: u64,
    pub name: String,
    pub started_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// How often it failed since it last went well.
    #[serde(default)]
    pub failures: u32,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
