//! The figures of the product, one file each: pure, exact, every formula once. Values are exact
//! rationals ([`exact`]), rounded once, at display. Nothing here knows where levels are kept.

pub mod agreement;
pub mod average;
pub mod coverage;
pub mod due;
pub mod exact;
pub mod freshness;
pub mod gap;
pub mod level;
pub mod readiness;
pub mod tools;
pub mod trend;
pub mod wilson;

#[cfg(test)]
mod golden;
