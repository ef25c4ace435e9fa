//! Who sees it, the sheet to rate on, and a draft that is deleted.

use super::*;

#[test]
fn a_draft_is_its_raters_alone_and_an_admin_knows_that_it_is_there() {
    let app = company();
    let id = draft(&app);
    rate(&app, &anna(), id, &[("r1", "3"), ("private", "for me")]).unwrap();
    assert!(whole(view(&app, &anna(), id)).may.write);
    assert!(matches!(view(&app, &admin(), id).unwrap(), Sight::Exists { .. }));
    for stranger in [ben(), other_manager()] {
        assert!(matches!(view(&app, &stranger, id), Err(Error::NotFound)));
        assert!(matches!(sheet(&app, &stranger, id), Err(Error::NotFound)));
        assert!(matches!(
            rate(&app, &stranger, id, &[("r1", "1")]),
            Err(Error::NotFound)
        ));
        assert!(matches!(submit_and_finalise(&app, &stranger, id), Err(Error::NotFound)));
        assert!(matches!(delete(&app, &stranger, id), Err(Error::NotFound)));
        assert!(list(&app, &stranger, &Filter::default()).unwrap().rows.is_empty());
    }
    let row = &list(&app, &admin(), &Filter::default()).unwrap().rows[0];
    assert!(!row.readable && !row.own_draft);
    assert!(matches!(rate(&app, &admin(), id, &[("r1", "1")]), Err(Error::Denied)));
    assert!(matches!(delete(&app, &admin(), id), Err(Error::Denied)));
}

#[test]
fn the_subject_sees_what_is_finalised_but_never_the_private_note() {
    let app = company();
    let id = draft(&app);
    rate(
        &app,
        &anna(),
        id,
        &[("r1", "3"), ("private", "hidden"), ("notes", "shared")],
    )
    .unwrap();
    submit(&app, &anna(), id).unwrap();
    assert!(matches!(view(&app, &ben(), id), Err(Error::NotFound)));
    finalise(&app, &anna(), id).unwrap();
    let seen = whole(view(&app, &ben(), id));
    assert_eq!(seen.evaluation.content.private_note, "");
    assert_eq!(seen.evaluation.content.shared_notes, "shared");
    assert!(seen.may.is_subject && !seen.may.see_private_note && !seen.may.finalise);
    // In whatever role.
    let boss = actor(3, Role::Admin, Some(BEN));
    assert_eq!(whole(view(&app, &boss, id)).evaluation.content.private_note, "");
    assert_eq!(
        whole(view(&app, &admin(), id)).evaluation.content.private_note,
        "hidden"
    );
    assert_eq!(list(&app, &ben(), &Filter::default()).unwrap().rows.len(), 1);
}

#[test]
fn an_own_draft_can_be_deleted_and_is_gone() {
    let app = company();
    let id = draft(&app);
    delete(&app, &anna(), id).unwrap();
    assert!(matches!(view(&app, &anna(), id), Err(Error::NotFound)));
    assert_eq!(app.projection().evaluation_count(), 0);
    assert_eq!(events(&app).last().unwrap(), "draft_deleted");
}

#[test]
fn the_sheet_shows_previous_levels_targets_and_what_is_said_now() {
    let app = company();
    finished(&app, date(2026, 5, 1));
    let id = draft(&app);
    rate(&app, &anna(), id, &[("r2", "n"), ("r3note", "later")]).unwrap();
    let sheet = sheet(&app, &anna(), id).unwrap();
    let skills = &sheet.categories[0].skills;
    assert_eq!(skills[0].previous, Some(Mark::Level(Level::COVER)));
    assert_eq!(skills[0].target, Some(Target::Level(Level::COVER)));
    assert_eq!(skills[1].mark, Some(Mark::NotApplicable));
    assert_eq!(skills[2].note, "later");
    assert_eq!(sheet.categories[1].skills.len(), 2, "without the archived one");
    assert_eq!(sheet.tools[0].tools[0].previous.unwrap().can_operate, Some(true));
    let mut settings = Settings::clone(&app.projection().settings);
    settings.show_previous = false;
    app.change(&Actor::Program, |change| change.put(&settings)).unwrap();
    let skills = &super::sheet(&app, &anna(), id).unwrap().categories[0].skills;
    assert_eq!((skills[0].previous, skills[0].target), (None, None));
}
