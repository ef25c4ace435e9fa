//! The target of a whole category, for charts beside its average.

use crate::app::projection::Projection;
use crate::domain::id::SkillCategoryId;
use crate::domain::kpi::exact::Exact;
use crate::domain::target::{Target, TargetSet};
use crate::domain::tier::Tier;
use jiff::civil::Date;

/// The weighted mean of the levels a tier asks for in a category's skills; `None` when it asks for
/// none. Skills of `not_theirs` are left out.
pub fn of_category(
    projection: &Projection,
    targets: &TargetSet,
    tier: Tier,
    category: SkillCategoryId,
    day: Date,
    not_theirs: impl Fn(usize) -> bool,
) -> Option<Exact> {
    let (mut sum, mut weights) = (0i64, 0i64);
    for skill in projection.catalogue.skills_on(category, day) {
        let asked = targets.of(tier, category, skill.id).and_then(Target::level);
        let theirs = || projection.shape().skill(skill.id).is_none_or(|slot| !not_theirs(slot));
        if let Some(level) = asked
            && theirs()
        {
            sum += i64::from(skill.weight) * i64::from(level.get());
            weights += i64::from(skill.weight);
        }
    }
    Exact::ratio(sum, weights)
}
