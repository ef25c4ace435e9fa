//! Whatever happens, what is in memory is what a fresh start would read.

use crate::app::projection::sample::{Dice, employee, evaluation, skill, skill_category, tier, tool, tool_category};
use crate::app::projection::{Changed, Projection, Written};
use crate::domain::employee::{Employee, TierEntry};
use crate::domain::evaluation::{Evaluation, Kind, Status, WithdrawnRevision};
use crate::domain::id::{EmployeeId, EvaluationId, TargetSetId, UserId, WithdrawnRevisionId};
use crate::domain::leaving;
use crate::domain::lifecycle;
use crate::domain::settings::Settings;
use crate::domain::target::{Target, TargetSet};
use crate::store::{self, Options, Order, Read, Span, Store, Writer};
use jiff::Timestamp;
use std::collections::BTreeMap;

const PEOPLE: u64 = 12;
const CATEGORIES: u64 = 4;
const SKILLS: u64 = 20;
const TOOLS: u64 = 8;

struct Company {
    store: Store,
    projection: Projection,
    dice: Dice,
    _folder: tempfile::TempDir,
}

impl Company {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Options::default()).unwrap();
        let projection = Projection::build(&store.read().unwrap()).unwrap();
        Company {
            store,
            projection,
            dice: Dice::new(seed),
            _folder: folder,
        }
    }

    /// One commit of what `change` writes, and what it says it wrote.
    fn commit(&mut self, change: impl FnOnce(&mut Writer, &mut Dice) -> store::Result<Vec<Changed>>) {
        let changes = self.store.write(|w| change(w, &mut self.dice));
        match changes {
            Ok(changes) => self.projection = self.projection.with(&changes),
            // Two manager evaluations of one day: refused, nothing happened.
            Err(store::Error::Taken { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }

    fn check(&self, after: usize) {
        let fresh = Projection::build(&self.store.read().unwrap()).unwrap();
        assert!(
            self.projection == fresh,
            "after {after} changes it is not what a fresh start reads"
        );
    }
}

fn any_evaluation(w: &Writer, dice: &mut Dice, status: Status) -> store::Result<Option<Evaluation>> {
    let mut all: Vec<Evaluation> = w.all()?;
    all.retain(|e| e.status == status);
    Ok(match all.len() as u64 {
        0 => None,
        n => Some(all.swap_remove(dice.below(n) as usize)),
    })
}

fn put_evaluation(w: &mut Writer, one: Option<Evaluation>) -> store::Result<Vec<Changed>> {
    let Some(one) = one else { return Ok(Vec::new()) };
    w.put(&one)?;
    Ok(vec![Changed::Evaluation(Box::new(one))])
}

fn change_evaluation(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    match dice.below(17) {
        0..4 => {
            let id = w.next_id::<Evaluation>()?;
            let people: Vec<Employee> = w.all()?;
            let about = people[dice.below(people.len() as u64) as usize].id;
            let mut draft = evaluation(id.0, about.0, dice.day(), &[]);
            draft.content = dice.content(SKILLS, 12, TOOLS);
            draft.rater = UserId(dice.below(3) + 1);
            draft.status = Status::Draft;
            draft.finalised = None;
            if dice.one_in(4) {
                draft.kind = Kind::SelfRating;
            }
            put_evaluation(w, Some(draft))
        }
        4..8 => {
            // A draft is saved again, with another date, then submitted.
            let mut draft = any_evaluation(w, dice, Status::Draft)?;
            if let Some(draft) = &mut draft {
                draft.date = dice.day();
                draft.content = dice.content(SKILLS, 12, TOOLS);
                if !dice.one_in(4) {
                    draft.status = Status::Submitted;
                }
            }
            put_evaluation(w, draft)
        }
        8..14 => {
            let mut submitted = any_evaluation(w, dice, Status::Submitted)?.filter(|e| e.kind == Kind::Manager);
            if let Some(submitted) = &mut submitted {
                submitted.status = Status::Finalised;
            }
            put_evaluation(w, submitted)
        }
        14 => reopen(w, dice),
        15 => {
            let mut returned = any_evaluation(w, dice, Status::Submitted)?;
            if let Some(returned) = &mut returned {
                let reason = String::from("Not done yet");
                lifecycle::return_to_draft(returned, false, UserId(1), reason, Timestamp::UNIX_EPOCH).unwrap();
            }
            put_evaluation(w, returned)
        }
        _ => {
            let Some(draft) = any_evaluation(w, dice, Status::Draft)? else {
                return Ok(Vec::new());
            };
            w.delete::<Evaluation>(draft.id)?;
            Ok(vec![Changed::EvaluationRemoved {
                id: draft.id,
                employee: draft.employee,
            }])
        }
    }
}

/// Someone has left and is anonymised: every evaluation of theirs at once, and the record.
fn anonymise(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    let id = EmployeeId(dice.below(PEOPLE) + 1);
    let Some(mut one) = w.get::<Employee>(id)? else {
        return Ok(Vec::new());
    };
    let mut changes = Vec::new();
    for evaluation in w.ids::<Evaluation>("by_employee", Span::of(id), Order::Ascending, usize::MAX)? {
        let mut evaluation = w.get::<Evaluation>(evaluation)?.unwrap();
        if evaluation.status == Status::Draft && evaluation.revision == 1 {
            w.delete::<Evaluation>(evaluation.id)?;
            changes.push(Changed::EvaluationRemoved {
                id: evaluation.id,
                employee: id,
            });
        } else if leaving::anonymise_evaluation(&mut evaluation) {
            changes.extend(put_evaluation(w, Some(evaluation))?);
        }
    }
    leaving::anonymise_employee(&mut one, "2026-05-04T12:00:00Z".parse().unwrap());
    w.put(&one)?;
    changes.push(Changed::Employee(Box::new(Written::Put(one))));
    Ok(changes)
}

/// Opened again; once in three it is finalised again in the same commit, as it was or on another day.
fn reopen(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    let Some(mut one) = any_evaluation(w, dice, Status::Finalised)? else {
        return Ok(Vec::new());
    };
    let id = w.next_id::<WithdrawnRevision>()?;
    let reason = String::from("Wrong day");
    let withdrawn = lifecycle::reopen(&mut one, id, UserId(1), reason, Timestamp::UNIX_EPOCH).unwrap();
    w.put(&withdrawn)?;
    let mut changes = put_evaluation(w, Some(one.clone()))?;
    if dice.one_in(3) {
        if dice.one_in(2) {
            one.date = dice.day();
        }
        one.status = Status::Finalised;
        changes.extend(put_evaluation(w, Some(one))?);
    }
    Ok(changes)
}

fn change_employee(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    if dice.one_in(8) {
        return anonymise(w, dice);
    }
    let id = dice.below(PEOPLE) + 1;
    let mut one = match w.get::<Employee>(EmployeeId(id))? {
        Some(one) => one,
        None => employee(id, &format!("Person {id}"), dice.day()),
    };
    match dice.below(3) {
        0 => one.last_name = format!("Name {}", dice.below(100)),
        1 => one.employment[0].to = dice.one_in(2).then(|| dice.day()),
        _ => one.tiers.push(TierEntry {
            from: dice.day(),
            tier: tier(dice.below(5) as u8 + 1),
            decided_by: None,
            reason: String::new(),
        }),
    }
    w.put(&one)?;
    Ok(vec![Changed::Employee(Box::new(Written::Put(one)))])
}

fn change_catalogue(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    let archived_on = dice.one_in(4).then(|| dice.day());
    match dice.below(4) {
        0 => {
            let mut one = skill_category(dice.below(CATEGORIES) + 1, "");
            one.name = format!("Category {} {}", one.id, dice.below(9));
            one.weight = dice.below(4) as u32;
            one.order = dice.below(9) as u32;
            one.archived_on = archived_on.filter(|_| dice.one_in(3));
            w.put(&one)?;
            Ok(vec![Changed::SkillCategory(Written::Put(one))])
        }
        1 => {
            let mut one = skill(dice.below(SKILLS) + 1, 1);
            one.category.0 = one.id.0 % CATEGORIES + 1;
            one.weight = dice.below(4) as u32;
            one.order = dice.below(9) as u32;
            one.archived_on = archived_on;
            w.put(&one)?;
            Ok(vec![Changed::Skill(Written::Put(one))])
        }
        2 => {
            let mut one = tool_category(dice.below(2) + 1, "");
            one.name = format!("Tools {} {}", one.id, dice.below(9));
            w.put(&one)?;
            Ok(vec![Changed::ToolCategory(Written::Put(one))])
        }
        _ => {
            let mut one = tool(dice.below(TOOLS) + 1, 1);
            one.category.0 = one.id.0 % 2 + 1;
            one.archived_on = archived_on;
            w.put(&one)?;
            Ok(vec![Changed::Tool(Written::Put(one))])
        }
    }
}

fn change_settings(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    if dice.one_in(2) {
        let settings = Settings {
            company: format!("Company {}", dice.below(9)),
            ..Settings::default()
        };
        w.put(&settings)?;
        return Ok(vec![Changed::Settings(Box::new(settings))]);
    }
    let id = TargetSetId(dice.below(3) + 1);
    if dice.one_in(3) {
        let removed = w.delete::<TargetSet>(id)?;
        return Ok(if removed {
            vec![Changed::Targets(Written::Removed(id))]
        } else {
            Vec::new()
        });
    }
    let set = TargetSet {
        id,
        from: dice.day(),
        by_category: BTreeMap::from([((tier(1), skill_category(1, "").id), Target::NotNeeded)]),
        by_skill: BTreeMap::new(),
    };
    w.put(&set)?;
    Ok(vec![Changed::Targets(Written::Put(set))])
}

/// Everything of a small company at once: a whole catalogue and people in one commit.
fn found(w: &mut Writer, dice: &mut Dice) -> store::Result<Vec<Changed>> {
    let mut changes = Vec::new();
    for id in 1..=CATEGORIES {
        let one = skill_category(id, &format!("Category {id}"));
        w.put(&one)?;
        changes.push(Changed::SkillCategory(Written::Put(one)));
    }
    for id in 1..=SKILLS {
        let one = skill(id, id % CATEGORIES + 1);
        w.put(&one)?;
        changes.push(Changed::Skill(Written::Put(one)));
    }
    for id in 1..=2 {
        let one = tool_category(id, &format!("Tools {id}"));
        w.put(&one)?;
        changes.push(Changed::ToolCategory(Written::Put(one)));
    }
    for id in 1..=TOOLS {
        let one = tool(id, id % 2 + 1);
        w.put(&one)?;
        changes.push(Changed::Tool(Written::Put(one)));
    }
    for id in 1..=PEOPLE / 2 {
        let one = employee(id, &format!("Person {id}"), dice.day());
        w.put(&one)?;
        changes.push(Changed::Employee(Box::new(Written::Put(one))));
    }
    Ok(changes)
}

#[test]
fn after_1000_random_changes_it_is_what_a_fresh_start_reads() {
    let mut company = Company::new(20);
    company.commit(found);
    company.check(0);
    let mut done = 0;
    while done < 1_000 {
        // A commit may hold several changes, of one record even.
        let several = company.dice.below(8) + 1;
        done += several as usize;
        company.commit(|w, dice| {
            let mut changes = Vec::new();
            for _ in 0..several {
                changes.extend(match dice.below(20) {
                    0..14 => change_evaluation(w, dice)?,
                    14..17 => change_employee(w, dice)?,
                    17 | 18 => change_catalogue(w, dice)?,
                    _ => change_settings(w, dice)?,
                });
            }
            Ok(changes)
        });
        if company.dice.one_in(8) {
            company.check(done);
        }
    }
    company.check(done);
    let counted: usize = company.projection.people().map(|p| p.counted().len()).sum();
    assert!(counted > 20, "the dice fell so that only {counted} evaluations count");
}

#[test]
fn what_is_reopened_counts_no_more_from_that_commit_on_and_finalised_again_all_is_as_before() {
    let mut company = Company::new(7);
    company.commit(found);
    let day = |n| jiff::civil::date(2025, 3, n);
    let (first, second) = (evaluation(1, 1, day(1), &[(1, 2)]), evaluation(2, 1, day(2), &[(1, 4)]));
    for one in [&first, &second] {
        company.commit(|w, _| put_evaluation(w, Some(one.clone())));
    }
    let before = company.projection.clone();
    let mut one = second.clone();
    lifecycle::reopen(
        &mut one,
        WithdrawnRevisionId(1),
        UserId(1),
        "Wrong day".into(),
        Timestamp::UNIX_EPOCH,
    )
    .unwrap();
    company.commit(|w, _| put_evaluation(w, Some(one.clone())));
    let person = |company: &Company| company.projection.person(EmployeeId(1)).unwrap().clone();
    assert_eq!(person(&company).counted(), [(day(1), EvaluationId(1))]);
    assert_eq!(person(&company).as_of(day(9)).last_evaluated(), Some(day(1)));
    company.check(3);
    (one.status, one.revision, one.updated_at) = (Status::Finalised, second.revision, second.updated_at);
    company.commit(|w, _| put_evaluation(w, Some(one)));
    assert!(company.projection == before, "put back, it is what it was");
    company.check(4);
}

#[test]
fn an_evaluation_that_moves_to_another_day_moves_in_the_lists() {
    let mut company = Company::new(1);
    company.commit(found);
    let day = |n| jiff::civil::date(2025, 3, n);
    for (id, n) in [(1, 3), (2, 1), (1, 2)] {
        company.commit(|w, _| put_evaluation(w, Some(evaluation(id, 1, day(n), &[]))));
    }
    let newest: Vec<_> = company
        .projection
        .evaluations_newest(0)
        .map(|(_, h)| (h.id, h.date))
        .collect();
    assert_eq!(newest, [(EvaluationId(1), day(2)), (EvaluationId(2), day(1))]);
    company.check(3);
}
