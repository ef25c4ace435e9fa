#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::app::catalogue_install;
use crate::app::score_card;
use crate::app::starter_catalogue::starter_catalogue;
use crate::domain::account::Role;
use crate::domain::catalogue::entry::{SkillCategoryEntry, SkillEntry, ToolCategoryEntry, Typed};
use crate::domain::catalogue::{Skill, SkillCategory, Tool, ToolCategory};
use crate::domain::catalogue_draft::CatalogueDraft;
use crate::domain::id::{SkillCategoryId, UserId};
use crate::domain::policy::Account;
use crate::host::clock::FixedClock;
use crate::host::password::{Passwords, Strength};
use crate::store::{Options, Store};
use jiff::Timestamp;
use jiff::civil::date;

struct Company {
    app: App,
    _folder: tempfile::TempDir,
}

fn with(draft: &CatalogueDraft) -> Company {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let clock = FixedClock::at("2026-05-04T18:00:00Z".parse::<Timestamp>().unwrap());
    let app = App::start(store, Arc::new(clock), Passwords::start(Strength::QUICK)).unwrap();
    app.change(&Actor::Program, |change| {
        catalogue_install::install(change, draft, date(2026, 5, 4))
    })
    .unwrap();
    Company { app, _folder: folder }
}

fn actor(role: Role) -> Actor {
    Actor::User(Account {
        user: UserId(1),
        role,
        employee: None,
        via: None,
    })
}

fn named(name: &str) -> SkillCategoryEntry {
    SkillCategoryEntry {
        name: name.into(),
        description: String::new(),
        weight: 1,
        must_have: false,
    }
}

fn skill(category: SkillCategoryId, name: &str) -> SkillEntry {
    let typed = Typed {
        category: category.to_string(),
        name: name.into(),
        weight: "1".into(),
        coverage_target: "2".into(),
        ..Typed::default()
    };
    SkillEntry::parse(&typed).unwrap()
}

fn names(app: &App) -> Vec<String> {
    app.projection()
        .catalogue
        .skill_categories
        .iter()
        .map(|c| c.name.clone())
        .collect()
}

#[test]
fn the_starter_catalogue_is_recorded_with_all_its_targets() {
    let at = with(&starter_catalogue());
    let now = at.app.projection();
    let c = &now.catalogue;
    let counts = (
        c.skill_categories.len(),
        c.skills.len(),
        c.tool_categories.len(),
        c.tools.len(),
    );
    assert_eq!(counts, (14, 116, 12, 97));
    assert_eq!(c.certification_types.len(), 12);
    assert_eq!(now.targets.len(), 1);
    assert_eq!(
        (now.targets[0].from, now.targets[0].by_category.len()),
        (date(2026, 5, 4), 70)
    );
    assert_eq!(c.skill_categories[0].name, "Safety & Site Practice");
    assert!(c.skill_categories[0].must_have);
}

#[test]
fn the_score_card_is_recorded_in_its_order_with_targets_not_set() {
    let at = with(&score_card::embedded_catalogue());
    let now = at.app.projection();
    let c = &now.catalogue;
    let counts = (c.skill_categories.len(), c.skills.len(), c.tool_categories.len());
    assert_eq!(counts, (20, 187, 17));
    assert!(now.targets.is_empty());
    assert_eq!(c.skill_categories[0].name, "Crawl space");
    assert_eq!(c.skills_of(c.skill_categories[0].id)[0].name, "Skirting/siding");
    assert_eq!(c.tool_categories[16].name, "General tools");
}

#[test]
fn what_is_added_comes_last_and_a_name_there_already_is_said_at_the_field() {
    let at = with(&starter_catalogue());
    let admin = actor(Role::Admin);
    let id = create::<SkillCategory>(&at.app, &admin, &named("Pools")).unwrap();
    assert_eq!(names(&at.app).last().unwrap(), "Pools");
    let Err(Error::Invalid(invalid)) = create::<SkillCategory>(&at.app, &admin, &named("POOLS")) else {
        panic!()
    };
    assert!(
        invalid
            .of("name")
            .unwrap()
            .to_string()
            .contains("“Pools” is there already.")
    );
    archive::<SkillCategory>(&at.app, &admin, id).unwrap();
    let Err(Error::Invalid(invalid)) = create::<SkillCategory>(&at.app, &admin, &named("pools")) else {
        panic!()
    };
    assert!(invalid.of("name").unwrap().to_string().contains("archived"));
}

#[test]
fn the_same_name_may_stand_in_two_categories_but_not_be_moved_onto_itself() {
    let at = with(&starter_catalogue());
    let admin = actor(Role::Admin);
    let ids: Vec<_> = at
        .app
        .projection()
        .catalogue
        .skill_categories
        .iter()
        .map(|c| c.id)
        .collect();
    create::<Skill>(&at.app, &admin, &skill(ids[0], "Paperwork")).unwrap();
    let other = create::<Skill>(&at.app, &admin, &skill(ids[1], "Paperwork")).unwrap();
    let seen = version(&editable::<Skill>(&at.app, &admin, other).unwrap());
    let moved = edit::<Skill>(&at.app, &admin, other, &seen, &skill(ids[0], "Paperwork"));
    assert!(matches!(moved, Err(Error::Invalid(_))));
    edit::<Skill>(&at.app, &admin, other, &seen, &skill(ids[2], "Paperwork")).unwrap();
    assert_eq!(
        at.app.projection().catalogue.skills_of(ids[2]).last().unwrap().id,
        other
    );
}

#[test]
fn a_form_that_was_open_while_the_record_changed_is_not_saved_over_it() {
    let at = with(&starter_catalogue());
    let admin = actor(Role::Admin);
    let first = at.app.projection().catalogue.skill_categories[0].clone();
    let seen = version(&first);
    edit::<SkillCategory>(&at.app, &admin, first.id, &seen, &named("One")).unwrap();
    let late = edit::<SkillCategory>(&at.app, &admin, first.id, &seen, &named("Two"));
    assert!(matches!(late, Err(Error::Conflict(_))));
    assert_eq!(names(&at.app)[0], "One");
    edit::<SkillCategory>(&at.app, &admin, first.id, &seen, &named("One")).expect("the same again changes nothing");
}

#[test]
fn moving_passes_what_is_archived_and_stops_at_the_ends() {
    let at = with(&CatalogueDraft::default());
    let admin = actor(Role::Admin);
    let ids: Vec<_> = ["A", "B", "C", "D"]
        .map(|n| create::<SkillCategory>(&at.app, &admin, &named(n)).unwrap())
        .into();
    archive::<SkillCategory>(&at.app, &admin, ids[1]).unwrap();
    shift::<SkillCategory>(&at.app, &admin, ids[2], Direction::Up).unwrap();
    assert_eq!(names(&at.app), ["C", "A", "B", "D"]);
    shift::<SkillCategory>(&at.app, &admin, ids[2], Direction::Up).unwrap();
    shift::<SkillCategory>(&at.app, &admin, ids[3], Direction::Down).unwrap();
    assert_eq!(names(&at.app), ["C", "A", "B", "D"]);
    shift::<SkillCategory>(&at.app, &admin, ids[0], Direction::Down).unwrap();
    assert_eq!(names(&at.app), ["C", "B", "D", "A"]);
}

#[test]
fn archiving_is_from_today_on_and_can_be_taken_back() {
    let at = with(&starter_catalogue());
    let admin = actor(Role::Admin);
    let id = at.app.projection().catalogue.skills[0].id;
    archive::<Skill>(&at.app, &admin, id).unwrap();
    assert_eq!(
        at.app.projection().catalogue.skill(id).unwrap().archived_on,
        Some(at.app.today())
    );
    archive::<Skill>(&at.app, &admin, id).unwrap();
    restore::<Skill>(&at.app, &admin, id).unwrap();
    assert_eq!(at.app.projection().catalogue.skill(id).unwrap().archived_on, None);
}

#[test]
fn a_skill_of_no_category_or_of_an_archived_one_is_refused_at_the_field() {
    let at = with(&starter_catalogue());
    let admin = actor(Role::Admin);
    let id = at.app.projection().catalogue.skill_categories[0].id;
    archive::<SkillCategory>(&at.app, &admin, id).unwrap();
    for category in [id, SkillCategoryId(9_999)] {
        let refused = create::<Skill>(&at.app, &admin, &skill(category, "New"));
        let Err(Error::Invalid(invalid)) = refused else {
            panic!()
        };
        assert!(invalid.of("category").is_some());
    }
}

#[test]
fn only_an_admin_may_change_or_see_it() {
    let at = with(&starter_catalogue());
    let entry = ToolCategoryEntry {
        name: "New".into(),
        description: String::new(),
    };
    let tool = at.app.projection().catalogue.tools[0].id;
    for role in [Role::Employee, Role::Manager] {
        let who = actor(role);
        assert!(matches!(
            create::<ToolCategory>(&at.app, &who, &entry),
            Err(Error::NotFound | Error::Denied)
        ));
        assert!(archive::<Tool>(&at.app, &who, tool).is_err());
        assert!(shift::<Tool>(&at.app, &who, tool, Direction::Down).is_err());
        assert!(see(&at.app, &who).is_err());
    }
}
