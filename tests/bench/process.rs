//! The real binary as a process: its time, its memory, and 16 sign-ins at once.

use super::Extent;
use super::client::{CONNECTIONS, Connection, Target};
use super::company::Company;
use handyman_kpi::app::sample::SIGN_INS;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Barrier};
use std::time::Duration;

/// A running server.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// `handyman-kpi serve` on that folder.
    pub fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handyman-kpi"));
        command.arg("--data-dir").arg(folder).args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--http-listen",
            "off",
            "--log-level",
            "info",
        ]);
        Self::of(command)
    }

    /// Any program that says on its first line where it serves.
    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port: String = line
            .rsplit(':')
            .next()
            .unwrap()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let port: u16 = port.parse().unwrap_or_else(|_| panic!("it says: {line}"));
        Self {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }

    pub fn target(&self, company: &Company) -> Target {
        Target::new(self.address, &certificate(company.folder.path()), &company.cookie)
    }

    /// Seconds of CPU used so far.
    pub fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let after = stat.rsplit(')').next().unwrap();
        let fields: Vec<f64> = after
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse().unwrap())
            .collect();
        // The kernel counts in ticks of 10 ms on every Linux there is.
        (fields[0] + fields[1]) / 100.0
    }

    /// `VmHWM` or `VmRSS` in MiB.
    pub fn memory(&self, what: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn certificate(folder: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(&std::fs::read(folder.join("tls/authority.pem")).unwrap()).unwrap()
}

/// 16 people sign in at the same moment.
pub fn sign_ins(extent: &Extent, company: &Company) {
    let server = Server::start(company.folder.path());
    let target = server.target(company);
    let barrier = Arc::new(Barrier::new(CONNECTIONS));
    let people: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (mut target, barrier) = (target.clone(), Arc::clone(&barrier));
            target.cookie = String::new();
            std::thread::spawn(move || {
                let mut connection = Connection::open(&target).unwrap();
                let page = connection.get("/sign-in").unwrap();
                assert_eq!(page.status, 200, "{}", page.head);
                let visitor = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
                let html = page.text();
                let token = html.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
                let form = format!("form_token={token}&name={}&password={}", SIGN_INS[0].name, SIGN_INS[0].password);
                let headers = format!(
                    "cookie: {visitor}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n"
                );
                barrier.wait();
                let asked = std::time::Instant::now();
                let answer = connection.post("/sign-in", &headers, form.as_bytes()).unwrap();
                assert_eq!(answer.status, 303, "{}", answer.head);
                asked.elapsed()
            })
        })
        .collect();
    let slowest: Duration = people.into_iter().map(|person| person.join().unwrap()).max().unwrap();
    let peak = server.memory("VmHWM");
    std::thread::sleep(extent.rest);
    println!("\n16 sign-ins at once");
    println!("  all signed in after {:.0} ms", slowest.as_secs_f64() * 1e3);
    println!(
        "  memory: VmHWM {peak:.0} MiB; RSS {:.0} s later {:.0} MiB",
        extent.rest.as_secs_f64(),
        server.memory("VmRSS")
    );
    server.stop();
}
