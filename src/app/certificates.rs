//! The certificates this box shows: kept good for its names, and what there is to know of them.

use super::{App, Error, reach};
use crate::domain::message::Message;
use crate::domain::policy::Actor;
use crate::domain::reach::{Authority, Reach, Source};
pub use crate::host::tls::Facts;
use crate::host::tls::{Certificate, Done, Tls, kept};
use crate::message;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

mod findings;
pub mod own;
pub mod renewal;
mod state;

pub use findings::{Finding, findings, shown};
pub use state::{State, state};

/// Sees to it that the box has certificates for its present names, and answers to those.
pub fn keep(app: &App) -> Result<(), Error> {
    let Some(tls) = app.tls() else { return Ok(()) };
    let reach = reach::effective(app)?;
    let wanted = reach::wanted(app, &reach);
    let done = tls
        .keep(&wanted, app.now())
        .map_err(|error| Error::Failed(error.to_string()))?;
    app.names().set(wanted.chosen.into_iter().chain(wanted.found));
    note(app, &done)?;
    if reach.source == Source::Local && tls.public().is_some() {
        tls.show(None, false);
    }
    own::watch(app, &reach);
    Ok(())
}

/// The same after a change, and wakes whoever asks an authority or announces a name.
pub fn keep_now(app: &App) -> Result<(), Error> {
    keep(app)?;
    app.bell().ring();
    Ok(())
}

/// Shows from the first handshake on what was shown before the program stopped.
pub(super) fn show_kept(app: &App, reach: &Reach) {
    match (reach.source, app.tls()) {
        (Source::Own, _) => own::watch(app, reach),
        (Source::Acme, Some(tls)) => renewal::show_kept(tls, reach),
        (Source::Local, _) | (Source::Acme, None) => {}
    }
}

/// Writes down what was done about the certificates.
pub fn note(app: &App, done: &[Done]) -> Result<(), Error> {
    if done.is_empty() {
        return Ok(());
    }
    for one in done {
        tracing::info!("{}", sentence(one));
    }
    app.change(&Actor::Program, |change| {
        for one in done {
            change.event(event(one), None, &[])?;
        }
        Ok(())
    })
}

const fn event(done: &Done) -> &'static str {
    match done {
        Done::RootMade => "authority_made",
        Done::RootRenewed => "authority_renewed",
        Done::RootWidened(_) => "authority_widened",
        Done::SetAside(_) => "authority_set_aside",
        Done::Issued => "certificate_issued",
        Done::WrittenAgain => "certificate_written_again",
    }
}

fn sentence(done: &Done) -> Message {
    match done {
        Done::RootMade => message!("The box made its own authority. Devices trust it once, at /trust."),
        Done::RootRenewed => message!(
            "The box made a new authority, since the old one nears its end. Devices that trust the old one need the new one by then, at /trust."
        ),
        Done::RootWidened(names) => message!(
            "The box made a new authority, since the old one may not be used for {names}. For these names devices must trust it again, at /trust.",
            names = names.join(", ")
        ),
        Done::SetAside(name) => message!(
            "What was kept of the box’s authority could not be used. It lies in tls/{name} now, and devices must trust the new one, at /trust.",
            name = name
        ),
        Done::Issued => message!("The box has new certificates for its names and addresses."),
        Done::WrittenAgain => message!("Files of the certificates were missing and have been written again."),
    }
}

/// What a device needs to trust this box; open to everyone.
pub struct Trust {
    pub roots: Vec<Root>,
}

/// A root to trust.
pub struct Root {
    pub facts: Facts,
    pub pem: String,
    pub der: Vec<u8>,
}

/// The roots devices may trust, the one to trust now first; none where nothing is served.
pub fn trust(app: &App) -> Option<Trust> {
    let authority = app.tls()?.authority();
    let roots = authority
        .roots()
        .map(|root| Root {
            facts: root.facts.clone(),
            pem: root.pem(),
            der: root.der().to_vec(),
        })
        .collect();
    Some(Trust { roots })
}

/// Whether every browser trusts what is shown for this name: a certificate of an authority that is
/// not one of our own, and holds. Of own files nobody knows who trusts them.
pub fn is_public(app: &App, name: &str) -> bool {
    let public_authority = app.authority().is_some_and(|asked| asked.root.is_none());
    public_authority && app.tls().is_some_and(|tls| tls.is_vouched_for(name, app.now()))
}

impl App {
    /// The certificates, where this program serves.
    pub fn tls(&self) -> Option<&Arc<Tls>> {
        self.serving.get().map(|serving| &serving.tls)
    }

    /// The authority that is asked for certificates, where that is configured.
    pub fn authority(&self) -> Option<&Authority> {
        self.fixed.get().map(|fixed| &fixed.authority)
    }

    /// What is set above the browser.
    pub(super) fn above(&self) -> &reach::Above {
        static NOTHING: reach::Above = reach::Above::new();
        self.fixed.get().map_or(&NOTHING, |fixed| &fixed.above)
    }

    /// Where certificates are kept.
    fn tls_folder(&self) -> PathBuf {
        self.data_folder().join("tls")
    }

    pub(super) fn serving(&self) -> Option<&Serving> {
        self.serving.get()
    }
}

/// What is only there while the program serves.
pub(super) struct Serving {
    pub tls: Arc<Tls>,
    /// The name that the box has on the local network.
    pub announced: Mutex<Option<String>>,
    /// Why an own certificate cannot be shown.
    trouble: Mutex<Option<Message>>,
    /// Why the certificate that is shown cannot be written to the disk.
    not_kept: Mutex<Option<String>>,
    /// Whether devices knew an authority whose files were gone when this run began.
    lost: AtomicBool,
}

impl Serving {
    pub fn new(tls: Tls) -> Self {
        Self {
            tls: Arc::new(tls),
            announced: Mutex::default(),
            trouble: Mutex::default(),
            not_kept: Mutex::default(),
            lost: AtomicBool::default(),
        }
    }

    /// Puts the certificate that is shown where the next start looks for it, should that file be gone or
    /// another. A disk that takes nothing is said, and tried again at the next look.
    fn keep_shown(&self, certificate: &Certificate, name: &str) {
        let (folder, text) = (self.tls.folder(), certificate.file());
        let is_kept = matches!(kept::read(folder, name), Ok(Some(kept)) if kept == text);
        let failed = if is_kept {
            None
        } else {
            kept::keep(folder, name, &text).err()
        };
        let why = failed.map(|error| error.to_string());
        if let Some(why) = &why {
            tracing::warn!(why, name, "the certificate that is shown cannot be kept");
        }
        *self.not_kept.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }

    fn not_kept(&self) -> Option<String> {
        self.not_kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was done about the authority before this run served; `known`: devices may trust one.
    pub(super) fn began(&self, done: &[Done], known: bool) {
        self.lost
            .store(known && done.contains(&Done::RootMade), Ordering::Relaxed);
    }

    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    fn trouble(&self) -> Option<Message> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_trouble(&self, trouble: Option<Message>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}
