#![allow(clippy::unwrap_used, clippy::panic)]

mod begin;
mod life;
mod list;
mod lives;
mod save;
mod submit;
mod view;

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
