//! What is said to the supervisor (systemd): ready, still alive, stopping. Without one it is said to nobody.

use sd_notify::NotifyState;
use std::time::Duration;

/// The ports are open, the data is open, requests are answered.
pub fn ready(status: &str) {
    say(&[NotifyState::Ready, NotifyState::Status(status)]);
}

/// Still answering. Missing for [`patience`], the program is ended and started again.
pub fn alive() {
    say(&[NotifyState::Watchdog]);
}

/// A stop has begun; running requests finish.
pub fn stopping() {
    say(&[
        NotifyState::Stopping,
        NotifyState::Status("Stopping: running requests finish first."),
    ]);
}

/// How long the supervisor waits for the next [`alive`]; `None`: nobody waits.
pub fn patience() -> Option<Duration> {
    sd_notify::watchdog_enabled().filter(|patience| !patience.is_zero())
}

fn say(what: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(what) {
        tracing::warn!(%error, "the supervisor could not be told");
    }
}
