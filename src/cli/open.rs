//! The program's parts, put together: the store of a data folder, opened and checked; who is at
//! the shell; where browsers reach this box.

use super::control;
use crate::app::App;
use crate::config::Config;
use crate::domain::policy::Actor;
use crate::host::accounts;
use crate::host::clock::SystemClock;
use crate::host::password::{Passwords, Strength};
use crate::host::tls;
use crate::store::{self, Store};
use anyhow::Context;
use std::net::SocketAddr;
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

/// Every name and address browsers may reach this box by.
pub fn names(config: &Config) -> Vec<String> {
    let mut names = config.names.clone();
    names.extend(tls::own_names());
    names
}

/// How browsers reach this box.
#[derive(Clone, Debug)]
pub struct Addresses {
    names: Vec<String>,
    port: u16,
    fingerprint: Option<String>,
    listening: Vec<SocketAddr>,
    passed: bool,
}

impl Addresses {
    /// Where the pages would be, from the configuration.
    pub fn of(config: &Config) -> Self {
        Self::new(config, config.listen, None)
    }

    /// Where the pages are: on the address that was bound (port 0 picks one).
    pub fn on(config: &Config, bound: SocketAddr, identity: &tls::Identity) -> Self {
        Self::new(config, bound, Some(identity.fingerprint()))
    }

    fn new(config: &Config, bound: SocketAddr, fingerprint: Option<String>) -> Self {
        let names = match bound.ip() {
            ip if ip.is_loopback() => vec!["localhost".to_owned()],
            ip if ip.is_unspecified() => names(config),
            ip => config.names.iter().cloned().chain([ip.to_string()]).collect(),
        };
        Self {
            names,
            port: bound.port(),
            listening: fingerprint.is_some().then_some(bound).into_iter().collect(),
            fingerprint,
            passed: false,
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
        let port = if self.port == 443 {
            String::new()
        } else {
            format!(":{}", self.port)
        };
        self.names
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

    /// SHA-256 of the certificate that is served, as browsers show it.
    pub fn fingerprint(&self) -> Option<&str> {
        self.fingerprint.as_deref()
    }
}
