//! The fields of the grid: `c7t2` is category 7 in tier 2, `s9t2` the exception of skill 9.

use crate::app::targets::Draft;
use crate::domain::day;
use crate::domain::id::{SkillCategoryId, SkillId};
use crate::domain::invalid::Invalid;
use crate::domain::target::{Target, TargetSet};
use crate::domain::tier::Tier;
use crate::web::{Pairs, Request};
use std::collections::{BTreeMap, BTreeSet};

/// What is in the fields: by field name.
#[derive(Clone, Default)]
pub struct Typed {
    pub from: String,
    pub cells: BTreeMap<String, String>,
    /// Skills with a row of their own.
    pub exceptions: BTreeSet<SkillId>,
    pub fresh: Option<SkillId>,
}

/// "Add an exception" was pressed, not "Save".
pub fn asks_for_row(request: &Request) -> bool {
    request.form.text("then") == "exception"
}

pub fn field(key: &str, tier: Tier) -> String {
    format!("{key}t{}", tier.get())
}

/// The tier and the id of a field: `7t2`, what stands behind `c` or `s`.
fn place(rest: &str) -> Option<(Tier, u64)> {
    let (id, tier) = rest.split_once('t')?;
    Some((Tier::new(tier.parse().ok()?)?, id.parse().ok()?))
}

pub fn typed_of(set: &TargetSet) -> Typed {
    let mut typed = Typed {
        from: set.from.to_string(),
        ..Typed::default()
    };
    for ((tier, id), target) in &set.by_category {
        typed
            .cells
            .insert(field(&format!("c{id}"), *tier), Target::typed(Some(*target)));
    }
    for ((tier, id), target) in &set.by_skill {
        typed
            .cells
            .insert(field(&format!("s{id}"), *tier), Target::typed(Some(*target)));
        typed.exceptions.insert(*id);
    }
    typed
}

pub fn typed(form: &Pairs) -> Typed {
    let mut typed = Typed {
        from: form.text("from").to_owned(),
        ..Typed::default()
    };
    for (kind, (rest, value)) in form
        .beginning("c")
        .map(|pair| ('c', pair))
        .chain(form.beginning("s").map(|pair| ('s', pair)))
    {
        let Some((_, id)) = place(rest) else { continue };
        typed.cells.insert(format!("{kind}{rest}"), value.to_owned());
        if kind == 's' {
            typed.exceptions.insert(SkillId(id));
        }
    }
    if let Some(skill) = form
        .parse::<SkillId>("exception")
        .filter(|_| form.text("then") == "exception")
    {
        typed.exceptions.insert(skill);
        typed.fresh = Some(skill);
    }
    typed
}

pub fn draft(typed: &Typed) -> Result<Draft, Invalid> {
    let mut invalid = Invalid::new();
    let from = invalid.take(day::required("from", &typed.from).map(Some));
    let mut by_category = BTreeMap::new();
    let mut by_skill = BTreeMap::new();
    for (name, value) in &typed.cells {
        let Some(target) = invalid.take(Target::parse(name, value)) else {
            continue;
        };
        if let Some((tier, id)) = name.strip_prefix('c').and_then(place) {
            by_category.insert((tier, SkillCategoryId(id)), target);
        } else if let Some((tier, id)) = name.strip_prefix('s').and_then(place) {
            by_skill.insert((tier, SkillId(id)), target);
        }
    }
    match from {
        Some(from) => invalid.into_result(Draft {
            from,
            by_category,
            by_skill,
        }),
        None => Err(invalid),
    }
}
