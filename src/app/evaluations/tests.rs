#![allow(clippy::unwrap_used, clippy::panic)]

mod life;
mod lives;

use super::*;
use crate::app::{App, Error};
use crate::domain::account::{Role, User};
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::employee::{Employee, Employment, TierEntry};
use crate::domain::evaluation::{Basis, Content, Evaluation, Kind, Rating, Source, Status};
use crate::domain::event::Event;
use crate::domain::id::{
    EmployeeId, EvaluationId, SkillCategoryId, SkillId, TargetSetId, ToolCategoryId, ToolId, UserId,
};
use crate::domain::level::{Level, Mark};
use crate::domain::policy::{Account, Actor};
use crate::domain::settings::{ManagersSee, Settings};
use crate::domain::target::{Target, TargetSet};
use crate::domain::tier::Tier;
use crate::host::clock::FixedClock;
use crate::host::password::{Passwords, Strength};
use crate::store::{Options, Read, Store};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::Arc;

const TODAY: Date = date(2026, 5, 4);
const ANNA: EmployeeId = EmployeeId(1);
const BEN: EmployeeId = EmployeeId(2);
const CARL: EmployeeId = EmployeeId(3);

/// Anna leads, Ben works, Carl has left. Skills 1 to 6 in two categories, 6 archived; tools 1 to 3.
struct Company {
    app: App,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Company {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

fn company() -> Company {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let clock = FixedClock::at("2026-05-04T15:00:00Z".parse().unwrap());
    let app = App::start(store, Arc::new(clock), Passwords::start(Strength::QUICK)).unwrap();
    app.change(&Actor::Program, |change| {
        for (id, name, left) in [
            (ANNA, "Anna Lead", None),
            (BEN, "Ben Worker", None),
            (CARL, "Carl Gone", Some(date(2026, 3, 31))),
        ] {
            change.put(&employee(id, name, left))?;
        }
        for (id, role, employee) in [
            (1, Role::Admin, None),
            (2, Role::Manager, Some(ANNA)),
            (3, Role::Employee, Some(BEN)),
            (4, Role::Manager, None),
        ] {
            change.put(&user(id, role, employee))?;
        }
        for id in 1..=2 {
            change.put(&category(id))?;
            change.put(&tool_category(id))?;
        }
        for id in 1..=6 {
            change.put(&skill(id))?;
        }
        for id in 1..=3 {
            change.put(&tool(id))?;
        }
        change.put(&TargetSet {
            id: TargetSetId(1),
            from: date(2024, 1, 1),
            by_category: BTreeMap::from([((Tier::ALL[1], SkillCategoryId(1)), Target::Level(Level::COVER))]),
            by_skill: BTreeMap::new(),
        })
    })
    .unwrap();
    Company { app, _folder: folder }
}

fn employee(id: EmployeeId, name: &str, left: Option<Date>) -> Employee {
    let (first, last) = name.split_once(' ').unwrap();
    let hired = date(2024, 2, 29);
    Employee {
        id,
        first_name: first.into(),
        last_name: last.into(),
        number: None,
        phone: String::new(),
        email: String::new(),
        hire_date: hired,
        notes: String::new(),
        tiers: vec![TierEntry {
            from: hired,
            tier: Tier::ALL[1],
            decided_by: None,
            reason: String::new(),
        }],
        employment: vec![Employment { from: hired, to: left }],
        managers: Vec::new(),
        import: None,
        anonymised_at: None,
    }
}

fn user(id: u64, role: Role, employee: Option<EmployeeId>) -> User {
    User {
        id: UserId(id),
        name: format!("user{id}"),
        role,
        email: None,
        employee,
        active: true,
        must_change_password: false,
        password_hash: None,
        language: None,
        theme: Default::default(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        last_sign_in_at: None,
        notice_read_at: None,
    }
}

fn category(id: u64) -> SkillCategory {
    SkillCategory {
        id: SkillCategoryId(id),
        name: format!("Category {id}"),
        description: String::new(),
        order: id as u32,
        weight: 1,
        must_have: false,
        archived_on: None,
        import: None,
    }
}

fn skill(id: u64) -> Skill {
    Skill {
        id: SkillId(id),
        category: SkillCategoryId(if id <= 3 { 1 } else { 2 }),
        name: format!("Skill {id}"),
        description: String::new(),
        order: id as u32,
        weight: 1,
        critical: false,
        certification: None,
        coverage_target: 2,
        archived_on: (id == 6).then_some(date(2026, 4, 1)),
        import: None,
    }
}

fn tool_category(id: u64) -> ToolCategory {
    ToolCategory {
        id: ToolCategoryId(id),
        name: format!("Tools {id}"),
        description: String::new(),
        order: id as u32,
        archived_on: None,
        import: None,
    }
}

fn tool(id: u64) -> Tool {
    Tool {
        id: ToolId(id),
        category: ToolCategoryId(1),
        name: format!("Tool {id}"),
        description: String::new(),
        order: id as u32,
        archived_on: None,
        import: None,
    }
}

fn actor(id: u64, role: Role, employee: Option<EmployeeId>) -> Actor {
    Actor::User(Account {
        user: UserId(id),
        role,
        employee,
        via: None,
    })
}

fn admin() -> Actor {
    actor(1, Role::Admin, None)
}

fn anna() -> Actor {
    actor(2, Role::Manager, Some(ANNA))
}

fn ben() -> Actor {
    actor(3, Role::Employee, Some(BEN))
}

fn other_manager() -> Actor {
    actor(4, Role::Manager, None)
}

fn new(employee: EmployeeId, date: Date) -> New {
    New {
        employee,
        kind: Kind::Manager,
        date,
        client_uuid: None,
        source: Source::Screen,
    }
}

fn draft(app: &App) -> EvaluationId {
    begin(app, &anna(), &new(BEN, TODAY)).unwrap()
}

fn record(app: &App, id: EvaluationId) -> Evaluation {
    app.store.read().unwrap().get::<Evaluation>(id).unwrap().unwrap()
}

fn typed(device: &str, number: u64, seen: u64, changes: &[(&str, &str)]) -> Typed {
    Typed {
        device: device.into(),
        number,
        revision: 1,
        seen,
        changes: changes
            .iter()
            .map(|(field, value)| TypedChange {
                field: (*field).into(),
                value: (*value).into(),
                base: seen,
            })
            .collect(),
    }
}

fn rate(app: &App, actor: &Actor, id: EvaluationId, changes: &[(&str, &str)]) -> Result<Saved, Error> {
    let seen = record(app, id).edit;
    save(app, actor, id, &typed("", 0, seen, changes))
}

fn finished(app: &App, date: Date) -> EvaluationId {
    let id = begin(app, &anna(), &new(BEN, date)).unwrap();
    rate(app, &anna(), id, &[("r1", "3"), ("r4", "5"), ("t1", "y")]).unwrap();
    submit_and_finalise(app, &anna(), id).unwrap();
    id
}

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid(_) | Error::Conflict(_)) => result.unwrap_err().to_string(),
        other => panic!("no sentence: {other:?}"),
    }
}

fn whole(result: Result<Sight, Error>) -> Viewed {
    match result.unwrap() {
        Sight::Whole(viewed) => *viewed,
        other => panic!("{other:?}"),
    }
}

fn events(app: &App) -> Vec<String> {
    let all = app.store.read().unwrap().all::<Event>().unwrap();
    all.into_iter().map(|event| event.what).collect()
}

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

#[test]
fn the_list_filters_sorts_and_pages() {
    let app = company();
    let mut day = date(2026, 1, 1);
    let mut ids = Vec::new();
    for _ in 0..PAGE + 3 {
        ids.push(finished(&app, day));
        day = day.tomorrow().unwrap();
    }
    let own = draft(&app);
    let by = |filter: Filter| list(&app, &anna(), &filter).unwrap();
    let first = by(Filter::default());
    assert_eq!((first.rows.len(), first.more, first.rows[0].id), (PAGE, true, own));
    assert!(first.rows[0].own_draft);
    assert_eq!((first.rows[1].rater.as_str(), first.rows[1].rated), ("Anna Lead", 2));
    let second = by(Filter {
        page: 2,
        ..Filter::default()
    });
    assert_eq!((second.rows.len(), second.more), (4, false));
    for sort in [Sort::Oldest, Sort::Person, Sort::PersonBackwards] {
        let rows = by(Filter {
            sort,
            ..Filter::default()
        })
        .rows;
        assert_eq!(rows[0].id, if sort == Sort::Oldest { ids[0] } else { own }, "{sort:?}");
    }
    let days = Filter {
        from: Some(date(2026, 1, 2)),
        to: Some(date(2026, 1, 3)),
        ..Filter::default()
    };
    assert_eq!(
        by(days).rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [ids[2], ids[1]]
    );
    let drafts = Filter {
        status: Some(Status::Draft),
        ..Filter::default()
    };
    assert_eq!(by(drafts).rows.len(), 1);
    for (search, n) in [("ben", PAGE), ("work BEN", PAGE), ("anna", 0), ("%", 0)] {
        let found = by(Filter {
            search: search.into(),
            ..Filter::default()
        });
        assert_eq!(found.rows.len(), n, "{search}");
    }
    let nobody = Filter {
        rater: Some(UserId(4)),
        ..Filter::default()
    };
    assert!(by(nobody).rows.is_empty());
}

#[test]
fn a_manager_who_sees_own_reports_lists_nobody_else() {
    let app = company();
    finished(&app, TODAY);
    let mut settings = Settings::clone(&app.projection().settings);
    settings.managers_see = ManagersSee::OwnReports;
    app.change(&Actor::Program, |change| change.put(&settings)).unwrap();
    assert!(list(&app, &anna(), &Filter::default()).unwrap().rows.is_empty());
    assert_eq!(list(&app, &admin(), &Filter::default()).unwrap().rows.len(), 1);
}
