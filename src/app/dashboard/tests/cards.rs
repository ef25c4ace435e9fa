//! The figures of the company.

use super::*;

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
