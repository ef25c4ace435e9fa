//! A network of its own for the real program, with nothing but loopback on it: any port is free, names
//! are what a test says, and whoever else is called stays silent. Making one takes root; skipped with a
//! word where that is not allowed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::{TempDir, tempdir};

pub struct OwnNet {
    /// Lives as long as the network does.
    holder: Child,
    _files: TempDir,
}

impl OwnNet {
    /// With these lines in `/etc/hosts`; the name server never answers.
    pub fn with_hosts(hosts: &str) -> Option<Self> {
        let files = tempdir().unwrap();
        let hosts = format!("127.0.0.1 localhost\n{hosts}\n");
        std::fs::write(files.path().join("hosts"), hosts).unwrap();
        std::fs::write(files.path().join("resolv.conf"), "nameserver 198.51.100.53\n").unwrap();
        // What leaves over loopback to an address that is nobody's is dropped without a word.
        let script = "ip link set lo up && ip route add default dev lo && mount --bind hosts /etc/hosts \
                      && mount --bind resolv.conf /etc/resolv.conf && echo ready && exec cat";
        let made = Command::new("unshare")
            .args(["--mount", "--net", "sh", "-c", script])
            .current_dir(files.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut line = String::new();
        if let Ok(mut holder) = made {
            let read = BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line);
            if read.is_ok() && line == "ready\n" {
                return Some(Self { holder, _files: files });
            }
            let _ = holder.wait();
        }
        eprintln!("SKIPPED: making a network takes root");
        None
    }

    /// `handyman-kpi --data-dir FOLDER ARGS` in it.
    pub fn command(&self, folder: &Path, args: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--target={}", self.holder.id()))
            .args(["--mount", "--net", "--"])
            .arg(env!("CARGO_BIN_EXE_handyman-kpi"))
            .arg("--data-dir")
            .arg(folder)
            .args(args)
            .env_clear()
            .stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }
}

impl Drop for OwnNet {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
