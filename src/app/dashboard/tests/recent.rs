//! Counts and recent evaluations.

use super::*;

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
