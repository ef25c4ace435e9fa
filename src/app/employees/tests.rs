#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::app::{App, Error};
use crate::domain::account::Role;
use crate::domain::employee::facts::{Facts, Typed};
use crate::domain::employee::history::TierChange;
use crate::domain::employee::{Employee, ManagerEntry};
use crate::domain::event::Event;
use crate::domain::id::{EmployeeId, UserId};
use crate::domain::policy::{Account, Actor};
use crate::domain::settings::{ManagersSee, Settings};
use crate::domain::tier::Tier;
use crate::host::clock::FixedClock;
use crate::host::password::{Passwords, Strength};
use crate::store::{Options, Read, Store};
use jiff::civil::{Date, date};
use std::sync::Arc;

const TODAY: Date = date(2026, 5, 4);

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
    Company { app, _folder: folder }
}

fn user(role: Role, employee: Option<EmployeeId>) -> Actor {
    Actor::User(Account {
        user: UserId(9),
        role,
        employee,
        via: None,
    })
}

fn admin() -> Actor {
    user(Role::Admin, None)
}

fn tier(n: u8) -> Tier {
    Tier::new(n).unwrap()
}

fn new(name: &str, number: &str) -> New {
    let (first, last) = name.split_once(' ').unwrap();
    let typed = Typed {
        first_name: first.into(),
        last_name: last.into(),
        number: number.into(),
        hire_date: "2024-02-29".into(),
        notes: "knows the Hansen house".into(),
        ..Typed::default()
    };
    New {
        facts: Facts::parse(&typed, TODAY).unwrap(),
        tier: tier(1),
        manager: None,
    }
}

fn add(app: &App, name: &str, number: &str) -> EmployeeId {
    create(app, &admin(), &new(name, number)).unwrap()
}

fn record(app: &App, id: EmployeeId) -> Employee {
    app.store.read().unwrap().get::<Employee>(id).unwrap().unwrap()
}

fn names(app: &App, actor: &Actor, filter: &Filter) -> Vec<String> {
    let listed = list(app, actor, filter).unwrap();
    listed.rows.into_iter().map(|row| row.name).collect()
}

fn own_reports_only(app: &App) {
    app.change(&admin(), |change| {
        change.put(&Settings {
            managers_see: ManagersSee::OwnReports,
            ..Settings::default()
        })
    })
    .unwrap();
}

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_new_employee_is_in_the_store_the_projection_and_the_events_without_personal_values() {
    let app = company();
    let ann = add(&app, "Ann Lee", "A-17");
    assert_eq!(record(&app, ann), app.projection().person(ann).unwrap().employee);
    let events = app.store.read().unwrap().all::<Event>().unwrap();
    let event = events.last().unwrap();
    assert_eq!(event.what, "employee_created");
    assert!(!serde_json::to_string(event).unwrap().contains("Ann"));
}

#[test]
fn a_number_is_unique_in_whatever_case_and_the_sentence_stands_at_the_field() {
    let app = company();
    let ann = add(&app, "Ann Lee", "A-17");
    let bob = add(&app, "Bob Roe", "");
    add(&app, "Cid Poe", "");
    let wrong = create(&app, &admin(), &new("Dan Foe", " a-17")).unwrap_err();
    let Error::Invalid(invalid) = wrong else {
        panic!("{wrong}")
    };
    assert_eq!(
        invalid.of("number").unwrap().to_string(),
        "Ann Lee already has this number. Please choose another."
    );
    assert!(said(edit(&app, &admin(), bob, &new("Bob Roe", "A-17").facts)).contains("already has this number"));
    edit(&app, &admin(), ann, &new("Ann Lee", "a-17").facts).unwrap();
}

#[test]
fn a_change_that_changes_nothing_is_no_event() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let events = app.store.read().unwrap().count::<Event>().unwrap();
    edit(&app, &admin(), ann, &new("Ann Lee", "").facts).unwrap();
    assert_eq!(app.store.read().unwrap().count::<Event>().unwrap(), events);
}

#[test]
fn the_notes_on_oneself_are_neither_shown_nor_lost_on_saving() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let me = user(Role::Manager, Some(ann));
    let shown = editable(&app, &me, ann).unwrap();
    assert!(!shown.notes_shown && shown.employee.notes.is_empty());
    let mut facts = new("Ann Leigh", "").facts;
    facts.notes = String::new();
    edit(&app, &me, ann, &facts).unwrap();
    assert_eq!(record(&app, ann).notes, "knows the Hansen house");
    assert_eq!(record(&app, ann).last_name, "Leigh");
}

#[test]
fn an_employee_finds_neither_the_list_nor_anyones_form() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let bob = add(&app, "Bob Roe", "");
    let me = user(Role::Employee, Some(ann));
    let change = TierChange::parse("2026-05-04", "5", "me").unwrap();
    assert!(matches!(list(&app, &me, &Filter::default()), Err(Error::NotFound)));
    for id in [ann, bob, EmployeeId(99)] {
        assert!(matches!(editable(&app, &me, id), Err(Error::NotFound)));
        assert!(matches!(
            edit(&app, &me, id, &new("X Y", "").facts),
            Err(Error::NotFound)
        ));
        assert!(matches!(change_tier(&app, &me, id, &change), Err(Error::NotFound)));
        assert!(matches!(
            deactivate(&app, &me, id, date(2026, 5, 3)),
            Err(Error::NotFound)
        ));
    }
}

#[test]
fn the_list_opens_by_name_and_finds_by_every_word_of_name_or_number() {
    let app = company();
    for (name, number) in [("cid Poe", "12"), ("Ann Lee", "A-17"), ("Bob Leeds", "9")] {
        add(&app, name, number);
    }
    let find = |search: &str| {
        names(
            &app,
            &admin(),
            &Filter {
                search: search.into(),
                ..Filter::default()
            },
        )
    };
    assert_eq!(find(""), ["Ann Lee", "Bob Leeds", "cid Poe"]);
    assert_eq!(find("LEE"), ["Ann Lee", "Bob Leeds"]);
    assert_eq!(find(" lee  a-1 "), ["Ann Lee"]);
    assert!(find("<script>").is_empty());
}

#[test]
fn numbers_are_sorted_as_people_count_and_people_without_one_come_last() {
    let app = company();
    for (name, number) in [("A A", "10"), ("B B", "9"), ("C C", "")] {
        add(&app, name, number);
    }
    let filter = Filter {
        sort: Sort::Number,
        ..Filter::default()
    };
    assert_eq!(names(&app, &admin(), &filter), ["B B", "A A", "C C"]);
    let filter = Filter {
        descending: true,
        ..filter
    };
    assert_eq!(names(&app, &admin(), &filter), ["A A", "B B", "C C"]);
}

#[test]
fn a_page_past_the_end_is_the_last_one() {
    let app = company();
    for n in 0..=PAGE {
        add(&app, &format!("N{n:03} X"), "");
    }
    let filter = Filter {
        page: 99,
        ..Filter::default()
    };
    let listed = list(&app, &admin(), &filter).unwrap();
    assert_eq!((listed.page, listed.pages, listed.rows.len()), (2, 2, 1));
    assert_eq!(listed.found, PAGE + 1);
}

#[test]
fn who_has_left_stands_only_where_one_asks_for_who_has_left() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    add(&app, "Bob Roe", "");
    deactivate(&app, &admin(), ann, date(2026, 5, 3)).unwrap();
    assert_eq!(names(&app, &admin(), &Filter::default()), ["Bob Roe"]);
    let left = Filter {
        activity: Activity::Left,
        ..Filter::default()
    };
    assert_eq!(names(&app, &admin(), &left), ["Ann Lee"]);
    assert_eq!(leads(&app, &admin(), None).unwrap().len(), 1);
    reactivate(&app, &admin(), ann, TODAY).unwrap();
    assert_eq!(names(&app, &admin(), &Filter::default()), ["Ann Lee", "Bob Roe"]);
}

#[test]
fn a_tier_change_keeps_who_decided_and_why() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let change = TierChange::parse("2026-05-04", "2", "leads small jobs alone").unwrap();
    change_tier(&app, &admin(), ann, &change).unwrap();
    let entry = record(&app, ann).tiers.last().unwrap().clone();
    assert_eq!(entry.decided_by, Some(UserId(9)));
    assert_eq!(entry.reason, "leads small jobs alone");
    remove_tier(&app, &admin(), ann, TODAY).unwrap();
    assert_eq!(record(&app, ann).tier_on(TODAY), Some(tier(1)));
}

#[test]
fn a_manager_of_own_reports_sees_adds_and_chooses_nobody_else() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let bob = add(&app, "Bob Roe", "");
    let cid = add(&app, "Cid Poe", "A-17");
    own_reports_only(&app);
    let me = user(Role::Manager, Some(ann));
    let to = |manager| ManagerEntry {
        from: TODAY,
        manager: Some(manager),
    };
    report_to(&app, &admin(), bob, to(ann)).unwrap();
    assert_eq!(names(&app, &me, &Filter::default()), ["Ann Lee", "Bob Roe"]);
    assert!(matches!(editable(&app, &me, cid), Err(Error::NotFound)));
    assert!(matches!(report_to(&app, &me, bob, to(cid)), Err(Error::NotFound)));

    assert!(said(create(&app, &me, &new("Dan Foe", ""))).contains("choose yourself"));
    let dan = New {
        manager: Some(ann),
        ..new("Dan Foe", "")
    };
    create(&app, &me, &dan).unwrap();
    // A number of someone out of sight is taken, but whose it is is not told.
    let eve = New {
        manager: Some(ann),
        ..new("Eve Coe", "A-17")
    };
    assert_eq!(
        said(create(&app, &me, &eve)),
        "Someone already has this number. Please choose another."
    );
}

#[test]
fn nothing_is_half_done_when_the_last_step_is_refused() {
    let app = company();
    let ann = add(&app, "Ann Lee", "");
    let to_nobody_known = New {
        manager: Some(EmployeeId(77)),
        ..new("Bob Roe", "")
    };
    assert!(create(&app, &admin(), &to_nobody_known).is_err());
    assert_eq!(app.store.read().unwrap().count::<Employee>().unwrap(), 1);
    assert!(
        report_to(
            &app,
            &admin(),
            ann,
            ManagerEntry {
                from: TODAY,
                manager: Some(ann)
            }
        )
        .is_err()
    );
    assert!(record(&app, ann).managers.is_empty());
}
