//! The control socket: how the shell talks to a running service, since the store can be open only
//! once. One command a connection, one line of JSON each way, and files in pieces. Root and the
//! service's own user only.

use super::bringing::{self, Bringing};
use super::command::{self, Answer, Command};
use super::export::{self, Wanted};
use super::open::Addresses;
use super::output::Output;
use super::{owner, transfer};
use crate::app::App;
use crate::app::archive::{self, SIZE_MAX};
use crate::app::restore::{Source, Stage};
use crate::config::Config;
use crate::domain::policy::Actor;
use anyhow::Context;
use serde_json::Value;
use std::fs::{File, Permissions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(30);
/// How long the shell waits for what is made from all that is recorded.
const LONG: Duration = Duration::from_secs(15 * 60);
const BROKE_OFF: &str = "The running program did not answer in full. It may have just been stopped; please try again.";
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
                .and_then(|stream| serve(stream, &app, &at).map(drop))
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

/// Answers one connection, whole.
pub(super) fn answer_once(stream: UnixStream, app: &Arc<App>, at: &Addresses) -> anyhow::Result<()> {
    if let Some(file) = serve(stream, app, at)? {
        // A panic has been said on stderr already.
        let _ = file.join();
    }
    Ok(())
}

/// A thread goes on where a file goes with it.
fn serve(stream: UnixStream, app: &Arc<App>, at: &Addresses) -> anyhow::Result<Option<JoinHandle<()>>> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let peer = rustix::net::sockopt::socket_peercred(&stream)?;
    let own = rustix::process::geteuid();
    if !(peer.uid.is_root() || peer.uid == own) {
        let refused = Answer::failed("Only root and the service's own user may do this. Please use sudo.");
        return answer(&stream, &refused).map(|()| None);
    }
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if (&mut reader).take(LONGEST_LINE).read_line(&mut line)? == 0 {
        // Somebody only looked whether anybody is here.
        return Ok(None);
    }
    let Ok(asked) = serde_json::from_str::<Asked>(&line) else {
        let refused = Answer::failed("The running program is of another version. Restart it, then try again.");
        return answer(reader.get_ref(), &refused).map(|()| None);
    };
    let actor = Actor::Shell {
        uid: peer.uid.as_raw(),
        sudo_uid: asked.sudo_uid,
    };
    match asked.what {
        What::Command(mut command) => {
            if let Some(file) = command.file() {
                (&mut reader).take(asked.file.min(LONGEST_FILE)).read_to_end(file)?;
            }
            if command.takes_long() {
                let at = at.clone();
                let work = move |app: &App| answer(reader.get_ref(), &command::run(app, &actor, &at, command));
                return apart(app, work).map(Some);
            }
            answer(reader.get_ref(), &command::run(app, &actor, at, command)).map(|()| None)
        }
        // Takes as long as the file is: the next command need not wait for it.
        What::Export(wanted) => apart(app, move |app| give(reader.get_ref(), app, &actor, &wanted)).map(Some),
        What::Bring { what, name } => apart(app, move |app| take(reader, app, &actor, what, &name)).map(Some),
    }
}

fn apart(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<JoinHandle<()>> {
    let app = Arc::clone(app);
    let thread = std::thread::Builder::new().name("control file".into()).spawn(move || {
        if let Err(error) = work(&app) {
            tracing::warn!(%error, "a file over the control socket did not get through");
        }
    })?;
    Ok(thread)
}

/// Makes the file whole, then sends it: a slow shell holds nothing but it.
fn give(stream: &UnixStream, app: &App, actor: &Actor, wanted: &Wanted) -> anyhow::Result<()> {
    match export::make(app, actor, wanted) {
        Err(error) => answer(stream, &Answer::failed(command::sentence(&error))),
        Ok(made) => {
            answer(stream, &export::done(made.bytes))?;
            transfer::send(made.file, &mut &*stream, |_| {})?;
            Ok(())
        }
    }
}

/// Receives the file whole, then takes it over: nobody waits for a slow shell.
fn take(reader: BufReader<UnixStream>, app: &App, actor: &Actor, what: Bringing, name: &str) -> anyhow::Result<()> {
    let refused = match what {
        Bringing::ImportAll => archive::refused(app),
        Bringing::Preview | Bringing::Restore => None,
    };
    match refused.map_or_else(|| app.scratch(), Err) {
        Err(error) => answer(reader.get_ref(), &Answer::failed(command::sentence(&error))),
        Ok(file) => received(reader, file, name, |source, told| {
            bringing::with(app, actor, what, source, told)
        }),
    }
}

/// The same where what is here cannot be opened, for this reason.
pub(super) fn take_without(stream: UnixStream, config: &Config, why: &anyhow::Error) -> anyhow::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    (&mut reader).take(LONGEST_LINE).read_line(&mut line)?;
    let scratch = || tempfile::tempfile_in(&config.data_dir).context("The data folder cannot be written");
    match serde_json::from_str::<Asked>(&line) {
        Ok(Asked {
            what: What::Bring { what, name },
            ..
        }) if bringing::is_unreadable(why) => received(reader, scratch()?, &name, |source, told| {
            bringing::without(config, why, what, source, told)
        }),
        _ => {
            let broken = Answer {
                code: 2,
                ..Answer::failed(format!("{why:#}"))
            };
            answer(reader.get_ref(), &broken)
        }
    }
}

fn received(
    mut reader: BufReader<UnixStream>,
    mut file: File,
    name: &str,
    work: impl FnOnce(&Source, &dyn Fn(Stage)) -> Answer,
) -> anyhow::Result<()> {
    answer(reader.get_ref(), &Answer::done("", Value::Null))?;
    transfer::receive(&mut reader, &mut file, SIZE_MAX, |_| {})?;
    let source = Source::new(file, name)?;
    let told = |stage| {
        let progress = Said::Progress {
            progress: bringing::in_words(stage),
        };
        // It goes on should nobody listen any more.
        let _ = say(reader.get_ref(), &progress);
    };
    let done = work(&source, &told);
    answer(reader.get_ref(), &done)
}

fn answer(stream: &UnixStream, answer: &Answer) -> anyhow::Result<()> {
    say(stream, answer)
}

fn say(mut stream: &UnixStream, line: &impl serde::Serialize) -> anyhow::Result<()> {
    writeln!(stream, "{}", serde_json::to_string(line)?)?;
    Ok(())
}

/// What comes back while something long is done.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Said {
    Progress { progress: String },
    Answer(Answer),
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Asked {
    #[serde(flatten)]
    what: What,
    sudo_uid: Option<u32>,
    /// Bytes of the file that follows behind the line.
    #[serde(default)]
    file: u64,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Command(Command),
    /// The answer, then the file.
    Export(Wanted),
    /// Whether it may come; then the file the other way, then how far it is and the answer.
    Bring {
        what: Bringing,
        name: String,
    },
}

/// Who answers: the running service or, for root while nothing runs, the owner of the data.
struct Line {
    // Closed before the process is waited for, which ends with it.
    reader: BufReader<UnixStream>,
    _owner: Option<owner::Process>,
}

/// Has the running service, or the owner of the data, do it. `None`: nothing runs, and the data belongs to
/// whoever asks.
pub fn ask(config: &Config, command: &Command) -> anyhow::Result<Option<Answer>> {
    let mut command = command.clone();
    let file = command.file().map(std::mem::take).unwrap_or_default();
    let patience = if command.takes_long() { LONG } else { TIMEOUT };
    let Some(mut line) = connect(config, What::Command(command), &file, patience)? else {
        return Ok(None);
    };
    read_answer(&mut line.reader).map(Some)
}

/// Has the running service make a file, and writes it to `to`. `None`: nothing runs.
pub(super) fn fetch(
    config: &Config,
    wanted: &Wanted,
    to: &mut impl Write,
    output: &Output,
) -> anyhow::Result<Option<Answer>> {
    let Some(mut line) = connect(config, What::Export(wanted.clone()), &[], LONG)? else {
        return Ok(None);
    };
    output.progress("Being made …");
    let answer = read_answer(&mut line.reader)?;
    if !answer.failed {
        let came = |bytes: u64| output.progress(&format!("{} MB", bytes / 1_000_000));
        transfer::receive(&mut line.reader, to, u64::MAX, came).context(BROKE_OFF)?;
    }
    output.progress_ends();
    Ok(Some(answer))
}

/// Sends the running service a file with a whole company. `None`: nothing runs.
pub(super) fn bring(
    config: &Config,
    what: Bringing,
    name: &str,
    from: impl Read,
    output: &Output,
) -> anyhow::Result<Option<Answer>> {
    let name = name.to_owned();
    let Some(mut line) = connect(config, What::Bring { what, name }, &[], LONG)? else {
        return Ok(None);
    };
    let may = read_answer(&mut line.reader)?;
    if may.failed {
        return Ok(Some(may));
    }
    let gone = |bytes: u64| output.progress(&format!("{} MB", bytes / 1_000_000));
    transfer::send(from, &mut line.reader.get_ref(), gone).context(BROKE_OFF)?;
    let answer = loop {
        match read_line(&mut line.reader) {
            Ok(Said::Progress { progress }) => output.progress(&progress),
            Ok(Said::Answer(answer)) => break Ok(answer),
            Err(error) => break Err(error),
        }
    };
    output.progress_ends();
    answer.map(Some)
}

/// Says what is asked, with the file that belongs to it.
fn connect(config: &Config, what: What, file: &[u8], patience: Duration) -> anyhow::Result<Option<Line>> {
    let path = path(config);
    let (mut stream, owner) = match UnixStream::connect(&path) {
        Ok(stream) => (stream, None),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
            match owner::start(config)? {
                Some((stream, owner)) => (stream, Some(owner)),
                None => return Ok(None),
            }
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            anyhow::bail!("Only root and the service's own user may do this. Please use sudo.")
        }
        Err(error) => {
            return Err(error).with_context(|| format!("The control socket {} does not answer", path.display()));
        }
    };
    stream.set_read_timeout(Some(patience))?;
    let asked = Asked {
        what,
        sudo_uid: super::open::sudo_uid(),
        file: file.len() as u64,
    };
    writeln!(stream, "{}", serde_json::to_string(&asked)?)?;
    stream.write_all(file)?;
    Ok(Some(Line {
        reader: BufReader::new(stream),
        _owner: owner,
    }))
}

fn read_answer(reader: &mut BufReader<UnixStream>) -> anyhow::Result<Answer> {
    read_line(reader)
}

fn read_line<T: serde::de::DeserializeOwned>(reader: &mut BufReader<UnixStream>) -> anyhow::Result<T> {
    let mut line = String::new();
    reader.take(16 * LONGEST_LINE).read_line(&mut line)?;
    serde_json::from_str(&line).context(BROKE_OFF)
}
