//! Storage that speaks S3: a real server that checks signatures (s3s-fs), a tap before it that sees what
//! is asked, and one that answers whatever a test wants.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub const KEY: &str = "AKIACREWBACKUPS";
/// As nothing else in the program is written.
pub const SECRET: &str = "Zq7hushSECRETofTHEstorage9xW";
pub const BUCKET: &str = "crew-backups";

/// A real server, with its files in a folder of its own.
pub struct Storage {
    program: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    child: Mutex<Option<Child>>,
}

impl Storage {
    /// `None`, and a word, where the program is not there; `appliance/prepare.sh` installs it.
    pub fn start() -> Option<Self> {
        let program = super::programs::s3_server()?;
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let storage = Self {
            program,
            folder,
            port: free_port(),
            child: Mutex::default(),
        };
        storage.run();
        Some(storage)
    }

    /// Runs it, again after [`kill`](Self::kill) with the files it had.
    pub fn run(&self) {
        let child = Command::new(&self.program)
            .args(["--host", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--access-key", KEY, "--secret-key", SECRET])
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        *self.child.lock().unwrap() = Some(child);
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(self.address()).is_err() {
            assert!(Instant::now() < until, "the storage does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    pub fn kill(&self) {
        if let Some(mut child) = self.child.lock().unwrap().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where the bucket's files lie.
    pub fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Stands before a server and sees every request's first line.
pub struct Tap {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Tap {
    /// Each line is given to `heard` before the server gets it.
    pub fn before(server: SocketAddr, heard: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let (log, heard) = (Arc::clone(&seen), Arc::new(heard));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Nobody behind it: as if nobody were here.
                let Ok(server) = TcpStream::connect(server) else {
                    continue;
                };
                let (log, heard) = (Arc::clone(&log), Arc::clone(&heard));
                let (mut back, mut to) = (stream.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut &server, &mut back);
                    let _ = back.shutdown(std::net::Shutdown::Both);
                });
                std::thread::spawn(move || {
                    let mut from = BufReader::new(stream);
                    while pass_on(&mut from, &mut to, &log, &*heard).is_some() {}
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
            }
        });
        Self { address, seen }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked since the last time.
    pub fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

/// One request.
fn pass_on(
    from: &mut BufReader<TcpStream>,
    to: &mut TcpStream,
    seen: &Mutex<Vec<String>>,
    heard: &dyn Fn(&str),
) -> Option<()> {
    let (head, length) = head(from)?;
    let line = head.lines().next()?.to_owned();
    heard(&line);
    seen.lock().unwrap().push(line);
    to.write_all(head.as_bytes()).ok()?;
    std::io::copy(&mut from.take(length), to).ok()?;
    Some(())
}

/// The head of a request, and the length of its body.
fn head(from: &mut BufReader<TcpStream>) -> Option<(String, u64)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let before = head.len();
        if from.read_line(&mut head).ok()? == 0 {
            return None;
        }
        let line = head[before..].trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            return Some((head, length));
        }
    }
}

/// What a storage that is not well answers.
pub enum Reply {
    Status(u16, &'static str),
    /// With an error of this code; `""`: with nothing.
    Refusal(u16, &'static str),
    Content(Vec<u8>),
    /// Nothing more is heard of it.
    Hang,
}

/// Answers what a test wants. What is written to it is given with the question.
pub struct Liar {
    address: SocketAddr,
}

impl Liar {
    pub fn new(answer: impl Fn(&str, &str, Vec<u8>) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let answer = Arc::clone(&answer);
                std::thread::spawn(move || {
                    let mut to = stream.try_clone().unwrap();
                    let mut from = BufReader::new(stream);
                    while lie(&mut from, &mut to, &*answer).is_some() {}
                });
            }
        });
        Self { address }
    }

    /// Does everything as it should, but for what `otherwise` says something about.
    pub fn but(
        otherwise: impl Fn(&str, &str, &mut BTreeMap<String, Vec<u8>>, &[u8]) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let files: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
        Self::new(move |method, path, body| {
            let mut files = files.lock().unwrap();
            if let Some(reply) = otherwise(method, path, &mut files, &body) {
                return reply;
            }
            let name = path.split('?').next().unwrap().to_owned();
            let part = path.split("partNumber=").nth(1);
            match method {
                "POST" if path.contains("uploads=") => Reply::Status(
                    200,
                    "<InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><UploadId>new</UploadId></InitiateMultipartUploadResult>",
                ),
                "POST" => {
                    let parts = (1..).map_while(|n| files.remove(&format!("{name}#{n}")));
                    let whole = parts.collect::<Vec<_>>().concat();
                    files.insert(name, whole);
                    Reply::Status(200, "")
                }
                "PUT" if part.is_some() => {
                    let number = part.unwrap().split('&').next().unwrap();
                    files.insert(format!("{name}#{number}"), body);
                    Reply::Status(200, "")
                }
                "PUT" => {
                    files.insert(name, body);
                    Reply::Status(200, "")
                }
                "DELETE" => {
                    files.remove(&name);
                    Reply::Status(204, "")
                }
                "GET" if path.contains("list-type") => Reply::Content(listing(&name, &files).into_bytes()),
                _ => match files.get(&name) {
                    Some(content) => Reply::Content(content.clone()),
                    None => Reply::Refusal(404, "NoSuchKey"),
                },
            }
        })
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn listing(bucket: &str, files: &BTreeMap<String, Vec<u8>>) -> String {
    let entries: String = files
        .iter()
        .map(|(name, content)| {
            let name = name.strip_prefix(bucket).unwrap_or(name).trim_start_matches('/');
            format!("<Contents><Key>{name}</Key><Size>{}</Size></Contents>", content.len())
        })
        .collect();
    format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
    )
}

fn lie(
    from: &mut BufReader<TcpStream>,
    to: &mut TcpStream,
    answer: &dyn Fn(&str, &str, Vec<u8>) -> Reply,
) -> Option<()> {
    let (head, length) = head(from)?;
    let mut body = Vec::new();
    from.take(length).read_to_end(&mut body).ok()?;
    let mut words = head.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let (status, content) = match answer(method, path, body) {
        Reply::Status(status, body) => (status, body.as_bytes().to_vec()),
        Reply::Refusal(status, "") => (status, Vec::new()),
        Reply::Refusal(status, code) => (status, format!("<Error><Code>{code}</Code></Error>").into_bytes()),
        Reply::Content(content) => (200, content),
        Reply::Hang => {
            std::thread::sleep(Duration::from_secs(60));
            return None;
        }
    };
    write!(
        to,
        "HTTP/1.1 {status} so\r\netag: \"x\"\r\ncontent-length: {}\r\n\r\n",
        content.len()
    )
    .ok()?;
    if method != "HEAD" {
        to.write_all(&content).ok()?;
    }
    Some(())
}

/// The names of the files below a folder, with their paths from there.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match (path.is_dir(), path.is_file()) {
                (true, _) => folders.push(path),
                (_, true) => all.push(path.strip_prefix(folder).unwrap().display().to_string()),
                // A socket of a program that was killed.
                _ => {}
            }
        }
    }
    all.sort();
    all
}
