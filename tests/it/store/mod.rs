//! The store: what goes in comes out, whatever happens to the box in between.

mod changes;
mod crash_image;
pub mod drills;
mod dumps;
mod records;
mod replacing;
mod samples;
mod unfit;
