//! How browsers come to trust this box, and how its certificates are kept good.

mod bad_disk;
mod lifetimes;
mod own;
mod page;
mod pebble;
mod silent;
mod swap;
mod trust;

use crate::support::Site;
use handyman_kpi::app::certificates::findings;
use handyman_kpi::host::tls::Facts;

const DOMAIN: &str = "kpi.example.com";

/// What is shown to somebody who calls the domain.
fn shown(site: &Site) -> Facts {
    let tls = site.app.tls().unwrap();
    tls.for_name(Some(DOMAIN), site.app.now()).unwrap().facts
}

/// The codes of what somebody should look after.
fn codes(site: &Site) -> Vec<&'static str> {
    findings(&site.app)
        .unwrap()
        .into_iter()
        .map(|finding| finding.code)
        .collect()
}
