//! Getting a certificate from an authority: when it is due, and what came of it. The asking itself
//! is a job's.

use super::{App, Error};
use crate::app::restore;
use crate::domain::certificate::{Refusal, Renewal, Window, wait_after};
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::{Reach, Source};
use crate::host::acme::Suggested;
use crate::host::tls::{Certificate, Tls, kept};
use crate::store::{RENEWAL, Read};
use jiff::{SignedDuration, Timestamp};

/// Where the certificate of an authority is kept, with its key.
const FILE: &str = "acme.pem";
/// How long what an authority says of renewal is good for: it is asked at least twice a day
/// (RFC 9773, 4.3.2), and not more than once a minute whatever it says.
const ASK_WITHIN: (SignedDuration, SignedDuration) = (SignedDuration::from_mins(1), SignedDuration::from_hours(12));

/// What is to be done about the authority's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub reach: Reach,
    /// Ask when the authority wants this one renewed.
    pub ask: Option<Vec<u8>>,
    /// Order one; with the certificate that it follows.
    pub order: Option<Order>,
}

/// A certificate to order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub replaces: Option<Vec<u8>>,
    /// It failed before: try where nothing counts first.
    pub carefully: bool,
}

/// Looks what is due now, and shows the certificate that is kept; `None`: no authority is asked.
pub fn due(app: &App) -> Result<Option<Due>, Error> {
    let reach = super::reach::effective(app)?;
    let (Some(tls), Some(authority)) = (app.tls(), app.authority()) else {
        return Ok(None);
    };
    if reach.source != Source::Acme {
        return Ok(None);
    }
    let now = app.now();
    show_kept(tls, &reach);
    if let (Some(shown), Some(serving)) = (tls.public().filter(|_| tls.was_asked_for()), app.serving()) {
        serving.keep_shown(&shown, FILE);
    }
    // The other box may be asking for the same names still.
    if restore::holds_outgoing(app)? {
        return Ok(None);
    }
    let renewal = of(app, &authority.directory, &reach)?;
    let present = tls.public().filter(|public| is_for(public, &reach));
    let ask = present.as_ref().filter(|present| {
        let known = renewal
            .window
            .as_ref()
            .filter(|window| window.fingerprint == present.facts.fingerprint);
        known.is_none_or(|window| window.ask_at <= now)
    });
    let waits = renewal.next_at.is_some_and(|next| now < next);
    let wanted = present
        .as_ref()
        .is_none_or(|present| renewal.is_due(&present.facts.fingerprint, present.facts.from, present.facts.until, now));
    let order = (wanted && !waits).then(|| Order {
        replaces: present.as_ref().map(|present| present.der().to_vec()),
        carefully: renewal.failures > 0,
    });
    Ok(Some(Due {
        ask: ask.map(|present| present.der().to_vec()),
        order,
        reach,
    }))
}

/// Shows the certificate that is kept, unless one for these names is shown.
pub(super) fn show_kept(tls: &Tls, reach: &Reach) {
    if tls.public().is_some_and(|public| is_for(&public, reach)) {
        return;
    }
    match kept::read(tls.folder(), FILE) {
        Ok(Some(pem)) => match Certificate::read(&pem) {
            // One of other names stays until there is a better one.
            Ok(kept) => tls.show(Some(kept), true),
            Err(sentence) => tracing::warn!(%sentence, "the certificate that is kept cannot be used"),
        },
        Ok(None) => tls.show(None, false),
        Err(error) => tracing::warn!(%error, "the certificate that is kept cannot be read"),
    }
}

/// The authority said when it wants the present certificate renewed, or that it says nothing.
pub fn suggested(app: &App, reach: &Reach, said: Option<Suggested>) -> Result<(), Error> {
    let (Some(tls), Some(authority)) = (app.tls(), app.authority()) else {
        return Ok(());
    };
    let Some(present) = tls.public() else { return Ok(()) };
    let now = app.now();
    let mut renewal = of(app, &authority.directory, reach)?;
    let before = renewal
        .window
        .take()
        .filter(|window| window.fingerprint == present.facts.fingerprint);
    let (start, end, again) = match said {
        Some(said) => {
            let again = SignedDuration::try_from(said.again_after).unwrap_or(ASK_WITHIN.1);
            (said.start, said.end, again.clamp(ASK_WITHIN.0, ASK_WITHIN.1))
        }
        // It need not say; then the certificate's own dates decide.
        None => (present.facts.until, present.facts.until, ASK_WITHIN.1),
    };
    // Drawn once for each window, else it would wander to its end.
    let at = match before {
        Some(before) if (before.start, before.end) == (start, end) => before.at,
        _ => within(start, end),
    };
    renewal.window = Some(Window {
        start,
        end,
        at,
        asked_at: now,
        ask_at: now.saturating_add(again).unwrap_or(Timestamp::MAX),
        fingerprint: present.facts.fingerprint,
    });
    app.change(&Actor::Program, |change| change.put(&renewal))
}

/// A certificate came: it is kept, and shown from the next handshake on.
pub fn arrived(app: &App, reach: &Reach, pem: &str) -> Result<(), Error> {
    let (Some(tls), Some(authority)) = (app.tls(), app.authority()) else {
        return Ok(());
    };
    let certificate = Certificate::read(pem).map_err(|sentence| Error::Failed(sentence.to_string()))?;
    tls.show(Some(certificate.clone()), true);
    if let Some(serving) = app.serving() {
        serving.keep_shown(&certificate, FILE);
    }
    let now = app.now();
    let mut renewal = of(app, &authority.directory, reach)?;
    renewal = Renewal {
        directory: renewal.directory,
        domains: renewal.domains,
        tried_at: Some(now),
        ..Renewal::default()
    };
    app.change(&Actor::Program, |change| {
        change.put(&renewal)?;
        change.record::<Renewal>("certificate_renewed", RENEWAL, &[])
    })
}

/// No certificate came: when it is tried again.
pub fn refused(app: &App, reach: &Reach, refusal: Refusal) -> Result<(), Error> {
    let Some(authority) = app.authority() else {
        return Ok(());
    };
    let now = app.now();
    let mut renewal = of(app, &authority.directory, reach)?;
    renewal.failures = renewal.failures.saturating_add(1);
    renewal.tried_at = Some(now);
    renewal.next_at = now.checked_add(wait_after(renewal.failures)).ok();
    renewal.refusal = Some(refusal);
    app.change(&Actor::Program, |change| {
        change.put(&renewal)?;
        change.record::<Renewal>("certificate_refused", RENEWAL, &[])
    })
}

/// The certificate of an authority that is kept, whether or not it is shown.
pub(super) fn kept(app: &App) -> Option<Certificate> {
    let pem = kept::read(&app.tls_folder(), FILE).ok().flatten()?;
    Certificate::read(&pem).ok()
}

/// Has it tried at once, however long it would wait.
pub fn try_now(app: &App, actor: &Actor) -> Result<(), Error> {
    app.permit(actor, &Action::ManageBox)?;
    app.change(actor, |change| {
        if let Some(mut renewal) = change.store.get::<Renewal>(RENEWAL)? {
            renewal.next_at = None;
            change.put(&renewal)?;
        }
        change.record::<Renewal>("certificate_asked_for", RENEWAL, &[])
    })?;
    app.bell().ring();
    Ok(())
}

/// How it goes, as far as it is about these names at this authority.
pub(super) fn of(app: &App, directory: &str, reach: &Reach) -> Result<Renewal, Error> {
    let known = app.store.read()?.get::<Renewal>(RENEWAL)?;
    let same = known.filter(|known| known.directory == directory && known.domains == reach.domains);
    Ok(same.unwrap_or_else(|| Renewal {
        directory: directory.to_owned(),
        domains: reach.domains.clone(),
        ..Renewal::default()
    }))
}

fn is_for(certificate: &Certificate, reach: &Reach) -> bool {
    reach.domains.iter().all(|name| certificate.facts.covers(name))
}

/// A moment within the window, as likely as any other (RFC 9773, 4.2).
fn within(start: Timestamp, end: Timestamp) -> Timestamp {
    let span = end.duration_since(start).as_secs().max(0);
    let mut bytes = [0; 8];
    // Without chance the start is as good.
    let random = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes);
    let drawn = if random.is_ok() { u64::from_le_bytes(bytes) } else { 0 };
    let seconds = i64::try_from(drawn % (span.unsigned_abs() + 1)).unwrap_or(0);
    start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(end)
}
