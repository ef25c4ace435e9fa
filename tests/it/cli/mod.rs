//! The commands, driven from outside: the real binary as a process.

mod backup;
mod backup_offsite;
mod config;
mod doctor;
mod doctor_domains;
mod export;
mod import;
mod import_evaluations;
mod install;
mod owner;
mod restore;
mod serve;
mod supervised;
mod token;
mod unfit;
mod units;
mod user;

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// What a command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// As JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("not JSON: {}{}", self.out, self.err))
    }

    /// It went well, or the test ends with what it said.
    pub fn well(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

/// Runs `handyman-kpi --data-dir FOLDER ARGS`, with nothing of this machine's configuration.
pub fn run(folder: &Path, args: &[&str]) -> Said {
    said(&mut command(folder, args))
}

/// Runs a command to its end.
pub fn said(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Said {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handyman-kpi"));
    command
        .arg("--data-dir")
        .arg(folder)
        .args(args)
        .env_clear()
        .stdin(Stdio::null());
    command
}

/// A service that runs until this is dropped.
pub struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    /// The line it printed when it was ready.
    pub ready: String,
}

impl Running {
    pub fn start(folder: &Path) -> Self {
        Self::of(&mut command(
            folder,
            &["serve", "--listen", "127.0.0.1:0", "--http-listen", "off"],
        ))
    }

    /// Of a command that serves.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut ready = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut ready).unwrap();
        assert!(ready.starts_with("Serving https://"), "{ready:?}");
        Self { child, output, ready }
    }

    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    pub fn port(&self) -> u16 {
        let digits: String = self
            .ready
            .rsplit(':')
            .next()
            .unwrap()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().unwrap()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; gives the exit code.
    pub fn stop(mut self) -> i32 {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
