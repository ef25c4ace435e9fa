#![allow(clippy::unwrap_used)]

mod cards;
mod filters;
mod people;
mod recent;
mod skills;
mod trend;

use super::*;
use crate::app::projection::sample::{
    Dice, employee, evaluation, mark, skill, skill_category, tier, tool, tool_category,
};
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
            crew.changes.push(Changed::SkillCategory(Written::Put(skill_category(
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
