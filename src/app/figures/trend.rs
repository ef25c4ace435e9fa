//! Trends of a person and of a team: rebuilt as of each month end from what the projection has
//! prepared, so that a point costs one binary search a person.

use super::{Day, Filter};
use crate::app::projection::{AsOf, MonthEnd, Person, Projection, active_on};
use crate::domain::kpi::average::{Figure, State, Tally, Team};
use crate::domain::kpi::due::subtract_months;
use crate::domain::kpi::level::Standing;
use crate::domain::kpi::trend::{Change, Matched, Point, TeamChange, Trend, overall_change, points};
use jiff::civil::Date;
use std::borrow::Cow;

/// A trend goes back this far at most, in months.
const MONTHS_MAX: u32 = 120;

/// The trend of a team over the filter's range: people as employed and of the tier on each day.
/// `category` is a slot.
pub fn of_team(projection: &Projection, people: &[&Person], filter: &Filter, category: Option<usize>) -> Trend {
    let days = days(projection, filter.from, filter.to);
    let mut figures: Vec<Team> = days.iter().map(|_| Team::default()).collect();
    let mut changes: Vec<TeamChange> = days.iter().map(|_| TeamChange::default()).collect();
    for person in people {
        let mut before = false;
        for (i, day) in days.iter().enumerate() {
            let there = person.employee.employed_on(day.on) && filter.has_tier(&person.employee, day.on);
            let at = there.then(|| At::new(person, day, category));
            let known = at.as_ref().is_some_and(|at| at.state() == State::Ok);
            if let Some(at) = at {
                at.add_to(&mut figures[i]);
                if before && known {
                    changes[i].add(&at.change(projection, &days[i - 1]));
                }
            }
            before = known;
        }
    }
    finish(
        days,
        figures.into_iter().map(Team::average),
        changes.into_iter().map(TeamChange::change),
    )
}

/// The trend of one person; days not employed are gaps. `category` is a slot.
pub fn of_person(projection: &Projection, person: &Person, from: Date, to: Date, category: Option<usize>) -> Trend {
    let days = days(projection, from, to);
    let mut figures = Vec::with_capacity(days.len());
    let mut changes = Vec::with_capacity(days.len());
    for (i, day) in days.iter().enumerate() {
        let at = At::new(person, day, category);
        let employed = person.employee.employed_on(day.on);
        changes.push(match i.checked_sub(1).filter(|_| employed) {
            Some(before) => at.change(projection, &days[before]).into_owned(),
            None => Change::default(),
        });
        figures.push(if employed { at.figure() } else { NOWHERE });
    }
    finish(days, figures, changes)
}

/// The figure of someone who is not employed.
const NOWHERE: Figure = Figure {
    value: None,
    k: 0,
    n: 0,
    state: State::NotApplicable,
};

/// A person at one point of a trend.
struct At<'a> {
    person: &'a Person,
    day: &'a Day,
    category: Option<usize>,
    /// The step that holds on the day; `None`: nothing was ever rated.
    step: Option<usize>,
    /// The month it is in, while nothing comes between the day and the month's end.
    month: Option<(&'a MonthEnd, bool)>,
}

impl<'a> At<'a> {
    fn new(person: &'a Person, day: &'a Day, category: Option<usize>) -> Self {
        let prepared = &person.history.prepared;
        let month = prepared.month_end(day.on);
        let (step, month) = match month {
            Some((end, _)) if day.on == day.on.last_of_month() => (Some(end.step), month),
            _ => {
                let step = prepared.step(day.on);
                (step, month.filter(|(end, _)| Some(end.step) == step))
            }
        };
        Self {
            person,
            day,
            category,
            step,
            month,
        }
    }

    fn tally(&self, category: usize) -> Tally {
        match self.step {
            Some(step) => self.person.history.prepared.cells(step)[category].tally,
            None => self.day.blank[category],
        }
    }

    fn overall(&self) -> &Figure {
        match (self.month, self.step) {
            (Some((end, _)), _) => &end.figure,
            (None, Some(step)) => &self.person.history.prepared.steps[step].overall.figure,
            (None, None) => &self.day.blank_overall.figure,
        }
    }

    fn state(&self) -> State {
        match self.category {
            Some(category) => self.tally(category).state(),
            None => self.overall().state,
        }
    }

    fn figure(&self) -> Figure {
        match self.category {
            Some(category) => self.tally(category).average(),
            None => self.overall().clone(),
        }
    }

    fn add_to(&self, team: &mut Team) {
        match self.category {
            Some(category) => team.add_tally(&self.tally(category)),
            None => team.add(self.overall()),
        }
    }

    /// The matched change since the point before.
    fn change(&self, projection: &Projection, before: &Day) -> Cow<'a, Change> {
        let from_month_end = before.on == before.on.last_of_month();
        let prepared = &self.person.history.prepared;
        match (self.month.filter(|_| from_month_end), self.category) {
            (Some((end, true)), None) => Cow::Borrowed(&end.change),
            (Some((end, true)), Some(category)) => Cow::Owned(prepared.month_cells(end)[category].change()),
            (Some((_, false)), None) => Cow::Owned(Change::none(self.overall().k)),
            (Some((_, false)), Some(category)) => Cow::Owned(Change::none(self.tally(category).rated.into())),
            (None, category) => Cow::Owned(direct(projection, self.person, before.on, self.day.on, category)),
        }
    }
}

fn days(projection: &Projection, from: Date, to: Date) -> Vec<Day> {
    points(from.max(subtract_months(to, MONTHS_MAX)), to)
        .into_iter()
        .map(|day| Day::new(projection, day))
        .collect()
}

/// Puts points together; a change stands only between two points that are no gaps.
fn finish(
    days: Vec<Day>,
    figures: impl IntoIterator<Item = Figure>,
    changes: impl IntoIterator<Item = Change>,
) -> Trend {
    let mut trend = Trend::default();
    for ((day, figure), change) in days.into_iter().zip(figures).zip(changes) {
        let gap = figure.state != State::Ok || trend.points.last().is_none_or(Point::is_gap);
        trend.points.push(Point {
            on: day.on,
            figure,
            change: (!gap).then_some(change),
        });
    }
    trend
}

/// A person's matched change between two days, skill by skill.
fn direct(projection: &Projection, person: &Person, from: Date, to: Date, category: Option<usize>) -> Change {
    let shape = projection.shape();
    let mut matched = vec![Matched::default(); shape.categories.len()];
    let (before, after) = (person.as_of(from), person.as_of(to));
    let standing = |as_of: &AsOf<'_>, slot: usize, day: Date| {
        let in_use = active_on(shape.skills[slot].archived_on, day);
        if in_use {
            as_of.skill(slot).0
        } else {
            Standing::NotRated
        }
    };
    for (slot, skill) in shape.skills.iter().enumerate() {
        if category.is_none_or(|category| category == skill.category) {
            matched[skill.category].add(standing(&before, slot, from), standing(&after, slot, to), skill.weight);
        }
    }
    match category {
        Some(category) => matched[category].change(),
        None => overall_change(matched.into_iter().zip(shape.categories.iter().map(|c| c.weight))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::app::projection::sample::{Dice, employee, evaluation, skill, skill_category};
    use crate::app::projection::{Changed, Written};
    use crate::domain::id::{EmployeeId, SkillCategoryId};
    use jiff::civil::date;

    #[test]
    fn what_is_prepared_of_a_month_is_what_one_finds_skill_by_skill() {
        for seed in 0..30 {
            let mut dice = Dice::new(seed);
            let ann = employee(1, "Ann Lee", date(2020, 1, 1));
            let mut changes = vec![Changed::Employee(Box::new(Written::Put(ann)))];
            changes
                .extend((1..=2).map(|id| Changed::SkillCategory(Written::Put(skill_category(id, &format!("C{id}"))))));
            for id in 1..=8 {
                let mut one = skill(id, id % 2 + 1);
                one.weight = dice.below(3) as u32;
                one.archived_on = dice.one_in(4).then(|| dice.day());
                changes.push(Changed::Skill(Written::Put(one)));
            }
            for id in 1..=15 {
                let mut one = evaluation(id, 1, dice.day(), &[]);
                one.content = dice.content(8, 5, 0);
                changes.push(Changed::Evaluation(Box::new(one)));
            }
            let projection = Projection::default().with(&changes);
            let person = projection.person(EmployeeId(1)).unwrap();
            let only = projection.shape().category(SkillCategoryId(dice.below(2) + 1));
            for category in [None, only] {
                let to = dice.day();
                let trend = of_person(&projection, person, date(2022, 11, 3), to, category);
                for pair in trend.points.windows(2) {
                    let Some(change) = &pair[1].change else { continue };
                    let expected = direct(&projection, person, pair[0].on, pair[1].on, category);
                    assert_eq!(
                        *change, expected,
                        "seed {seed}, {category:?}, {} to {}",
                        pair[0].on, pair[1].on
                    );
                }
            }
        }
    }
}
