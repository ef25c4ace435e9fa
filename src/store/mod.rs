//! The only place that knows redb: records with declared indexes, in one file.
//!
//! [`Store`] opens the file and hands out [`Reader`]s (one consistent snapshot each) and one
//! [`Writer`] at a time. What a record is indexed by stands beside its kind, one file a resource.

mod accounts;
pub mod archive;
pub mod backup;
mod box_records;
mod catalogue;
mod comparing;
mod crash_image;
mod disk;
mod employees;
mod error;
mod evaluations;
mod events;
mod founding;
mod guard;
mod header;
mod imports;
mod key;
mod meta;
mod migrations;
mod offsite_records;
mod opening;
mod overlay;
mod read;
mod reader;
mod record;
mod reopening;
mod replacing;
pub mod restoring;
mod rewriting;
mod room;
mod seal;
mod settings;
mod shared;
pub mod snapshot;
mod tables;
mod targets;
mod tombstones;
mod trouble;
mod verify;
mod vetting;
mod writer;

pub use box_records::{BOX_SETTINGS, RENEWAL};
pub use comparing::Differences;
pub use disk::{Disk, DiskOf};
pub use error::Error;
pub use key::{Key, Span};
pub use offsite_records::NOT_NOW;
pub use opening::Options;
pub use read::{Order, Read};
pub use reader::Reader;
pub use record::{Index, Indexes, Record};
pub use replacing::Taken;
pub use settings::SETTINGS;
pub use shared::{State, Store};
pub use tombstones::TombstoneFile;
pub use writer::Writer;

/// A result of the store.
pub type Result<T> = std::result::Result<T, Error>;
