//! What somebody should look after about the certificates, and about the jobs that keep them good.

use super::{App, Error, own, reach, renewal};
use crate::app::runs;
use crate::domain::certificate;
use crate::domain::message::Message;
use crate::domain::reach::{Reach, Source};
use crate::host::tls::{AtRest, Facts};
use crate::message;
use jiff::{SignedDuration, Timestamp};

/// A job that has not run for so long is stuck, whatever it says.
const SILENT: SignedDuration = SignedDuration::from_hours(3);

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

/// The certificates that are looked at: those that are shown, or those that would be at the next start.
#[derive(Default)]
struct Present {
    public: Option<Facts>,
    local: Option<Facts>,
    /// The root before the present one.
    earlier: Option<Facts>,
    /// Why an own certificate cannot be shown.
    trouble: Option<Message>,
    /// The file of the own authority that cannot be used.
    unusable: Option<&'static str>,
}

impl Present {
    fn served(app: &App) -> Option<Self> {
        let (tls, serving) = (app.tls()?, app.serving()?);
        let authority = tls.authority();
        Some(Self {
            public: tls.public().map(|public| public.facts),
            local: authority.leaves.first().map(|leaf| leaf.facts.clone()),
            earlier: authority.earlier.map(|earlier| earlier.facts),
            trouble: serving.trouble(),
            unusable: None,
        })
    }

    fn at_rest(app: &App, reach: &Reach) -> Self {
        let (public, trouble) = match reach.source {
            Source::Local => (None, None),
            Source::Acme => (renewal::kept(app), None),
            Source::Own => match own::found(app, reach) {
                Ok(found) => (Some(found), None),
                Err(sentence) => (None, Some(sentence)),
            },
        };
        let (kept, unusable) = match AtRest::read(&app.tls_folder()) {
            Ok(kept) => (kept.unwrap_or_default(), None),
            Err(name) => (AtRest::default(), Some(name)),
        };
        Self {
            public: public.map(|public| public.facts),
            local: kept.leaf,
            earlier: kept.earlier,
            trouble,
            unusable,
        }
    }

    fn of(app: &App, reach: &Reach) -> Self {
        Self::served(app).unwrap_or_else(|| Self::at_rest(app, reach))
    }
}

/// What browsers are shown first of all, or would be at the next start.
pub fn shown(app: &App) -> Result<Option<Facts>, Error> {
    let present = Present::of(app, &reach::effective(app)?);
    Ok(present.public.or(present.local))
}

/// What somebody should look after, the worst first; where nothing is served, of what is kept.
pub fn findings(app: &App) -> Result<Vec<Finding>, Error> {
    let now = app.now();
    let in_force = reach::effective(app)?;
    let mut found = of_certificates(app, &in_force, now)?;
    found.extend(of_box(app, &in_force));
    found.extend(of_jobs(app, now)?);
    found.sort_by_key(|finding| !finding.broken);
    Ok(found)
}

fn of_certificates(app: &App, in_force: &Reach, now: Timestamp) -> Result<Vec<Finding>, Error> {
    let present = Present::of(app, in_force);
    let mut found = Vec::new();
    let mut add = |code, sentence, broken| {
        found.push(Finding { code, sentence, broken });
    };
    match present.public {
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
        && let Some(refusal) = renewal::of(app, &asked.directory, in_force)?.refusal
    {
        add("certificate_refused", refusal.sentence(), false);
    }
    if let Some(sentence) = present.trouble {
        add("own_certificate", sentence, false);
    }
    // At rest it may be late: it is renewed at the next start.
    if let Some(local) = present
        .local
        .filter(|local| app.serving().is_some() && !local.holds_at(now))
    {
        add(
            "clock",
            message!(
                "By this box’s clock its own certificate does not hold (from {from} to {until}). Please check the clock.",
                from = day(local.from),
                until = day(local.until)
            ),
            true,
        );
    }
    if let Some(earlier) = present.earlier {
        add(
            "authority_changes",
            message!(
                "The box has a new root certificate. Until {day} devices that trust the old one go on; please have each trust the new one at /trust.",
                day = day(earlier.until)
            ),
            false,
        );
    }
    if let Some(name) = present.unusable {
        add(
            "authority_unusable",
            message!(
                "What is kept of the box’s authority in tls/{name} cannot be used: at the next start it is set aside and devices must trust a new one. If there is a copy of the file, please put it back before.",
                name = name
            ),
            false,
        );
    }
    Ok(found)
}

fn day(at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// What there is only while it serves: what could not be kept, and the name on the network.
fn of_box(app: &App, in_force: &Reach) -> Vec<Finding> {
    let (Some(tls), Some(serving)) = (app.tls(), app.serving()) else {
        return Vec::new();
    };
    let authority = tls.authority();
    let mut found = Vec::new();
    let mut add = |code, sentence, broken| {
        found.push(Finding { code, sentence, broken });
    };
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
    if let Some(why) = serving.not_kept() {
        add(
            "certificate_not_kept",
            message!(
                "The certificate that is shown cannot be written to the disk ({why}), and would be gone after a restart. Please see to the disk; it is tried again by itself.",
                why = why
            ),
            false,
        );
    }
    if serving.is_lost() {
        add(
            "authority_lost",
            message!(
                "The box’s own authority was gone at the start, so it made a new one. Please have each device trust it again at /trust, or put the folder tls back from a copy and restart."
            ),
            false,
        );
    }
    if let Some((wanted, name)) = reach::renamed(app, in_force) {
        add(
            "name_taken",
            message!(
                "Another device on the network is called {wanted} already, so this box is {name} there. Please use that name, or choose another for this box.",
                wanted = wanted,
                name = name
            ),
            false,
        );
    }
    found
}

fn of_jobs(app: &App, now: Timestamp) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    let mut add = |code, sentence, broken| {
        found.push(Finding { code, sentence, broken });
    };
    for run in runs::all(app)? {
        if run.failures >= runs::FAILING
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
        // Where nothing is served no job runs, and that is said as such.
        if app.serving().is_some() && now.duration_since(run.started_at) > SILENT {
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
    Ok(found)
}
