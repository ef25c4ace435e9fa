//! The prepared figures as of any day are those one gets by reading the rules over the plain records.

use crate::app::projection::sample::{Dice, employee, evaluation, mark, skill, skill_category, tool, tool_category};
use crate::app::projection::{Changed, Projection, Written, active_on};
use crate::domain::evaluation::{Evaluation, Holding};
use crate::domain::id::{EmployeeId, SkillId, ToolId};
use crate::domain::kpi::average::{Tally, overall};
use crate::domain::kpi::level::Standing;
use crate::domain::kpi::tools::Share;
use crate::domain::kpi::trend::{Matched, points};
use jiff::civil::{Date, date};

const SKILLS: u64 = 14;
const TOOLS: u64 = 5;

struct Plain {
    projection: Projection,
    evaluations: Vec<Evaluation>,
}

fn company(seed: u64, evaluations: u64) -> Plain {
    let mut dice = Dice::new(seed);
    let mut changes = Vec::new();
    for id in 1..=3 {
        let mut one = skill_category(id, &format!("Category {id}"));
        one.weight = dice.below(3) as u32;
        one.archived_on = dice.one_in(6).then(|| dice.day());
        changes.push(Changed::SkillCategory(Written::Put(one)));
    }
    for id in 1..=SKILLS {
        let mut one = skill(id, id % 3 + 1);
        one.weight = dice.below(4) as u32;
        one.archived_on = dice.one_in(4).then(|| dice.day());
        changes.push(Changed::Skill(Written::Put(one)));
    }
    changes.push(Changed::ToolCategory(Written::Put(tool_category(1, "Tools"))));
    for id in 1..=TOOLS {
        let mut one = tool(id, 1);
        one.archived_on = dice.one_in(4).then(|| dice.day());
        changes.push(Changed::Tool(Written::Put(one)));
    }
    let person = employee(1, "Ann Lee", date(2023, 1, 1));
    changes.push(Changed::Employee(Box::new(Written::Put(person))));
    let mut plain = Vec::new();
    for id in 1..=evaluations {
        let mut one = evaluation(id, 1, dice.day(), &[]);
        one.content = dice.content(SKILLS, 6, TOOLS);
        if !plain.iter().any(|other: &Evaluation| other.date == one.date) {
            changes.push(Changed::Evaluation(Box::new(one.clone())));
            plain.push(one);
        }
    }
    plain.sort_by_key(|e| e.date);
    Plain {
        projection: Projection::default().with(&changes),
        evaluations: plain,
    }
}

impl Plain {
    fn standing(&self, skill: SkillId, day: Date) -> Standing {
        let by_then = self.evaluations.iter().rev().filter(|e| e.date <= day);
        Standing::from(
            by_then
                .filter_map(|e| e.content.ratings.get(&skill))
                .next()
                .map(|r| r.mark),
        )
    }

    fn in_use(&self, skill: SkillId, day: Date) -> bool {
        let catalogue = &self.projection.catalogue;
        let skill = catalogue.skill(skill).unwrap();
        let category = catalogue.skill_category(skill.category).unwrap();
        active_on(skill.archived_on, day) && active_on(category.archived_on, day)
    }

    fn tallies(&self, day: Date) -> Vec<Tally> {
        let shape = self.projection.shape();
        let mut tallies = vec![Tally::default(); shape.categories.len()];
        for skill in shape.skills.iter().filter(|s| self.in_use(s.id, day)) {
            tallies[skill.category].add(self.standing(skill.id, day), skill.weight);
        }
        tallies
    }

    fn matched(&self, from: Date, to: Date) -> Vec<Matched> {
        let shape = self.projection.shape();
        let mut matched = vec![Matched::default(); shape.categories.len()];
        let at = |skill, day| {
            if self.in_use(skill, day) {
                self.standing(skill, day)
            } else {
                Standing::NotRated
            }
        };
        for skill in &shape.skills {
            matched[skill.category].add(at(skill.id, from), at(skill.id, to), skill.weight);
        }
        matched
    }
}

#[test]
fn standings_averages_and_running_sums_are_those_of_the_records_on_any_day() {
    for seed in 0..40 {
        let plain = company(seed, seed % 13);
        let person = plain.projection.person(EmployeeId(1)).unwrap();
        let shape = plain.projection.shape();
        let weights: Vec<u32> = shape.categories.iter().map(|c| c.weight).collect();
        let mut dice = Dice::new(seed + 1_000);
        let days = plain
            .evaluations
            .iter()
            .map(|e| e.date)
            .chain((0..20).map(|_| dice.day()));
        for day in days.collect::<Vec<_>>() {
            let as_of = person.as_of(day);
            for (slot, skill) in shape.skills.iter().enumerate() {
                assert_eq!(as_of.skill(slot).0, plain.standing(skill.id, day), "seed {seed}, {day}");
            }
            let tallies = plain.tallies(day);
            let prepared = match as_of.cells() {
                Some(cells) => cells.iter().map(|c| c.tally).collect(),
                None => plain.projection.blank(day),
            };
            assert_eq!(prepared, tallies, "seed {seed}, {day}");
            let expected = overall(tallies.iter().copied().zip(weights.iter().copied()));
            match as_of.overall() {
                Some(prepared) => assert_eq!(*prepared, expected),
                None => assert_eq!(plain.projection.blank_overall(&tallies), expected),
            }
            let given = plain.evaluations.iter().filter(|e| e.date <= day);
            let given: u32 = given
                .flat_map(|e| e.content.ratings.values())
                .filter_map(|r| r.mark.level())
                .map(|l| u32::from(l.get()))
                .sum();
            let cells = as_of.cells().unwrap_or_default();
            assert_eq!(cells.iter().map(|c| c.given).sum::<u32>(), given);
        }
    }
}

#[test]
fn a_month_changes_by_its_matched_skills() {
    for seed in 0..40 {
        let plain = company(seed, 12);
        let person = plain.projection.person(EmployeeId(1)).unwrap();
        let prepared = &person.history.prepared;
        let (first, last) = (plain.evaluations[0].date, date(2026, 2, 1));
        for end in points(first, last) {
            let (month, changed) = prepared.month_end(end).unwrap();
            // Before the first evaluation there is nothing, whatever the catalogue was.
            let before = end.first_of_month().yesterday().unwrap();
            let before = if before < first { date(2000, 1, 31) } else { before };
            let expected = plain.matched(before, end);
            if changed {
                assert_eq!(prepared.month_cells(month), expected, "seed {seed}, {end}");
            } else {
                assert!(
                    expected.iter().all(|m| m.weighted == 0 && m.new == 0 && m.gone == 0),
                    "seed {seed}, {end}"
                );
            }
            if end < last {
                assert_eq!(Some(month.step), prepared.step(end));
                assert_eq!(month.figure, person.as_of(end).overall().unwrap().figure);
            }
        }
        assert_eq!(prepared.month_end(first.first_of_month().yesterday().unwrap()), None);
    }
}

#[test]
fn of_a_tool_the_last_answer_stands_and_who_has_it_is_what_was_said_last() {
    let mut changes = vec![
        Changed::ToolCategory(Written::Put(tool_category(1, "Tools"))),
        Changed::Tool(Written::Put(tool(1, 1))),
        Changed::Employee(Box::new(Written::Put(employee(1, "Ann Lee", date(2023, 1, 1))))),
    ];
    let said = [
        (Some(true), Holding::Owns),
        (None, Holding::Truck),
        (Some(false), Holding::None),
    ];
    for (i, (can, holding)) in (1..).zip(said) {
        let mut one = evaluation(i, 1, date(2024, i as i8, 1), &[]);
        one.content.tools.insert(ToolId(1), mark(can, holding));
        changes.push(Changed::Evaluation(Box::new(one)));
    }
    let projection = Projection::default().with(&changes);
    let person = projection.person(EmployeeId(1)).unwrap();
    let on = |month| {
        let as_of = person.as_of(date(2024, month, 15));
        let cell = as_of.tool_cells().unwrap()[0];
        (as_of.tool(0).unwrap().can_operate, cell.operate, cell.owned, cell.truck)
    };
    assert_eq!(on(1), (Some(true), Share { yes: 1, asked: 1 }, 1, 0));
    assert_eq!(on(2), (Some(true), Share { yes: 1, asked: 1 }, 1, 1));
    assert_eq!(on(3), (Some(false), Share { yes: 0, asked: 1 }, 0, 0));
    // The first is reopened: now the second was never asked.
    let mut first = evaluation(1, 1, date(2024, 1, 1), &[]);
    first.status = crate::domain::evaluation::Status::Draft;
    let projection = projection.with(&[Changed::Evaluation(Box::new(first))]);
    let as_of = projection.person(EmployeeId(1)).unwrap().as_of(date(2024, 2, 15));
    assert_eq!(as_of.tool(0).unwrap().can_operate, None);
}

#[test]
fn drafts_submitted_and_self_evaluations_are_listed_and_never_count() {
    use crate::domain::evaluation::{Kind, Status};
    let mut changes = vec![
        Changed::SkillCategory(Written::Put(skill_category(1, "Walls"))),
        Changed::Skill(Written::Put(skill(1, 1))),
        Changed::Employee(Box::new(Written::Put(employee(1, "Ann Lee", date(2023, 1, 1))))),
    ];
    let kinds = [
        (Kind::Manager, Status::Draft),
        (Kind::Manager, Status::Submitted),
        (Kind::SelfRating, Status::Submitted),
    ];
    for (id, (kind, status)) in (1..).zip(kinds) {
        let mut one = evaluation(id, 1, date(2024, id as i8, 1), &[(1, 5)]);
        (one.kind, one.status) = (kind, status);
        changes.push(Changed::Evaluation(Box::new(one)));
    }
    let projection = Projection::default().with(&changes);
    let person = projection.person(EmployeeId(1)).unwrap();
    assert_eq!(person.evaluations.len(), 3);
    assert_eq!(person.counted(), []);
    assert_eq!(person.as_of(date(2025, 1, 1)).skill(0), (Standing::NotRated, None));
    assert_eq!(person.evaluations[0].mean().unwrap().fixed(2), "5.00");
}

#[test]
fn a_self_evaluation_is_seen_once_the_rater_has_submitted_an_own_one_within_60_days() {
    use crate::domain::evaluation::{Kind, Status};
    use crate::domain::id::UserId;
    let mut own = evaluation(1, 1, date(2024, 6, 1), &[]);
    own.kind = Kind::SelfRating;
    own.status = Status::Submitted;
    let mut near = evaluation(2, 1, date(2024, 7, 31), &[]);
    near.rater = UserId(7);
    near.status = Status::Submitted;
    let mut far = evaluation(3, 1, date(2024, 4, 1), &[]);
    far.rater = UserId(8);
    let ann = Changed::Employee(Box::new(Written::Put(employee(1, "Ann Lee", date(2023, 1, 1)))));
    let changes = [own, near, far].map(|e| Changed::Evaluation(Box::new(e)));
    let projection = Projection::default().with(&[ann]).with(&changes);
    let person = projection.person(EmployeeId(1)).unwrap();
    let own = person.evaluations.iter().find(|h| h.kind == Kind::SelfRating).unwrap();
    let seen = |user| person.facts(own, Some(UserId(user)), date(2024, 8, 1)).seen_after_own;
    assert_eq!([seen(7), seen(8), seen(9)], [true, false, false]);
}
