//! A device comes to trust the box: no warning by name, by `.local` name and by address.

use super::chromium::Browser;
use crate::support::Site;
use handyman_kpi::app::certificates;

fn root(site: &Site) -> String {
    certificates::trust(&site.app).unwrap().roots[0].pem.clone()
}

fn in_the_open(site: &Site, host: &str) -> String {
    format!("http://{host}:{}/trust", site.plain_address.port())
}

#[test]
fn whoever_trusts_the_root_sees_no_warning_by_name_local_name_and_address() {
    let site = Site::build().configured("names", "kpi.lan").start();
    let browser = Browser::start_trusting(Some(&root(&site)));
    for host in ["localhost", "handyman-kpi.local", "kpi.lan", "127.0.0.1"] {
        browser.open(&format!("https://{host}:{}/sign-in", site.address.port()));
        assert_eq!(browser.text("h1"), "Sign in", "{host}");
    }
}

#[test]
fn the_page_in_the_open_finds_out_by_itself_whether_the_device_trusts_the_box() {
    let site = Site::start();
    let at = in_the_open(&site, "handyman-kpi.local");
    let stranger = Browser::start_trusting(None);
    stranger.open(&at);
    stranger.until(
        "the style is there",
        "return getComputedStyle(document.querySelector('.trust-get .qr')).width === '176px'",
    );
    assert_eq!(stranger.text("h1"), "Trust this box");
    assert!(
        stranger
            .text(".trust-state")
            .starts_with("This device does not trust the box yet")
    );

    let friend = Browser::start_trusting(Some(&root(&site)));
    friend.open(&at);
    friend.until(
        "the page finds out",
        "return document.querySelector('.trust-state').dataset.state === 'trusted'",
    );
    assert!(
        friend
            .text(".trust-state")
            .starts_with("This device now trusts the box")
    );
    let home = friend.text(".trust-state a");
    assert_eq!(home, "Open it");
    friend.follow(".trust-state a");
    assert_eq!(friend.text("h1"), "Sign in");
}
