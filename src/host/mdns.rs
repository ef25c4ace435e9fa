//! Says on the local network that this box is `NAME.local` (RFC 6762), and that https is served
//! there (RFC 6763). Where another box has the name already, it takes the next: `NAME-2.local`.

use mdns_sd::{DaemonEvent, Receiver, ServiceDaemon, ServiceInfo};
use std::sync::{Mutex, PoisonError};

const SERVICE: &str = "_https._tcp.local.";

/// An announcement; it ends when this is dropped.
pub struct Announcement {
    daemon: ServiceDaemon,
    events: Receiver<DaemonEvent>,
    asked: String,
    port: u16,
    /// What the box is called in the end.
    name: Mutex<String>,
}

impl Announcement {
    /// Announces `name`, without `.local`, and that https is served on this port.
    ///
    /// # Errors
    /// In words, where there is no network to announce it on.
    pub fn start(name: &str, port: u16) -> Result<Self, String> {
        let words = |error: mdns_sd::Error| error.to_string();
        let daemon = ServiceDaemon::new().map_err(words)?;
        // Before the name is announced, else its change may be missed.
        let events = daemon.monitor().map_err(words)?;
        let host = format!("{name}.local.");
        let service = ServiceInfo::new(SERVICE, "Handyman KPI", &host, "", port, None)
            .map_err(words)?
            .enable_addr_auto();
        daemon.register(service).map_err(words)?;
        Ok(Self {
            daemon,
            events,
            asked: name.to_owned(),
            port,
            name: Mutex::new(format!("{name}.local")),
        })
    }

    /// Whether it is this name on this port that was asked for.
    pub fn is_of(&self, name: &str, port: u16) -> bool {
        self.asked == name && self.port == port
    }

    /// What the box is called now, with `.local`.
    pub fn name(&self) -> String {
        let mut name = self.name.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(event) = self.events.try_recv() {
            // The name of the service changes as well, and says nothing of the host.
            if let DaemonEvent::NameChange(change) = event
                && let Some(host) = change.new_name.strip_suffix(".local.")
                && !host.contains('.')
            {
                *name = format!("{host}.local");
            }
        }
        name.clone()
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if let Err(error) = self.daemon.shutdown() {
            tracing::debug!(%error, "the announcement was not taken back");
        }
    }
}
