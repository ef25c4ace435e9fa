//! The outside world behind small types.

pub mod addresses;
pub mod clock;
pub mod notify;
pub mod password;
pub mod secret;
pub mod sockets;
pub mod tls;
