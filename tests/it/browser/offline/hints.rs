//! What the page suggests, and what it says aloud.

use super::*;

#[test]
fn a_note_is_suggested_at_1_and_at_5_and_never_asked_for() {
    let phone = Phone::start();
    let browser = phone.browser();
    let open = |skill: u64| browser.count(&format!("#s{skill} .rate-note[open] .hint[data-why]"));
    for (skill, value, hints) in [(1, "1", 1), (2, "5", 1), (3, "3", 0)] {
        phone.tap(skill, value);
        phone.until_state("saved");
        assert_eq!(open(skill), hints, "{value}");
    }
    assert!(browser.texts("#s1 [data-why]")[0].starts_with("A note helps here"));
    if let Some(folder) = std::env::var_os("HANDYMAN_KPI_SCREENS") {
        browser.run("location.hash = 's1'; return null");
        browser.picture(390, &std::path::Path::new(&folder).join("hint-390.png"));
        browser.window(390, 844);
    }
    phone.tap(1, "3");
    browser.until(
        "the note closes again",
        "return !document.querySelector('#s1 .rate-note').open",
    );
}

#[test]
fn the_state_is_read_out_when_it_changes_and_not_at_each_tap() {
    let phone = Phone::start();
    let browser = phone.browser();
    browser.run(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('[data-spoken]').textContent)) \
           .observe(document.querySelector('[data-spoken]'), { childList: true, characterData: true, subtree: true }); return null",
    );
    assert_eq!(
        browser.run("return document.querySelector('[data-spoken]').getAttribute('role')"),
        "status"
    );
    for skill in 1..=8 {
        phone.tap(skill, "3");
        std::thread::sleep(Duration::from_millis(450));
    }
    let spoken = |n: usize| browser.until("it is said", &format!("return said.length === {n}"));
    spoken(1);
    phone.cut();
    phone.tap(9, "3");
    spoken(2);
    phone.mend();
    spoken(3);
    assert_eq!(
        browser.run("return said"),
        json!(["Saved at 12:00", "Saved on this device, not yet sent", "Saved at 12:00"])
    );
}
