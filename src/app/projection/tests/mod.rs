#![allow(clippy::unwrap_used)]

mod changes;
mod rules;
mod speed;
