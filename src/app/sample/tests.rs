#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::account::User;
use crate::domain::employee::Employee;
use crate::domain::evaluation::{Acknowledgement, Basis, Evaluation, Kind, Status};
use crate::domain::level::Mark;
use crate::domain::target::TargetSet;
use crate::domain::tier::Tier;
use crate::host::clock::FixedClock;
use crate::host::password::{Passwords, Strength};
use crate::store::{Options, Read, Store};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

struct Company {
    app: App,
    _folder: tempfile::TempDir,
}

fn empty_on(now: &str) -> Company {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Options::default()).unwrap();
    let clock = FixedClock::at(now.parse::<Timestamp>().unwrap());
    let app = App::start(store, Arc::new(clock), Passwords::start(Strength::QUICK)).unwrap();
    Company { app, _folder: folder }
}

fn sample(plan: &Plan) -> (Company, Filled) {
    let company = empty_on("2026-05-04T18:00:00Z");
    let filled = fill(&company.app, plan).unwrap();
    (company, filled)
}

fn all<R: crate::store::Record>(company: &Company) -> Vec<R> {
    company.app.store.read().unwrap().all::<R>().unwrap()
}

#[test]
fn the_sample_has_25_people_of_every_tier_and_three_years_of_evaluations() {
    let (company, filled) = sample(&Plan::default());
    let people = all::<Employee>(&company);
    assert_eq!((people.len(), filled.employees), (25, 25));
    let today = company.app.today();
    let tiers: BTreeSet<_> = people.iter().filter_map(|p| p.tier_on(today)).collect();
    assert_eq!(tiers.len(), 5);
    assert!(
        people
            .iter()
            .any(|p| p.tiers.len() > 1 && !p.tiers[1].reason.is_empty())
    );
    assert_eq!(
        people.iter().filter(|p| !p.employed_on(today)).count(),
        1,
        "one has left"
    );
    let names: BTreeSet<_> = people.iter().map(Employee::name).collect();
    assert_eq!(names.len(), 25);

    let evaluations = all::<Evaluation>(&company);
    assert_eq!(evaluations.len(), filled.evaluations);
    assert!((150..350).contains(&evaluations.len()), "{}", evaluations.len());
    let oldest = evaluations.iter().map(|e| e.date).min().unwrap();
    assert!(oldest < today.saturating_sub(jiff::Span::new().days(900)), "{oldest}");
    assert_eq!(evaluations.iter().filter(|e| e.status == Status::Draft).count(), 1);
    assert!(evaluations.iter().any(|e| e.kind == Kind::SelfRating));
    assert!(!all::<Acknowledgement>(&company).is_empty());
    assert_eq!(all::<TargetSet>(&company).len(), 2);
    assert!(all::<Basis>(&company).len() <= 10, "a basis is shared");
}

#[test]
fn what_it_records_keeps_the_rules() {
    let (company, _) = sample(&Plan::default());
    let people: BTreeMap<_, _> = all::<Employee>(&company).into_iter().map(|p| (p.id, p)).collect();
    let users: BTreeMap<_, _> = all::<User>(&company).into_iter().map(|u| (u.id, u)).collect();
    let (now, today) = (company.app.now(), company.app.today());
    let mut days = BTreeSet::new();
    for e in all::<Evaluation>(&company) {
        let who = &people[&e.employee];
        assert!(e.date >= who.hire_date && e.date <= today, "{e:?}");
        assert!(who.employed_on(e.date));
        assert!(e.updated_at <= now && e.created_at <= e.updated_at);
        let rater = &users[&e.rater];
        if e.kind == Kind::Manager {
            assert_ne!(rater.employee, Some(e.employee), "nobody rates himself as manager");
            assert!(rater.role >= Role::Manager);
            assert!(e.status == Status::Draft || days.insert((e.employee, e.date)));
        }
        assert_eq!(e.finalised.is_some(), e.status == Status::Finalised);
    }
    for who in people.values() {
        assert_eq!(who.tiers[0].from, who.hire_date);
        assert!(
            who.tiers
                .windows(2)
                .all(|w| w[0].from < w[1].from && w[0].tier < w[1].tier),
            "{who:?}"
        );
        assert!(
            who.tiers
                .iter()
                .skip(1)
                .all(|t| t.from <= today && !t.reason.is_empty())
        );
        assert!(who.employment.windows(2).all(|w| w[0].to.unwrap() < w[1].from));
        assert!(who.managers.iter().all(|m| m.manager != Some(who.id)));
    }
}

#[test]
fn skills_grow_and_all_kinds_of_answers_are_there() {
    let (company, _) = sample(&Plan::default());
    let mut evaluations = all::<Evaluation>(&company);
    evaluations.retain(Evaluation::counts);
    evaluations.sort_by_key(|e| (e.employee, e.date));
    let mean = |e: &Evaluation| {
        let levels: Vec<i64> = e
            .content
            .ratings
            .values()
            .filter_map(|r| r.mark.level())
            .map(|l| l.get().into())
            .collect();
        1_000 * levels.iter().sum::<i64>() / i64::try_from(levels.len()).unwrap()
    };
    let mut grown = 0;
    let mut persons = 0;
    for of_one in evaluations
        .chunk_by(|a, b| a.employee == b.employee)
        .filter(|c| c.len() > 3)
    {
        persons += 1;
        grown += i32::from(mean(of_one.last().unwrap()) > mean(&of_one[0]));
    }
    assert!(persons > 10 && grown * 4 > persons * 3, "{grown} of {persons}");
    let ratings = || evaluations.iter().flat_map(|e| e.content.ratings.values());
    for level in 1..=5 {
        assert!(
            ratings().any(|r| r.mark.level().is_some_and(|l| l.get() == level)),
            "{level}"
        );
    }
    assert!(ratings().any(|r| r.mark == Mark::NotApplicable));
    assert!(ratings().any(|r| !r.note.is_empty()));
    assert!(
        evaluations
            .iter()
            .any(|e| e.content.tools.values().any(|t| t.can_operate == Some(false)))
    );
    assert!(evaluations.iter().any(|e| !e.content.special_skills.is_empty()));
    assert!(evaluations.iter().any(|e| !e.content.private_note.is_empty()));
}

#[test]
fn the_same_plan_on_the_same_day_gives_the_same_company_and_another_seed_another() {
    let plan = Plan::default();
    let evaluations = |plan: &Plan| serde_json::to_string(&all::<Evaluation>(&sample(plan).0)).unwrap();
    let people = |plan: &Plan| all::<Employee>(&sample(plan).0);
    assert_eq!(evaluations(&plan), evaluations(&plan));
    let other = Plan {
        seed: 2,
        ..plan.clone()
    };
    assert_ne!(people(&plan), people(&other));
    let denser = Plan {
        evaluations: Some(300),
        ratings: Some(20),
        ..plan.clone()
    };
    assert_eq!(people(&plan), people(&denser), "more evaluations, the same people");
}

#[test]
fn a_plan_by_number_gives_that_many_evaluations_of_that_many_ratings() {
    let plan = Plan {
        employees: 40,
        years: 3,
        evaluations: Some(400),
        ratings: Some(60),
        seed: 1,
    };
    let (company, filled) = sample(&plan);
    let evaluations = all::<Evaluation>(&company);
    assert_eq!(
        (evaluations.len(), filled.evaluations, filled.ratings),
        (400, 400, 24_000)
    );
    assert!(evaluations.iter().all(|e| e.content.ratings.len() == 60));
    let managers = evaluations.iter().filter(|e| e.kind == Kind::Manager).count();
    assert_eq!(managers, 200);
}

#[test]
fn small_samples_and_a_leap_day_work() {
    for (employees, now) in [
        (2, "2028-02-29T18:00:00Z"),
        (9, "2028-02-29T18:00:00Z"),
        (11, "2027-01-01T00:30:00Z"),
    ] {
        let company = empty_on(now);
        let plan = Plan {
            employees,
            years: 1,
            ..Plan::default()
        };
        assert_eq!(fill(&company.app, &plan).unwrap().employees, employees);
    }
}

#[test]
fn everybody_listed_can_sign_in() {
    let (company, _) = sample(&Plan::default());
    for sign_in in SIGN_INS {
        let user: User = company
            .app
            .store
            .read()
            .unwrap()
            .unique("name", sign_in.name)
            .unwrap()
            .unwrap();
        assert_eq!(user.role, sign_in.role);
        assert!(sign_in.password.len() >= 15);
        assert!(
            company
                .app
                .passwords
                .verify(sign_in.password, user.password_hash.as_deref())
                .unwrap()
        );
        assert_eq!(user.employee.is_some(), sign_in.role != Role::Admin);
    }
}

#[test]
fn a_folder_with_a_company_and_a_plan_out_of_bounds_are_refused() {
    let (company, _) = sample(&Plan {
        employees: 2,
        ..Plan::default()
    });
    assert!(matches!(fill(&company.app, &Plan::default()), Err(Error::Conflict(_))));
    let company = empty_on("2026-05-04T18:00:00Z");
    for plan in [
        Plan {
            employees: 1,
            ..Plan::default()
        },
        Plan {
            employees: 5_001,
            ..Plan::default()
        },
        Plan {
            years: 0,
            ..Plan::default()
        },
    ] {
        assert!(matches!(fill(&company.app, &plan), Err(Error::Conflict(_))));
        assert!(!company.app.is_set_up());
    }
}

#[test]
fn names_of_two_thousand_people_differ_and_nobody_was_hired_in_the_future() {
    let today = "2026-05-04".parse::<Date>().unwrap();
    let owner = crate::domain::id::UserId(1);
    let leads = [crate::domain::id::EmployeeId(1)];
    let all: Vec<_> = (0..2_000)
        .map(|i| people::person(1, i, 2_000, today, &leads, owner))
        .collect();
    let names: BTreeSet<_> = all.iter().map(Employee::name).collect();
    assert_eq!(names.len(), 2_000);
    assert!(all.iter().all(|p| p.hire_date < today && p.tier_on(today).is_some()));
    assert!(all.iter().all(|p| p.tier_on(today) <= Some(Tier::ALL[4])));
    assert!(all.iter().all(|p| p.email.is_ascii()));
}
