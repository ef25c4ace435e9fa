//! systemd's commands: what they do, and what they say when they do not.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Why a command did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0} cannot be run: {1}")]
    NotRun(String, std::io::Error),
    #[error("{0} failed: {1}")]
    Failed(String, String),
}

/// Whether systemd runs this box.
pub fn runs() -> bool {
    Path::new("/run/systemd/system").is_dir()
}

/// Its version, 252.
pub fn version() -> Option<u32> {
    version_in(&run("systemctl", &["--version"]).ok()?)
}

fn version_in(said: &str) -> Option<u32> {
    said.split_whitespace().nth(1)?.parse().ok()
}

/// Runs a command of the system and gives what it printed.
pub fn run(command: &str, arguments: &[&str]) -> Result<String, Error> {
    let whole = || format!("{command} {}", arguments.join(" "));
    let output = Command::new(command)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .map_err(|error| Error::NotRun(whole(), error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = if said.trim().is_empty() {
            output.status.to_string()
        } else {
            said.trim().to_owned()
        };
        return Err(Error::Failed(whole(), said));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `systemctl` with these arguments.
pub fn ctl(arguments: &[&str]) -> Result<String, Error> {
    run("systemctl", arguments)
}

/// What systemd knows of a unit.
#[derive(Clone, Debug, Default)]
pub struct Unit(BTreeMap<String, String>);

impl Unit {
    /// Looks it up; a unit that is not there has `LoadState` `not-found`.
    pub fn show(name: &str) -> Result<Self, Error> {
        let wanted = "--property=LoadState,ActiveState,SubState,UnitFileState,NRestarts,Result,FragmentPath,MainPID";
        Ok(Self::read(&ctl(&["show", wanted, name])?))
    }

    fn read(said: &str) -> Self {
        let pairs = said.lines().filter_map(|line| line.split_once('='));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// A property; empty where it has none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub fn is_there(&self) -> bool {
        self.get("LoadState") == "loaded"
    }

    pub fn is_active(&self) -> bool {
        self.get("ActiveState") == "active"
    }

    pub fn is_enabled(&self) -> bool {
        self.get("UnitFileState") == "enabled"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_systemctl_prints() {
        let unit = Unit::read("LoadState=loaded\nActiveState=failed\nNRestarts=3\nResult=exit-code\n");
        assert!(unit.is_there() && !unit.is_active() && !unit.is_enabled());
        assert_eq!((unit.get("NRestarts"), unit.get("MainPID")), ("3", ""));
        assert_eq!(version_in("systemd 252 (252.39-1~deb12u1)\n+PAM"), Some(252));
    }

    #[test]
    fn what_cannot_be_run_is_named() {
        let error = run("no-such-command-here", &["x"]).unwrap_err().to_string();
        assert!(error.starts_with("no-such-command-here x cannot be run"), "{error}");
    }
}
