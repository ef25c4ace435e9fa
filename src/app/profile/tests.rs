#![allow(clippy::unwrap_used)]

use super::*;
use crate::app::projection::sample::{employee, evaluation, mark, skill, skill_category, tier, tool, tool_category};
use crate::app::projection::{Changed, Written};
use crate::domain::employee::{ManagerEntry, TierEntry};
use crate::domain::evaluation::{Holding, Kind, Status};
use crate::domain::id::{SkillCategoryId, SkillId, TargetSetId, ToolId};
use crate::domain::kpi::average::State;
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::level::Standing;
use crate::domain::level::Level;
use crate::domain::target::{Target, TargetSet};
use jiff::civil::date;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 5, 15);

fn level(n: u8) -> Level {
    Level::new(n).unwrap()
}

/// Tier 1 asks for level 2 everywhere, tier 2 for 3 and in skill 2 for 4.
fn targets() -> TargetSet {
    let asks = |n, target| ((tier(n), SkillCategoryId(1)), Target::Level(level(target)));
    TargetSet {
        id: TargetSetId(1),
        from: date(2020, 1, 1),
        by_category: BTreeMap::from([asks(1, 2), asks(2, 3)]),
        by_skill: BTreeMap::from([((tier(2), SkillId(2)), Target::Level(level(4)))]),
    }
}

fn company(more: Vec<Changed>) -> Projection {
    let mut changes = vec![
        Changed::SkillCategory(Written::Put(skill_category(1, "Walls"))),
        Changed::Targets(Written::Put(targets())),
        Changed::ToolCategory(Written::Put(tool_category(1, "Tools"))),
        Changed::Tool(Written::Put(tool(1, 1))),
        Changed::Employee(Box::new(Written::Put(employee(1, "Ann Lee", date(2024, 2, 29))))),
    ];
    changes.extend((1..=4).map(|id| Changed::Skill(Written::Put(skill(id, 1)))));
    changes.extend(more);
    Projection::default().with(&changes)
}

fn rated(id: u64, day: Date, levels: &[(u64, u8)]) -> Changed {
    Changed::Evaluation(Box::new(evaluation(id, 1, day, levels)))
}

fn profile(projection: &Projection, to: Date) -> Profile {
    let filter = Filter {
        to,
        ..Filter::last_year(TODAY)
    };
    compute(projection, projection.person(EmployeeId(1)).unwrap(), &filter)
}

#[test]
fn someone_never_rated_has_states_instead_of_figures() {
    let profile = profile(&company(Vec::new()), TODAY);
    assert_eq!(profile.overall.figure.state, State::NotEnoughData);
    let walls = &profile.categories[0];
    assert_eq!((walls.figure.k, walls.figure.n, walls.gaps.of), (0, 4, 0));
    assert_eq!(walls.skills[0].standing, Standing::NotRated);
    assert_eq!(walls.target, Some(Exact::from(2u32)));
    assert_eq!(profile.due, date(2024, 8, 29));
    assert_eq!(profile.overdue_days, Some(624));
}

#[test]
fn a_category_shows_average_target_deficit_and_k_of_n() {
    let projection = company(vec![rated(1, date(2026, 4, 1), &[(1, 4), (2, 1), (3, 2), (4, 0)])]);
    let walls = &profile(&projection, TODAY).categories[0];
    assert_eq!(walls.figure.shown().unwrap().fixed(2), "2.33");
    assert_eq!((walls.figure.k, walls.figure.n), (3, 3));
    assert_eq!(walls.gaps.deficit().unwrap().fixed(2), "0.33");
    assert_eq!(walls.gaps.surplus().unwrap().fixed(2), "0.67");
    assert_eq!((walls.gaps.below, walls.gaps.of), (1, 3));
    assert_eq!(walls.skills[1].gap.unwrap().deficit, 1);
    assert_eq!(walls.skills[3].standing, Standing::NotApplicable);
}

#[test]
fn the_target_is_that_of_the_tier_on_the_day() {
    let mut ann = employee(1, "Ann Lee", date(2024, 2, 29));
    ann.tiers.push(TierEntry {
        from: date(2026, 5, 1),
        tier: tier(2),
        decided_by: None,
        reason: String::new(),
    });
    let projection = company(vec![Changed::Employee(Box::new(Written::Put(ann)))]);
    let target = |day| {
        profile(&projection, day).categories[0]
            .target
            .as_ref()
            .unwrap()
            .fixed(2)
    };
    assert_eq!(target(date(2026, 4, 30)), "2.00");
    assert_eq!(target(date(2026, 5, 1)), "3.25");
}

#[test]
fn a_skill_says_how_old_its_level_is_and_from_which_evaluation() {
    let projection = company(vec![
        rated(1, date(2025, 11, 1), &[(1, 3)]),
        rated(2, date(2026, 5, 1), &[(2, 3)]),
    ]);
    let profile = profile(&projection, TODAY);
    let [first, second, ..] = &profile.categories[0].skills[..] else {
        unreachable!()
    };
    assert_eq!(
        (first.age_days, first.stale, first.evaluation),
        (Some(195), true, Some(1.into()))
    );
    assert_eq!(
        (second.age_days, second.stale, second.evaluation),
        (Some(14), false, Some(2.into()))
    );
    assert_eq!((profile.stale, profile.rated), (1, 2));
}

#[test]
fn the_next_step_lists_what_is_missing_before_any_percentage() {
    let projection = company(vec![rated(1, date(2026, 4, 1), &[(1, 5), (2, 3), (4, 0)])]);
    let step = profile(&projection, TODAY).next_step.unwrap();
    assert_eq!(step.tier, tier(2));
    let missing: Vec<_> = step
        .missing
        .iter()
        .map(|m| (m.skill.0, m.missing.level, m.missing.deficit))
        .collect();
    assert_eq!(missing, [(2, Some(level(3)), 1), (3, None, 0)]);
    let readiness = step.readiness.unwrap();
    assert_eq!(
        (readiness.low.percent(1), readiness.high.percent(1)),
        ("57.1".into(), "85.7".into())
    );
    assert_eq!(readiness.strict().percent(0), "33");
    assert!(!readiness.ready());
}

#[test]
fn the_highest_tier_has_no_next_step() {
    let mut ann = employee(1, "Ann Lee", date(2024, 2, 29));
    ann.tiers[0].tier = tier(5);
    let projection = company(vec![Changed::Employee(Box::new(Written::Put(ann)))]);
    assert_eq!(profile(&projection, TODAY).next_step, None);
}

#[test]
fn tools_say_what_was_asked_and_what_was_not() {
    let mut one = evaluation(1, 1, date(2026, 4, 1), &[]);
    one.content.tools.insert(ToolId(1), mark(Some(false), Holding::Owns));
    let projection = company(vec![
        Changed::Tool(Written::Put(tool(2, 1))),
        Changed::Evaluation(Box::new(one)),
    ]);
    let profile = profile(&projection, TODAY);
    let row = &profile.tools[0];
    assert_eq!((row.operate.yes, row.operate.asked, row.owned, row.truck), (0, 1, 1, 0));
    assert_eq!(row.tools[1].mark, None);
    assert_eq!(profile.tool_share, row.operate);
}

#[test]
fn a_trend_begins_where_there_is_enough_and_gaps_stay_gaps() {
    let projection = company(vec![
        rated(1, date(2026, 2, 10), &[(1, 2)]),
        rated(2, date(2026, 3, 10), &[(1, 2), (2, 2), (3, 2)]),
        rated(3, date(2026, 4, 10), &[(1, 3)]),
    ]);
    let trend = profile(&projection, TODAY).trend;
    let states: Vec<_> = trend.points.iter().rev().take(4).map(|p| p.is_gap()).collect();
    assert_eq!(states, [false, false, false, true]);
    let changes: Vec<_> = trend.points.iter().rev().take(3).map(|p| p.change.clone()).collect();
    assert_eq!(changes[0].as_ref().unwrap().mean, Some(Exact::ZERO));
    assert_eq!(changes[1].as_ref().unwrap().mean, Exact::ratio(1, 3));
    assert_eq!(changes[2], None);
    assert_eq!(trend.slope(), Exact::ratio(1, 6));
}

mod who_sees {
    use super::*;
    use crate::domain::account::{Role, User};
    use crate::domain::policy::Account;
    use crate::domain::settings::{ManagersSee, Settings};
    use crate::host::clock::FixedClock;
    use crate::host::password::{Passwords, Strength};
    use crate::store::{Options, Store};
    use jiff::Timestamp;
    use std::sync::Arc;

    fn user(id: u64, role: Role, employee: Option<u64>) -> Actor {
        Actor::User(Account {
            user: UserId(id),
            role,
            employee: employee.map(EmployeeId),
            via: None,
        })
    }

    /// Ann (1) reports to Bob (2), user 7, who has finalised one evaluation and drafts another;
    /// Ann, user 8, has rated herself.
    fn company() -> (App, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let clock = FixedClock::at("2026-05-15T15:00:00Z".parse().unwrap());
        let app = App::start(store, Arc::new(clock), Passwords::start(Strength::QUICK)).unwrap();
        let mut ann = employee(1, "Ann Lee", date(2024, 2, 29));
        ann.notes = "knows the Hansen house".into();
        ann.managers.push(ManagerEntry {
            from: date(2024, 2, 29),
            manager: Some(EmployeeId(2)),
        });
        let by = |id, user, kind, status| {
            let mut one = evaluation(id, 1, date(2026, 1, id as i8), &[(1, 3)]);
            (one.rater, one.kind, one.status) = (UserId(user), kind, status);
            one
        };
        app.change(&Actor::Program, |change| {
            change.put(&Settings {
                managers_see: ManagersSee::OwnReports,
                ..Settings::default()
            })?;
            change.put(&skill_category(1, "Walls"))?;
            change.put(&skill(1, 1))?;
            change.put(&ann)?;
            change.put(&employee(2, "Bob Ray", date(2020, 1, 1)))?;
            change.put(&employee(3, "Cat Fox", date(2020, 1, 1)))?;
            change.put(&by(1, 7, Kind::Manager, Status::Finalised))?;
            change.put(&by(2, 7, Kind::Manager, Status::Draft))?;
            change.put(&by(3, 8, Kind::SelfRating, Status::Submitted))?;
            change.put(&User {
                id: UserId(7),
                name: "bob".into(),
                role: Role::Manager,
                email: None,
                employee: Some(EmployeeId(2)),
                active: true,
                must_change_password: false,
                password_hash: None,
                language: None,
                theme: Default::default(),
                created_at: Timestamp::UNIX_EPOCH,
                last_sign_in_at: None,
                notice_read_at: None,
            })
        })
        .unwrap();
        (app, folder)
    }

    fn see(app: &App, actor: &Actor) -> Result<Profile, Error> {
        show(app, actor, EmployeeId(1), &Filter::last_year(app.today()))
    }

    fn known(profile: &Profile) -> Vec<(u64, bool)> {
        profile
            .evaluations
            .iter()
            .map(|e| (e.header.id.0, e.may_open))
            .collect()
    }

    #[test]
    fn the_manager_sees_notes_and_the_own_draft() {
        let (app, _folder) = company();
        let profile = see(&app, &user(7, Role::Manager, Some(2))).unwrap();
        assert_eq!(profile.facts.notes.as_deref(), Some("knows the Hansen house"));
        assert_eq!(known(&profile), [(3, true), (2, true), (1, true)]);
        assert_eq!(profile.evaluations[2].rater_name, "Bob Ray");
        assert_eq!(
            profile.may,
            May {
                edit: true,
                evaluate: true,
                evaluate_self: false,
                anonymise: false,
            }
        );
    }

    #[test]
    fn the_person_sees_what_is_finalised_and_the_own_and_no_notes() {
        let (app, _folder) = company();
        let profile = see(&app, &user(8, Role::Employee, Some(1))).unwrap();
        assert_eq!(profile.facts.notes, None);
        assert_eq!(known(&profile), [(3, true), (1, true)]);
        assert_eq!(profile.facts.manager, Some((EmployeeId(2), "Bob Ray".into())));
        assert_eq!(
            profile.may,
            May {
                edit: false,
                evaluate: false,
                evaluate_self: true,
                anonymise: false,
            }
        );
    }

    #[test]
    fn an_admin_knows_of_a_draft_and_of_an_unreleased_self_evaluation_but_may_open_neither() {
        let (app, _folder) = company();
        let profile = see(&app, &user(9, Role::Admin, None)).unwrap();
        assert_eq!(known(&profile), [(3, false), (2, false), (1, true)]);
    }

    #[test]
    fn for_others_the_person_is_not_there() {
        let (app, _folder) = company();
        for other in [
            user(5, Role::Employee, Some(3)),
            user(6, Role::Manager, Some(3)),
            user(4, Role::Employee, None),
            Actor::Visitor,
        ] {
            assert!(matches!(see(&app, &other), Err(Error::NotFound)), "{other:?}");
        }
    }

    #[test]
    fn the_dashboard_is_for_managers_and_shows_whom_they_may_see() {
        let (app, _folder) = company();
        let dashboard = |actor: &Actor| crate::app::dashboard::show(&app, actor, &Filter::last_year(app.today()));
        let own = dashboard(&user(7, Role::Manager, Some(2))).unwrap();
        assert_eq!((own.active, own.recent.len()), (2, 1));
        assert_eq!(own.recent[0].rater_name, "Bob Ray");
        assert_eq!(dashboard(&user(9, Role::Admin, None)).unwrap().active, 3);
        assert!(matches!(
            dashboard(&user(8, Role::Employee, Some(1))),
            Err(Error::NotFound)
        ));
        assert!(matches!(dashboard(&Actor::Visitor), Err(Error::NotFound)));
    }

    #[test]
    fn a_range_in_the_future_is_refused_with_a_sentence() {
        let (app, _folder) = company();
        let mut filter = Filter::last_year(app.today());
        filter.to = date(2026, 5, 16);
        let refused = show(&app, &Actor::Program, EmployeeId(1), &filter).unwrap_err();
        assert!(refused.to_string().contains("in the future"), "{refused}");
    }
}
