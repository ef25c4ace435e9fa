//! A draft as it is filled in: saved field by field, by one user on one or more devices.
//!
//! [`field`]: what a page can change, and how its values are written. [`merge`]: how a save meets
//! what was saved meanwhile.
//!
//! A save goes over the wire as
//! `{"device": "a1b2…", "save": 12, "revision": 1, "seen": 7, "changes": [["r7", "3", 5], …]}`:
//! the name this browser gave itself, the number of this save (each higher than the one before; sent
//! again, it keeps its number), the revision, the edit whose state the page shows, and for each
//! changed field its name, its value and the edit it was changed on top of.

pub mod field;
pub mod merge;

pub use field::{Change, Field, Rateable, Value};
pub use merge::{Conflict, Merged, Refused, Save, merge};

#[cfg(test)]
mod tests;
