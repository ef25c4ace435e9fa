//! `targets`: what a tier asks for, in sets that each begin on a day.

use super::answering::{changes, creates, deletes, json, read, write};
use super::described::{Described, Param, create, delete, read as reads, replace, shape};
use super::query::{PAGING, Page};
use super::reading;
use crate::app::targets::{self, Draft};
use crate::domain::day;
use crate::domain::id::{SkillCategoryId, SkillId, TargetSetId};
use crate::domain::invalid::Invalid;
use crate::domain::target::{self as domain, Target};
use crate::domain::tier::Tier;
use crate::message;
use crate::web::{Ctx, Failure, Reply, Request};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const LIST: &[Param] = &PAGING;

pub const ROUTES: &[Described] = &[
    reads(
        "/api/v1/targets",
        "list_targets",
        message!("The sets of targets, by number"),
        LIST,
        shape::<Page<TargetSet>>,
        list,
    ),
    create(
        "/api/v1/targets",
        "create_targets",
        message!("Add a set that is valid from a day on"),
        shape::<NewTargets>,
        shape::<TargetSet>,
        add,
    ),
    reads(
        "/api/v1/targets/{id}",
        "read_targets",
        message!("One set"),
        &[],
        shape::<TargetSet>,
        one,
    ),
    replace(
        "/api/v1/targets/{id}",
        "replace_targets",
        message!("Correct a set"),
        shape::<NewTargets>,
        shape::<TargetSet>,
        edit,
    ),
    delete(
        "/api/v1/targets/{id}",
        "delete_targets",
        message!("Take a set away, as if it had never been"),
        remove,
    ),
];

/// A set of targets, valid until a later one begins.
#[derive(Serialize, JsonSchema)]
struct TargetSet {
    id: u64,
    from: Date,
    by_category: Vec<OfCategory>,
    /// Exceptions from the target of the category.
    by_skill: Vec<OfSkill>,
}

/// A set of targets to be put down. What is not listed is not set.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewTargets {
    #[schemars(with = "Date")]
    from: String,
    #[serde(default)]
    #[schemars(length(max = 5000))]
    by_category: Vec<OfCategory>,
    #[serde(default)]
    #[schemars(length(max = 20000))]
    by_skill: Vec<OfSkill>,
}

/// What a tier asks for in a category: a level, or that it is not needed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfCategory {
    #[schemars(range(min = 1, max = 5))]
    tier: u8,
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    category_id: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    level: Option<u8>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    not_needed: bool,
}

/// What a tier asks for in a skill: a level, or that it is not needed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfSkill {
    #[schemars(range(min = 1, max = 5))]
    tier: u8,
    #[schemars(range(min = 1, max = 9_007_199_254_740_991u64))]
    skill_id: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    level: Option<u8>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    not_needed: bool,
}

impl TargetSet {
    fn of(set: &domain::TargetSet) -> Self {
        let level = |target: &Target| target.level().map(|level| level.get());
        let categories = set.by_category.iter().map(|((tier, id), target)| OfCategory {
            tier: tier.get(),
            category_id: id.0,
            level: level(target),
            not_needed: *target == Target::NotNeeded,
        });
        let skills = set.by_skill.iter().map(|((tier, id), target)| OfSkill {
            tier: tier.get(),
            skill_id: id.0,
            level: level(target),
            not_needed: *target == Target::NotNeeded,
        });
        Self {
            id: set.id.0,
            from: set.from,
            by_category: categories.collect(),
            by_skill: skills.collect(),
        }
    }
}

impl NewTargets {
    fn draft(&self) -> Result<Draft, Invalid> {
        let mut invalid = Invalid::new();
        let from = invalid.take(day::required("from", &self.from).map(Some));
        let categories = self.by_category.iter().map(|one| {
            let key = (one.tier, SkillCategoryId(one.category_id));
            (key, one.level, one.not_needed)
        });
        let by_category = collected("by_category", categories, &mut invalid);
        let skills = self
            .by_skill
            .iter()
            .map(|one| ((one.tier, SkillId(one.skill_id)), one.level, one.not_needed));
        let by_skill = collected("by_skill", skills, &mut invalid);
        match from {
            Some(from) => invalid.into_result(Draft {
                from,
                by_category,
                by_skill,
            }),
            None => Err(invalid),
        }
    }
}

fn collected<I: Ord + Copy>(
    list: &str,
    sent: impl Iterator<Item = ((u8, I), Option<u8>, bool)>,
    invalid: &mut Invalid,
) -> BTreeMap<(Tier, I), Target> {
    let mut all = BTreeMap::new();
    for (n, ((tier, id), level, not_needed)) in sent.enumerate() {
        let Some(tier) = Tier::new(tier) else {
            invalid.add(format!("{list}.{n}.tier"), message!("Please give a tier from 1 to 5."));
            continue;
        };
        let target = match (level, not_needed) {
            (None, true) => Some(Target::NotNeeded),
            (Some(level), false) => Target::try_from(level)
                .ok()
                .filter(|target| *target != Target::NotNeeded),
            _ => None,
        };
        let Some(target) = target else {
            let sentence = message!("Please give a level from 1 to 5, or that it is not needed.");
            invalid.add(format!("{list}.{n}.level"), sentence);
            continue;
        };
        if all.insert((tier, id), target).is_some() {
            invalid.add(
                format!("{list}.{n}"),
                message!("This is in the list twice. Send it once."),
            );
        }
    }
    all
}

fn found(ctx: &Ctx, request: &Request, id: u64) -> Result<TargetSet, Failure> {
    let projection = targets::see(&ctx.app, &request.actor)?;
    let set = projection.targets.iter().find(|set| set.id.0 == id);
    set.map(TargetSet::of).ok_or(Failure::NotFound)
}

fn show(ctx: &Ctx, request: &Request, id: u64) -> Result<String, Failure> {
    json(&found(ctx, request, id)?)
}

fn list(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, LIST, |query| {
        let projection = targets::see(&ctx.app, &request.actor)?;
        let after = query.after::<TargetSetId>(ctx)?;
        let mut sets: Vec<_> = projection.targets.iter().collect();
        sets.sort_by_key(|set| set.id);
        let behind = sets.into_iter().filter(|set| after.is_none_or(|after| set.id > after));
        query.page(ctx, behind, |set| set.id.to_string(), |set| Ok(TargetSet::of(set)))
    })
}

fn one(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    read(ctx, request, &[], |_| found(ctx, request, request.id("id")?))
}

fn add(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &creates("/api/v1/targets", show), |actor| {
        let sent: NewTargets = reading::body(request)?;
        let id = targets::create(&ctx.app, actor, &sent.draft()?, None)?;
        Ok((id.0, None))
    })
}

fn edit(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &changes(show), |actor| {
        let id: TargetSetId = request.id("id")?;
        let sent: NewTargets = reading::body(request)?;
        let seen = targets::version(&targets::editable(&ctx.app, actor, id)?);
        targets::edit(&ctx.app, actor, id, &seen, &sent.draft()?)?;
        Ok((id.0, None))
    })
}

fn remove(ctx: &Ctx, request: &Request) -> Result<Reply, Failure> {
    write(ctx, request, &deletes(show), |actor| {
        let id: TargetSetId = request.id("id")?;
        targets::remove(&ctx.app, actor, id)?;
        Ok((id.0, None))
    })
}
