//! Our own accept loop: TCP, TLS, HTTP/1.1 and HTTP/2, with bounds on everything a stranger can
//! hold on to, and a stop that finishes what has begun.

mod connections;
mod idle;
mod lingering;
mod plain;
mod ports;

use super::gate::{Arrived, Gate, Way};
use super::hosts::Hosts;
use crate::domain::message::Message;
use connections::{Connections, Place};
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use idle::Activity;
use lingering::Lingering;
pub use ports::{Listen, Sockets};
use rustls::ServerConfig;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower_service::Service;
use warp::Filter;
use warp::filters::BoxedFilter;

/// What a connection may hold on to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    /// From one address (IPv6: from one /64).
    pub per_address: usize,
    pub handshake: Duration,
    /// For the whole head of a request; also how long HTTP/1 may rest between two.
    pub head: Duration,
    /// Without a request running or bytes going out.
    pub idle: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    pub headers: usize,
    /// Requests of one HTTP/2 connection at once.
    pub streams: u32,
    /// How long a stop waits for what has begun.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            per_address: 64,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            idle: Duration::from_secs(60),
            head_bytes: 32 * 1024,
            headers: 64,
            streams: 32,
            stop: Duration::from_secs(8),
        }
    }
}

/// Once the server stops: how long after it was accepted a connection may take for its handshake and its first
/// request. Whoever just came is answered; whoever only holds a connection open is not waited for.
const NEW_AT_STOP: Duration = Duration::from_secs(2);

/// A server that has its ports and is ready to serve.
pub struct Server {
    https: TcpListener,
    http: Option<TcpListener>,
    acceptor: TlsAcceptor,
    filter: Answers,
    hosts: Arc<Hosts>,
    limits: Limits,
}

/// What answers the requests of all connections.
type Answers = BoxedFilter<(warp::reply::Response,)>;

impl Server {
    /// Takes the ports; the error says in words why one cannot be had. Needs a tokio runtime.
    pub fn bind(listen: Listen, tls: Arc<ServerConfig>, gate: Gate, limits: Limits) -> Result<Self, Message> {
        Self::on(Sockets::default(), listen, tls, gate, limits)
    }

    /// The same on ports that are open already.
    pub fn on(
        sockets: Sockets,
        listen: Listen,
        tls: Arc<ServerConfig>,
        gate: Gate,
        limits: Limits,
    ) -> Result<Self, Message> {
        let hosts = gate.hosts().clone();
        let (https, http) = sockets.or_bind(listen)?;
        Ok(Self::with_sockets(
            https,
            http,
            tls,
            Arc::new(gate).filter().boxed(),
            hosts,
            limits,
        ))
    }

    /// The same around any filter: what the accept loop costs by itself, for benchmarks.
    pub fn with_filter(
        listen: Listen,
        tls: Arc<ServerConfig>,
        filter: Answers,
        hosts: Hosts,
        limits: Limits,
    ) -> Result<Self, Message> {
        let (https, http) = Sockets::default().or_bind(listen)?;
        Ok(Self::with_sockets(https, http, tls, filter, hosts, limits))
    }

    fn with_sockets(
        https: TcpListener,
        http: Option<TcpListener>,
        tls: Arc<ServerConfig>,
        filter: Answers,
        hosts: Hosts,
        limits: Limits,
    ) -> Self {
        Self {
            https,
            http,
            acceptor: TlsAcceptor::from(tls),
            filter,
            hosts: Arc::new(hosts),
            limits,
        }
    }

    /// The address it serves https on, with the port it got.
    pub fn address(&self) -> SocketAddr {
        self.https.local_addr().expect("a bound socket has an address")
    }

    /// The address of the plain port, if there is one.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.http.as_ref().and_then(|socket| socket.local_addr().ok())
    }

    /// Serves until `stop`, then stops accepting and finishes what has begun.
    pub async fn serve(self, stop: impl Future<Output = ()>) {
        let https_port = self.address().port();
        let connections = Connections::new(self.limits.connections, self.limits.per_address);
        let graceful = GracefulShutdown::new();
        let builder = Arc::new(builder(&self.limits));
        let (stopping, stops) = watch::channel(());
        let mut stop = std::pin::pin!(stop);
        loop {
            let (accepted, plain) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = self.https.accept() => (accepted, false),
                accepted = accept(self.http.as_ref()) => (accepted, true),
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or the browser has gone already.
                    tracing::warn!(%error, "a connection could not be accepted");
                    if !matches!(
                        error.kind(),
                        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
                    ) {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    continue;
                }
            };
            let peer = peer.ip().to_canonical();
            let Some(place) = connections.enter(peer) else {
                tracing::debug!(%peer, "too many connections");
                continue;
            };
            let Ok(local) = stream.local_addr() else { continue };
            let one = One {
                peer,
                local: local.ip().to_canonical(),
                builder: Arc::clone(&builder),
                filter: self.filter.clone(),
                hosts: Arc::clone(&self.hosts),
                limits: self.limits,
                // Taken here and not in the task: a stop in between must know of this connection.
                watcher: graceful.watcher(),
                stops: stops.clone(),
                _place: place,
            };
            if plain {
                tokio::spawn(one.plain(stream, https_port));
            } else {
                tokio::spawn(one.serve(stream, self.acceptor.clone()));
            }
        }
        drop((self.https, self.http, stopping));
        if tokio::time::timeout(self.limits.stop, graceful.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests did not finish in time");
        }
    }
}

type Builder = auto::Builder<TokioExecutor>;

fn builder(limits: &Limits) -> Builder {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes.max(8 * 1024))
        .half_close(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(limits.head_bytes as u32)
        .max_pending_accept_reset_streams(20)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10))
        .max_send_buf_size(256 * 1024);
    builder
}

/// One connection.
struct One {
    peer: IpAddr,
    local: IpAddr,
    builder: Arc<Builder>,
    filter: Answers,
    hosts: Arc<Hosts>,
    limits: Limits,
    watcher: Watcher,
    /// Ends when the server stops.
    stops: watch::Receiver<()>,
    _place: Place,
}

impl One {
    async fn serve(self, stream: TcpStream, acceptor: TlsAcceptor) {
        // Answers are written whole; waiting for more only delays them.
        let _ = stream.set_nodelay(true);
        let new_until = tokio::time::Instant::now() + NEW_AT_STOP;
        // Counted until it ends, so that a stop waits for it.
        let _counted = self.watcher;
        let handshake = tokio::time::timeout(self.limits.handshake, acceptor.accept(stream));
        let mut stops = self.stops;
        let handshake = tokio::select! {
            done = handshake => done,
            () = async {
                stopped(&mut stops).await;
                tokio::time::sleep_until(new_until).await;
            } => return,
        };
        let stream = match handshake {
            Ok(Ok(stream)) => stream,
            // A scanner, a browser that does not trust us yet, or plain HTTP: nothing to do about.
            Ok(Err(error)) => return tracing::debug!(peer = %self.peer, %error, "handshake failed"),
            Err(_) => return tracing::debug!(peer = %self.peer, "handshake took too long"),
        };
        if stream.get_ref().1.alpn_protocol() == Some(b"acme-tls/1") {
            // An authority that asked for a name: the handshake was the answer.
            return;
        }
        let activity = Activity::new();
        let stream = TokioIo::new(idle::Watched::new(Lingering::new(stream), Arc::clone(&activity)));
        let (peer, local) = (self.peer, self.local);
        let filter = warp::service(self.filter);
        let running = Arc::clone(&activity);
        let service = service_fn(move |mut request: Request<Incoming>| {
            let running = running.begin();
            let arrived = Arrived::now(peer, local, request.uri(), Way::Https);
            request.extensions_mut().insert(arrived);
            let answer = filter.clone().call(request);
            async move {
                let _running = running;
                answer.await
            }
        });
        let mut connection = std::pin::pin!(self.builder.serve_connection(stream, service));
        let ended = |done: Result<(), _>| {
            if let Err(error) = done {
                tracing::debug!(%peer, error, "connection ended");
            }
        };
        tokio::select! {
            done = &mut connection => return ended(done),
            () = activity.rests(self.limits.head, self.limits.idle) => return,
            () = async {
                stopped(&mut stops).await;
                // Told to end before its first request, a connection ends without an answer.
                activity.has_begun(new_until).await;
            } => {}
        }
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            done = &mut connection => ended(done),
            () = activity.rests(self.limits.head, self.limits.idle) => {}
        }
    }

    /// The plain port: what cannot be asked over https is answered, everything else sent on there.
    async fn plain(self, stream: TcpStream, https_port: u16) {
        let activity = Activity::new();
        let stream = TokioIo::new(idle::Watched::new(Lingering::new(stream), Arc::clone(&activity)));
        let (hosts, peer, local) = (self.hosts, self.peer, self.local);
        let filter = warp::service(self.filter);
        let running = Arc::clone(&activity);
        let service = service_fn(move |mut request: Request<Incoming>| {
            let running = running.begin();
            let passed = plain::passes(&request).then(|| {
                let arrived = Arrived::now(peer, local, request.uri(), Way::Plain(https_port));
                request.extensions_mut().insert(arrived);
                filter.clone()
            });
            let (hosts, running) = (Arc::clone(&hosts), running);
            async move {
                let _running = running;
                match passed {
                    Some(mut filter) => filter.call(request).await,
                    None => Ok(plain::answer(&request, &hosts, local, https_port)),
                }
            }
        });
        let connection = self.watcher.watch(self.builder.serve_connection(stream, service));
        tokio::select! {
            _ = connection => {}
            () = activity.rests(self.limits.head, self.limits.head) => {}
        }
    }
}

/// Back once the server stops.
async fn stopped(stops: &mut watch::Receiver<()>) {
    while stops.changed().await.is_ok() {}
}

async fn accept(socket: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match socket {
        Some(socket) => socket.accept().await,
        None => std::future::pending().await,
    }
}
