//! What a save takes, refuses and merges.

use super::*;

#[test]
fn a_rating_of_zero_six_or_x_is_refused_and_the_others_are_kept() {
    let app = company();
    let id = draft(&app);
    let saved = rate(&app, &anna(), id, &[("r1", "0"), ("r2", "6"), ("r3", "x"), ("r4", "4")]).unwrap();
    assert_eq!(saved.taken, ["r4"]);
    assert_eq!(saved.refused.fields.len(), 3);
    assert_eq!(record(&app, id).content.ratings.len(), 1);
}

#[test]
fn an_unknown_an_archived_skill_and_a_long_note_are_refused_by_name() {
    let app = company();
    let id = draft(&app);
    let long = "x".repeat(10_000);
    let changes = [
        ("r99", "3"),
        ("r6", "3"),
        ("t99", "y"),
        ("r1note", long.as_str()),
        ("notes", " \u{200B} "),
    ];
    let saved = rate(&app, &anna(), id, &changes).unwrap();
    let why = |field: &str| saved.refused.of(field).unwrap().to_string();
    assert!(why("r99").contains("no skill number 99"));
    assert!(why("r6").contains("“Skill 6” was archived on 1 Apr 2026"));
    assert!(why("t99").contains("no tool number 99"));
    assert!(why("r1note").contains("10000 characters"));
    assert_eq!(saved.taken, ["notes"]);
    assert_eq!(saved.edit, 0, "only spaces are as good as nothing");
}

#[test]
fn before_it_was_archived_a_skill_can_still_be_rated() {
    let app = company();
    let id = begin(&app, &anna(), &new(BEN, date(2026, 3, 31))).unwrap();
    assert_eq!(rate(&app, &anna(), id, &[("r6", "3")]).unwrap().taken, ["r6"]);
    // Dated later, it no longer fits: said by name at the end, and cleared by the rater.
    rate(&app, &anna(), id, &[("date", "2026-05-04"), ("r1", "3")]).unwrap();
    assert!(said(submit_and_finalise(&app, &anna(), id)).contains("“Skill 6” was archived"));
    rate(&app, &anna(), id, &[("r6", "")]).unwrap();
    submit_and_finalise(&app, &anna(), id).unwrap();
}

#[test]
fn two_tabs_saving_merge_and_clash_with_both_values() {
    let app = company();
    let id = draft(&app);
    let tab = |device: &str, changes: &[(&str, &str)]| save(&app, &anna(), id, &typed(device, 1, 0, changes)).unwrap();
    tab("one", &[("r1", "3"), ("r2", "4")]);
    let second = tab("two", &[("r1", "5"), ("r3", "1")]);
    assert_eq!(second.taken, ["r3"]);
    assert_eq!(
        second.clashes,
        [Clash {
            field: "r1".into(),
            yours: "5".into(),
            theirs: "3".into()
        }]
    );
    assert_eq!(second.news, [("r2".to_owned(), "4".to_owned())]);
}

#[test]
fn a_late_save_after_submit_is_refused() {
    let app = company();
    let id = draft(&app);
    rate(&app, &anna(), id, &[("r1", "3")]).unwrap();
    submit(&app, &anna(), id).unwrap();
    assert!(said(rate(&app, &anna(), id, &[("r1", "4")])).contains("was submitted meanwhile"));
    finalise(&app, &anna(), id).unwrap();
    assert!(said(rate(&app, &anna(), id, &[("r1", "4")])).contains("was finalised meanwhile"));
    assert!(said(sheet(&app, &anna(), id).map(|_| ())).contains("is finalised and cannot be changed"));
    assert!(said(submit_and_finalise(&app, &anna(), id)).contains("is finalised"));
    assert!(said(finalise(&app, &anna(), id)).contains("finalised already"));
    assert!(said(delete(&app, &anna(), id)).contains("finalised"));
    assert_eq!(
        record(&app, id).content.ratings[&SkillId(1)],
        Rating::level(Level::COVER)
    );
}
