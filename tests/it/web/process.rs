//! The binary itself: first start, a pulled plug, a stop.

use crate::support::Process;

#[test]
fn the_same_certificate_is_shown_after_a_pulled_plug() {
    let folder = tempfile::tempdir().unwrap();
    let first = Process::start(folder.path());
    let mut browser = first.visitor();
    browser.get("/healthz").is(200);
    browser.get("/").leads_to("/setup");
    first.running.kill();
    let second = Process::start(folder.path());
    second.visitor().get("/healthz").is(200);
    assert_eq!(second.running.stop(), 0);
}
