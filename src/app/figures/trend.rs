//! Trends of a person and of a team: rebuilt as of each month end from what the projection has
//! prepared, so that a point costs one binary search a person.

use super::{Day, Filter};
use crate::app::projection::{AsOf, Person, Projection};
use crate::domain::kpi::average::{Figure, State, Team};
use crate::domain::kpi::due::subtract_months;
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::level::Standing;
use crate::domain::kpi::trend::{Change, Matched, Point, TeamChange, Trend, overall_change, points};
use jiff::civil::Date;

/// A trend goes back this far at most, in months.
const MONTHS_MAX: u32 = 120;

/// The trend of a team over the filter's range: people as employed and of the tier on each day.
/// `category` is a slot.
pub fn of_team(projection: &Projection, people: &[&Person], filter: &Filter, category: Option<usize>) -> Trend {
    let days = days(projection, filter.from, filter.to);
    let mut figures: Vec<Team> = days.iter().map(|_| Team::default()).collect();
    let mut changes: Vec<TeamChange> = days.iter().map(|_| TeamChange::default()).collect();
    for person in people {
        let mut before: Option<AsOf<'_>> = None;
        for (i, day) in days.iter().enumerate() {
            if !person.employee.employed_on(day.on) || !filter.has_tier(&person.employee, day.on) {
                before = None;
                continue;
            }
            let as_of = person.as_of(day.on);
            let state = match category {
                Some(slot) => {
                    let tally = day.tally(&as_of, slot);
                    figures[i].add_tally(&tally);
                    tally.state()
                }
                None => {
                    let figure = &day.overall(&as_of).figure;
                    figures[i].add(figure);
                    figure.state
                }
            };
            if state != State::Ok {
                before = None;
                continue;
            }
            if let Some(before) = before {
                let own = change(projection, person, (&days[i - 1], &before), (day, &as_of), category);
                changes[i].add(&own);
            }
            before = Some(as_of);
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
    let mut before: Option<AsOf<'_>> = None;
    for (i, day) in days.iter().enumerate() {
        let employed = person.employee.employed_on(day.on);
        let as_of = person.as_of(day.on);
        figures.push(match category {
            _ if !employed => Figure {
                value: None,
                k: 0,
                n: 0,
                state: State::NotApplicable,
            },
            Some(slot) => day.tally(&as_of, slot).average(),
            None => day.overall(&as_of).figure.clone(),
        });
        changes.push(match before.replace(as_of) {
            Some(before) if employed => change(projection, person, (&days[i - 1], &before), (day, &as_of), category),
            _ => Change::default(),
        });
    }
    finish(days, figures, changes)
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

/// A person's matched change between two points that follow each other.
fn change(
    projection: &Projection,
    person: &Person,
    (from, before): (&Day, &AsOf<'_>),
    (to, after): (&Day, &AsOf<'_>),
    category: Option<usize>,
) -> Change {
    let (earlier, later) = (before.step(), after.step());
    if earlier == later {
        let matched = match category {
            Some(slot) => to.tally(after, slot).rated.into(),
            None => to.overall(after).figure.k,
        };
        return Change {
            mean: (matched > 0).then_some(Exact::ZERO),
            matched,
            ..Change::default()
        };
    }
    let prepared = &person.history.prepared;
    let end = to.on.last_of_month();
    let from_month_end = from.on == from.on.last_of_month();
    // What is prepared reaches to the month's end: good if nothing comes between this day and it.
    let to_month_end = prepared.step(end) == later;
    if let Some(month) = prepared.month(end).filter(|_| from_month_end && to_month_end) {
        return match category {
            Some(slot) => prepared.month_cells(month)[slot].change(),
            None => prepared.months[month].overall.clone(),
        };
    }
    direct(projection, (from.on, before), (to.on, after), category)
}

/// The same, skill by skill.
fn direct(
    projection: &Projection,
    (from, before): (Date, &AsOf<'_>),
    (to, after): (Date, &AsOf<'_>),
    category: Option<usize>,
) -> Change {
    let shape = projection.shape();
    let mut matched = vec![Matched::default(); shape.categories.len()];
    let standing = |as_of: &AsOf<'_>, slot: usize, day: Date| {
        let in_use = super::super::projection::active_on(shape.skills[slot].archived_on, day);
        if in_use {
            as_of.skill(slot).0
        } else {
            Standing::NotRated
        }
    };
    for (slot, skill) in shape.skills.iter().enumerate() {
        if category.is_none_or(|category| category == skill.category) {
            matched[skill.category].add(standing(before, slot, from), standing(after, slot, to), skill.weight);
        }
    }
    match category {
        Some(category) => matched[category].change(),
        None => overall_change(matched.into_iter().zip(shape.categories.iter().map(|c| c.weight))),
    }
}
