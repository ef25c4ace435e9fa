//! A command that is watched while it runs: the memory it takes, and that it comes to an end.

use crate::cli::Said;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What it said, and the most memory it was seen to take, in MiB. It is killed after `patience`.
pub fn watched(command: &mut Command, patience: Duration) -> (Said, f64) {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reading = std::thread::spawn(move || {
        let mut said = String::new();
        err.read_to_string(&mut said).unwrap();
        said
    });
    let writing = std::thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        said
    });
    let mut peak: f64 = 0.0;
    let code = loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().unwrap_or(-1);
        }
        if begun.elapsed() > patience {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("it comes to no end: {command:?}");
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let said = Said {
        code,
        out: writing.join().unwrap(),
        err: reading.join().unwrap(),
    };
    (said, peak)
}

/// The most memory a process has taken so far, in MiB; 0 once it has ended.
pub fn memory(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
