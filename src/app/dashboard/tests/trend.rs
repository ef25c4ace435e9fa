//! The trend by month.

use super::*;

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
