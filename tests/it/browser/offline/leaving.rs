//! Signing out says what would be lost.

use super::*;

#[test]
fn signing_out_says_what_is_only_on_this_device_and_then_takes_it_away() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cable.carry(Carries::Nothing);
    for skill in 1..=3 {
        phone.tap(skill, "4");
    }
    phone.until_state("lost-kept");
    // The phone believes there is a network, and there is one in time for signing out only.
    browser.before_each_page("const real = fetch; window.fetch = (to, ...rest) => String(to).endsWith('/saves') ? Promise.reject(new TypeError()) : real(to, ...rest);");
    phone.cable.carry(Carries::Everything);
    phone.open(&phone.rate());
    phone.until_state("lost-kept");
    phone.press_sign_out();
    browser.until("the question", "return document.querySelector('[data-leaving]').open");
    assert_eq!(
        browser.texts("[data-leaving] li"),
        ["3 changes to the evaluation of Dana Whitfield are only on this device"]
    );
    if let Some(folder) = std::env::var_os("HANDYMAN_KPI_SCREENS") {
        browser.picture(390, &std::path::Path::new(&folder).join("sign-out-390.png"));
    }
    browser.click("[data-stay]");
    assert_eq!(phone.copies().len(), 1);
    phone.press_sign_out();
    browser.until("the question", "return document.querySelector('[data-leaving]').open");
    browser.follow("[data-leave]");
    assert_eq!(browser.path(), "/sign-in");
    assert!(browser.words().contains("You are signed out."));
    assert!(phone.copies().is_empty());
    phone.cut();
    assert!(phone.try_open(&phone.rate()).is_none(), "no page is left either");
}

#[test]
fn signing_out_with_everything_sent_asks_nothing() {
    let phone = Phone::start();
    phone.tap(1, "4");
    phone.press_sign_out();
    phone
        .browser()
        .until("the sign-in page", "return location.pathname === '/sign-in'");
    assert_eq!(phone.saved().len(), 1, "what was under way is sent first");
}
