//! A new evaluation: of whom, of which day, once.

use super::*;

#[test]
fn a_future_date_and_one_before_the_hire_date_are_refused() {
    let app = company();
    let begun = |date| begin(&app, &anna(), &new(BEN, date));
    assert!(said(begun(date(2026, 5, 5))).contains("5 May 2026 is in the future"));
    assert!(said(begun(date(2024, 2, 28))).contains("Ben Worker was hired on 29 Feb 2024"));
    let id = begun(date(2024, 2, 29)).unwrap();
    let saved = rate(&app, &anna(), id, &[("date", "2026-05-05")]).unwrap();
    assert!(saved.refused.of("date").is_some());
    assert_eq!(record(&app, id).date, date(2024, 2, 29));
}

#[test]
fn nobody_rates_themselves_as_a_manager_nor_someone_who_has_left() {
    let app = company();
    assert!(said(begin(&app, &anna(), &new(ANNA, TODAY))).contains("cannot rate yourself"));
    assert!(said(begin(&app, &anna(), &new(CARL, date(2026, 3, 1)))).contains("Carl Gone is not employed today"));
    assert!(said(begin(&app, &anna(), &new(CARL, TODAY))).contains("was not employed"));
    assert!(matches!(
        begin(&app, &anna(), &new(EmployeeId(77), TODAY)),
        Err(Error::NotFound)
    ));
    assert!(matches!(begin(&app, &ben(), &new(ANNA, TODAY)), Err(Error::NotFound)));
    assert!(matches!(
        begin(&app, &Actor::Program, &new(BEN, TODAY)),
        Err(Error::Denied)
    ));
    assert_eq!(ratable_people(&app, &anna()), [(BEN, "Ben Worker".to_owned())]);
}

#[test]
fn the_same_client_begins_one_draft_however_often_it_asks() {
    let app = company();
    let again = New {
        client_uuid: Some("0b9d2f6e-aaaa-bbbb-cccc-000000000001".into()),
        ..new(BEN, TODAY)
    };
    let first = begin(&app, &anna(), &again).unwrap();
    assert_eq!(begin(&app, &anna(), &again).unwrap(), first);
    assert!(said(begin(&app, &other_manager(), &again)).contains("begin the evaluation again"));
    let bad = New {
        client_uuid: Some("<script>".into()),
        ..new(BEN, TODAY)
    };
    assert!(said(begin(&app, &anna(), &bad)).contains("did not arrive whole"));
}

#[test]
fn a_whole_evaluation_is_written_at_once_or_not_at_all() {
    let app = company();
    let mut content = Content {
        ratings: (1..=5).map(|id| (SkillId(id), Rating::level(Level::COVER))).collect(),
        ..Content::default()
    };
    let write = |content: &Content, uuid: &str| {
        let new = New {
            client_uuid: Some(uuid.into()),
            ..new(BEN, TODAY)
        };
        create(
            &app,
            &anna(),
            &Whole {
                new,
                content: content.clone(),
                then: Then::Finalise,
            },
        )
    };
    content.shared_notes = "x".repeat(10_000);
    content.ratings.insert(SkillId(6), Rating::level(Level::COVER));
    let refused = said(write(&content, "whole-0001"));
    assert!(refused.contains("Skill 6") && refused.contains("10000 characters"));
    assert_eq!(app.projection().evaluation_count(), 0);
    assert!(events(&app).is_empty());
    content.shared_notes.clear();
    content.ratings.remove(&SkillId(6));
    let id = write(&content, "whole-0001").unwrap();
    assert_eq!(write(&content, "whole-0001").unwrap(), id);
    assert_eq!(record(&app, id).status, Status::Finalised);
    assert!(said(write(&content, "whole-0002")).contains("already an evaluation"));
}
