//! One person's profile as typed values: facts, levels against targets, tools, history, trend, and
//! what is missing for the next tier. Each figure carries what it rests on; formatting is the page's.

mod categories;
mod next_step;
#[cfg(test)]
mod tests;

pub use categories::{CategoryRow, SkillRow, ToolCategoryRow, ToolRow};
pub use next_step::{MissingSkill, NextStep};

use super::figures::{Day, Filter, Given, Period, trend};
use super::leaving::is_proposed;
use super::projection::{AsOf, Header, Person, Projection};
use super::{App, Error};
use crate::domain::evaluation::SpecialSkill;
use crate::domain::id::{EmployeeId, EvaluationId, UserId};
use crate::domain::kpi::agreement::Agreement;
use crate::domain::kpi::average::Overall;
use crate::domain::kpi::due::{due, overdue_days};
use crate::domain::kpi::tools::Share;
use crate::domain::kpi::trend::Trend;
use crate::domain::policy::{Action, Actor, Decision};
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// Most rows of the history; the rest is in the list of evaluations.
const HISTORY: usize = 20;

/// A person's profile. Levels, targets and tools are as of the filter's `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Only its range is looked at.
    pub filter: Filter,
    pub facts: Facts,
    pub may: May,
    /// Over all categories, and the share of the weight it rests on.
    pub overall: Overall,
    /// Finalised manager evaluations in the range, and the average of the ratings given in them.
    pub given: Given,
    /// In the catalogue's order, with their skills.
    pub categories: Vec<CategoryRow>,
    /// Levels that are stale, and levels.
    pub stale: u32,
    pub rated: u32,
    /// In the catalogue's order, with their tools.
    pub tools: Vec<ToolCategoryRow>,
    /// Over all tools asked about.
    pub tool_share: Share,
    /// By name.
    pub special_skills: Vec<SpecialRow>,
    /// What the actor may know of, newest first, at most 20.
    pub evaluations: Vec<HistoryRow>,
    /// There are more than these.
    pub more_evaluations: bool,
    pub trend: Trend,
    /// `None`: at the highest tier.
    pub next_step: Option<NextStep>,
    /// When the next manager evaluation is due, as of `to`.
    pub due: Date,
    pub overdue_days: Option<i32>,
    /// Of the newest manager evaluation with a self evaluation beside it that the actor may see.
    pub agreement: Option<(EvaluationId, Agreement)>,
    /// The settings propose to anonymise the person.
    pub anonymise_proposed: bool,
}

/// Who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub id: EmployeeId,
    pub name: String,
    pub number: Option<String>,
    pub phone: String,
    pub email: String,
    pub hired: Date,
    pub tier: Tier,
    /// Since when of this tier.
    pub tier_since: Date,
    /// Employed on `to`.
    pub active: bool,
    /// The last day, of who has left.
    pub left: Option<Date>,
    pub anonymised: bool,
    pub manager: Option<(EmployeeId, String)>,
    /// `None` for who may not see them.
    pub notes: Option<String>,
    pub last_evaluated: Option<Date>,
}

/// What the actor may do from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct May {
    pub edit: bool,
    pub evaluate: bool,
    pub evaluate_self: bool,
    /// The person has left, and this actor may do it.
    pub anonymise: bool,
}

/// A special skill and since when it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecialRow {
    /// The day of the evaluation that said so last.
    pub said_on: Date,
    pub skill: SpecialSkill,
    /// Its validity has ended.
    pub expired: bool,
}

/// An evaluation in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    pub header: Header,
    pub rater_name: String,
    /// The actor may see what it says, not only that it exists.
    pub may_open: bool,
}

/// The profile of a person an actor may see.
///
/// # Errors
/// Not found when there is no such person, or not for this actor; a range that is none.
pub fn show(app: &App, actor: &Actor, id: EmployeeId, filter: &Filter) -> Result<Profile, Error> {
    let projection = app.projection();
    let today = app.today();
    let person = projection.person(id).ok_or(Error::NotFound)?;
    let about = person.about(today);
    app.permit(actor, &Action::SeeEmployee(about))?;
    let filter = filter.checked(today)?;
    let allowed = |action: &Action| app.allows(actor, action) == Decision::Allowed;
    let mut profile = compute(&projection, person, &filter);
    if allowed(&Action::SeeEmployeeNotes(about)) {
        profile.facts.notes = Some(person.employee.notes.clone());
    }
    // Nobody learns of someone out of sight by way of a report of theirs.
    let sees_manager = |manager: &(EmployeeId, String)| {
        projection
            .person(manager.0)
            .is_some_and(|other| app.scope(actor).holds(other.about(today)))
            || is(actor, id)
    };
    profile.facts.manager = profile.facts.manager.filter(sees_manager);
    let anonymised = profile.facts.anonymised;
    profile.may = May {
        edit: allowed(&Action::EditEmployee(about)) && !anonymised,
        anonymise: allowed(&Action::AnonymiseEmployee(about)) && !anonymised && !person.employee.active(),
        evaluate: allowed(&Action::EvaluateAsManager(about)) && !anonymised,
        evaluate_self: allowed(&Action::EvaluateSelf(about)),
    };
    profile.agreement = super::agreement::of_person(app, actor, person)?;
    let asking = user(actor);
    let mut known = person.evaluations.iter().rev().filter_map(|header| {
        let facts = person.facts(header, asking, today);
        allowed(&Action::KnowEvaluation(facts)).then(|| (header, allowed(&Action::SeeEvaluation(facts))))
    });
    for (header, may_open) in known.by_ref().take(HISTORY) {
        profile.evaluations.push(HistoryRow {
            header: *header,
            rater_name: super::users::name_of(app, header.rater)?,
            may_open,
        });
    }
    profile.more_evaluations = known.next().is_some();
    Ok(profile)
}

fn user(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::User(account) => Some(account.user),
        _ => None,
    }
}

/// Whether the actor is that employee.
fn is(actor: &Actor, id: EmployeeId) -> bool {
    matches!(actor, Actor::User(account) if account.employee == Some(id))
}

/// All but what depends on who asks.
pub(super) fn compute(projection: &Projection, person: &Person, filter: &Filter) -> Profile {
    let employee = &person.employee;
    let as_of = person.as_of(filter.to);
    let day = Day::new(projection, filter.to);
    let tier = employee.tier_on(filter.to).unwrap_or(Tier::ALL[0]);
    let last_evaluated = as_of.last_evaluated();
    let due = due(
        last_evaluated,
        employee.hire_date,
        projection.settings.evaluation_interval_months,
    );
    let mut given = Given::default();
    let period = Period {
        from: filter.from,
        to: filter.to,
        category: None,
    };
    period.add(person, &mut given);
    let categories = categories::skills(projection, &as_of, tier, &day);
    let skills = || categories.iter().flat_map(|category| &category.skills);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let tools = categories::tools(projection, &as_of, filter.to);
    let mut tool_share = Share::default();
    tools.iter().for_each(|category| tool_share.pool(category.operate));
    Profile {
        filter: *filter,
        facts: facts(projection, person, filter.to, tier, last_evaluated),
        may: May::default(),
        overall: day.overall(&as_of).clone(),
        given,
        stale: count(skills().filter(|skill| skill.stale).count()),
        rated: count(skills().filter(|skill| skill.standing.level().is_some()).count()),
        next_step: next_step::next_step(projection, &as_of, tier, &categories, filter.to),
        categories,
        tools,
        tool_share,
        special_skills: special_skills(&as_of, filter.to),
        evaluations: Vec::new(),
        more_evaluations: false,
        trend: trend::of_person(projection, person, filter.from, filter.to, None),
        due,
        overdue_days: overdue_days(due, filter.to).filter(|_| employee.employed_on(filter.to)),
        agreement: None,
        anonymise_proposed: is_proposed(&projection.settings, employee, filter.to),
    }
}

fn facts(projection: &Projection, person: &Person, day: Date, tier: Tier, last_evaluated: Option<Date>) -> Facts {
    let employee = &person.employee;
    let manager = employee.manager_on(day).and_then(|id| projection.person(id));
    let entry = employee.tiers.iter().rev().find(|entry| entry.from <= day);
    Facts {
        id: employee.id,
        name: employee.name(),
        number: employee.number.clone(),
        phone: employee.phone.clone(),
        email: employee.email.clone(),
        hired: employee.hire_date,
        tier,
        tier_since: entry.map_or(employee.hire_date, |entry| entry.from),
        active: employee.employed_on(day),
        left: employee.last_day(),
        anonymised: employee.anonymised_at.is_some(),
        manager: manager.map(|manager| (manager.id(), manager.employee.name())),
        notes: None,
        last_evaluated,
    }
}

fn special_skills(as_of: &AsOf<'_>, day: Date) -> Vec<SpecialRow> {
    as_of
        .special_skills()
        .into_iter()
        .map(|(said_on, skill)| SpecialRow {
            said_on,
            skill: skill.clone(),
            expired: skill.valid_until.is_some_and(|to| to < day),
        })
        .collect()
}
