//! A tap, and in the same moment the page is gone; a page that is slow to go.

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

impl Phone {
    /// A first page saves r1 without hearing of it; a second one, from the copy, changes it again.
    fn change_again_on_top_of_a_lost_answer(&self, before_the_second: impl Fn(&str)) {
        self.cable.carry(Carries::Questions);
        self.tap(1, "3");
        self.until_saved(&[(1, "3")]);
        let device = self.copies()[0]["device"].as_str().unwrap().to_owned();
        before_the_second(&device);
        self.cut();
        self.open(&self.rate());
        self.tap(1, "4");
        self.until_state("lost-kept");
    }
}

#[test]
fn a_page_that_is_slow_to_go_makes_no_conflict_with_the_one_after_it() {
    let phone = Phone::start();
    phone.change_again_on_top_of_a_lost_answer(|device| {
        phone.browser().before_each_page(&format!(
            "navigator.locks.request('copy {device}', () => new Promise(resolve => setTimeout(resolve, 2000)));"
        ));
    });
    phone.mend();
    phone.until_state("saved");
    phone.until_no_copies();
    assert_eq!(phone.saved(), BTreeMap::from([(1, "4".into())]));
}

#[test]
fn what_is_sent_from_another_page_makes_no_conflict_with_what_went_before() {
    let phone = Phone::start();
    phone.change_again_on_top_of_a_lost_answer(|_| {});
    // Until the second page has what the first one left.
    while phone.copies().len() > 1 {
        std::thread::sleep(Duration::from_millis(50));
    }
    phone.mend();
    phone.open("/evaluations");
    phone.until_no_copies();
    assert_eq!(phone.saved(), BTreeMap::from([(1, "4".into())]));
    // The kept page is from before all that.
    phone.cut();
    phone.open(&phone.rate());
    let shown = "return document.querySelector('[name=r1]:checked')?.value === '4'";
    phone.browser().until("what another page sent", shown);
    phone.tap(1, "5");
    phone.mend();
    phone.until_state("saved");
    assert_eq!(phone.saved(), BTreeMap::from([(1, "5".into())]));
}

#[test]
fn a_kept_page_older_than_what_was_saved_since_makes_no_conflict_either() {
    let phone = Phone::start();
    let browser = phone.browser();
    let kept = "const done = arguments[arguments.length - 1]; \
         caches.match(location.href).then(async page => done([await page.text(), [...page.headers]]))";
    let older = browser.run_and_wait(kept);
    phone.tap(1, "3");
    phone.until_state("saved");
    // A newer page is opened and comes not to be kept, as when the phone is switched off meanwhile.
    phone.open(&phone.rate());
    phone.until_kept();
    let put_back = format!(
        "const done = arguments[arguments.length - 1]; const [text, headers] = {older}; (async () => {{ \
           const name = (await caches.keys()).find(name => name.startsWith('pages ')); \
           await (await caches.open(name)).put(location.href, new Response(text, {{ headers }})); done() }})()"
    );
    std::thread::sleep(Duration::from_millis(500));
    browser.run_and_wait(&put_back);
    phone.cut();
    phone.open(&phone.rate());
    let shown = "return document.querySelector('[name=r1]:checked')?.value === '3'";
    browser.until("what was saved before", shown);
    phone.tap(1, "4");
    phone.until_state("lost-kept");
    phone.mend();
    phone.until_state("saved");
    assert_eq!(phone.saved(), BTreeMap::from([(1, "4".into())]));
}
