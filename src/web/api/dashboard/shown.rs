//! The company's figures as programs get them.

use super::super::figures::{State, TeamFigure, number};
use crate::app::dashboard::{self, CategoryFigure, SkillFigure};
use crate::domain::kpi::trend::Point;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// The company's figures. Levels, tool shares and attention are as of `to`.
#[derive(Serialize, JsonSchema)]
pub struct Dashboard {
    from: Date,
    to: Date,
    active_employees: u32,
    /// Finalised manager evaluations from `from` to `to`.
    evaluations: u32,
    /// The plain mean of the ratings given in these.
    #[serde(skip_serializing_if = "Option::is_none")]
    average_of_ratings_given: Option<f64>,
    /// The mean over people, each once.
    average: TeamFigure,
    tools: Tools,
    categories: Vec<Category>,
    trend: Vec<TrendPoint>,
    /// Active people of each tier, lowest tier first.
    tiers: [u32; 5],
    strongest_skills: Vec<TeamSkill>,
    weakest_skills: Vec<TeamSkill>,
    recent_evaluations: Vec<Recent>,
    attention: Attention,
}

/// Whether tools can be operated, over all people and tools asked about.
#[derive(Serialize, JsonSchema)]
struct Tools {
    can_operate: u32,
    asked: u32,
    /// 0 to 1; absent when nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    owned: u32,
    on_trucks: u32,
}

/// A category over the people in view.
#[derive(Serialize, JsonSchema)]
struct Category {
    id: u64,
    name: String,
    #[serde(flatten)]
    figure: TeamFigure,
    /// What the tier in view asks for, when there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<f64>,
}

/// The average on a day.
#[derive(Serialize, JsonSchema)]
struct TrendPoint {
    on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<f64>,
    state: State,
    /// Since the point before, of the skills with a level at both.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<f64>,
}

/// A skill over the people in view.
#[derive(Serialize, JsonSchema)]
struct TeamSkill {
    skill_id: u64,
    name: String,
    category_id: u64,
    #[serde(flatten)]
    figure: TeamFigure,
}

/// A finalised manager evaluation.
#[derive(Serialize, JsonSchema)]
struct Recent {
    evaluation_id: u64,
    employee_id: u64,
    date: Date,
    rated: u32,
    /// The plain mean of its levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<f64>,
}

/// What needs attention.
#[derive(Serialize, JsonSchema)]
struct Attention {
    /// How many people are past their due day, and the first of them by name.
    overdue_total: usize,
    overdue: Vec<Overdue>,
    /// How many people have old levels, and the first of them by name.
    stale_total: usize,
    stale: Vec<Stale>,
    /// How many skills rest on one person, and the first of them.
    single_points_total: usize,
    single_points: Vec<SinglePoint>,
    /// Skills nobody covers.
    uncovered: u32,
    /// Skills that fewer than their coverage target cover.
    thin: u32,
    /// The fewest people any critical skill rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    bus_factor: Option<u32>,
}

/// Someone to be evaluated.
#[derive(Serialize, JsonSchema)]
struct Overdue {
    employee_id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Date>,
    due: Date,
    days: i32,
}

/// Someone with old levels.
#[derive(Serialize, JsonSchema)]
struct Stale {
    employee_id: u64,
    stale: u32,
    rated: u32,
}

/// A skill that needs a backup.
#[derive(Serialize, JsonSchema)]
struct SinglePoint {
    skill_id: u64,
    critical: bool,
    employee_id: u64,
}

impl Dashboard {
    pub fn of(shown: &dashboard::Dashboard) -> Self {
        let attention = &shown.attention;
        Self {
            from: shown.filter.from,
            to: shown.filter.to,
            active_employees: shown.active,
            evaluations: shown.given.evaluations,
            average_of_ratings_given: number(shown.given.ratings.mean().as_ref()),
            average: TeamFigure::from(&shown.average),
            tools: Tools {
                can_operate: shown.tools.operate.yes,
                asked: shown.tools.operate.asked,
                share: number(shown.tools.operate.rate().as_ref()),
                owned: shown.tools.owned,
                on_trucks: shown.tools.truck,
            },
            categories: shown.categories.iter().map(Category::of).collect(),
            trend: shown.trend.points.iter().map(TrendPoint::of).collect(),
            tiers: shown.tiers,
            strongest_skills: shown.strongest.iter().map(TeamSkill::of).collect(),
            weakest_skills: shown.weakest.iter().map(TeamSkill::of).collect(),
            recent_evaluations: shown
                .recent
                .iter()
                .map(|one| Recent {
                    evaluation_id: one.evaluation.0,
                    employee_id: one.employee.0,
                    date: one.date,
                    rated: one.rated,
                    mean: number(one.mean.as_ref()),
                })
                .collect(),
            attention: Attention::of(attention),
        }
    }
}

impl Category {
    fn of(category: &CategoryFigure) -> Self {
        Self {
            id: category.id.0,
            name: category.name.clone(),
            figure: TeamFigure::from(&category.figure),
            target: number(category.target.as_ref()),
        }
    }
}

impl TrendPoint {
    fn of(point: &Point) -> Self {
        Self {
            on: point.on,
            average: number(point.figure.value.as_ref()),
            state: point.figure.state.into(),
            change: point.change.as_ref().and_then(|change| number(change.mean.as_ref())),
        }
    }
}

impl TeamSkill {
    fn of(skill: &SkillFigure) -> Self {
        Self {
            skill_id: skill.skill.0,
            name: skill.name.clone(),
            category_id: skill.category.0,
            figure: TeamFigure::from(&skill.figure),
        }
    }
}

impl Attention {
    fn of(attention: &dashboard::Attention) -> Self {
        Self {
            overdue_total: attention.overdue.total,
            overdue: attention
                .overdue
                .first
                .iter()
                .map(|one| Overdue {
                    employee_id: one.employee.0,
                    last: one.last,
                    due: one.due,
                    days: one.days,
                })
                .collect(),
            stale_total: attention.stale.total,
            stale: attention
                .stale
                .first
                .iter()
                .map(|one| Stale {
                    employee_id: one.employee.0,
                    stale: one.stale,
                    rated: one.rated,
                })
                .collect(),
            single_points_total: attention.single_points.total,
            single_points: attention
                .single_points
                .first
                .iter()
                .map(|one| SinglePoint {
                    skill_id: one.skill.0,
                    critical: one.critical,
                    employee_id: one.employee.0,
                })
                .collect(),
            uncovered: attention.uncovered,
            thin: attention.thin,
            bus_factor: attention.bus_factor,
        }
    }
}
