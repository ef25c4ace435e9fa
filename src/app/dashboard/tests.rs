#![allow(clippy::unwrap_used)]

use super::*;
use crate::app::projection::sample::{Dice, category, employee, evaluation, mark, skill, tier, tool, tool_category};
use crate::app::projection::{Changed, Written};
use crate::domain::catalogue::{CertificationType, Holder};
use crate::domain::employee::TierEntry;
use crate::domain::evaluation::{Evaluation, Holding, SpecialSkill, Status};
use crate::domain::id::{CertificationTypeId, EvaluationId, SkillId, TargetSetId, ToolId};
use crate::domain::kpi::average::State;
use crate::domain::kpi::trend::Change;
use crate::domain::level::Level;
use crate::domain::target::{Target, TargetSet};
use jiff::ToSpan;
use jiff::civil::date;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 5, 15);

/// A company under construction.
#[derive(Default)]
struct Crew {
    changes: Vec<Changed>,
    evaluations: u64,
}

impl Crew {
    /// Categories of so many skills each: skill 1 is the first of the first.
    fn with_skills(categories: &[u64]) -> Self {
        let mut crew = Crew::default();
        let mut next = 1;
        for (id, n) in (1..).zip(categories) {
            crew.changes.push(Changed::SkillCategory(Written::Put(category(
                id,
                &format!("Category {id}"),
            ))));
            for _ in 0..*n {
                crew.changes.push(Changed::Skill(Written::Put(skill(next, id))));
                next += 1;
            }
        }
        crew
    }

    fn hire(mut self, id: u64, name: &str, tiers: &[(Date, u8)]) -> Self {
        let mut one = employee(id, name, date(2020, 1, 1));
        one.tiers.extend(tiers.iter().map(|(from, n)| TierEntry {
            from: *from,
            tier: tier(*n),
            decided_by: None,
            reason: String::new(),
        }));
        self.changes.push(Changed::Employee(Box::new(Written::Put(one))));
        self
    }

    fn let_go(mut self, id: u64, name: &str, last_day: Date) -> Self {
        let mut one = employee(id, name, date(2020, 1, 1));
        one.employment[0].to = Some(last_day);
        self.changes.push(Changed::Employee(Box::new(Written::Put(one))));
        self
    }

    /// A finalised manager evaluation; level 0 is "n/a".
    fn rate(self, employee: u64, day: Date, levels: &[(u64, u8)]) -> Self {
        self.rate_and(employee, day, levels, |_| {})
    }

    fn rate_and(mut self, employee: u64, day: Date, levels: &[(u64, u8)], more: impl Fn(&mut Evaluation)) -> Self {
        self.evaluations += 1;
        let mut one = evaluation(self.evaluations, employee, day, levels);
        more(&mut one);
        self.changes.push(Changed::Evaluation(Box::new(one)));
        self
    }

    fn change(mut self, change: Changed) -> Self {
        self.changes.push(change);
        self
    }

    fn projection(&self) -> Projection {
        Projection::default().with(&self.changes)
    }

    fn see(&self, filter: impl Fn(&mut Filter)) -> Dashboard {
        self.try_see(filter).unwrap()
    }

    fn try_see(&self, filter: impl Fn(&mut Filter)) -> Result<Dashboard, Error> {
        let mut wanted = Filter::last_year(TODAY);
        filter(&mut wanted);
        compute(&self.projection(), Scope::Everyone, TODAY, &wanted)
    }
}

fn shown(figure: &Figure) -> String {
    figure.shown().map_or_else(
        || format!("{:?} {} of {}", figure.state, figure.k, figure.n),
        |v| v.fixed(2),
    )
}

fn all(skills: impl Iterator<Item = u64>, level: u8) -> Vec<(u64, u8)> {
    skills.map(|skill| (skill, level)).collect()
}

#[test]
fn an_empty_company_has_an_empty_dashboard() {
    let dashboard = Crew::default().see(|_| {});
    assert_eq!(dashboard.active, 0);
    assert_eq!(dashboard.average.state, State::NotApplicable);
    assert_eq!(dashboard.over_ratings.mean(), None);
    assert_eq!(dashboard.tools.operate.rate(), None);
    assert_eq!(dashboard.recent, []);
    assert_eq!(dashboard.attention.bus_factor, None);
    assert!(dashboard.trend.points.iter().all(|point| point.is_gap()));
}

#[test]
fn the_mean_over_people_and_the_mean_over_ratings_are_two_figures() {
    let first = [all(1..41, 3), all(41..45, 0)].concat();
    let second = [all(1..41, 0), all(41..45, 5)].concat();
    let crew = Crew::with_skills(&[40, 4])
        .hire(1, "Ann Lee", &[])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2026, 3, 1), &first)
        .rate(2, date(2026, 3, 2), &second);
    let dashboard = crew.see(|_| {});
    assert_eq!(shown(&dashboard.average), "4.00");
    assert_eq!(dashboard.over_ratings.mean().unwrap().fixed(2), "3.18");
    assert_eq!(dashboard.given.ratings.mean().unwrap().fixed(2), "3.18");
    assert_eq!(
        (
            dashboard.average.k,
            dashboard.over_ratings.n,
            dashboard.given.evaluations
        ),
        (2, 44, 2)
    );
}

#[test]
fn the_average_of_the_period_counts_what_was_given_and_the_level_only_what_stands() {
    let crew = Crew::with_skills(&[1])
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2024, 1, 1), &[(1, 1)])
        .rate(1, date(2025, 6, 1), &[(1, 2)])
        .rate(1, date(2026, 3, 1), &[(1, 5)]);
    let dashboard = crew.see(|_| {});
    assert_eq!(shown(&dashboard.average), "5.00");
    assert_eq!(dashboard.given.ratings.mean().unwrap().fixed(2), "3.50");
    let earlier = crew.see(|filter| (filter.from, filter.to) = (date(2023, 1, 1), date(2026, 2, 28)));
    assert_eq!(shown(&earlier.average), "2.00");
    assert_eq!(earlier.given.ratings.mean().unwrap().fixed(2), "1.50");
    let first_day = crew.see(|filter| (filter.from, filter.to) = (date(2024, 1, 1), date(2024, 1, 1)));
    assert_eq!(first_day.given.evaluations, 1);
}

#[test]
fn someone_who_left_is_in_no_figure_of_today_and_stays_in_history() {
    let crew = Crew::with_skills(&[1])
        .hire(1, "Ann Lee", &[])
        .let_go(2, "Bob Ray", date(2026, 4, 30))
        .rate(1, date(2026, 3, 1), &[(1, 2)])
        .rate(2, date(2026, 3, 1), &[(1, 4)]);
    let today = crew.see(|_| {});
    assert_eq!((today.active, shown(&today.average)), (1, "2.00".into()));
    assert_eq!(today.given.evaluations, 2);
    assert_eq!(today.attention.overdue.total, 0);
    let before = crew.see(|filter| filter.to = date(2026, 4, 30));
    assert_eq!((before.active, shown(&before.average)), (2, "3.00".into()));
    let april = today.trend.points.iter().rev().nth(1).unwrap();
    assert_eq!((april.on, shown(&april.figure)), (date(2026, 4, 30), "3.00".into()));
}

#[test]
fn the_tier_filter_means_the_tier_as_of_each_point() {
    let crew = Crew::with_skills(&[1])
        .hire(1, "Ann Lee", &[(date(2026, 2, 1), 2)])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2025, 12, 1), &[(1, 2)])
        .rate(1, date(2026, 3, 1), &[(1, 3)])
        .rate(2, date(2025, 12, 1), &[(1, 1)]);
    let second = crew.see(|filter| filter.tier = Some(tier(2)));
    assert_eq!(
        (second.active, second.tiers, shown(&second.average)),
        (1, [0, 1, 0, 0, 0], "3.00".into())
    );
    assert_eq!(second.given.evaluations, 1);
    let figures: Vec<_> = second.trend.points.iter().map(|p| shown(&p.figure)).collect();
    assert_eq!(figures[8..], ["NotApplicable 0 of 0", "2.00", "3.00", "3.00", "3.00"]);
    let first = crew.see(|filter| filter.tier = Some(tier(1)));
    assert_eq!((first.active, first.given.evaluations), (1, 2));
    assert_eq!(first.recent.iter().map(|r| r.evaluation.0).collect::<Vec<_>>(), [3, 1]);
}

#[test]
fn a_category_filter_applies_to_averages_counts_and_lists() {
    let crew = Crew::with_skills(&[1, 2])
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2025, 12, 1), &[(1, 2), (2, 4), (3, 5)])
        .rate(1, date(2026, 3, 1), &[(1, 3)]);
    let second = crew.see(|filter| filter.category = Some(SkillCategoryId(2)));
    assert_eq!(shown(&second.average), "4.50");
    assert_eq!((second.given.evaluations, second.given.ratings.n), (1, 2));
    assert_eq!(second.categories.len(), 1);
    assert_eq!(second.recent.len(), 1);
    assert_eq!(second.strongest[0].skill, SkillId(3));
    assert_eq!(shown(&second.trend.points.last().unwrap().figure), "4.50");
    assert_eq!(second.attention.single_points.total, 2);
}

#[test]
fn tools_of_the_trade_of_the_same_name_are_looked_at_with_a_category() {
    let tools = |crew: Crew| {
        crew.change(Changed::ToolCategory(Written::Put(tool_category(1, "category  ONE"))))
            .change(Changed::ToolCategory(Written::Put(tool_category(2, "Other"))))
            .change(Changed::Tool(Written::Put(tool(1, 1))))
            .change(Changed::Tool(Written::Put(tool(2, 2))))
            .change(Changed::SkillCategory(Written::Put(category(1, "Category one"))))
    };
    let crew = tools(Crew::with_skills(&[1, 1]).hire(1, "Ann Lee", &[])).rate_and(1, date(2026, 3, 1), &[], |one| {
        one.content.tools.insert(ToolId(1), mark(Some(true), Holding::Truck));
        one.content.tools.insert(ToolId(2), mark(Some(false), Holding::None));
    });
    let everything = crew.see(|_| {}).tools;
    assert_eq!(
        (everything.operate, everything.owned, everything.truck),
        (Share { yes: 1, asked: 2 }, 1, 1)
    );
    assert_eq!(everything.operate.interval().unwrap().high.percent(0), "91");
    let one = crew.see(|filter| filter.category = Some(SkillCategoryId(1))).tools;
    assert_eq!(
        (one.operate, one.category),
        (Share { yes: 1, asked: 1 }, Some(ToolCategoryId(1)))
    );
    let other = crew.see(|filter| filter.category = Some(SkillCategoryId(2))).tools;
    assert_eq!((other.operate, other.category), (Share { yes: 1, asked: 2 }, None));
}

#[test]
fn what_is_not_there_or_not_in_sight_is_not_found() {
    let crew = Crew::with_skills(&[1]).hire(1, "Ann Lee", &[]).hire(2, "Bob Ray", &[]);
    let not_found = |result| matches!(result, Err(Error::NotFound));
    assert!(not_found(crew.try_see(|filter| filter.employee = Some(EmployeeId(9)))));
    assert!(not_found(
        crew.try_see(|filter| filter.category = Some(SkillCategoryId(9)))
    ));
    let mut filter = Filter::last_year(TODAY);
    let own = Scope::ReportsOf(EmployeeId(1));
    assert_eq!(compute(&crew.projection(), own, TODAY, &filter).unwrap().active, 1);
    filter.employee = Some(EmployeeId(2));
    assert!(not_found(compute(&crew.projection(), own, TODAY, &filter)));
}

#[test]
fn new_skills_do_not_move_a_trend_and_are_said() {
    let crew = Crew::with_skills(&[6])
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2026, 2, 1), &all(1..5, 4))
        .rate(1, date(2026, 4, 10), &[all(1..5, 4), all(5..7, 1)].concat());
    let trend = crew.see(|_| {}).trend;
    let last: Vec<_> = trend.points.iter().rev().take(4).rev().collect();
    let figures: Vec<_> = last.iter().map(|p| shown(&p.figure)).collect();
    assert_eq!(figures, ["4.00", "4.00", "3.00", "3.00"]);
    let changed = last[2].change.clone().unwrap();
    assert_eq!(changed.mean.unwrap().fixed(1), "0.0");
    assert_eq!((changed.matched, changed.new), (4, 2));
    let unchanged = last[3].change.clone().unwrap();
    assert_eq!(
        (unchanged.mean, unchanged.matched, unchanged.new),
        (Some(Exact::ZERO), 6, 0)
    );
    assert_eq!(last[0].change, None);
}

#[test]
fn a_month_looked_at_before_its_end_changes_by_what_was_known_by_then() {
    let crew = Crew::with_skills(&[2])
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2026, 3, 1), &all(1..3, 2))
        .rate(1, date(2026, 4, 10), &[(1, 3)])
        .rate(1, date(2026, 4, 20), &[(2, 5)]);
    let change = |to| {
        crew.see(|filter| filter.to = to)
            .trend
            .points
            .last()
            .unwrap()
            .change
            .clone()
            .unwrap()
    };
    let moved = |halves| Change {
        mean: Exact::ratio(halves, 2),
        matched: 2,
        new: 0,
        gone: 0,
    };
    assert_eq!(change(date(2026, 4, 9)), moved(0));
    assert_eq!(change(date(2026, 4, 15)), moved(1));
    assert_eq!(change(date(2026, 4, 30)), moved(4));
}

#[test]
fn the_strongest_and_the_weakest_share_no_skill_and_leave_out_what_is_hardly_known() {
    let levels = [(1, 5), (2, 1), (3, 3)];
    let crew = Crew::with_skills(&[4])
        .hire(1, "Ann Lee", &[])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2026, 3, 1), &[&levels[..], &[(4, 5)]].concat())
        .rate(2, date(2026, 3, 1), &levels);
    let dashboard = crew.see(|_| {});
    let ids = |list: &[SkillFigure]| list.iter().map(|s| s.skill.0).collect::<Vec<_>>();
    assert_eq!(ids(&dashboard.strongest), [1, 3]);
    assert_eq!(ids(&dashboard.weakest), [2]);
    assert_eq!(dashboard.skills_without_enough, 1);
    assert_eq!(
        (dashboard.strongest[0].figure.k, dashboard.strongest[0].figure.n),
        (2, 2)
    );
}

#[test]
fn a_skill_that_rests_on_one_person_needs_a_backup_critical_ones_first() {
    let mut critical = skill(3, 1);
    critical.critical = true;
    let crew = Crew::with_skills(&[4])
        .change(Changed::Skill(Written::Put(critical)))
        .hire(1, "Ann Lee", &[])
        .hire(2, "Bob Ray", &[])
        .rate(1, date(2026, 3, 1), &[(1, 3), (2, 4), (3, 5), (4, 2)])
        .rate(2, date(2026, 3, 1), &[(1, 3), (2, 2)]);
    let attention = crew.see(|_| {}).attention;
    let singles: Vec<_> = attention
        .single_points
        .first
        .iter()
        .map(|s| (s.skill.0, s.employee.0))
        .collect();
    assert_eq!(singles, [(3, 1), (2, 1)]);
    assert_eq!(
        (attention.uncovered, attention.thin, attention.bus_factor),
        (1, 0, Some(1))
    );
    // Cover does not end at a filter: Ann's skill 1 has a backup in Bob.
    let of_bob = crew.see(|filter| filter.employee = Some(EmployeeId(2))).attention;
    assert_eq!(of_bob.single_points.total, 0);
    let of_ann = crew.see(|filter| filter.employee = Some(EmployeeId(1))).attention;
    assert_eq!(of_ann.single_points.total, 2);
}

#[test]
fn without_its_valid_certification_a_level_is_no_cover() {
    let mut gas = skill(1, 1);
    gas.certification = Some(CertificationTypeId(1));
    let licence = |holder| CertificationType {
        id: CertificationTypeId(1),
        name: "Gas licence".into(),
        needed_for: String::new(),
        typical_validity: String::new(),
        default_validity_months: None,
        holder,
        note: String::new(),
        archived_on: None,
    };
    let crew = |until, holder| {
        Crew::with_skills(&[1])
            .change(Changed::Skill(Written::Put(gas.clone())))
            .change(Changed::CertificationType(Written::Put(licence(holder))))
            .hire(1, "Ann Lee", &[])
            .rate_and(1, date(2026, 3, 1), &[(1, 4)], |one| {
                one.content.special_skills.push(SpecialSkill {
                    name: "Gas".into(),
                    description: String::new(),
                    acquired_on: None,
                    valid_until: Some(until),
                    certification: Some(CertificationTypeId(1)),
                });
            })
            .see(|_| {})
            .attention
    };
    assert_eq!(crew(TODAY, Holder::Person).uncovered, 0);
    assert_eq!(crew(TODAY - 1.day(), Holder::Person).uncovered, 1);
    assert_eq!(crew(TODAY - 1.day(), Holder::Company).uncovered, 0);
}

#[test]
fn people_past_their_due_day_and_with_old_levels_are_listed_by_name() {
    let crew = Crew::with_skills(&[2])
        .hire(1, "Zoe Lee", &[])
        .hire(2, "Bob Ray", &[])
        .hire(3, "Ann Fox", &[(date(2025, 1, 1), 3)])
        .rate(1, date(2025, 11, 14), &[(1, 3)])
        .rate(2, date(2025, 11, 15), &[(1, 3), (2, 0)])
        .rate(3, date(2025, 11, 1), &[(1, 3)]);
    let attention = crew.see(|_| {}).attention;
    let overdue: Vec<_> = attention
        .overdue
        .first
        .iter()
        .map(|o| (o.name.as_str(), o.days))
        .collect();
    assert_eq!(overdue, [("Ann Fox", 14), ("Zoe Lee", 1)]);
    // 182 and 181 days for tier 1, which are old after 180; tier 3 has a year.
    let stale: Vec<_> = attention
        .stale
        .first
        .iter()
        .map(|s| (s.name.as_str(), s.stale, s.rated))
        .collect();
    assert_eq!(stale, [("Bob Ray", 1, 1), ("Zoe Lee", 1, 1)]);
}

#[test]
fn a_target_stands_beside_a_category_when_one_tier_is_in_view() {
    let set = TargetSet {
        id: TargetSetId(1),
        from: date(2020, 1, 1),
        by_category: BTreeMap::from([((tier(1), SkillCategoryId(1)), Target::Level(Level::ALL[1]))]),
        by_skill: BTreeMap::from([((tier(1), SkillId(2)), Target::Level(Level::ALL[2]))]),
    };
    let crew = Crew::with_skills(&[2])
        .change(Changed::Targets(Written::Put(set)))
        .hire(1, "Ann Lee", &[]);
    let target = |dashboard: Dashboard| dashboard.categories[0].target.as_ref().map(|t| t.fixed(2));
    assert_eq!(target(crew.see(|_| {})), None);
    assert_eq!(
        target(crew.see(|filter| filter.tier = Some(tier(1)))),
        Some("2.50".into())
    );
    assert_eq!(
        target(crew.see(|filter| filter.employee = Some(EmployeeId(1)))),
        Some("2.50".into())
    );
    assert_eq!(target(crew.see(|filter| filter.tier = Some(tier(2)))), None);
}

#[test]
fn an_archived_skill_leaves_from_that_day_on() {
    let mut old = skill(2, 1);
    old.archived_on = Some(date(2026, 4, 1));
    let crew = Crew::with_skills(&[2])
        .change(Changed::Skill(Written::Put(old)))
        .hire(1, "Ann Lee", &[])
        .rate(1, date(2026, 3, 1), &[(1, 2), (2, 4)]);
    assert_eq!(shown(&crew.see(|_| {}).average), "2.00");
    assert_eq!(shown(&crew.see(|filter| filter.to = date(2026, 3, 31)).average), "3.00");
    let trend = crew.see(|_| {}).trend;
    let april = &trend.points[trend.points.len() - 2];
    let change = april.change.clone().unwrap();
    assert_eq!((change.mean, change.matched, change.gone), (Some(Exact::ZERO), 1, 1));
}

/// Random companies: what is found by running sums is what one finds by looking at everything.
#[test]
fn counts_and_recent_evaluations_are_those_of_the_records_under_any_filter() {
    for seed in 0..30 {
        let mut dice = Dice::new(seed);
        let mut crew = Crew::with_skills(&[3, 3]);
        for id in 1..=4 {
            let mut promoted: Vec<_> = (0..dice.below(3))
                .map(|_| (dice.day(), dice.below(2) as u8 + 1))
                .collect();
            promoted.sort();
            crew = crew.hire(id, &format!("Person {id}"), &promoted);
        }
        let mut plain: Vec<Evaluation> = Vec::new();
        for id in 1..=40 {
            let mut one = evaluation(id, dice.below(4) + 1, dice.day(), &[]);
            one.content = dice.content(6, 2, 0);
            if dice.one_in(5) {
                one.status = Status::Submitted;
            }
            if !plain
                .iter()
                .any(|other| (other.employee, other.date) == (one.employee, one.date))
            {
                crew = crew.change(Changed::Evaluation(Box::new(one.clone())));
                plain.push(one);
            }
        }
        let projection = crew.projection();
        for _ in 0..20 {
            let (a, b) = (dice.day(), dice.day());
            let filter = Filter {
                from: a.min(b),
                to: a.max(b),
                tier: dice.one_in(2).then(|| tier(dice.below(2) as u8 + 1)),
                employee: dice.one_in(3).then(|| EmployeeId(dice.below(4) + 1)),
                category: dice.one_in(2).then(|| SkillCategoryId(dice.below(2) + 1)),
            };
            let of_category = |id: &SkillId| {
                let category = projection.catalogue.skill(*id).unwrap().category;
                filter.category.is_none_or(|only| only == category)
            };
            let levels = |one: &Evaluation| -> Vec<u8> {
                let ratings = one.content.ratings.iter().filter(|(id, _)| of_category(id));
                ratings.filter_map(|(_, r)| r.mark.level()).map(Level::get).collect()
            };
            let mut expected: Vec<&Evaluation> = plain
                .iter()
                .filter(|one| one.counts() && filter.from <= one.date && one.date <= filter.to)
                .filter(|one| filter.has_person(one.employee))
                .filter(|one| {
                    let person = projection.person(one.employee).unwrap();
                    filter.has_tier(&person.employee, one.date)
                })
                .filter(|one| filter.category.is_none() || !levels(one).is_empty())
                .collect();
            expected.sort_by_key(|one| std::cmp::Reverse((one.date, one.id)));
            let dashboard = compute(&projection, Scope::Everyone, date(2026, 1, 1), &filter).unwrap();
            let given: Vec<u8> = expected.iter().flat_map(|one| levels(one)).collect();
            assert_eq!(
                dashboard.given.evaluations as usize,
                expected.len(),
                "seed {seed}, {filter:?}"
            );
            assert_eq!(dashboard.given.ratings.n as usize, given.len());
            assert_eq!(
                dashboard.given.ratings.sum,
                given.iter().map(|l| u64::from(*l)).sum::<u64>()
            );
            let recent: Vec<EvaluationId> = dashboard.recent.iter().map(|r| r.evaluation).collect();
            let newest: Vec<EvaluationId> = expected.iter().take(8).map(|one| one.id).collect();
            assert_eq!(recent, newest, "seed {seed}, {filter:?}");
        }
    }
}
