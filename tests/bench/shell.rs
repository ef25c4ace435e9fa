//! The program as a command beside the running one.

use std::path::Path;
use std::process::Command;

/// The real binary on a folder, with nothing of this machine's configuration.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handyman-kpi"));
    command.arg("--data-dir").arg(folder).args(args).env_clear();
    command
}

/// Runs it to its end; what it said.
pub fn shell(folder: &Path, args: &[&str]) -> String {
    let out = command(folder, args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// What it said, as JSON.
pub fn told(folder: &Path, args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&shell(folder, args)).unwrap()
}
