//! What there is to know of the box's certificates, and what somebody should look after.

use super::{App, Error, own, reach, renewal};
use crate::app::runs;
use crate::domain::certificate::{self, Renewal};
use crate::domain::message::Message;
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::Source;
use crate::host::tls::Facts;
use crate::message;
use jiff::{SignedDuration, Timestamp};

/// A job that has not run for so long is stuck, whatever it says.
const SILENT: SignedDuration = SignedDuration::from_hours(3);

/// After so many failures in a row somebody is told.
const FAILING: u32 = 3;

/// Everything about the certificates.
pub struct State {
    pub source: Source,
    /// The certificate browsers trust by themselves, if there is one.
    pub public: Option<Facts>,
    /// What the own authority issued for the names that devices know longest.
    pub local: Option<Facts>,
    /// The own root, and the one before it.
    pub roots: Vec<Facts>,
    /// Addresses of this box that its root may not issue for.
    pub left_out: Vec<String>,
    pub values: Vec<reach::Value>,
    /// How it goes with the authority; only where one is asked.
    pub renewal: Option<Renewal>,
    /// When the public certificate is to be renewed.
    pub due_at: Option<Timestamp>,
    pub uploaded: bool,
    /// Whether an own certificate comes from files that the configuration names.
    pub from_files: bool,
    pub findings: Vec<Finding>,
}

/// Something that somebody should look after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Never changes, for machines.
    pub code: &'static str,
    /// What is the matter, and what to do.
    pub sentence: Message,
    /// Whether browsers are kept out by now.
    pub broken: bool,
}

/// What somebody who looks after the box may see.
pub fn state(app: &App, actor: &Actor) -> Result<State, Error> {
    app.permit(actor, &Action::ManageBox)?;
    let tls = app.tls().ok_or(Error::NotFound)?;
    let authority = tls.authority();
    let in_force = reach::effective(app)?;
    let renewal = match (in_force.source, app.authority()) {
        (Source::Acme, Some(asked)) => Some(renewal::of(app, &asked.directory, &in_force)?),
        _ => None,
    };
    let public = tls.public().map(|public| public.facts);
    let due_at = renewal.as_ref().zip(public.as_ref()).map(|(renewal, public)| {
        let by_dates = certificate::due(public.from, public.until);
        let window = renewal
            .window
            .as_ref()
            .filter(|window| window.fingerprint == public.fingerprint);
        window.map_or(by_dates, |window| window.at.min(by_dates))
    });
    Ok(State {
        source: in_force.source,
        local: authority.leaves.first().map(|leaf| leaf.facts.clone()),
        roots: authority.roots().map(|root| root.facts.clone()).collect(),
        left_out: authority.left_out.clone(),
        values: reach::see(app, actor)?,
        due_at,
        uploaded: own::is_uploaded(app),
        from_files: app
            .serving()
            .is_some_and(|serving| serving.fixed.certificate_file.is_some()),
        findings: findings(app)?,
        public,
        renewal,
    })
}

/// What somebody should look after, the worst first. Nothing where the program does not serve.
pub fn findings(app: &App) -> Result<Vec<Finding>, Error> {
    let (Some(tls), Some(serving)) = (app.tls(), app.serving()) else {
        return Ok(Vec::new());
    };
    let now = app.now();
    let authority = tls.authority();
    let in_force = reach::effective(app)?;
    let mut found = Vec::new();
    let mut add = |code, sentence, broken| {
        found.push(Finding { code, sentence, broken });
    };
    let day = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::UTC).date();
    match tls.public().map(|public| public.facts) {
        Some(facts) if !facts.holds_at(now) => add(
            "certificate_expired",
            message!(
                "The certificate’s time was over on {day}: browsers warn, or keep people out. Please look at Certificates.",
                day = day(facts.until)
            ),
            true,
        ),
        Some(facts) if certificate::is_late(facts.from, facts.until, now) => add(
            "certificate_ends",
            message!(
                "The certificate ends on {day} and has not been renewed. Please look at Certificates.",
                day = day(facts.until)
            ),
            false,
        ),
        None if in_force.source == Source::Acme => add(
            "certificate_missing",
            message!(
                "There is no certificate of Let’s Encrypt yet; the box’s own is shown. Please look at Certificates."
            ),
            false,
        ),
        _ => {}
    }
    if in_force.source == Source::Acme
        && let Some(asked) = app.authority()
        && let Some(refusal) = renewal::of(app, &asked.directory, &in_force)?.refusal
    {
        add("certificate_refused", refusal.sentence(), false);
    }
    if let Some(sentence) = serving.trouble() {
        add("own_certificate", sentence, false);
    }
    if let Some(leaf) = authority.leaves.first().filter(|leaf| !leaf.facts.holds_at(now)) {
        add(
            "clock",
            message!(
                "By this box’s clock its own certificate does not hold (from {from} to {until}). Please check the clock.",
                from = day(leaf.facts.from),
                until = day(leaf.facts.until)
            ),
            true,
        );
    }
    if let Some(why) = &authority.not_kept {
        add(
            "authority_not_kept",
            message!(
                "The box’s certificates cannot be written to the disk ({why}). At the next start devices would have to trust new ones. Please see to the disk.",
                why = why
            ),
            true,
        );
    }
    if let Some(earlier) = &authority.earlier {
        add(
            "authority_changes",
            message!(
                "The box has a new root certificate. Until {day} devices that trust the old one go on; please have each trust the new one at /trust.",
                day = day(earlier.facts.until)
            ),
            false,
        );
    }
    for run in runs::all(app)? {
        if run.failures >= FAILING
            && let Some(error) = &run.error
        {
            add(
                "job_failing",
                message!(
                    "“{job}” keeps failing: {error}. It is tried again by itself.",
                    job = run.name.clone(),
                    error = error
                ),
                false,
            );
        }
        if now.duration_since(run.started_at) > SILENT {
            add(
                "job_silent",
                message!(
                    "“{job}” has not run since {day}. Please restart the service.",
                    job = run.name.clone(),
                    day = day(run.started_at)
                ),
                false,
            );
        }
    }
    found.sort_by_key(|finding| !finding.broken);
    Ok(found)
}
