//! Saves that meet.

use super::*;

#[test]
fn different_fields_merge_and_each_device_hears_of_the_others() {
    let mut evaluation = draft();
    let phone = merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3")])).unwrap();
    let desk = merge(&mut evaluation, save("desk", 1, 0, &[("r2", "4")])).unwrap();
    assert_eq!((phone.edit, desk.edit), (1, 2));
    assert!(desk.conflicts.is_empty());
    assert_eq!(desk.news.len(), 1);
    assert_eq!(
        (desk.news[0].0.to_string(), desk.news[0].1.written()),
        ("r1".into(), "3".into())
    );
}

#[test]
fn the_same_field_comes_back_with_both_values() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3"), ("r2", "2")])).unwrap();
    let desk = merge(
        &mut evaluation,
        save("desk", 1, 0, &[("r1", "5"), ("r2", "2"), ("r3", "1")]),
    )
    .unwrap();
    let [conflict] = &desk.conflicts[..] else {
        panic!("{desk:?}")
    };
    assert_eq!(
        (conflict.yours.written(), conflict.theirs.written()),
        ("5".into(), "3".into())
    );
    assert_eq!(desk.taken.len(), 2, "the same value twice is no conflict");
    let chosen = merge(&mut evaluation, save("desk", 2, desk.edit, &[("r1", "5")])).unwrap();
    assert!(chosen.conflicts.is_empty());
    assert_eq!(Field::Rating(SkillId(1)).of(&evaluation).written(), "5");
}

#[test]
fn a_save_sent_again_changes_nothing() {
    let mut evaluation = draft();
    let first = save("phone", 1, 0, &[("r1", "3")]);
    merge(&mut evaluation, first.clone()).unwrap();
    merge(&mut evaluation, save("phone", 2, 0, &[("r1", "4")])).unwrap();
    let before = evaluation.clone();
    let again = merge(&mut evaluation, first).unwrap();
    assert!(again.changed.is_empty() && again.conflicts.is_empty());
    assert_eq!(evaluation, before);
}

#[test]
fn a_save_of_another_revision_or_from_the_future_is_refused() {
    let mut evaluation = draft();
    assert_eq!(merge(&mut evaluation, save("a", 1, 1, &[])), Err(Refused::OtherHistory));
    let mut other = save("a", 1, 0, &[]);
    other.revision = 2;
    assert_eq!(merge(&mut evaluation, other), Err(Refused::OtherHistory));
}

#[test]
fn a_plain_form_meets_a_conflict_where_another_device_saved_meanwhile() {
    let mut evaluation = draft();
    merge(&mut evaluation, save("phone", 1, 0, &[("r1", "3")])).unwrap();
    let form = merge(&mut evaluation, save("", 0, 0, &[("r1", ""), ("r2", "4"), ("r3", "")])).unwrap();
    assert_eq!(form.conflicts.len(), 1);
    assert_eq!(form.changed, [Field::Rating(SkillId(2))]);
}
