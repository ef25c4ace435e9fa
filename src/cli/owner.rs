//! What root asks for while nothing runs is done by the owner of the data folder, in a process of their
//! own: whatever it writes there is theirs, and the service can go on with it. Root keeps reading and
//! writing the files that were named on the command line.

use super::{control, open};
use crate::config::{Config, KEYS};
use anyhow::Context;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// The process; it is over, and has let go of the data, when this is dropped.
pub(super) struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // What it has to say it has said over its socket.
        let _ = self.0.wait();
    }
}

/// Somebody else's data, and root asks: the owner's ids.
pub(super) fn other_than_root(config: &Config) -> Option<(u32, u32)> {
    let folder = std::fs::metadata(&config.data_dir).ok()?;
    (rustix::process::geteuid().is_root() && folder.uid() != 0).then(|| (folder.uid(), folder.gid()))
}

/// Starts the owner's process; what is asked over the socket it answers as the running service would.
/// `None`: the data belongs to whoever asks.
pub(super) fn start(config: &Config) -> anyhow::Result<Option<(UnixStream, Process)>> {
    let Some((user, group)) = other_than_root(config) else {
        return Ok(None);
    };
    let (ours, theirs) = UnixStream::pair()?;
    // This very program, also where the owner may not look into its folder.
    let mut command = Command::new("/proc/self/exe");
    command
        .args(["--config", "/dev/null", "answer"])
        .uid(user)
        .gid(group)
        .current_dir("/")
        .env_clear()
        .stdin(OwnedFd::from(theirs))
        .stdout(Stdio::null());
    for key in KEYS {
        command.env(key.environment, config.effective(key).0);
    }
    let child = command.spawn().with_context(|| {
        format!(
            "The program cannot become the owner of {} (user {user})",
            config.data_dir.display()
        )
    })?;
    Ok(Some((ours, Process(child))))
}

/// The owner's side: answers what comes over stdin, then ends.
pub(super) fn answer(config: &Config) -> anyhow::Result<u8> {
    let stream = UnixStream::from(std::io::stdin().as_fd().try_clone_to_owned()?);
    match open::app(config) {
        Ok(app) => control::answer_once(stream, &app, &open::Addresses::of(config))?,
        Err(error) => control::take_without(stream, config, &error)?,
    }
    Ok(0)
}
