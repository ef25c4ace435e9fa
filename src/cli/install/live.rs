//! Steps on a running box: the user, and the units.

use super::place::USER;
use super::step::Step;
use crate::host::accounts;
use crate::host::systemd::{self, Unit, ctl, run};
use anyhow::{Context, anyhow};
use std::path::Path;

pub const SERVICE: &str = "handyman-kpi.service";
pub const SOCKET: &str = "handyman-kpi.socket";

/// The system user the service runs as.
#[derive(Default)]
pub struct User {
    made: bool,
}

impl Step for User {
    fn what(&self) -> String {
        format!("the system user {USER}")
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        Ok(accounts::user(Path::new("/"), USER).is_some())
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let made = run("systemd-sysusers", &["/etc/sysusers.d/handyman-kpi.conf"]);
        if let Err(systemd::Error::NotRun(..)) = made {
            run(
                "useradd",
                &[
                    "--system",
                    "--user-group",
                    "--no-create-home",
                    "--home-dir",
                    "/var/lib/handyman-kpi",
                    "--shell",
                    "/usr/sbin/nologin",
                    "--comment",
                    "Handyman KPI",
                    USER,
                ],
            )?;
        } else {
            made?;
        }
        self.made = true;
        Ok(())
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        if self.made { no_user() } else { Ok(()) }
    }
}

/// The user is gone.
pub struct NoUser;

impl Step for NoUser {
    fn what(&self) -> String {
        format!("the system user {USER} away")
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        Ok(accounts::user(Path::new("/"), USER).is_none())
    }

    fn act(&mut self) -> anyhow::Result<()> {
        no_user()
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        // Its sysusers file is back by now or comes back with the next install, which also gives the data to it.
        Ok(())
    }
}

fn no_user() -> anyhow::Result<()> {
    run("userdel", &[USER])?;
    Ok(())
}

/// systemd reads the units anew.
pub struct Reloaded;

impl Step for Reloaded {
    fn what(&self) -> String {
        "systemd knows the units".to_owned()
    }

    fn is_done(&self, changed: bool) -> anyhow::Result<bool> {
        Ok(!changed)
    }

    fn act(&mut self) -> anyhow::Result<()> {
        ctl(&["daemon-reload"])?;
        Ok(())
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        // The files are put back after this; whoever undoes everything reloads at the end.
        Ok(())
    }
}

/// The units are enabled and run what is installed now.
pub struct Running {
    /// With systemd's ports.
    socket: bool,
    /// The socket's file is another one than before.
    new_socket: bool,
    before: Option<Ran>,
}

/// What ran before.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    service: bool,
    socket: bool,
    service_enabled: bool,
    socket_enabled: bool,
}

impl Ran {
    /// As it is now.
    pub fn now() -> anyhow::Result<Self> {
        let (service, socket) = (Unit::show(SERVICE)?, Unit::show(SOCKET)?);
        Ok(Self {
            service: service.is_active(),
            socket: socket.is_active(),
            service_enabled: service.is_enabled(),
            socket_enabled: socket.is_enabled(),
        })
    }

    /// The units that ran run again.
    pub fn again(self) -> anyhow::Result<()> {
        ctl(&["daemon-reload"])?;
        if self.socket {
            ctl(&["start", SOCKET])?;
        }
        if self.service {
            ctl(&["restart", SERVICE])?;
        }
        Ok(())
    }
}

impl Running {
    pub fn new(socket: bool, new_socket: bool) -> Self {
        Self {
            socket,
            new_socket,
            before: None,
        }
    }

    fn start(&self) -> anyhow::Result<()> {
        let ran = Ran::now()?;
        if self.socket {
            ctl(&["enable", "--quiet", SOCKET, SERVICE])?;
        } else {
            if ran.socket_enabled || ran.socket {
                ctl(&["disable", "--quiet", "--now", SOCKET])?;
            }
            ctl(&["enable", "--quiet", SERVICE])?;
        }
        let ports_change = self.socket != ran.socket || self.new_socket;
        if ports_change && ran.service {
            ctl(&["stop", SERVICE])?;
        }
        if self.socket && ports_change {
            ctl(&["restart", SOCKET])?;
        }
        // An earlier crash loop must not keep it from starting.
        let _ = ctl(&["reset-failed", SERVICE]);
        ctl(&["restart", SERVICE])?;
        Ok(())
    }
}

impl Step for Running {
    fn what(&self) -> String {
        "the service enabled and running".to_owned()
    }

    fn is_done(&self, changed: bool) -> anyhow::Result<bool> {
        if changed {
            return Ok(false);
        }
        let ran = Ran::now()?;
        let socket = ran.socket == self.socket && ran.socket_enabled == self.socket;
        Ok(ran.service && ran.service_enabled && socket)
    }

    fn act(&mut self) -> anyhow::Result<()> {
        self.before = Some(Ran::now()?);
        self.start().map_err(|error| {
            let journal = run(
                "journalctl",
                &["--unit", SERVICE, "--lines", "8", "--no-pager", "--output", "cat"],
            );
            anyhow!("{error}\nIts last words:\n{}", journal.unwrap_or_default().trim_end())
        })
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        let Some(before) = self.before else { return Ok(()) };
        ctl(&["stop", SERVICE])?;
        if self.socket && !before.socket {
            ctl(&["stop", SOCKET])?;
        }
        for (unit, enabled) in [(SERVICE, before.service_enabled), (SOCKET, before.socket_enabled)] {
            if !enabled && Unit::show(unit)?.is_enabled() {
                ctl(&["disable", "--quiet", unit])?;
            }
        }
        Ok(())
    }
}

/// The units are stopped and disabled.
#[derive(Default)]
pub struct Stopped {
    before: Option<Ran>,
}

impl Step for Stopped {
    fn what(&self) -> String {
        "the service stopped".to_owned()
    }

    fn is_done(&self, _: bool) -> anyhow::Result<bool> {
        let ran = Ran::now()?;
        Ok(!(ran.service || ran.socket || ran.service_enabled || ran.socket_enabled))
    }

    fn act(&mut self) -> anyhow::Result<()> {
        self.before = Some(Ran::now()?);
        // The socket first: it would start the service again for the next browser.
        for unit in [SOCKET, SERVICE] {
            if Unit::show(unit)?.is_there() {
                ctl(&["disable", "--quiet", "--now", unit])?;
            }
        }
        Ok(())
    }

    fn undo(&mut self) -> anyhow::Result<()> {
        let Some(before) = self.before else { return Ok(()) };
        for (unit, enabled) in [(SERVICE, before.service_enabled), (SOCKET, before.socket_enabled)] {
            if enabled {
                ctl(&["enable", "--quiet", unit]).context("It does not start with the box any more")?;
            }
        }
        Ok(())
    }
}
