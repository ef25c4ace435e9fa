#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::app::catalogue;
use crate::app::catalogue_install;
use crate::app::starter_catalogue::starter_catalogue;
use crate::domain::account::Role;
use crate::domain::id::UserId;
use crate::domain::level::Level;
use crate::domain::policy::Account;
use crate::domain::target;
use crate::host::clock::FixedClock;
use crate::host::password::{Passwords, Strength};
use crate::store::{Options, Store};
use jiff::Timestamp;

struct Company {
    app: App,
    admin: Actor,
    first: TargetSet,
    _folder: tempfile::TempDir,
}

fn company() -> Company {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let clock = FixedClock::at("2026-05-04T18:00:00Z".parse::<Timestamp>().unwrap());
    let app = App::start(store, Arc::new(clock), Passwords::start(Strength::QUICK)).unwrap();
    let draft = starter_catalogue();
    app.change(&Actor::Program, |change| {
        catalogue_install::install(change, &draft, date(2026, 1, 1))
    })
    .unwrap();
    let first = app.projection().targets[0].clone();
    let admin = Actor::User(Account {
        user: UserId(1),
        role: Role::Admin,
        employee: None,
        via: None,
    });
    Company {
        app,
        admin,
        first,
        _folder: folder,
    }
}

fn draft(set: &TargetSet, from: Date) -> Draft {
    Draft {
        from,
        by_category: set.by_category.clone(),
        by_skill: set.by_skill.clone(),
    }
}

#[test]
fn a_new_set_is_valid_from_its_day_and_the_old_one_before() {
    let at = company();
    let mut draft = draft(&at.first, date(2026, 6, 1));
    let now = at.app.projection();
    let skill = now.catalogue.skills[0].clone();
    let five = Target::Level(Level::new(5).unwrap());
    draft.by_skill.insert((Tier::ALL[0], skill.id), five);
    draft
        .by_category
        .insert((Tier::ALL[1], skill.category), Target::NotNeeded);
    draft.by_category.remove(&(Tier::ALL[2], skill.category));
    create(&at.app, &at.admin, &draft, Some(at.first.id)).unwrap();

    let now = at.app.projection();
    let on = |day, tier| {
        target::valid_on(&now.targets, day)
            .unwrap()
            .of(tier, skill.category, skill.id)
    };
    assert_ne!(on(date(2026, 5, 31), Tier::ALL[0]), Some(five));
    assert_eq!(on(date(2026, 6, 1), Tier::ALL[0]), Some(five));
    assert_eq!(on(date(2026, 6, 1), Tier::ALL[1]), Some(Target::NotNeeded));
    assert_eq!(
        on(date(2026, 6, 1), Tier::ALL[2]),
        None,
        "not set is not the same as not needed"
    );
}

#[test]
fn two_sets_from_one_day_and_a_day_out_of_reach_are_refused_at_the_day() {
    let at = company();
    for day in [at.first.from, date(1949, 12, 31), date(2031, 5, 5)] {
        let refused = create(&at.app, &at.admin, &draft(&at.first, day), None);
        let Err(Error::Invalid(invalid)) = refused else {
            panic!("{day}")
        };
        assert!(invalid.of("from").is_some());
    }
}

#[test]
fn a_set_that_changed_while_its_form_was_open_is_not_saved_over() {
    let at = company();
    let seen = version(&at.first);
    edit(
        &at.app,
        &at.admin,
        at.first.id,
        &seen,
        &draft(&at.first, date(2026, 2, 1)),
    )
    .unwrap();
    let late = edit(
        &at.app,
        &at.admin,
        at.first.id,
        &seen,
        &draft(&at.first, date(2026, 3, 1)),
    );
    assert!(matches!(late, Err(Error::Conflict(_))));
    assert_eq!(at.app.projection().targets[0].from, date(2026, 2, 1));
}

#[test]
fn targets_of_what_is_archived_are_kept_although_no_form_shows_them() {
    let at = company();
    let category = at.app.projection().catalogue.skill_categories[3].clone();
    catalogue::archive::<SkillCategory>(&at.app, &at.admin, category.id).unwrap();
    let with = draft(&at.first, at.first.from);
    let seen = version(&at.first);
    let refused = edit(&at.app, &at.admin, at.first.id, &seen, &with);
    assert!(
        matches!(refused, Err(Error::Conflict(_))),
        "a form from before the archiving"
    );
    let mut without = with.clone();
    without.by_category.retain(|(_, id), _| *id != category.id);
    without
        .by_category
        .remove(&(Tier::ALL[0], at.app.projection().catalogue.skill_categories[0].id));
    edit(&at.app, &at.admin, at.first.id, &seen, &without).unwrap();
    let kept = &at.app.projection().targets[0].by_category;
    assert_eq!(kept.len(), 69);
    assert!(kept.contains_key(&(Tier::ALL[4], category.id)));
}

#[test]
fn a_set_can_be_taken_away_and_managers_cannot() {
    let at = company();
    let manager = Actor::User(Account {
        user: UserId(2),
        role: Role::Manager,
        employee: None,
        via: None,
    });
    assert!(remove(&at.app, &manager, at.first.id).is_err());
    assert!(see(&at.app, &manager).is_err());
    remove(&at.app, &at.admin, at.first.id).unwrap();
    assert!(at.app.projection().targets.is_empty());
    assert!(matches!(remove(&at.app, &at.admin, at.first.id), Err(Error::NotFound)));
}
