//! What the program says to a supervisor, and what it takes from one.

use super::{Running, command, run};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Hears what is said.
struct Supervisor {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Supervisor {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        Self { socket, folder }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn serve(&self) -> Command {
        let mut command = command(
            &self.data(),
            &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
        );
        command.env("NOTIFY_SOCKET", self.folder.path().join("notify"));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// The next thing said within `time`.
    fn hears(&self, time: Duration) -> Option<String> {
        self.socket.set_read_timeout(Some(time)).unwrap();
        let mut said = [0; 4096];
        let length = self.socket.recv(&mut said).ok()?;
        Some(String::from_utf8(said[..length].to_vec()).unwrap())
    }

    fn hears_until(&self, what: &str) -> String {
        loop {
            let said = self.hears(Duration::from_secs(30)).expect(what);
            if said.contains(what) {
                return said;
            }
        }
    }
}

fn signal(child: &Child, signal: rustix::process::Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).unwrap();
}

#[test]
fn it_is_ready_once_it_serves_and_says_when_it_stops() {
    let supervisor = Supervisor::new();
    let mut child = supervisor.serve().spawn().unwrap();
    let said = supervisor.hears_until("READY=1");
    let (_, url) = said.split_once("STATUS=Serving https://localhost:").unwrap();
    let port: u16 = url.split('/').next().unwrap().parse().unwrap();
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    signal(&child, rustix::process::Signal::TERM);
    supervisor.hears_until("STOPPING=1");
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_pulse_goes_on_while_it_answers_and_stops_while_it_hangs() {
    let supervisor = Supervisor::new();
    let mut child = supervisor.serve().env("WATCHDOG_USEC", "600000").spawn().unwrap();
    supervisor.hears_until("READY=1");
    for _ in 0..3 {
        assert_eq!(
            supervisor.hears(Duration::from_secs(5)).as_deref(),
            Some("WATCHDOG=1\n")
        );
    }
    signal(&child, rustix::process::Signal::STOP);
    while supervisor.hears(Duration::from_millis(100)).is_some() {}
    assert_eq!(supervisor.hears(Duration::from_millis(1500)), None);
    signal(&child, rustix::process::Signal::CONT);
    supervisor.hears_until("WATCHDOG=1");
    signal(&child, rustix::process::Signal::TERM);
    supervisor.hears_until("STOPPING=1");
    child.wait().unwrap();
}

#[test]
fn without_a_supervisor_that_waits_there_is_no_pulse() {
    let supervisor = Supervisor::new();
    let mut child = supervisor.serve().spawn().unwrap();
    supervisor.hears_until("READY=1");
    assert_eq!(supervisor.hears(Duration::from_millis(700)), None);
    signal(&child, rustix::process::Signal::TERM);
    child.wait().unwrap();
}

#[test]
fn a_socket_that_was_passed_wins_over_the_address_and_is_said() {
    let supervisor = Supervisor::new();
    let passed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = passed.local_addr().unwrap();
    // Taken by somebody: only the socket can be what is served on.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut serve = command(
        &supervisor.data(),
        &["serve", "--listen", &taken.local_addr().unwrap().to_string()],
    );
    serve
        .env("NOTIFY_SOCKET", supervisor.folder.path().join("notify"))
        .env("LISTEN_FDS", "1")
        .env("LISTEN_FDS_FIRST_FD", "0")
        .env("LISTEN_FDNAMES", "https")
        .stdin(OwnedFd::from(passed))
        .stdout(Stdio::null());
    let mut child = serve.spawn().unwrap();
    supervisor.hears_until("READY=1");
    TcpStream::connect(address).unwrap();
    let status = run(&supervisor.data(), &["status", "--json"]).json();
    assert_eq!(status["passed_sockets"], true);
    assert_eq!(status["listening"], serde_json::json!([address.to_string()]));
    let status = run(&supervisor.data(), &["status"]).out;
    let sentence = format!("Ports opened by handyman-kpi.socket: {address}");
    assert!(status.contains(&sentence), "{status}");
    let shown = run(&supervisor.data(), &["config", "show"]).well().out;
    assert!(shown.contains("listen and http_listen do not count"), "{shown}");
    signal(&child, rustix::process::Signal::TERM);
    child.wait().unwrap();
}

#[test]
fn what_is_passed_and_is_no_port_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
    let said = command(folder.path(), &["serve", "--listen", "127.0.0.1:0"])
        .env("LISTEN_FDS", "1")
        .env("LISTEN_FDS_FIRST_FD", "0")
        .stdin(OwnedFd::from(one))
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(1));
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("Check handyman-kpi.socket"), "{said}");
}

#[test]
fn a_crash_leaves_no_copy_of_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(folder.path());
    let limits = std::fs::read_to_string(Path::new("/proc").join(running.id().to_string()).join("limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}
