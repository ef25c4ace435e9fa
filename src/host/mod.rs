//! The outside world behind small types.

pub mod acme;
pub mod addresses;
pub mod clock;
pub mod mdns;
pub mod password;
pub mod secret;
pub mod tls;
