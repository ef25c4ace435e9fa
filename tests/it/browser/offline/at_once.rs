//! A tap, and in the same moment the page is gone.

use super::*;

#[test]
fn a_tap_in_the_moment_the_page_goes_is_not_lost() {
    let phone = Phone::start();
    let browser = phone.browser();
    let mut wanted = BTreeMap::new();
    phone.cut();
    for skill in 1..=20 {
        // The disk is busy; there are more of them than one transaction has done by then, and not a
        // turn of the page's in between. Not a reload: there the browser fills in the form by itself.
        let script = "const done = arguments[arguments.length - 1]; const open = indexedDB.open('drafts', 1); \
             open.onsuccess = () => { const busy = open.result.transaction('copies', 'readwrite'); \
               for (let n = 0; n < 20; n += 1) busy.objectStore('copies').put({ key: `other/${n}`, much: 'x'.repeat(1e6) }); \
               for (const value of [1, 2, 3]) document.querySelector(`[name=r${arguments[0]}][value='${value}']`).click(); \
               location.assign(`${location.pathname}?${arguments[0]}`); done() }";
        browser.run_and_wait(&script.replace("arguments[0]", &skill.to_string()));
        wanted.insert(skill, "3".to_owned());
        browser.until(
            "the page again",
            &format!("return location.search === '?{skill}' && 'rateReady' in (document.querySelector('[data-rate]')?.dataset ?? {{}})"),
        );
    }
    phone.mend();
    phone.open(&phone.rate());
    phone.until_no_copies();
    assert_eq!(phone.saved(), wanted);
}
