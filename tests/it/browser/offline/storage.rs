//! A browser that keeps nothing, or whose disk is full.

use super::*;

fn rates_honestly(phone: &Phone) {
    let browser = phone.browser();
    browser.until(
        "the word about copies",
        "return !document.querySelector('[data-no-copies]').hidden",
    );
    phone.tap(1, "4");
    phone.until_state("saved");
    phone.cut();
    phone.tap(2, "3");
    phone.until_state("lost");
    assert_eq!(phone.state(), "Not saved: no connection. I keep trying.");
    phone.mend();
    phone.until_state("saved");
    assert_eq!(phone.saved().len(), 2);
}

#[test]
fn where_storage_is_forbidden_the_page_says_so_and_saves_all_the_same() {
    let phone = Phone::start();
    phone.browser().before_each_page(
        "for (const name of ['indexedDB', 'caches', 'localStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } });",
    );
    phone.open(&phone.rate());
    rates_honestly(&phone);
}

#[test]
fn where_the_disk_is_full_the_page_says_so_and_saves_all_the_same() {
    let phone = Phone::start();
    phone.browser().before_each_page(
        "IDBObjectStore.prototype.put = Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError') };",
    );
    phone.open(&phone.rate());
    phone.tap(3, "2");
    phone.until_state("saved");
    phone.tap(3, "");
    rates_honestly(&phone);
}
