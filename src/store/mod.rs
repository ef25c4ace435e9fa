//! The only place that knows redb: records with declared indexes, in one file.
//!
//! [`Store`] opens the file and hands out [`Reader`]s (one consistent snapshot each) and one
//! [`Writer`] at a time. What a record is indexed by stands beside its kind, one file a resource.

mod accounts;
mod catalogue;
mod employees;
mod error;
mod evaluations;
mod events;
mod guard;
mod key;
mod meta;
mod migrations;
mod opening;
mod read;
mod reader;
mod record;
mod seal;
mod settings;
mod shared;
mod tables;
mod targets;
mod writer;

pub use error::Error;
pub use key::{Key, Span};
pub use opening::Options;
pub use read::{Order, Read};
pub use reader::Reader;
pub use record::{Index, Indexes, Record};
pub use settings::SETTINGS;
pub use shared::{State, Store};
pub use writer::Writer;

/// A result of the store.
pub type Result<T> = std::result::Result<T, Error>;
