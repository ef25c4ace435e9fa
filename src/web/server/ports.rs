//! The ports: opened here, or opened by somebody else and passed on.

use crate::domain::message::Message;
use crate::message;
use std::io;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpSocket};

/// Where to listen.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    pub https: SocketAddr,
    /// Only sends browsers on to https.
    pub http: Option<SocketAddr>,
}

/// Ports somebody else has opened for us. Where there are any, they are the ports: addresses count for
/// https only, and only when no socket for it is among them.
#[derive(Debug, Default)]
pub struct Sockets {
    pub https: Option<std::net::TcpListener>,
    pub http: Option<std::net::TcpListener>,
}

impl Sockets {
    /// The ports to serve on: those that are open, else those of the addresses.
    pub(super) fn or_bind(self, listen: Listen) -> Result<(TcpListener, Option<TcpListener>), Message> {
        let any = self.https.is_some() || self.http.is_some();
        let https = match self.https {
            Some(socket) => passed(socket)?,
            None => take_port(listen.https)?,
        };
        let http = match self.http {
            Some(socket) => Some(passed(socket)?),
            None => listen.http.filter(|_| !any).map(take_port).transpose()?,
        };
        Ok((https, http))
    }
}

fn passed(socket: std::net::TcpListener) -> Result<TcpListener, Message> {
    let taken = socket
        .set_nonblocking(true)
        .and_then(|()| TcpListener::from_std(socket));
    taken.map_err(|error| {
        message!(
            "The socket that was passed to the service cannot be used: {error}.",
            error = error
        )
    })
}

fn take_port(address: SocketAddr) -> Result<TcpListener, Message> {
    let socket = || -> io::Result<TcpListener> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // A port in TIME_WAIT after a restart is ours; one that another program listens on is not.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(1_024)
    };
    socket().map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => message!(
            "Port {port} on {address} is taken: another program, or another handyman-kpi, listens there. Stop it, or choose another port.",
            port = address.port(),
            address = address.ip()
        ),
        io::ErrorKind::PermissionDenied => message!(
            "Port {port} is only for root or a service that was given it. Choose a port above 1023, or start it as the installed service.",
            port = address.port()
        ),
        io::ErrorKind::AddrNotAvailable => message!(
            "This box has no address {address}. Choose one of its own, or 0.0.0.0 for all of them.",
            address = address.ip()
        ),
        _ => message!(
            "Port {port} on {address} cannot be used: {error}.",
            port = address.port(),
            address = address.ip(),
            error = error
        ),
    })
}
