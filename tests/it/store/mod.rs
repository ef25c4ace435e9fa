//! The store: what goes in comes out, whatever happens to the box in between.

mod records;
mod samples;
