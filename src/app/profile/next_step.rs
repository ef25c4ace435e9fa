//! What is missing for the next tier, first as a list, then as a percentage. It is advice.

use super::categories::CategoryRow;
use crate::app::projection::{AsOf, Projection};
use crate::domain::id::{CertificationTypeId, SkillCategoryId, SkillId};
use crate::domain::kpi::readiness::{Asked, Missing, Readiness, readiness};
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// The way to the next tier.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    pub tier: Tier,
    /// In the catalogue's order: below target, not rated, stale, or without its certification.
    pub missing: Vec<MissingSkill>,
    /// `None`: the next tier's targets ask for nothing above level 1, or are not set.
    pub readiness: Option<Readiness<SkillId>>,
}

/// One thing to work on or to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingSkill {
    pub skill: SkillId,
    pub name: String,
    pub category: SkillCategoryId,
    pub category_name: String,
    pub missing: Missing<SkillId>,
    /// The certification that is missing, if one is.
    pub certification: Option<(CertificationTypeId, String)>,
}

/// `None` at the highest tier.
pub(super) fn next_step(
    projection: &Projection,
    as_of: &AsOf<'_>,
    tier: Tier,
    categories: &[CategoryRow],
    day: Date,
) -> Option<NextStep> {
    let tier = tier.next()?;
    let set = projection.targets_on(day);
    let held = as_of.certifications(day);
    let catalogue = &projection.catalogue;
    let needed = |skill: SkillId| catalogue.needed_certification(catalogue.skill(skill)?);
    let asked = categories.iter().flat_map(|category| {
        category.skills.iter().map(|skill| Asked {
            skill: skill.id,
            target: set.and_then(|set| set.of(tier, category.id, skill.id)),
            standing: skill.standing,
            weight: projection.catalogue.skill(skill.id).map_or(0, |s| s.weight),
            must_have: category.must_have,
            stale: skill.stale,
            certification_missing: needed(skill.id).is_some_and(|needed| !held.contains(&needed)),
        })
    });
    let readiness = readiness(asked);
    let missing = readiness.iter().flat_map(|readiness| &readiness.missing);
    let missing = missing
        .filter_map(|one| {
            let skill = projection.catalogue.skill(one.skill)?;
            let category = projection.catalogue.skill_category(skill.category)?;
            let certification = needed(skill.id)
                .filter(|_| one.certification_missing)
                .and_then(|id| projection.catalogue.certification_type(id));
            Some(MissingSkill {
                skill: skill.id,
                name: skill.name.clone(),
                category: category.id,
                category_name: category.name.clone(),
                missing: *one,
                certification: certification.map(|c| (c.id, c.name.clone())),
            })
        })
        .collect();
    Some(NextStep {
        tier,
        missing,
        readiness,
    })
}
