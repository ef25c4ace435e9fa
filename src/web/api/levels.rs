//! `employees/{id}/levels`: official levels as of a day, and the averages made of them.

use super::answering::{read, renamed};
use super::described::{Param, ParamKind};
use super::figures::{State, number};
use crate::app::figures::Filter;
use crate::app::profile::{self, CategoryRow, SkillRow};
use crate::domain::id::EmployeeId;
use crate::domain::kpi::average::Overall;
use crate::domain::kpi::level::Standing;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

pub const QUERY: &[Param] = &[Param {
    name: "as_of",
    summary: "The day; today when not given.",
    kind: ParamKind::Day,
}];

/// A person's levels.
#[derive(Serialize, JsonSchema)]
pub struct Levels {
    employee_id: u64,
    as_of: Date,
    /// Of every skill in use, in the catalogue's order.
    levels: Vec<SkillLevel>,
    categories: Vec<CategoryLevel>,
    overall: OverallLevel,
}

/// A level with its day, or why there is none.
#[derive(Serialize, JsonSchema)]
struct SkillLevel {
    skill_id: u64,
    /// 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    /// The effective date of the evaluation the level is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<NoLevel>,
}

/// Why there is no level.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum NoLevel {
    NotApplicable,
    NotRated,
}

/// A category's average.
#[derive(Serialize, JsonSchema)]
struct CategoryLevel {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<f64>,
    rated: u32,
    applicable: u32,
    /// The mean of what the person's tier asks for; absent: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<f64>,
    state: State,
}

/// The average over all categories.
#[derive(Serialize, JsonSchema)]
struct OverallLevel {
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<f64>,
    rated: u32,
    applicable: u32,
    /// The share of the weight it rests on, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_share: Option<f64>,
    state: State,
}

pub fn show(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, QUERY, |query| {
        let id: EmployeeId = request.id("id")?;
        let as_of = query.day("as_of").unwrap_or_else(|| ctx.app.today());
        let profile = profile::show(&ctx.app, &request.actor, id, &Filter::last_year(as_of))
            .map_err(|error| renamed(error.into(), |_| "as_of".to_owned()))?;
        Ok(Levels {
            employee_id: id.0,
            as_of,
            levels: profile
                .categories
                .iter()
                .flat_map(|category| category.skills.iter().map(SkillLevel::from))
                .collect(),
            categories: profile.categories.iter().map(CategoryLevel::from).collect(),
            overall: OverallLevel::from(&profile.overall),
        })
    })
}

impl From<&SkillRow> for SkillLevel {
    fn from(row: &SkillRow) -> Self {
        let level = row.standing.level();
        Self {
            skill_id: row.id.0,
            level: level.map(|level| level.get()),
            date: row.rated_on.filter(|_| level.is_some()),
            state: match row.standing {
                Standing::Level(_) => None,
                Standing::NotApplicable => Some(NoLevel::NotApplicable),
                Standing::NotRated => Some(NoLevel::NotRated),
            },
        }
    }
}

impl From<&CategoryRow> for CategoryLevel {
    fn from(row: &CategoryRow) -> Self {
        Self {
            id: row.id.0,
            average: number(row.figure.value.as_ref()),
            rated: row.figure.k,
            applicable: row.figure.n,
            target: number(row.target.as_ref()),
            state: row.figure.state.into(),
        }
    }
}

impl From<&Overall> for OverallLevel {
    fn from(overall: &Overall) -> Self {
        Self {
            average: number(overall.figure.value.as_ref()),
            rated: overall.figure.k,
            applicable: overall.figure.n,
            weight_share: number(overall.weight_share.as_ref()),
            state: overall.figure.state.into(),
        }
    }
}
