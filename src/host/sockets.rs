//! Ports that the supervisor (systemd's socket unit) opened and passed on: they stay open while the
//! program restarts, and the program needs no right to open them.

use listenfd::ListenFd;
use std::net::TcpListener;

/// What was passed, by its use.
#[derive(Debug, Default)]
pub struct Passed {
    pub https: Option<TcpListener>,
    pub http: Option<TcpListener>,
}

/// Why they cannot be used: what, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Socket {0} that was passed to the service is no TCP socket: {1}. Check handyman-kpi.socket.")]
    NoTcp(usize, std::io::Error),
    #[error(
        "Two sockets for {0} were passed to the service. Name one https and the other http (FileDescriptorName= in handyman-kpi.socket)."
    )]
    Twice(&'static str),
}

impl Passed {
    /// Takes them: by their names `https` and `http`, else by their port.
    ///
    /// # Errors
    /// When something else was passed.
    pub fn take(http_port: u16) -> Result<Self, Error> {
        let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
        let names: Vec<&str> = names.split(':').collect();
        let mut all = ListenFd::from_env();
        let mut passed = Self::default();
        for at in 0..all.len() {
            let taken = all.take_tcp_listener(at).map_err(|error| Error::NoTcp(at, error))?;
            let Some(socket) = taken else { continue };
            let port = socket.local_addr().map_err(|error| Error::NoTcp(at, error))?.port();
            if is_http(names.get(at).copied().unwrap_or_default(), port, http_port) {
                put(&mut passed.http, socket, "http")?;
            } else {
                put(&mut passed.https, socket, "https")?;
            }
        }
        Ok(passed)
    }
}

fn is_http(name: &str, port: u16, http_port: u16) -> bool {
    match name {
        "http" => true,
        "https" => false,
        _ => port == http_port,
    }
}

fn put(place: &mut Option<TcpListener>, socket: TcpListener, what: &'static str) -> Result<(), Error> {
    match place.replace(socket) {
        None => Ok(()),
        Some(_) => Err(Error::Twice(what)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_decides_before_the_port_does() {
        assert!(is_http("http", 443, 80));
        assert!(!is_http("https", 80, 80));
        assert!(is_http("handyman-kpi.socket", 80, 80));
        assert!(!is_http("", 443, 80));
    }
}
