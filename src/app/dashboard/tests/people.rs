//! People who need attention.

use super::*;

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
