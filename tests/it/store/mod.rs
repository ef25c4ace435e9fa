//! The store: what goes in comes out, whatever happens to the box in between.
//!
//! Drills do a few trials each; `KPI_DRILL_RUNS=200` makes them do as many.

mod chance;
mod changes;
mod dumps;
mod flips;
mod full;
mod power;
mod records;
mod samples;
mod unfit;
