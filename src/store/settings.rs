//! `settings`: what the company decides about itself, a single record.

use super::{Indexes, Record};
use crate::domain::settings::Settings;

/// The id of the only settings record.
pub const SETTINGS: u64 = 1;

impl Record for Settings {
    const TABLE: &'static str = "settings";
    type Id = u64;

    fn id(&self) -> u64 {
        SETTINGS
    }

    fn indexes(&self, _: &mut Indexes) {}
}
