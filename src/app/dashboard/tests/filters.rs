//! What a filter applies to.

use super::*;

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
            .change(Changed::SkillCategory(Written::Put(skill_category(1, "Category one"))))
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
