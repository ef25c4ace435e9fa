//! The dashboard as typed values: what the company's figures are under a filter, each with what it
//! rests on. People are never ranked by a figure. Formatting is the page's.

mod attention;
mod recent;
mod skills;
#[cfg(test)]
mod tests;

pub use attention::{Attention, Listed, Overdue, SinglePoint, Stale};
pub use recent::Recent;
pub use skills::SkillFigure;

use super::figures::{Day, Filter, Given, Period, targets, trend};
use super::projection::{AsOf, Person, Projection};
use super::{App, Error};
use crate::domain::id::{EmployeeId, SkillCategoryId, ToolCategoryId};
use crate::domain::kpi::agreement::CrewAgreement;
use crate::domain::kpi::average::{Figure, Ratings, Team};
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::tools::Share;
use crate::domain::kpi::trend::Trend;
use crate::domain::policy::{Action, Actor, Scope};
use crate::domain::text::folded;
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// Everything on the dashboard. Levels, tool shares and attention are as of the filter's `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dashboard {
    pub filter: Filter,
    pub choices: Choices,
    /// People employed on the day, within the filter.
    pub active: u32,
    /// Finalised manager evaluations in the range, and the average of the ratings given in them.
    pub given: Given,
    /// The mean over people, each once, of their overall average, or of the category's.
    pub average: Figure,
    /// The mean over all their official levels, each once: another figure.
    pub over_ratings: Ratings,
    pub tools: Tools,
    /// Of what the actor may see of self evaluations; `None`: nothing to compare.
    pub agreement: Option<CrewAgreement>,
    /// In the catalogue's order; one only with a category filter.
    pub categories: Vec<CategoryFigure>,
    pub trend: Trend,
    /// Active people by tier, lowest first.
    pub tiers: [u32; 5],
    /// Highest mean first, at most 5.
    pub strongest: Vec<SkillFigure>,
    /// Lowest mean first, at most 5, none that is among the strongest.
    pub weakest: Vec<SkillFigure>,
    /// Skills in use with too few rated people for either list.
    pub skills_without_enough: u32,
    /// Newest first, at most 8.
    pub recent: Vec<Recent>,
    pub attention: Attention,
}

/// What the filter offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// Everyone in sight, by name; who left is among them.
    pub employees: Vec<(EmployeeId, String)>,
    /// In use, in order.
    pub categories: Vec<(SkillCategoryId, String)>,
}

/// Whether tools can be operated, over all people and tools asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    pub operate: Share,
    /// Tools owned, on the truck or not.
    pub owned: u32,
    pub truck: u32,
    /// With a category filter: the tools of the tool category of the same name; `None`: all tools.
    pub category: Option<ToolCategoryId>,
}

/// A category over the people in view.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryFigure {
    pub id: SkillCategoryId,
    pub name: String,
    /// k people with a figure, of n to whom it applies.
    pub figure: Figure,
    /// What the tier in view asks for; only when the filter has one tier or one person.
    pub target: Option<Exact>,
}

/// The dashboard an actor may see.
///
/// # Errors
/// Not found for who may not see the crew, and for an employee or category that is not there or
/// not in sight; a range that is none.
pub fn show(app: &App, actor: &Actor, filter: &Filter) -> Result<Dashboard, Error> {
    app.permit(actor, &Action::SeeCrew)?;
    let today = app.today();
    let filter = filter.checked(today)?;
    let mut dashboard = compute(&app.projection(), app.scope(actor), today, &filter)?;
    dashboard.agreement = super::agreement::of_crew(app, actor, &filter)?;
    for row in &mut dashboard.recent {
        row.rater_name = super::users::name_of(app, row.rater)?;
    }
    Ok(dashboard)
}

/// A person in view, as of the filter's `to`.
struct Seen<'a> {
    person: &'a Person,
    as_of: AsOf<'a>,
    tier: Tier,
    /// Within the filter, not only in sight.
    in_view: bool,
}

/// The same, once it is decided whom the actor may see.
pub(super) fn compute(projection: &Projection, scope: Scope, today: Date, filter: &Filter) -> Result<Dashboard, Error> {
    let shape = projection.shape();
    let category = match filter.category {
        Some(id) => Some(shape.category(id).ok_or(Error::NotFound)?),
        None => None,
    };
    let in_sight: Vec<&Person> = projection
        .people_by_name()
        .map(|person| &**person)
        .filter(|person| scope.holds(person.about(today)))
        .collect();
    if let Some(id) = filter.employee
        && !in_sight.iter().any(|person| person.id() == id)
    {
        return Err(Error::NotFound);
    }
    // Also those who have left since: what was given to them stays in a period's counts.
    let looked_at: Vec<&Person> = in_sight.iter().copied().filter(|p| filter.has_person(p.id())).collect();
    let seen: Vec<Seen<'_>> = in_sight
        .iter()
        .filter(|person| person.employee.employed_on(filter.to))
        .map(|person| Seen {
            person,
            as_of: person.as_of(filter.to),
            tier: person.employee.tier_on(filter.to).unwrap_or(Tier::ALL[0]),
            in_view: filter.has_person(person.id()) && filter.has_tier(&person.employee, filter.to),
        })
        .collect();
    let day = Day::new(projection, filter.to);
    let in_view = || seen.iter().filter(|one| one.in_view);
    let mut tiers = [0; 5];
    in_view().for_each(|one| tiers[one.tier.index()] += 1);
    let (average, over_ratings) = averages(projection, &day, in_view(), category);
    let skills = skills::over(projection, &seen, filter, category);
    Ok(Dashboard {
        filter: *filter,
        choices: choices(projection, &in_sight, filter.to),
        active: tiers.iter().sum(),
        given: given(&looked_at, filter, category),
        average,
        over_ratings,
        tools: tools(projection, in_view(), filter.category),
        agreement: None,
        categories: categories(projection, &day, &seen, filter),
        trend: trend::of_team(projection, &looked_at, filter, category),
        tiers,
        strongest: skills.strongest,
        weakest: skills.weakest,
        skills_without_enough: skills.without_enough,
        recent: recent::recent(&looked_at, filter, category),
        attention: attention::attention(projection, &seen, filter, skills.cover, skills.stale),
    })
}

fn choices(projection: &Projection, in_sight: &[&Person], day: Date) -> Choices {
    Choices {
        employees: in_sight.iter().map(|p| (p.id(), p.employee.name())).collect(),
        categories: projection
            .catalogue
            .skill_categories_on(day)
            .map(|c| (c.id, c.name.clone()))
            .collect(),
    }
}

fn given(people: &[&Person], filter: &Filter, category: Option<usize>) -> Given {
    let mut given = Given::default();
    for person in people {
        for (from, to) in filter.stretches(&person.employee) {
            Period { from, to, category }.add(person, &mut given);
        }
    }
    given
}

fn averages<'a>(
    projection: &Projection,
    day: &'a Day,
    people: impl Iterator<Item = &'a Seen<'a>>,
    category: Option<usize>,
) -> (Figure, Ratings) {
    let (mut team, mut ratings) = (Team::default(), Ratings::default());
    for one in people {
        match category {
            Some(slot) => {
                let tally = day.tally(&one.as_of, slot);
                team.add_tally(&tally);
                ratings.add(tally.levels, tally.rated.into());
            }
            None => {
                team.add(&day.overall(&one.as_of).figure);
                for slot in 0..projection.shape().categories.len() {
                    let tally = day.tally(&one.as_of, slot);
                    ratings.add(tally.levels, tally.rated.into());
                }
            }
        }
    }
    (team.average(), ratings)
}

fn tools<'a>(
    projection: &Projection,
    people: impl Iterator<Item = &'a Seen<'a>>,
    category: Option<SkillCategoryId>,
) -> Tools {
    let catalogue = &projection.catalogue;
    // Trades and their tools are two lists; what they have in common is the name.
    let name = category
        .and_then(|id| catalogue.skill_category(id))
        .map(|c| folded(&c.name));
    let same = name.and_then(|name| catalogue.tool_categories.iter().find(|c| folded(&c.name) == name));
    let mut tools = Tools {
        category: same.map(|c| c.id),
        ..Tools::default()
    };
    let only = tools.category.and_then(|id| projection.shape().tool_category(id));
    for one in people {
        let cells = one.as_of.tool_cells().unwrap_or_default().iter().enumerate();
        for (_, cell) in cells.filter(|(slot, _)| only.is_none_or(|only| only == *slot)) {
            tools.operate.pool(cell.operate);
            tools.owned += u32::from(cell.owned);
            tools.truck += u32::from(cell.truck);
        }
    }
    tools
}

fn categories(projection: &Projection, day: &Day, seen: &[Seen<'_>], filter: &Filter) -> Vec<CategoryFigure> {
    // One tier is in view: that of the filter, or that of the one person.
    let of_person = || seen.iter().find(|one| one.in_view).map(|one| one.tier);
    let tier = filter.tier.or_else(|| filter.employee.and_then(|_| of_person()));
    let targets = tier.zip(projection.targets_on(day.on));
    let mut figures = Vec::new();
    for category in projection.catalogue.skill_categories_on(day.on) {
        let Some(slot) = projection.shape().category(category.id) else {
            continue;
        };
        if filter.category.is_some_and(|only| only != category.id) {
            continue;
        }
        let mut team = Team::default();
        for one in seen.iter().filter(|one| one.in_view) {
            team.add_tally(&day.tally(&one.as_of, slot));
        }
        figures.push(CategoryFigure {
            id: category.id,
            name: category.name.clone(),
            figure: team.average(),
            target: targets
                .and_then(|(tier, set)| targets::of_category(projection, set, tier, category.id, day.on, |_| false)),
        });
    }
    figures
}
