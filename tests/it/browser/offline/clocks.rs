//! A device whose clock is wrong, and copies that grow old.

use super::*;
use jiff::SignedDuration;

/// The device believes it is so many days later.
fn shift(days: i64) -> String {
    format!(
        "const Real = Date; window.Date = class extends Real {{ constructor(...a) {{ if (a.length) super(...a); else super(Real.now() + {days} * 864e5); }} \
         static now() {{ return Real.now() + {days} * 864e5; }} }};"
    )
}

#[test]
fn a_clock_a_year_off_and_then_put_right_loses_nothing() {
    for days in [-366, 366] {
        let phone = Phone::start();
        let browser = phone.browser();
        browser.before_each_page(&shift(days));
        phone.open(&phone.rate());
        phone.until_kept();
        phone.cut();
        phone.tap(1, "4");
        phone.until_state("lost-kept");
        phone.open(&phone.rate());
        // Put right.
        browser.before_each_page(&shift(-days));
        phone.tap(2, "3");
        phone.until_state("lost-kept");
        phone.mend();
        phone.open("/evaluations");
        phone.open(&phone.rate());
        // By this page or by the one before.
        phone.until_no_copies();
        assert_eq!(phone.saved().len(), 2, "{days} days off");
    }
}

#[test]
fn what_was_not_sent_for_30_days_is_removed() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    phone.tap(1, "4");
    phone.until_state("lost-kept");
    browser.open("about:blank");
    phone.site.wait(SignedDuration::from_hours(31 * 24));
    phone.mend();
    browser.forget_cookies();
    phone.become_in("max");
    phone.open("/evaluations");
    phone.until_no_copies();
    assert!(phone.saved().is_empty());
}
