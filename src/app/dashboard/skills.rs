//! Skills over the people in view: the strongest and the weakest, who covers what, and whose
//! levels are old. One pass over people and skills.

use super::Seen;
use crate::app::figures::Filter;
use crate::app::projection::{Projection, active_on};
use crate::domain::catalogue::Skill;
use crate::domain::id::{SkillCategoryId, SkillId};
use crate::domain::kpi::average::{Figure, State, enough};
use crate::domain::kpi::coverage::covers;
use crate::domain::kpi::exact::Exact;
use crate::domain::kpi::freshness::stale_after_days;
use crate::domain::kpi::level::Standing;
use jiff::ToSpan;
use std::cell::LazyCell;

/// Longest list of strongest or weakest.
const LISTED: usize = 5;

/// A skill's mean over people, each once.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillFigure {
    pub skill: SkillId,
    pub name: String,
    pub category: SkillCategoryId,
    pub category_name: String,
    /// k people with a level, of n to whom it applies.
    pub figure: Figure,
}

/// What one pass gives.
pub(super) struct Skills<'a> {
    pub strongest: Vec<SkillFigure>,
    pub weakest: Vec<SkillFigure>,
    pub without_enough: u32,
    /// Of skills in use, within the filter's category, in the catalogue's order.
    pub cover: Vec<Covered<'a>>,
    /// Of each person seen: stale levels and levels; both 0 for who is not in view.
    pub stale: Vec<(u32, u32)>,
}

/// Who covers a skill.
pub(super) struct Covered<'a> {
    pub skill: &'a Skill,
    /// People in sight who cover it, the filter's people or not: cover does not end at a filter.
    pub people: u32,
    /// Position of the last of them among the people seen.
    pub last: usize,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    levels: u32,
    rated: u32,
    applicable: u32,
}

/// Over everyone seen.
pub(super) fn over<'a>(
    projection: &'a Projection,
    seen: &[Seen<'_>],
    filter: &Filter,
    category: Option<usize>,
) -> Skills<'a> {
    let shape = projection.shape();
    let in_use: Vec<(usize, &Skill)> = projection
        .catalogue
        .skills
        .iter()
        .filter_map(|skill| Some((shape.skill(skill.id)?, skill)))
        .filter(|(slot, _)| active_on(shape.skills[*slot].archived_on, filter.to))
        .filter(|(slot, _)| category.is_none_or(|category| shape.skills[*slot].category == category))
        .collect();
    let needed: Vec<_> = in_use
        .iter()
        .map(|(_, skill)| projection.catalogue.needed_certification(skill))
        .collect();
    let mut sums = vec![Sum::default(); in_use.len()];
    let mut cover: Vec<Covered<'a>> = in_use
        .iter()
        .map(|(_, skill)| Covered {
            skill,
            people: 0,
            last: 0,
        })
        .collect();
    let mut stale = Vec::with_capacity(seen.len());
    for (who, one) in seen.iter().enumerate() {
        let oldest = filter.to.saturating_sub(stale_after_days(one.tier).days());
        let fresh_from = oldest.yesterday().map_or(0, |day| one.person.as_of(day).made());
        let held = LazyCell::new(|| one.as_of.certifications(filter.to));
        let (mut old, mut rated) = (0, 0);
        for (i, (slot, _)) in in_use.iter().enumerate() {
            let (standing, evaluation) = one.as_of.numbered(*slot);
            if one.in_view {
                sums[i].applicable += u32::from(standing.applies());
            }
            let Standing::Level(level) = standing else { continue };
            if one.in_view {
                sums[i].levels += u32::from(level.get());
                sums[i].rated += 1;
                rated += 1;
                old += u32::from(evaluation < fresh_from);
            }
            let certified = || needed[i].is_none_or(|needed| held.contains(&needed));
            if covers(Some(level), true) && certified() {
                cover[i].people += 1;
                cover[i].last = who;
            }
        }
        stale.push((old, rated));
    }
    let (strongest, weakest, without_enough) = ends(projection, &in_use, &sums);
    Skills {
        strongest,
        weakest,
        without_enough,
        cover,
        stale,
    }
}

/// Both ends of the skills with enough rated people. No skill is at both.
fn ends(
    projection: &Projection,
    in_use: &[(usize, &Skill)],
    sums: &[Sum],
) -> (Vec<SkillFigure>, Vec<SkillFigure>, u32) {
    let mut known: Vec<usize> = (0..in_use.len())
        .filter(|i| enough(sums[*i].rated, sums[*i].applicable) == State::Ok)
        .collect();
    let unknown = (0..in_use.len())
        .filter(|i| enough(sums[*i].rated, sums[*i].applicable) == State::NotEnoughData)
        .count();
    // a/b > c/d as a·d > c·b; equal means stay in the catalogue's order.
    let mean_above =
        |a: &Sum, b: &Sum| (u64::from(b.levels) * u64::from(a.rated)).cmp(&(u64::from(a.levels) * u64::from(b.rated)));
    known.sort_by(|a, b| mean_above(&sums[*a], &sums[*b]));
    let figure = |i: usize| {
        let (skill, sum) = (in_use[i].1, sums[i]);
        let category = projection.catalogue.skill_category(skill.category);
        SkillFigure {
            skill: skill.id,
            name: skill.name.clone(),
            category: skill.category,
            category_name: category.map(|c| c.name.clone()).unwrap_or_default(),
            figure: Figure {
                value: Exact::ratio(sum.levels.into(), sum.rated.into()),
                k: sum.rated,
                n: sum.applicable,
                state: State::Ok,
            },
        }
    };
    let strong = known.len().div_ceil(2).min(LISTED);
    let weak = (known.len() - strong).min(LISTED);
    (
        known[..strong].iter().map(|i| figure(*i)).collect(),
        known.iter().rev().take(weak).map(|i| figure(*i)).collect(),
        u32::try_from(unknown).unwrap_or(u32::MAX),
    )
}
