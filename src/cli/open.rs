//! The program's parts, put together: the store of a data folder, opened and checked; who is at
//! the shell; where browsers reach this box.

use super::control;
use crate::app::reach::{self, Fixed};
use crate::app::{App, certificates};
use crate::config::Config;
use crate::domain::policy::Actor;
use crate::host::accounts;
use crate::host::clock::SystemClock;
use crate::host::credentials;
use crate::host::password::{Passwords, Strength};
use crate::host::tls;
use crate::store::{self, Store};
use anyhow::Context;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Opens the data folder of this configuration. Fails with a sentence when another program has it, and for
/// root when it is somebody else's: files of root's in it would lock the service out.
pub fn app(config: &Config) -> anyhow::Result<Arc<App>> {
    if let Some((user, _)) = super::owner::other_than_root(config) {
        let (folder, user) = (config.data_dir.display(), accounts::name_of(user));
        anyhow::bail!(
            "{folder} belongs to {user}. Start the installed service with: systemctl start handyman-kpi; or run this as that user: sudo -u {user} handyman-kpi …"
        );
    }
    let store = Store::open(&config.data_dir, store::Options::default())?;
    let app = App::start(store, Arc::new(SystemClock), Passwords::start(Strength::STRONG))
        .context("The data cannot be read")?;
    app.configure(fixed(config));
    Ok(Arc::new(app))
}

/// Whether a service with this configuration answers.
pub fn is_running(config: &Config) -> bool {
    std::os::unix::net::UnixStream::connect(control::path(config)).is_ok()
}

/// Who is at the shell.
pub fn shell_actor() -> Actor {
    Actor::Shell {
        uid: rustix::process::geteuid().as_raw(),
        sudo_uid: sudo_uid(),
    }
}

/// Who called sudo.
pub fn sudo_uid() -> Option<u32> {
    std::env::var("SUDO_UID").ok()?.parse().ok()
}

/// What the configuration says of this box.
pub fn fixed(config: &Config) -> Fixed {
    Fixed {
        backup_folder: config.backup_folder.clone(),
        backup_key_file: config.backup_key_file.clone(),
        above: config.above_browser(),
        authority: config.acme.clone(),
        certificate_file: config.certificate_file.as_deref().map(credentials::file),
        key_file: config.key_file.as_deref().map(credentials::file),
    }
}

/// The names of now; the one that another box on the network has leads to that.
fn names(app: &App) -> Vec<String> {
    let all = app.names().all().to_vec();
    let renamed = reach::effective(app).ok().and_then(|reach| reach::renamed(app, &reach));
    match renamed {
        Some((taken, ours)) => {
            let others = all.into_iter().filter(|name| *name != taken && *name != ours);
            std::iter::once(ours.clone()).chain(others).collect()
        }
        None => all,
    }
}

/// How browsers reach this box.
#[derive(Clone, Debug)]
pub struct Addresses {
    bound: SocketAddr,
    /// Where the program does not serve, the names it would have.
    fixed: Vec<String>,
    fingerprint: Option<String>,
    listening: Vec<SocketAddr>,
    passed: bool,
}

impl Addresses {
    /// Where the pages would be, from the configuration.
    pub fn of(config: &Config) -> Self {
        let mut fixed = config.names.clone();
        fixed.extend(tls::own_names());
        Self {
            bound: config.listen,
            fixed,
            fingerprint: None,
            listening: Vec::new(),
            passed: false,
        }
    }

    /// Where the pages are: on the address that was bound (port 0 picks one), by the names of now.
    pub fn on(app: &App, bound: SocketAddr) -> Self {
        Self {
            bound,
            fixed: names(app),
            fingerprint: certificates::trust(app)
                .and_then(|trust| Some(trust.roots.first()?.facts.fingerprint.clone())),
            listening: vec![bound],
            passed: false,
        }
    }

    /// The port of the pages.
    pub fn port(&self) -> u16 {
        self.bound.port()
    }

    /// The same, with the names and the root of now.
    pub fn of_now(&self, app: &App) -> Self {
        match self.fingerprint {
            Some(_) => Self {
                listening: self.listening.clone(),
                passed: self.passed,
                ..Self::on(app, self.bound)
            },
            None => self.clone(),
        }
    }

    fn names(&self) -> Vec<String> {
        match self.bound.ip() {
            ip if ip.is_loopback() => vec!["localhost".to_owned()],
            ip if ip.is_unspecified() => self.fixed.clone(),
            ip => {
                let named = self.fixed.iter().filter(|name| name.parse::<IpAddr>().is_err());
                let named = named.filter(|name| *name != "localhost").cloned();
                named.chain([ip.to_string()]).collect()
            }
        }
    }

    /// With the plain port, and whether the supervisor opened the ports.
    pub fn listening(mut self, plain: Option<SocketAddr>, passed: bool) -> Self {
        self.listening.extend(plain);
        self.passed = passed;
        self
    }

    /// The addresses that are listened on: https, then the plain one; none while nothing runs.
    pub fn sockets(&self) -> &[SocketAddr] {
        &self.listening
    }

    /// Whether the supervisor opened them: then the configuration's addresses do not count.
    pub fn were_passed(&self) -> bool {
        self.passed
    }

    /// Links to a path, the likeliest to work first.
    pub fn urls(&self, path: &str) -> Vec<String> {
        let port = match self.bound.port() {
            443 => String::new(),
            port => format!(":{port}"),
        };
        self.names()
            .iter()
            .map(|name| {
                let host = if name.contains(':') {
                    format!("[{name}]")
                } else {
                    name.clone()
                };
                format!("https://{host}{port}{path}")
            })
            .collect()
    }

    /// SHA-256 of the root that devices trust, as browsers show it.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }
}
