//! Much taken along: as a browser gets it, with what the server's memory grows by and what the
//! pages of others wait for meanwhile; and everything, from one box into another.

use super::client::Connection;
use super::company::Company;
use super::process::Server;
use super::shell::{command, shell};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const FILES: [(&str, &str); 5] = [
    ("ratings, CSV", "/exports/ratings?format=csv"),
    ("ratings, XLSX", "/exports/ratings?format=xlsx"),
    ("ratings, JSON", "/exports/ratings?format=json"),
    ("evaluations, CSV", "/exports/evaluations?format=csv"),
    ("evaluations, XLSX", "/exports/evaluations?format=xlsx"),
];

pub fn measure(company: &Company) {
    println!(
        "\nFiles, of {} evaluations with {} ratings",
        company.evaluations, company.ratings
    );
    println!(
        "  {:<20} {:>8} {:>10} {:>12} {:>22}",
        "file", "seconds", "MB", "memory MiB", "dashboard p99 ms then"
    );
    for (name, path) in FILES {
        let server = Server::start(company.folder.path());
        let target = server.target(company);
        let mut connection = Connection::open(&target).unwrap();
        connection.get("/exports").unwrap();
        let before = server.memory("VmHWM");
        let done = AtomicBool::new(false);
        let (seconds, bytes, p99) = std::thread::scope(|scope| {
            let others = scope.spawn(|| {
                let mut other = Connection::open(&target).unwrap();
                let mut waits = Vec::new();
                while !done.load(Ordering::Relaxed) {
                    let asked = Instant::now();
                    assert_eq!(other.get("/").unwrap().status, 200);
                    waits.push(asked.elapsed());
                    std::thread::sleep(Duration::from_millis(20));
                }
                waits.sort();
                waits[(waits.len() - 1) * 99 / 100].as_secs_f64() * 1e3
            });
            let asked = Instant::now();
            let answer = connection.get(path).unwrap();
            let seconds = asked.elapsed().as_secs_f64();
            done.store(true, Ordering::Relaxed);
            assert_eq!(answer.status, 200, "{}", answer.head);
            (seconds, answer.body.len(), others.join().unwrap())
        });
        let grown = server.memory("VmHWM") - before;
        println!(
            "  {name:<20} {seconds:>8.2} {:>10.1} {grown:>12.0} {p99:>22.1}",
            bytes as f64 / 1e6
        );
        server.stop();
    }
    moving(company);
}

/// Everything out of a running service and into another, through the shell.
fn moving(company: &Company) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.json");
    let out = Server::start(company.folder.path());
    let (before, began) = (out.memory("VmHWM"), Instant::now());
    shell(company.folder.path(), &["export", "all", "-o", file.to_str().unwrap()]);
    println!(
        "  export all: {:.2} s, {:.1} MB, memory + {:.0} MiB",
        began.elapsed().as_secs_f64(),
        std::fs::metadata(&file).unwrap().len() as f64 / 1e6,
        out.memory("VmHWM") - before
    );
    out.stop();
    let empty = folder.path().join("empty");
    let began = Instant::now();
    let peak = watched(command(&empty, &["import", "all", file.to_str().unwrap()]));
    println!(
        "  import all: {:.2} s, {peak:.0} MiB of memory in all",
        began.elapsed().as_secs_f64()
    );
}

/// Runs it to its end; gives the most memory it was seen to take, in MiB.
fn watched(mut command: Command) -> f64 {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak: f64 = 0.0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        peak = peak.max(now.unwrap_or_default() / 1024.0);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return peak;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
