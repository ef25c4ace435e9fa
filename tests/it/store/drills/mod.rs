//! Drills: what a disk may do to a store. A few trials each in the usual run; in full length with
//! `HANDYMAN_KPI_DRILLS=full`, or as many as `KPI_DRILL_RUNS` says.

pub mod chance;
mod company;
mod flaky;
mod flips;
mod full;
mod full_service;
mod kills;
mod power;
mod rewriting;
mod stubborn;

use tempfile::{TempDir, tempdir, tempdir_in};

/// How many trials: `few` in the usual run, `many` in full length.
pub fn runs(few: u64, many: u64) -> u64 {
    let asked = std::env::var("KPI_DRILL_RUNS").ok().and_then(|runs| runs.parse().ok());
    let full = std::env::var("HANDYMAN_KPI_DRILLS").is_ok_and(|how| how == "full");
    asked.unwrap_or(if full { many } else { few })
}

/// A folder in memory where there is such a thing: thousands of openings wait for no disk there.
pub fn memory() -> TempDir {
    tempdir_in("/dev/shm").or_else(|_| tempdir()).unwrap()
}
