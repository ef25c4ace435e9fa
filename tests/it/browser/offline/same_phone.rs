//! A phone that is handed on, and a session that ends while one rates.

use super::*;

#[test]
fn a_session_that_ends_while_one_rates_loses_nothing_and_goes_on_after_signing_in() {
    let phone = Phone::start();
    let browser = phone.browser();
    browser.forget_cookies();
    phone.tap(1, "4");
    phone.until_state("signed-out-kept");
    assert_eq!(phone.state(), "Saved on this device, not yet sent: you are signed out.");
    assert!(phone.saved().is_empty());
    browser.follow("[data-sign-in]");
    phone.sign_in_here("max");
    assert_eq!(browser.path(), phone.rate());
    phone.until_state("saved");
    assert_eq!(phone.saved(), BTreeMap::from([(1, "4".into())]));

    // Signed in again elsewhere, the page goes on by itself with a new token.
    browser.forget_cookies();
    phone.tap(2, "3");
    phone.until_state("signed-out-kept");
    phone.become_in("max");
    phone.until_state("saved");
    assert_eq!(phone.saved().len(), 2);
}

#[test]
fn another_user_of_the_phone_sees_and_sends_nothing_of_the_first_ones() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    phone.tap(1, "4");
    phone.until_state("lost-kept");
    browser.forget_cookies();
    phone.mend();
    phone.become_in("anna");
    phone.open("/evaluations");
    let gone = "const done = arguments[arguments.length - 1]; caches.keys().then(names => Promise.all(names.filter(n => n.startsWith('pages ')) \
         .map(n => caches.open(n).then(c => c.keys())))).then(all => done(all.flat().map(r => r.url)))";
    let end = Instant::now() + Duration::from_secs(10);
    while browser.run_and_wait(gone) != json!([]) {
        assert!(Instant::now() < end, "{}", browser.run_and_wait(gone));
    }
    std::thread::sleep(Duration::from_millis(500));
    assert!(!browser.words().contains("Dana Whitfield was not saved") && browser.count(".unsent") == 0);
    assert!(phone.saved().is_empty(), "what Max typed is not sent by Anna");
    assert_eq!(phone.copies().len(), 1, "nor lost");
    // An open page of the first one does not take the second one's token.
    phone.cut();
    assert!(
        phone.try_open(&phone.rate()).is_none(),
        "nothing of Max's opens for Anna"
    );
    phone.mend();
    browser.forget_cookies();
    phone.become_in("max");
    phone.open("/evaluations");
    phone.until_saved(&[(1, "4")]);
    phone.until_no_copies();
}

#[test]
fn only_the_rate_page_and_ones_own_page_are_kept() {
    let phone = Phone::start();
    let browser = phone.browser();
    for path in ["/", "/evaluations", "/employees", "/employees/1", "/help", "/account"] {
        phone.open(path);
    }
    phone.tap_on_rate();
    let kept = browser.run_and_wait(
        "const done = arguments[arguments.length - 1]; caches.keys().then(names => Promise.all(names.map(n => caches.open(n).then(c => c.keys())))) \
         .then(all => done(all.flat().map(r => new URL(r.url).pathname).filter(p => !p.startsWith('/assets/'))))",
    );
    assert_eq!(kept, json!([phone.rate()]));
    browser.forget_cookies();
    phone.become_in("eli");
    let own = format!(
        "/employees/{}",
        handyman_kpi::app::users::by_name(&phone.site.app, "eli")
            .unwrap()
            .unwrap()
            .employee
            .unwrap()
    );
    phone.open(&own);
    phone.until_kept();
    phone.cut();
    phone.open(&own);
    assert!(browser.words().contains("Shown as of"), "{}", browser.words());
    assert!(browser.words().contains("Eli Stone"));
}

#[test]
fn what_an_older_version_kept_is_cleared_away_when_the_new_worker_starts() {
    let phone = Phone::start();
    let browser = phone.browser();
    browser.run_and_wait(
        "const done = arguments[arguments.length - 1]; (async () => { \
           await (await caches.open('assets 0123')).put('/assets/old-0123.js', new Response('')); \
           await (await navigator.serviceWorker.getRegistration()).unregister(); done() })()",
    );
    browser.open("about:blank");
    phone.open(&phone.rate());
    let names = browser.run_and_wait(
        "const done = arguments[arguments.length - 1]; (async () => { \
           for (let n = 0; n < 100 && await caches.has('assets 0123'); n += 1) await new Promise(r => setTimeout(r, 50)); \
           done((await caches.keys()).map(name => name.split(' ')[0]).sort()) })()",
    );
    assert_eq!(names, json!(["assets", "pages"]));
}
