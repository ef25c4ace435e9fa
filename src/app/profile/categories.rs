//! A person's categories with their skills, and tool categories with their tools, as of a day.

use crate::app::figures::{Day, targets};
use crate::app::projection::{AsOf, Projection};
use crate::domain::evaluation::{Holding, ToolMark};
use crate::domain::id::{EvaluationId, SkillCategoryId, SkillId, ToolCategoryId, ToolId};
use crate::domain::kpi::average::Figure;
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::freshness::{days_between, is_stale};
use crate::domain::kpi::gap::{Gap, Gaps, gap};
use crate::domain::kpi::level::Standing;
use crate::domain::kpi::tools::Share;
use crate::domain::target::Target;
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// A skill category: the radar's axis and the table's row.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryRow {
    pub id: SkillCategoryId,
    pub name: String,
    pub must_have: bool,
    /// k rated of n applicable skills.
    pub figure: Figure,
    /// The weighted mean of what the person's tier asks for in the skills that apply.
    pub target: Option<Exact>,
    /// Over rated skills with a target; deficit and surplus are never netted.
    pub gaps: Gaps,
    /// In use, in order.
    pub skills: Vec<SkillRow>,
}

/// A skill.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillRow {
    pub id: SkillId,
    pub name: String,
    pub critical: bool,
    pub standing: Standing,
    /// The day the standing is from, the evaluation, and how many days ago.
    pub rated_on: Option<Date>,
    pub evaluation: Option<EvaluationId>,
    pub age_days: Option<i32>,
    /// A level, and an old one.
    pub stale: bool,
    /// What the person's tier asks for; `None`: not set.
    pub target: Option<Target>,
    /// Only of a level with a target.
    pub gap: Option<Gap>,
}

/// A tool category.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCategoryRow {
    pub id: ToolCategoryId,
    pub name: String,
    /// Tools the person can operate, of those asked about.
    pub operate: Share,
    /// Tools owned, on the truck or not.
    pub owned: u32,
    pub truck: u32,
    /// In use, in order.
    pub tools: Vec<ToolRow>,
}

/// A tool; no mark: it was never mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolRow {
    pub id: ToolId,
    pub name: String,
    pub mark: Option<ToolMark>,
}

pub(super) fn skills(projection: &Projection, as_of: &AsOf<'_>, tier: Tier, day: &Day) -> Vec<CategoryRow> {
    let set = projection.targets_on(day.on);
    let shape = projection.shape();
    let mut rows = Vec::new();
    for category in projection.catalogue.skill_categories_on(day.on) {
        let Some(category_slot) = shape.category(category.id) else {
            continue;
        };
        let mut gaps = Gaps::default();
        let mut skills = Vec::new();
        for skill in projection.catalogue.skills_on(category.id, day.on) {
            let Some(slot) = shape.skill(skill.id) else { continue };
            let (standing, rated_on) = as_of.skill(slot);
            let target = set.and_then(|set| set.of(tier, category.id, skill.id));
            let own_gap = standing
                .level()
                .zip(target.and_then(Target::level))
                .map(|(level, target)| gap(level, target));
            if let Some(gap) = own_gap {
                gaps.add(gap, skill.weight);
            }
            skills.push(SkillRow {
                id: skill.id,
                name: skill.name.clone(),
                critical: skill.critical,
                standing,
                rated_on,
                evaluation: as_of.from_evaluation(slot),
                age_days: rated_on.map(|rated| days_between(rated, day.on)),
                stale: standing.level().is_some() && rated_on.is_some_and(|rated| is_stale(rated, day.on, tier)),
                target,
                gap: own_gap,
            });
        }
        let not_theirs = |slot: usize| !as_of.skill(slot).0.applies();
        rows.push(CategoryRow {
            id: category.id,
            name: category.name.clone(),
            must_have: category.must_have,
            figure: day.tally(as_of, category_slot).average(),
            target: set.and_then(|set| targets::of_category(projection, set, tier, category.id, day.on, not_theirs)),
            gaps,
            skills,
        });
    }
    rows
}

pub(super) fn tools(projection: &Projection, as_of: &AsOf<'_>, day: Date) -> Vec<ToolCategoryRow> {
    let mut rows = Vec::new();
    for category in projection.catalogue.tool_categories_on(day) {
        let mut row = ToolCategoryRow {
            id: category.id,
            name: category.name.clone(),
            operate: Share::default(),
            owned: 0,
            truck: 0,
            tools: Vec::new(),
        };
        for tool in projection.catalogue.tools_on(category.id, day) {
            let mark = projection.shape().tool(tool.id).and_then(|slot| as_of.tool(slot));
            if let Some(mark) = mark {
                row.operate.count(mark.can_operate);
                row.owned += u32::from(mark.holding != Holding::None);
                row.truck += u32::from(mark.holding == Holding::Truck);
            }
            row.tools.push(ToolRow {
                id: tool.id,
                name: tool.name.clone(),
                mark,
            });
        }
        rows.push(row);
    }
    rows
}
