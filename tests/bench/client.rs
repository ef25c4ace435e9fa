//! A load client that costs little: one thread and one keep-alive HTTPS connection for each user.

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// Keep-alive connections under load.
pub const CONNECTIONS: usize = 16;

/// Where to ask, and as whom.
#[derive(Clone)]
pub struct Target {
    pub address: SocketAddr,
    pub config: Arc<ClientConfig>,
    pub cookie: String,
}

impl Target {
    pub fn new(address: SocketAddr, certificate: &CertificateDer<'static>, cookie: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            address,
            config: Arc::new(config),
            cookie: cookie.to_owned(),
        }
    }
}

/// One connection.
pub struct Connection {
    stream: StreamOwned<ClientConnection, TcpStream>,
    buffer: Vec<u8>,
    target: Target,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    /// As sent, perhaps compressed.
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        let plain = match self.header("content-encoding") {
            Some("zstd") => zstd::decode_all(&self.body[..]).unwrap(),
            _ => self.body.clone(),
        };
        String::from_utf8(plain).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Connection {
    pub fn open(target: &Target) -> std::io::Result<Self> {
        let tcp = TcpStream::connect(target.address)?;
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(target.config.clone(), name).map_err(std::io::Error::other)?;
        Ok(Self {
            stream: StreamOwned::new(connection, tcp),
            buffer: Vec::with_capacity(256 * 1024),
            target: target.clone(),
        })
    }

    pub fn get(&mut self, path: &str) -> std::io::Result<Answer> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip, zstd\r\ncookie: {}\r\n\r\n",
            self.target.cookie
        );
        self.exchange(head.as_bytes())
    }

    pub fn post(&mut self, path: &str, headers: &str, body: &[u8]) -> std::io::Result<Answer> {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip, zstd\r\ncookie: {}\r\n{headers}content-length: {}\r\n\r\n",
            self.target.cookie,
            body.len()
        );
        self.exchange(&[head.as_bytes(), body].concat())
    }

    fn exchange(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.stream.write_all(request)?;
        self.stream.flush()?;
        self.buffer.clear();
        let mut chunk = [0; 32 * 1024];
        loop {
            let count = self.stream.read(&mut chunk)?;
            if count == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&chunk[..count]);
            let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())
                .unwrap_or(0);
            while self.buffer.len() < end + 4 + length {
                let count = self.stream.read(&mut chunk)?;
                if count == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                self.buffer.extend_from_slice(&chunk[..count]);
            }
            let status = head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0);
            let body = self.buffer[end + 4..].to_vec();
            return Ok(Answer { status, head, body });
        }
    }
}

/// What a load came to.
pub struct Load {
    pub requests: usize,
    pub time: Duration,
    /// Sorted.
    pub latencies: Vec<Duration>,
    /// Bytes of a body on the wire.
    pub bytes: usize,
}

impl Load {
    pub fn percentile(&self, share: f64) -> f64 {
        let at = ((self.latencies.len() as f64 * share) as usize).min(self.latencies.len() - 1);
        self.latencies[at].as_secs_f64() * 1e3
    }
}

/// Asks for one path on all connections for that time.
pub fn load(target: &Target, path: &str, time: Duration) -> Load {
    let barrier = Arc::new(Barrier::new(CONNECTIONS + 1));
    let users: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (target, path, barrier) = (target.clone(), path.to_owned(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let mut connection = Connection::open(&target).unwrap();
                let mut bytes = 0;
                for _ in 0..3 {
                    let answer = connection.get(&path).unwrap();
                    assert_eq!(answer.status, 200, "{path}: {}", answer.head);
                    bytes = answer.body.len();
                }
                barrier.wait();
                let began = Instant::now();
                let mut latencies = Vec::with_capacity(100_000);
                while began.elapsed() < time {
                    let asked = Instant::now();
                    connection.get(&path).unwrap();
                    latencies.push(asked.elapsed());
                }
                (latencies, bytes)
            })
        })
        .collect();
    barrier.wait();
    let began = Instant::now();
    let (mut latencies, mut bytes) = (Vec::new(), 0);
    for user in users {
        let (own, size) = user.join().unwrap();
        latencies.extend(own);
        bytes = size;
    }
    let time = began.elapsed();
    latencies.sort();
    Load {
        requests: latencies.len(),
        time,
        latencies,
        bytes,
    }
}
