//! The outside world behind small types.

pub mod clock;
pub mod password;
pub mod secret;
