//! Asks an authority for the box's certificate, and when it wants it renewed.

use super::Job;
use crate::app::App;
use crate::app::certificates::renewal::{self, Due};
use crate::domain::certificate::{Refusal, RefusalKind};
use crate::domain::job::JobRun;
use crate::domain::reach::Authority as Configured;
use crate::host::acme::{self, Authority};
use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// How soon it is noticed that something is due.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// An order takes seconds; longer than this it is given up and tried again.
const AT_MOST: Duration = Duration::from_secs(300);
const STOP_LOOK: Duration = Duration::from_millis(200);

pub struct Renewal;

impl Job for Renewal {
    fn id(&self) -> u64 {
        2
    }

    fn name(&self) -> &'static str {
        "renewal"
    }

    fn next(&self, _: &App, last: Option<&JobRun>) -> Timestamp {
        super::after(last, EVERY)
    }

    fn run(&self, app: &App) -> anyhow::Result<()> {
        let Some(due) = renewal::due(app)? else { return Ok(()) };
        if due.ask.is_none() && due.order.is_none() {
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("The network cannot be used")?;
        runtime.block_on(async {
            tokio::select! {
                done = carry_out(app, &due) => done,
                () = stopped(app) => Ok(()),
            }
        })
    }
}

async fn stopped(app: &App) {
    while !app.bell().is_stopped() {
        tokio::time::sleep(STOP_LOOK).await;
    }
}

async fn carry_out(app: &App, due: &Due) -> anyhow::Result<()> {
    let configured = app.authority().context("The authority is not known")?.clone();
    let tls = app.tls().context("The certificates are not there")?;
    let folder = app.data_folder().join("acme");
    let at = |directory| Authority {
        directory,
        root: configured.root.as_deref(),
        email: &due.reach.acme_email,
        folder: &folder,
    };
    if let Some(der) = &due.ask {
        let said = within_time(acme::suggested(&at(&configured.directory), der)).await;
        if let Err(refusal) = &said {
            tracing::debug!(
                detail = refusal.detail,
                "the authority did not say when it wants the certificate renewed"
            );
        }
        renewal::suggested(app, &due.reach, said.ok().flatten())?;
    }
    // What was said just now may make it due.
    let order = match (&due.order, renewal::due(app)?) {
        (Some(order), _) => Some(order.clone()),
        (None, Some(now)) => now.order,
        (None, None) => None,
    };
    let Some(order) = order else { return Ok(()) };
    let domains = &due.reach.domains;
    let tried = match rehearsal(&configured, order.carefully) {
        Some(staging) => within_time(acme::order(tls, &at(staging), domains, None))
            .await
            .map(drop),
        None => Ok(()),
    };
    let came = match tried {
        Ok(()) => {
            within_time(acme::order(
                tls,
                &at(&configured.directory),
                domains,
                order.replaces.as_deref(),
            ))
            .await
        }
        Err(refusal) => Err(refusal),
    };
    match came {
        Ok(pem) => renewal::arrived(app, &due.reach, &pem)?,
        Err(refusal) => {
            tracing::warn!(kind = ?refusal.kind, detail = refusal.detail, "no certificate came");
            renewal::refused(app, &due.reach, refusal)?;
        }
    }
    Ok(())
}

/// Where it is tried first, while it fails: there failures do not count.
fn rehearsal(configured: &Configured, carefully: bool) -> Option<&str> {
    configured.staging.as_deref().filter(|_| carefully)
}

async fn within_time<T>(asked: impl Future<Output = Result<T, Refusal>>) -> Result<T, Refusal> {
    tokio::time::timeout(AT_MOST, asked).await.unwrap_or_else(|_| {
        Err(Refusal {
            kind: RefusalKind::NoAuthority,
            detail: "it took longer than five minutes".to_owned(),
        })
    })
}
