//! What needs attention: people to evaluate, levels that are old, skills that rest on one person.

use super::Seen;
use super::skills::Covered;
use crate::app::figures::Filter;
use crate::app::projection::Projection;
use crate::domain::id::{EmployeeId, SkillCategoryId, SkillId};
use crate::domain::kpi::coverage::{Cover, bus_factor, cover};
use crate::domain::kpi::due::{due, overdue_days};
use jiff::civil::Date;

/// Longest list; the total is said.
const LISTED: usize = 10;

/// The first of many.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T> {
    pub total: usize,
    /// At most 10.
    pub first: Vec<T>,
}

/// As of the filter's `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// People past their due day, by name.
    pub overdue: Listed<Overdue>,
    /// People with stale levels, by name.
    pub stale: Listed<Stale>,
    /// Skills that rest on one person in view, critical ones first, then in the catalogue's order.
    pub single_points: Listed<SinglePoint>,
    /// Skills nobody in sight covers.
    pub uncovered: u32,
    /// Skills that more than one but fewer than their coverage target cover.
    pub thin: u32,
    /// The fewest people any critical skill rests on; `None` without critical skills.
    pub bus_factor: Option<u32>,
}

/// Someone to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub employee: EmployeeId,
    pub name: String,
    /// The last finalised manager evaluation; `None`: never.
    pub last: Option<Date>,
    pub due: Date,
    pub days: i32,
}

/// Someone with old levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    pub employee: EmployeeId,
    pub name: String,
    pub stale: u32,
    /// Levels altogether.
    pub rated: u32,
}

/// A skill that needs a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinglePoint {
    pub skill: SkillId,
    pub name: String,
    pub category: SkillCategoryId,
    pub critical: bool,
    pub employee: EmployeeId,
    pub employee_name: String,
}

pub(super) fn attention(
    projection: &Projection,
    seen: &[Seen<'_>],
    filter: &Filter,
    covered: Vec<Covered<'_>>,
    stale: Vec<(u32, u32)>,
) -> Attention {
    let by_name: Vec<usize> = (0..seen.len()).filter(|i| seen[*i].in_view).collect();
    let months = projection.settings.evaluation_interval_months;
    let overdue = listed(by_name.iter().filter_map(|i| {
        let one = &seen[*i];
        let last = one.as_of.last_evaluated();
        let due = due(last, one.person.employee.hire_date, months);
        overdue_days(due, filter.to).map(|days| (one, last, due, days))
    }));
    let overdue = overdue.map(|(one, last, due, days)| Overdue {
        employee: one.person.id(),
        name: one.person.employee.name(),
        last,
        due,
        days,
    });
    let stale = listed(by_name.iter().filter(|i| stale[**i].0 > 0).map(|i| (*i, stale[*i])));
    let stale = stale.map(|(i, (stale, rated))| Stale {
        employee: seen[i].person.id(),
        name: seen[i].person.employee.name(),
        stale,
        rated,
    });
    let of = |one: &Covered<'_>| cover(one.people, one.skill.coverage_target);
    let count = |wanted| u32::try_from(covered.iter().filter(|one| of(one) == wanted).count()).unwrap_or(u32::MAX);
    let single = covered
        .iter()
        .filter(|one| of(one) == Cover::Single && seen[one.last].in_view);
    let (critical, rest): (Vec<_>, Vec<_>) = single.partition(|one| one.skill.critical);
    let single_points = listed(critical.into_iter().chain(rest)).map(|one| {
        let person = seen[one.last].person;
        SinglePoint {
            skill: one.skill.id,
            name: one.skill.name.clone(),
            category: one.skill.category,
            critical: one.skill.critical,
            employee: person.id(),
            employee_name: person.employee.name(),
        }
    });
    Attention {
        overdue,
        stale,
        single_points,
        uncovered: count(Cover::None),
        thin: count(Cover::Thin),
        bus_factor: bus_factor(covered.iter().filter(|one| one.skill.critical).map(|one| one.people)),
    }
}

fn listed<T>(all: impl Iterator<Item = T>) -> Listed<T> {
    let mut listed = Listed {
        total: 0,
        first: Vec::new(),
    };
    for one in all {
        listed.total += 1;
        if listed.first.len() < LISTED {
            listed.first.push(one);
        }
    }
    listed
}

impl<T> Listed<T> {
    fn map<U>(self, each: impl FnMut(T) -> U) -> Listed<U> {
        Listed {
            total: self.total,
            first: self.first.into_iter().map(each).collect(),
        }
    }
}
