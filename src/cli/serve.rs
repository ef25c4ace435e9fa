//! `serve`: opens the data folder and serves the pages until stopped.

use super::command::Command;
use super::control;
use super::open::{self, Addresses};
use super::output::Output;
use super::pulse;
use crate::app::{App, sessions};
use crate::config::Config;
use crate::host::notify;
use crate::host::sockets::Passed;
use crate::jobs::{self, Supervisor};
use crate::web::{Bounds, Ctx, Gate, Hosts, Limits, Listen, Server, Sockets};
use anyhow::{Context, anyhow};
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args, Debug)]
pub(super) struct Flags {
    /// Address and port of the pages (HTTPS) [default: [::]:443]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Address and port that sends browsers on to HTTPS, or off [default: [::]:80]
    #[arg(long, value_name = "ADDRESS:PORT")]
    http_listen: Option<String>,
    /// When the backup of the night is made, by the company's clock [default: 03:00]
    #[arg(long, value_name = "HH:MM")]
    backup_time: Option<String>,
    /// For how many of the last days a backup is kept [default: 14]
    #[arg(long, value_name = "DAYS")]
    backup_days: Option<String>,
    /// For how many of the last weeks one is kept [default: 8]
    #[arg(long, value_name = "WEEKS")]
    backup_weeks: Option<String>,
    /// For how many of the last months one is kept [default: 12]
    #[arg(long, value_name = "MONTHS")]
    backup_months: Option<String>,
    /// Room that all backups together may take, in MB
    #[arg(long, value_name = "MB")]
    backup_space: Option<String>,
    /// A folder that is there already, for the backups [default: backups in the data folder]
    #[arg(long, value_name = "FOLDER")]
    backup_folder: Option<String>,
    /// File with the key of encrypted backups, to open and prove them here
    #[arg(long, value_name = "FILE")]
    backup_key_file: Option<String>,
    /// error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,
}

impl Flags {
    pub(super) fn values(&self) -> super::FlagValues {
        vec![
            ("listen", self.listen.clone()),
            ("http_listen", self.http_listen.clone()),
            ("backup_time", self.backup_time.clone()),
            ("backup_days", self.backup_days.clone()),
            ("backup_weeks", self.backup_weeks.clone()),
            ("backup_months", self.backup_months.clone()),
            ("backup_space", self.backup_space.clone()),
            ("backup_folder", self.backup_folder.clone()),
            ("backup_key_file", self.backup_key_file.clone()),
            ("log_level", self.log_level.clone()),
        ]
    }
}

pub(super) fn run(config: &Config, output: &Output) -> anyhow::Result<u8> {
    log_to_stderr(config.log_level);
    let app = open::app(config)?;
    until_stopped(&app, config, |at| {
        output.line(&format!("Serving {}", at.urls("/").join(" ")))?;
        if !app.is_set_up() {
            offer_setup(&app, at, output)?;
        }
        Ok(())
    })?;
    Ok(0)
}

/// The link is a secret: only a person at a terminal sees it, never a journal.
fn offer_setup(app: &App, at: &Addresses, output: &Output) -> anyhow::Result<()> {
    if output.is_terminal() {
        let answer = super::command::run(app, &open::shell_actor(), at, Command::SetupLink { reset: None });
        output.answer(&answer)?;
    } else {
        output.line("This company is not set up yet. Make the link for it with: handyman-kpi setup-link")?;
    }
    Ok(())
}

pub(super) fn log_to_stderr(level: tracing::Level) {
    let filter = tracing_subscriber::EnvFilter::new(format!("warn,handyman_kpi={level}"));
    // A second call in one process keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}

/// Binds, tells `announce` where, and serves until SIGTERM or SIGINT; running requests finish first.
pub(super) fn until_stopped(
    app: &Arc<App>,
    config: &Config,
    announce: impl FnOnce(&Addresses) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    leave_no_core_dump();
    let listen = Listen {
        https: config.listen,
        http: config.http_listen,
    };
    // Before there are threads: what was passed is taken out of the environment.
    let (sockets, were_passed) = sockets(listen)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("The program cannot start")?;
    let served = runtime.block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        app.begin_serving(open::fixed(config))?;
        let tls = app.tls().context("The certificates are not there")?.server_config()?;
        let ctx = Ctx::new(app.clone())?;
        let gate = Gate::new(ctx, crate::web::table(), Hosts::of(app), Bounds::default());
        let server =
            Server::on(sockets, listen, tls, gate, Limits::default()).map_err(|sentence| anyhow!("{sentence}"))?;
        let at = Addresses::on(app, server.address()).listening(server.plain_address(), were_passed);
        // Held until the end: its socket goes with it.
        let _control = control::listen(config, app.clone(), at.clone())?;
        sweep(app);
        let jobs = Supervisor::start(app, jobs::all(at.port())).context("The program cannot start")?;
        announce(&at)?;
        notify::ready(&format!("Serving {}", at.urls("/").join(" ")));
        let pulse = tokio::spawn(pulse::beat(app.clone()));
        server
            .serve(async move {
                tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
                notify::stopping();
                tracing::info!("stopping: running requests finish first");
            })
            .await;
        pulse.abort();
        drop(jobs);
        Ok(())
    });
    // A handler that hangs must not keep the program from ending; the store survives that.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

/// What the supervisor passed, and whether that was anything.
fn sockets(listen: Listen) -> anyhow::Result<(Sockets, bool)> {
    let Passed { https, http } = Passed::take(listen.http.map_or(80, |address| address.port()))?;
    let any = https.is_some() || http.is_some();
    Ok((Sockets { https, http }, any))
}

/// Passwords and keys are in memory: no file of it is left should the program crash.
fn leave_no_core_dump() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "a crash could leave a copy of the memory on the disk");
    }
}

fn sweep(app: &App) {
    if let Err(error) = sessions::sweep(app) {
        tracing::warn!(%error, "sessions that have ended could not be removed");
    }
}
