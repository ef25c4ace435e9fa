//! A company that comes from a file.

use super::{Answer, Browser};
use handyman_kpi::app::archive::{self, Brought};
use handyman_kpi::app::restore::Source;
use handyman_kpi::app::{self, App};
use handyman_kpi::domain::policy::Actor;
use std::io::Write;
use std::time::{Duration, Instant};

/// A file with these bytes.
pub fn source(bytes: &[u8]) -> Source {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Source::new(file, "a.backup").unwrap()
}

/// Into an empty box.
pub fn bring(app: &App, bytes: &[u8]) -> Result<Brought, app::Error> {
    archive::import(app, &Actor::Program, &source(bytes), &|_| {}).map(|done| done.brought)
}

/// Looks at the page of a restore that was begun until there is an end.
pub fn until_restored(browser: &mut Browser, begun: &Answer) -> Answer {
    begun.is(303);
    let path = begun.header("location").unwrap().to_owned();
    assert!(path.starts_with("/restoring/"), "{path}");
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let page = browser.get(&path);
        page.is(200);
        if !page.text().contains("http-equiv=\"refresh\"") {
            return page;
        }
        assert!(Instant::now() < until, "it comes to no end");
        std::thread::sleep(Duration::from_millis(20));
    }
}
