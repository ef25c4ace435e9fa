//! What changed under a draft while it was without a connection.

use super::*;
use handyman_kpi::app::catalogue;
use handyman_kpi::app::evaluations::{Typed, TypedChange};

impl Phone {
    /// Another device of Max's saves this.
    fn elsewhere(&self, field: &str, value: &str) {
        let record = self.record();
        let typed = Typed {
            device: "desk".into(),
            number: record.edit + 1,
            revision: record.revision,
            seen: record.edit,
            changes: vec![TypedChange {
                field: field.into(),
                value: value.into(),
                base: record.edit,
            }],
        };
        let saved = evaluations::save(&self.site.app, &self.site.actor("max"), self.draft, &typed).unwrap();
        assert_eq!(saved.taken, [field]);
    }
}

#[test]
fn what_comes_after_submitting_is_refused_and_kept_to_be_copied() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    phone.tap(1, "4");
    browser.run("document.querySelector('#s1 .rate-note').open = true; return null");
    browser.fill("[name=r1note]", "forgotten words");
    phone.until_state("lost-kept");
    phone.elsewhere("r2", "3");
    evaluations::submit(&phone.site.app, &phone.site.actor("max"), phone.draft).unwrap();
    phone.mend();
    phone.until_state("refused");
    assert!(
        phone
            .state()
            .starts_with("Not saved: This evaluation was submitted meanwhile"),
        "{}",
        phone.state()
    );
    assert_eq!(
        browser.run("return document.querySelector('[name=r1note]').value"),
        "forgotten words"
    );
    // The page is gone with the draft; the words are not, wherever one goes.
    phone.open(&phone.rate());
    assert_eq!(browser.path(), format!("/evaluations/{}", phone.draft));
    browser.until(
        "what was not saved",
        "return document.querySelectorAll('.unsent').length === 1",
    );
    let words = browser.run("return document.querySelector('.unsent textarea').value");
    assert_eq!(words, "Skill 1: 4\nSkill 1: forgotten words");
    assert!(
        browser
            .text(".unsent")
            .contains("evaluation of Dana Whitfield was not saved")
    );
    if let Some(folder) = std::env::var_os("HANDYMAN_KPI_SCREENS") {
        browser.picture(390, &std::path::Path::new(&folder).join("unsent-390.png"));
    }
    assert_eq!(phone.saved(), BTreeMap::from([(2, "3".into())]));
    browser.click(".unsent button");
    browser.until("it is gone", "return document.querySelectorAll('.unsent').length === 0");
    phone.until_no_copies();
}

#[test]
fn the_same_field_from_two_devices_is_asked_about_even_after_a_reload() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    phone.tap(1, "4");
    phone.tap(2, "4");
    phone.until_state("lost-kept");
    phone.elsewhere("r1", "2");
    phone.open(&phone.rate());
    phone.mend();
    phone.until_state("open");
    assert_eq!(
        browser.texts(".rate-conflict span"),
        ["On another device this was saved as 2."]
    );
    // Undecided and closed, it is asked again.
    phone.open(&phone.rate());
    phone.until_state("open");
    assert_eq!(phone.saved(), BTreeMap::from([(1, "2".into()), (2, "4".into())]));
    browser.click(".rate-conflict [data-mine]");
    phone.until_state("saved");
    assert_eq!(phone.saved(), BTreeMap::from([(1, "4".into()), (2, "4".into())]));
    phone.until_no_copies();
}

#[test]
fn a_skill_archived_meanwhile_is_refused_at_its_row_and_keeps_no_other_back() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    phone.tap(1, "4");
    phone.tap(2, "3");
    phone.until_state("lost-kept");
    catalogue::archive::<Skill>(&phone.site.app, &phone.site.actor("anna"), SkillId(1)).unwrap();
    phone.mend();
    phone.until_state("open");
    assert!(
        browser.texts("#s1 .error")[0].contains("“Skill 1” was archived"),
        "{:?}",
        browser.texts("#s1 .error")
    );
    assert_eq!(phone.saved(), BTreeMap::from([(2, "3".into())]));
}

#[test]
fn a_draft_deleted_meanwhile_leaves_the_words() {
    let phone = Phone::start();
    let browser = phone.browser();
    phone.cut();
    browser.run("location.hash = 'words'; return null");
    browser.fill("#field-notes", "a long evening's words");
    phone.until_state("lost-kept");
    evaluations::delete(&phone.site.app, &phone.site.actor("max"), phone.draft).unwrap();
    phone.mend();
    phone.until_state("refused");
    phone.open("/evaluations");
    browser.until(
        "what was not saved",
        "return document.querySelectorAll('.unsent').length === 1",
    );
    let words = browser.run("return document.querySelector('.unsent textarea').value");
    assert_eq!(words, "Notes for both of you: a long evening's words");
}
