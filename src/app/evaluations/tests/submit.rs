//! Submitted and finalised: what must hold, and what is frozen.

use super::*;

#[test]
fn a_manager_rates_someone_and_it_counts_once_finalised() {
    let app = company();
    let id = draft(&app);
    rate(
        &app,
        &anna(),
        id,
        &[
            ("r1", "3"),
            ("r2", "n"),
            ("r1note", "careful"),
            ("t1", "n"),
            ("h1", "owns"),
        ],
    )
    .unwrap();
    assert!(app.projection().person(BEN).unwrap().counted().is_empty());
    submit_and_finalise(&app, &anna(), id).unwrap();
    assert_eq!(app.projection().person(BEN).unwrap().counted(), [(TODAY, id)]);
    let done = record(&app, id);
    assert_eq!(done.status, Status::Finalised);
    assert!(done.field_edits.is_empty() && done.devices.is_empty());
    let frozen = done.finalised.unwrap();
    assert_eq!((frozen.tier, frozen.by), (Tier::ALL[1], UserId(2)));
    let basis = app.store.read().unwrap().get::<Basis>(frozen.basis).unwrap().unwrap();
    assert_eq!(
        basis.skill_categories[0].skills[0].target,
        Some(Target::Level(Level::COVER))
    );
    assert_eq!(basis.skill_categories[1].skills.len(), 2, "without the archived one");
    assert_eq!(
        events(&app),
        ["evaluation_begun", "evaluation_submitted", "evaluation_finalised"]
    );
}

#[test]
fn evaluations_judged_against_the_same_share_one_basis() {
    let app = company();
    finished(&app, TODAY);
    finished(&app, date(2026, 5, 1));
    let reader = app.store.read().unwrap();
    assert_eq!(reader.count::<Basis>().unwrap(), 1);
}

#[test]
fn two_manager_evaluations_of_a_person_on_one_day_are_refused_at_submit() {
    let app = company();
    let second = begin(&app, &other_manager(), &new(BEN, TODAY)).unwrap();
    rate(&app, &other_manager(), second, &[("r1", "2")]).unwrap();
    finished(&app, TODAY);
    let sentence = said(submit_and_finalise(&app, &other_manager(), second));
    assert_eq!(
        sentence,
        "There is already an evaluation of Ben Worker of 4 May 2026, by Anna Lead. Please choose another date."
    );
    assert_eq!(record(&app, second).status, Status::Draft, "nothing is half done");
    rate(&app, &other_manager(), second, &[("date", "2026-05-03")]).unwrap();
    submit_and_finalise(&app, &other_manager(), second).unwrap();
}

#[test]
fn nothing_rated_is_nothing_to_submit() {
    let app = company();
    let id = draft(&app);
    rate(&app, &anna(), id, &[("notes", "text")]).unwrap();
    assert!(said(submit(&app, &anna(), id)).contains("Nothing is rated yet"));
}

#[test]
fn a_self_evaluation_ends_at_submitted_and_has_no_private_note() {
    let app = company();
    let own = New {
        kind: Kind::SelfRating,
        ..new(BEN, TODAY)
    };
    let id = begin(&app, &ben(), &own).unwrap();
    let saved = rate(&app, &ben(), id, &[("r1", "4"), ("private", "x")]).unwrap();
    assert!(saved.refused.of("private").is_some());
    submit(&app, &ben(), id).unwrap();
    assert!(said(begin(&app, &anna(), &own)).contains("written by the person it is about"));
    assert!(matches!(finalise(&app, &ben(), id), Err(Error::Denied)));
    // Hidden from who has yet to rate, shown afterwards.
    assert!(matches!(view(&app, &anna(), id), Err(Error::NotFound)));
    assert!(list(&app, &anna(), &Filter::default()).unwrap().rows.is_empty());
    finished(&app, TODAY);
    assert_eq!(whole(view(&app, &anna(), id)).evaluation.kind, Kind::SelfRating);
}
