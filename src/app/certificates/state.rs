//! What there is to know of the box's certificates.

use super::{App, Error, Finding, findings, own, reach, renewal};
use crate::domain::certificate::{self, Renewal};
use crate::domain::policy::{Action, Actor};
use crate::domain::reach::Source;
use crate::host::tls::Facts;
use jiff::Timestamp;

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
        from_files: app.fixed.get().is_some_and(|fixed| fixed.certificate_file.is_some()),
        findings: findings(app)?,
        public,
        renewal,
    })
}
