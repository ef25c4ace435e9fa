//! The control socket: how the shell talks to a running service, since the store can be open only
//! once. One command a connection, one line of JSON each way. Root and the service's own user only.

use super::command::{self, Answer, Command};
use super::open::Addresses;
use crate::app::App;
use crate::config::Config;
use crate::domain::policy::Actor;
use anyhow::Context;
use std::fs::Permissions;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(30);
const LONGEST_LINE: u64 = 1024 * 1024;
const LONGEST_FILE: u64 = 20_000_001;
const INSTALLED_DATA: &str = "/var/lib/handyman-kpi";
const INSTALLED_SOCKET: &str = "/run/handyman-kpi/control.sock";

/// Where the socket of the service with this configuration is: the installed service's own place,
/// else beside its data.
pub fn path(config: &Config) -> PathBuf {
    if config.data_dir == Path::new(INSTALLED_DATA) {
        INSTALLED_SOCKET.into()
    } else {
        config.data_dir.join("control.sock")
    }
}

/// A socket that listens; its file goes when this is dropped.
pub struct Control {
    path: PathBuf,
}

/// Listens on the socket and answers on a thread of its own, for as long as the program runs. The
/// store's lock is held by now, so a socket that is left over belongs to nobody.
pub fn listen(config: &Config, app: Arc<App>, at: Addresses) -> anyhow::Result<Control> {
    let path = path(config);
    if let Err(error) = std::fs::remove_file(&path)
        && error.kind() != ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("The old control socket {} cannot be removed", path.display()));
    }
    let listener =
        UnixListener::bind(&path).with_context(|| format!("The control socket {} cannot be made", path.display()))?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    std::thread::Builder::new().name("control".into()).spawn(move || {
        for stream in listener.incoming() {
            // Commands are short and one at a time is enough; one that hangs runs into its timeout.
            if let Err(error) = stream
                .map_err(anyhow::Error::from)
                .and_then(|stream| serve(&stream, &app, &at))
            {
                tracing::warn!(%error, "a command over the control socket was not answered");
            }
        }
    })?;
    Ok(Control { path })
}

impl Drop for Control {
    fn drop(&mut self) {
        // If it stays, the next start removes it.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn serve(stream: &UnixStream, app: &App, at: &Addresses) -> anyhow::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let peer = rustix::net::sockopt::socket_peercred(stream)?;
    let own = rustix::process::geteuid();
    let answer = if peer.uid.is_root() || peer.uid == own {
        let (mut line, mut from) = (String::new(), BufReader::new(stream));
        from.by_ref().take(LONGEST_LINE).read_line(&mut line)?;
        match serde_json::from_str::<Asked>(&line) {
            Ok(mut asked) => {
                if let Some(file) = asked.command.file() {
                    from.take(asked.file.min(LONGEST_FILE)).read_to_end(file)?;
                }
                let actor = Actor::Shell {
                    uid: peer.uid.as_raw(),
                    sudo_uid: asked.sudo_uid,
                };
                command::run(app, &actor, at, asked.command)
            }
            Err(_) => Answer::failed("The running program is of another version. Restart it, then try again."),
        }
    } else {
        Answer::failed("Only root and the service's own user may do this. Please use sudo.")
    };
    let mut stream = stream;
    writeln!(stream, "{}", serde_json::to_string(&answer)?)?;
    Ok(())
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Asked {
    command: Command,
    sudo_uid: Option<u32>,
    /// Bytes of the file that follows behind the line.
    #[serde(default)]
    file: u64,
}

/// Has the running service do it. `None`: nothing runs.
pub fn ask(config: &Config, command: &Command) -> anyhow::Result<Option<Answer>> {
    let path = path(config);
    let mut stream = match UnixStream::connect(&path) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            anyhow::bail!("Only root and the service's own user may do this. Please use sudo.")
        }
        Err(error) => {
            return Err(error).with_context(|| format!("The control socket {} does not answer", path.display()));
        }
    };
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let mut command = command.clone();
    let file = command.file().map(std::mem::take).unwrap_or_default();
    let asked = Asked {
        command,
        sudo_uid: super::open::sudo_uid(),
        file: file.len() as u64,
    };
    writeln!(stream, "{}", serde_json::to_string(&asked)?)?;
    stream.write_all(&file)?;
    let mut line = String::new();
    BufReader::new(stream.take(16 * LONGEST_LINE)).read_line(&mut line)?;
    let answer = serde_json::from_str(&line)
        .context("The running program did not answer in full. It may have just been stopped; please try again.")?;
    Ok(Some(answer))
}
