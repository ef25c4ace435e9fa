//! The outside world behind small types.

pub mod accounts;
pub mod acme;
pub mod addresses;
pub mod box_key;
pub mod clock;
pub mod credentials;
pub mod mdns;
pub mod mounted;
pub mod notify;
mod pace;
pub mod password;
pub mod plain_file;
pub mod ports;
pub mod resolve;
pub mod s3;
pub mod sealed;
pub mod secret;
pub mod sockets;
pub mod system;
pub mod systemd;
pub mod tls;
pub mod whole_file;
