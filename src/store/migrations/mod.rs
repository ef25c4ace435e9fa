//! How an older store becomes one of today, one numbered step at a time.
//!
//! Each step runs in one transaction with its number. A release that adds one names itself as what the new schema needs.

/// The schema this program reads and writes.
pub(super) const SCHEMA: u32 = 1;
/// The first version of the program that can.
pub(super) const NEEDS: &str = "0.1.0";
