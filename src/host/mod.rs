//! The outside world behind small types.

pub mod accounts;
pub mod acme;
pub mod addresses;
pub mod clock;
pub mod credentials;
pub mod mdns;
pub mod notify;
pub mod password;
pub mod plain_file;
pub mod ports;
pub mod resolve;
pub mod sealed;
pub mod secret;
pub mod sockets;
pub mod system;
pub mod systemd;
pub mod tls;
pub mod whole_file;
